import { of, Subject, throwError } from 'rxjs';
import {
  createHttpClient,
  HttpStatusError,
  NetworkError,
  protect,
  Registry,
  SlidingWindow,
  TokenBucket,
  type AnswerHead,
  type HttpRequest,
  type ProtectOptions,
} from '../../src/index.js';
import { createMarbleTransport, type MarbleAnswer } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const URL_A = 'https://a.example/';

function wide(): TokenBucket {
  return new TokenBucket({ capacity: 100, refillPerSecond: 1000 });
}

function answer(headers: Record<string, string>, status = 200, marbles = '-h|'): MarbleAnswer {
  return { marbles, values: { h: { status, headers } } };
}

/** When requests are sent: the first at once, five more after 10 ms. */
function sentAfter(options: ProtectOptions, ...answers: MarbleAnswer[]): number[] {
  let times: number[] = [];
  inVirtualTime(({ flush, cold }) => {
    const transport = createMarbleTransport().answer(/./, ...answers);
    const http = createHttpClient({ transport, policy: protect(options) });
    const call = (): unknown => http.get(URL_A).subscribe({ error: () => undefined });
    call();
    cold('10ms a').subscribe(() => Array.from({ length: 5 }, call));
    flush();
    times = transport.requests.map(({ sentAt }) => sentAt);
  });
  return times;
}

describe('heedAnswers', () => {
  const fields: readonly [what: string, headers: Record<string, string>][] = [
    ['RateLimit', { RateLimit: '"default";r=2;t=1', 'RateLimit-Policy': '"default";q=100;w=60' }],
    ['the older fields', { 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '2', 'X-RateLimit-Reset': '1' }],
  ];
  for (const [what, headers] of fields) {
    it(`slows the limiter down as ${what} of a good answer say`, () => {
      const later = answer({});
      // 991 ms are left for two units, and what comes behind them waits for the reset
      expect(sentAfter({ limiter: wide() }, answer(headers), later)).toEqual([0, 10, 506, 1001, 1001, 1001]);
    });
  }

  for (const status of [200, 304, 404, 429, 500]) {
    it(`hears an answer with status ${status}`, () => {
      const told = answer({ RateLimit: '"default";r=0;t=1' }, status);
      expect(sentAfter({ limiter: new SlidingWindow({ limit: 100, window: 10 }) }, told, answer({}))[1]).toBeGreaterThanOrEqual(1001);
    });
  }

  it('lets go as before when answers tell nothing', () => {
    expect(sentAfter({ limiter: wide() }, answer({}))).toEqual([0, 10, 10, 10, 10, 10]);
    expect(sentAfter({ limiter: wide() }, answer({ RateLimit: 'garbage' }))).toEqual([0, 10, 10, 10, 10, 10]);
  });

  it('takes numbers that no one can count to for the largest', () => {
    const huge = '9'.repeat(400);
    const told = answer({ 'X-RateLimit-Limit': huge, 'X-RateLimit-Remaining': huge, 'X-RateLimit-Reset': '1' });
    expect(sentAfter({ limiter: wide() }, told, answer({}))).toEqual([0, 10, 10, 10, 10, 10]);
  });

  it('hears at the head, before the body has come', () => {
    const told = answer({ RateLimit: '"default";r=0;t=1' }, 200, '-h 500ms a|');
    expect(sentAfter({ limiter: wide() }, told, answer({}))[1]).toBe(1001);
  });

  it('hears every attempt: a retry waits for what the answer to the one before said', () => {
    inVirtualTime(({ flush }) => {
      const transport = createMarbleTransport().answer(/./, answer({ RateLimit: '"default";r=0;t=1' }, 500), answer({}));
      const policy = protect({ limiter: wide(), retry: { initialInterval: 5, jitter: 'none', retryAfter: 'ignore' } });
      createHttpClient({ transport, policy }).get(URL_A).subscribe();
      flush();
      expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0, 1001]);
    });
  });

  it('takes a date for what it is on the scheduler’s clock', () => {
    inVirtualTime(({ scheduler, flush, cold }) => {
      const epoch = 1_700_000_000_000;
      const wall = { now: () => epoch + scheduler.now(), schedule: scheduler.schedule.bind(scheduler) };
      const limiter = new TokenBucket({ capacity: 100, refillPerSecond: 1000, scheduler: wall });
      const headers = { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(epoch / 1000 + 2) };
      const transport = createMarbleTransport().answer(/./, answer(headers), answer({}));
      const http = createHttpClient({ transport, policy: protect({ limiter, scheduler: wall }) });
      http.get(URL_A).subscribe();
      cold('10ms a').subscribe(() => http.get(URL_A).subscribe());
      flush();
      expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0, 2000]);
    });
  });

  it('feeds the limiter of the key, and stands beside bulkhead and breaker', () => {
    inVirtualTime(({ flush, cold }) => {
      const transport = createMarbleTransport()
        .answer(/./, answer({}))
        .answer(/a\.example/, answer({ RateLimit: '"default";r=0;t=1' }));
      const limiter = new Registry(wide);
      const http = createHttpClient({ transport, policy: protect({ limiter, bulkhead: { maxConcurrent: 9 }, breaker: {} }) });
      const call = (host: string): unknown => http.get(`https://${host}.example/`).subscribe();
      for (const host of ['a', 'b']) call(host);
      cold('10ms a').subscribe(() => ['a', 'b'].map(call));
      flush();
      expect(transport.requests.map(({ sentAt, request }) => `${new URL(request.url).host[0]} ${sentAt}`)).toEqual([
        'a 0',
        'b 0',
        'b 10',
        'a 1001',
      ]);
      expect(limiter.get('https://b.example').state$.value.server).toBeUndefined();
    });
  });

  describe('without a request', () => {
    const headers = new Headers({ RateLimit: '"default";r=0;t=1' });
    const cases: readonly [what: string, error: Error, expected: string][] = [
      ['hears the headers of a status error', new HttpStatusError({ status: 404, headers }), '1000ms (a|)'],
      ['hears those of a foreign error with a status', Object.assign(new Error('no'), { status: 404, headers }), '1000ms (a|)'],
      ['leaves those of an error that is no answer', Object.assign(new NetworkError('no'), { headers }), '(a|)'],
      ['leaves those that are none', Object.assign(new Error('no'), { status: 404, headers: { RateLimit: '"a";r=0;t=1' } }), '(a|)'],
    ];
    for (const [what, error, expected] of cases) {
      it(what, () => {
        inVirtualTime(({ expectObservable }) => {
          const policy = protect({ limiter: wide() });
          expectObservable(policy(throwError(() => error))).toBe('#', undefined, error);
          expectObservable(of('a').pipe(policy)).toBe(expected);
        });
      });
    }
  });

  const ends: readonly [how: string, marbles: string, unsubscribed: string][] = [
    ['completes', '-a|', '^--'],
    ['errors', '-a#', '^--'],
    ['is left', '-a-', '^-!'],
  ];
  for (const [how, marbles, unsubscribed] of ends) {
    it(`hears nothing more when the call ${how}`, () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const answers$ = new Subject<AnswerHead>();
        const request = { url: URL_A, answers$ } as Partial<HttpRequest> as HttpRequest;
        const observed: boolean[] = [];
        for (const time of ['-x', '5ms x']) cold(time).subscribe(() => observed.push(answers$.observed));
        expectObservable(protect({ limiter: wide() })(cold(marbles), request), unsubscribed).toBe(marbles);
        flush();
        expect(observed).toEqual([true, false]);
      });
    });
  }

  it('changes nothing of the stream', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-|');
      expectObservable(protect({ limiter: wide() })(source)).toBe('-a-b-|');
      expectObservable(protect({ limiter: wide() })(source), '^--!').toBe('-a-');
      expectSubscriptions(source.subscriptions).toBe(['^----!', '^--!']);
    });
  });
});
