import { defer, map, NEVER, throwError, timer, type Observable } from 'rxjs';
import { hedge, HttpStatusError, retryBackoff, RetryBudget } from '../../../src/index.js';
import { inVirtualTime } from '../../support/virtual-time.js';
import { manualTime } from '../circuit-time.js';

/*
 * What gRPC's proposal A6 (client retries) says of retry throttling, hedging and a server's pushback. Meant to be the same: extra
 * attempts stop when failures outnumber successes by more than a share, resume when calls go well again, and are never waited for; a
 * server that pushes back is heeded. Ours differs on purpose:
 * - theirs counts how attempts end, ours calls and extra attempts. So a service that fails gets ratio × calls extra attempts for as
 *   long as it fails, and theirs none; and a bucket of theirs that was drained by calls that can't be retried throttles those that can;
 * - theirs never forgets: an outage of yesterday still throttles the first calls of today. Ours forgets after `ttl`, and has a reserve;
 * - a failure doesn't bring the next hedge forward, and a server's hint ends the hedging instead of delaying it: trying again is for
 *   `retryBackoff`, outside, which waits for the hint;
 * - a hint is waited for with jitter on top, and backoff goes on growing behind it; theirs begins again.
 */

/** gRPC's: a failure takes a token, a success gives `tokenRatio` of one, and at half of them nothing is retried. */
function theirBudget(maxTokens: number, tokenRatio: number) {
  let tokens = maxTokens;
  return {
    success: () => (tokens = Math.min(maxTokens, tokens + tokenRatio)),
    failure: () => (tokens = Math.max(0, tokens - 1)),
    mayRetry: () => tokens > maxTokens / 2,
  };
}

describe('gRPC’s retry throttling is RetryBudget, which', () => {
  /** Plays calls, of which each failure is retried once if it may be, and tells which were: `r`, or `-`. A number lets time pass. */
  function retried(history: string): { theirs: string; ours: string } {
    const time = manualTime();
    const [theirs, ours] = [theirBudget(10, 0.1), new RetryBudget({ ratio: 0.1, minPerSecond: 0.5, scheduler: time.scheduler })];
    const shown = { theirs: '', ours: '' };
    for (const [step] of history.matchAll(/[sf]|\d+/g)) {
      if (step === 's' || step === 'f') ours.deposit();
      else time.advance(Number(step));
      if (step === 's') theirs.success();
      if (step !== 'f') continue;
      theirs.failure();
      shown.theirs += theirs.mayRetry() ? 'r' : '-';
      shown.ours += ours.tryWithdraw() ? 'r' : '-';
      // what is retried fails again
      if (shown.theirs.endsWith('r')) theirs.failure();
    }
    return shown;
  }
  const many = (what: string, count: number): string => what.repeat(count);

  const table: readonly [history: string, theirs: string, ours: string, because: string][] = [
    ['f', 'r', 'r', 'one failure alone is retried'],
    ['fff', 'rr-', 'rrr', 'differs: their attempts drain ten tokens by half, ours a reserve of five'],
    [many('f', 9), 'rr-------', 'rrrrr----', 'differs in when, not in that: failures alone end the retrying'],
    [many('f', 9) + many('s', 100) + 'f', 'rr-------r', 'rrrrr----r', 'differs in when: it resumes when calls go well again'],
    [many('f', 9) + many('s', 9) + 'f', 'rr--------', 'rrrrr----r', 'differs: failed calls pay for extra attempts as well'],
    [many('s', 100) + many('f', 2), 'rr', 'rr', 'successes before it are worth no more than a full bucket'],
    [
      many('s', 100) + many('f', 20),
      `rr${many('-', 18)}`,
      `${many('r', 16)}${many('-', 3)}r`.slice(0, 20),
      'differs: each ten calls pay for one',
    ],
    [many('f', 9) + '10000' + 'f', 'rr--------', 'rrrrr----r', 'differs: what is as old as ttl is forgotten'],
  ];
  for (const [history, theirs, ours, because] of table) {
    it(`retries ${ours} of ${history.slice(0, 40)}${theirs === ours ? '' : `, theirs ${theirs}`}: ${because}`, () => {
      expect(retried(history)).toEqual({ theirs, ours });
      expect(because.startsWith('differs')).toBe(theirs !== ours);
    });
  }

  it('makes nobody wait: without an extra attempt the failure passes at once, and an unsent hedge is none', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const budget = new RetryBudget({ ratio: 0, minPerSecond: 1, ttl: 1_000 });
      budget.tryWithdraw();
      const failing = cold('--#');
      const slow = cold('   --------a|');
      expectObservable(failing.pipe(retryBackoff({ budget }))).toBe('--#');
      expectObservable(slow.pipe(hedge({ delay: 4, budget }))).toBe('--------a|');
      expectSubscriptions(failing.subscriptions).toBe('^-!');
      expectSubscriptions(slow.subscriptions).toBe('^--------!');
    });
  });
});

describe('gRPC’s hedging policy is hedge, which', () => {
  const status = (code: number, retryAfter?: number) => new HttpStatusError({ status: code, retryAfter });
  /** The attempts: after how long each ends, and with which error; `undefined` for a value. */
  type Ends = readonly (readonly [after: number, error?: unknown])[];

  function run(ends: Ends): { readonly sent: number[]; readonly end: string } {
    const sent: number[] = [];
    let end = 'none';
    inVirtualTime(({ scheduler, flush }) => {
      const source: Observable<string> = defer(() => {
        const [after, ...error] = ends[sent.push(scheduler.now()) - 1] ?? [Infinity];
        if (after === Infinity) return NEVER;
        return timer(after).pipe(
          map(() => {
            if (error.length > 0) throw error[0];
            return 'value';
          }),
        );
      });
      source.pipe(hedge({ delay: 10, maxHedges: 3 })).subscribe({
        next: (value) => (end = `${value} at ${scheduler.now()}`),
        error: (error: unknown) => (end = `${(error as HttpStatusError).status} at ${scheduler.now()}`),
      });
      flush();
    });
    return { sent, end };
  }

  const cases: readonly [ends: Ends, theirs: number[], ours: number[], end: string, because: string][] = [
    [[[5]], [0], [0], 'value at 5', 'an answer before the delay ends it'],
    [[[50], [50], [5]], [0, 10, 20], [0, 10, 20], 'value at 25', 'each is sent a delay behind the last, and the first answer decides'],
    [[[50]], [0, 10, 20, 30], [0, 10, 20, 30], 'value at 50', 'no more than the most attempts are made'],
    [[[50], [5, status(404)]], [0, 10], [0, 10], '404 at 15', 'a fatal status is the answer'],
    [[[50], [5, status(503)], [5]], [0, 10, 15], [0, 10, 20], 'value at 25', 'differs: a failure doesn’t bring the next one forward'],
    [
      [[5, status(503)]],
      [0, 5, 15, 25],
      [0],
      '503 at 5',
      'differs: the first failure is for a retry outside, if there is no other attempt',
    ],
    [
      [[50], [5, status(503, 100)]],
      [0, 10, 115],
      [0, 10],
      'value at 50',
      'differs: told to wait it hedges no more, and the first may answer still',
    ],
    [
      [
        [20, status(503)],
        [20, status(503)],
        [20, status(503)],
        [20, status(500)],
      ],
      [0, 10, 20, 30],
      [0, 10, 20, 30],
      '500 at 50',
      'when all have failed, the last error passes',
    ],
  ];
  for (const [ends, theirs, ours, end, because] of cases) {
    it(`sends at ${ours.join()}${String(theirs) === String(ours) ? '' : `, theirs at ${theirs.join()}`}: ${because}`, () => {
      expect(run(ends)).toEqual({ sent: ours, end });
      expect(because.startsWith('differs')).toBe(String(theirs) !== String(ours));
    });
  }
});

describe('gRPC’s pushback is a hint to retryBackoff, which', () => {
  const table: readonly [retryAfter: number | undefined, retries: number[], because: string][] = [
    [undefined, [10, 30], 'without one it backs off'],
    [500, [500, 1_000], 'it is waited for'],
    [0, [10, 30], 'a retry is never earlier than backoff says'],
    [300_001, [], 'one that is too long means: not at all'],
  ];
  for (const [hint, retries, because] of table) {
    it(`retries at ${retries.join() || 'no time'} where it is ${hint}: ${because}`, () => {
      inVirtualTime(({ scheduler, flush }) => {
        scheduler.maxFrames = Infinity;
        const sent: number[] = [];
        const source = defer(() => {
          sent.push(scheduler.now());
          return throwError(() => new HttpStatusError({ status: 503, retryAfter: hint }));
        });
        source.pipe(retryBackoff({ initialInterval: 10, jitter: 'none', maxRetries: 2 })).subscribe({ error: () => undefined });
        flush();
        expect(sent).toEqual([0, ...retries]);
      });
    });
  }
});
