import fc from 'fast-check';
import { concat, delay, EMPTY, NEVER, Observable, of, throwError, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import { CircuitBreaker, HttpStatusError, protect, TokenBucket, type RetryBackoffOptions } from '../../src/index.js';
import { chainOfOperators, type ChainOptions } from '../support/chain-of-operators.js';

/** One attempt of the source: values, then an end, each after a while; 0 is at once. */
interface Attempt {
  readonly values: number;
  readonly after: number;
  readonly end: 'complete' | 'error' | 'busy' | 'not found' | 'never';
}

interface Call {
  readonly at: number;
  readonly leavesAfter: number | undefined;
  readonly attempts: readonly Attempt[];
}

interface History {
  readonly calls: readonly Call[];
  readonly retry: RetryBackoffOptions | undefined;
  readonly attemptTimeout: number | undefined;
  readonly totalTimeout: number | undefined;
  readonly limiter: { capacity: number; refillPerSecond: number; maxWait: number; maxQueue: number } | undefined;
  readonly breaker: { failureThreshold: number; openDuration: number; slowCallRate?: number; slowCallDuration?: number } | undefined;
}

type Policy = <T>(source: Observable<T>) => Observable<T>;

const ERRORS = {
  error: () => new Error('broken'),
  busy: () => new HttpStatusError({ status: 503, retryAfter: 7 }),
  'not found': () => new HttpStatusError({ status: 404 }),
};

function play(history: History, compose: (options: ChainOptions) => Policy): unknown[] {
  const scheduler = new VirtualTimeScheduler();
  scheduler.maxFrames = 10_000;
  const { calls, retry, attemptTimeout, totalTimeout } = history;
  const breaker = history.breaker && new CircuitBreaker({ ...history.breaker, scheduler });
  const limiter = history.limiter && new TokenBucket({ ...history.limiter, scheduler });
  const log: unknown[] = [];
  // Apart: whether a source is torn down before or behind its error in the same frame is nothing to rely on.
  const left: unknown[] = [];
  const noteLeft = (id: number): void => void left.push([scheduler.now(), id]);
  const note = (...what: unknown[]): void => void log.push([scheduler.now(), ...what, breaker?.state$.value.status, limiter?.state$.value]);
  const policy = compose({ retry, attemptTimeout, totalTimeout, breaker, limiter, scheduler });
  for (const [id, call] of calls.entries()) scheduler.schedule(() => start(id, call, policy, { scheduler, note, noteLeft }), call.at);
  scheduler.flush();
  return [...log, left, breaker?.metrics, limiter?.metrics];
}

interface Setting {
  readonly scheduler: SchedulerLike;
  note(...what: unknown[]): void;
  noteLeft(id: number): void;
}

function start(id: number, call: Call, policy: Policy, { scheduler, note, noteLeft }: Setting): void {
  let number = 0;
  const source = new Observable<string>((subscriber) => {
    const attempt = call.attempts[Math.min(number++, call.attempts.length - 1)]!;
    note(id, 'subscribed');
    subscriber.add(() => noteLeft(id));
    attemptOf(attempt, scheduler).subscribe(subscriber);
  });
  const subscription = policy(source).subscribe({
    next: (value) => note(id, value),
    error: (error: unknown) => note(id, (error as Error).name, (error as Error).message),
    complete: () => note(id, 'complete'),
  });
  if (call.leavesAfter !== undefined) scheduler.schedule(() => subscription.unsubscribe(), call.leavesAfter);
}

function attemptOf({ values, after, end }: Attempt, scheduler: SchedulerLike): Observable<string> {
  const later = <T>(source: Observable<T>): Observable<T> => (after === 0 ? source : source.pipe(delay(after, scheduler)));
  const said = Array.from({ length: values }, (_, at) => later(of(`value ${at}`)));
  if (end === 'never') return concat(...said, NEVER);
  const isOver = after === 0 ? EMPTY : later(of('late'));
  return end === 'complete' ? concat(...said, isOver) : concat(...said, isOver, throwError(ERRORS[end]));
}

const attempts = fc.record<Attempt>({
  values: fc.integer({ min: 0, max: 2 }),
  after: fc.constantFrom(0, 1, 3, 8),
  end: fc.constantFrom('complete', 'error', 'busy', 'not found', 'never'),
});
const histories = fc.record<History>({
  calls: fc.array(
    fc.record<Call>({
      at: fc.integer({ min: 0, max: 40 }),
      leavesAfter: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
      attempts: fc.array(attempts, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  retry: fc.option(
    fc.record({ maxRetries: fc.integer({ min: 0, max: 3 }), initialInterval: fc.constantFrom(0, 2), jitter: fc.constant('none' as const) }),
    {
      nil: undefined,
    },
  ),
  attemptTimeout: fc.constantFrom(undefined, 2, 6),
  totalTimeout: fc.constantFrom(undefined, 6, 15),
  limiter: fc.option(
    fc.record({
      capacity: fc.integer({ min: 1, max: 3 }),
      refillPerSecond: fc.constant(200),
      maxWait: fc.constantFrom(4, Infinity),
      maxQueue: fc.constantFrom(1, Infinity),
    }),
    { nil: undefined },
  ),
  breaker: fc.option(
    fc.oneof(
      fc.record({ failureThreshold: fc.integer({ min: 1, max: 3 }), openDuration: fc.constantFrom(3, 12) }),
      fc.constant({ failureThreshold: 2, openDuration: 5, slowCallRate: 1, slowCallDuration: 2 }),
    ),
    { nil: undefined },
  ),
});

describe('protect in one subscription', () => {
  it('does what the chain of its operators does, whatever happens', () => {
    expect(() =>
      fc.assert(
        fc.property(histories, (history) => {
          const chained = play(history, (options) => (source) => chainOfOperators(source, options));
          const fused = play(history, (options) => protect(options));
          return JSON.stringify(fused) === JSON.stringify(chained);
        }),
        { numRuns: 500 },
      ),
    ).not.toThrow();
  });

  it('is compared by a history that shows a difference where there is one', () => {
    const history: History = {
      calls: [
        {
          at: 0,
          leavesAfter: undefined,
          attempts: [
            { values: 0, after: 0, end: 'error' },
            { values: 1, after: 0, end: 'complete' },
          ],
        },
      ],
      retry: { maxRetries: 1, initialInterval: 2, jitter: 'none' },
      attemptTimeout: undefined,
      totalTimeout: undefined,
      limiter: undefined,
      breaker: undefined,
    };
    const without = play(
      history,
      ({ scheduler }) =>
        (source) =>
          chainOfOperators(source, { scheduler }),
    );
    expect(play(history, (options) => protect(options))).not.toEqual(without);
  });
});
