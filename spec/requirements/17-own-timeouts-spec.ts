import { CircuitBreaker, createHttpClient, protect, requestTimeout, RequestTimeoutError, TokenBucket } from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('17: the timeout of one request never touches another on the same policy', () => {
  for (const option of ['attemptTimeout', 'totalTimeout'] as const) {
    it(`${option} of protect`, () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const policy = protect({ [option]: 5, breaker: {}, limiter: new TokenBucket({ capacity: 9, refillPerSecond: 1 }) });
        const slow = cold('--------a|');
        const quick = cold('---a|');
        const phase = option === 'attemptTimeout' ? 'attempt' : 'total';
        expectObservable(policy(slow)).toBe('-----#', undefined, new RequestTimeoutError(phase, 5));
        expectObservable(policy(quick), '---^').toBe('------a|');
        expectObservable(policy(slow), '----^').toBe('---------#', undefined, new RequestTimeoutError(phase, 5));
        expectSubscriptions(slow.subscriptions).toBe(['^----!', '----^----!']);
        expectSubscriptions(quick.subscriptions).toBe('---^---!');
      });
    });
  }

  it('requestTimeout, one operator for all', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const timed = requestTimeout<string>({ first: 5, idle: 5, total: 20 });
      expectObservable(cold('--------a|').pipe(timed)).toBe('-----#', undefined, new RequestTimeoutError('first', 5));
      expectObservable(cold('---a---b|').pipe(timed)).toBe('---a---b|');
    });
  });

  it('the timeout of one of two requests of one client', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport()
        .answer('GET /slow', '--------h|')
        .answer('GET /quick', { marbles: '-------h(a|)', values: { a: 1 } });
      const breaker = new CircuitBreaker();
      const http = createHttpClient({ baseUrl: 'https://api.example.com', transport, policy: protect({ breaker, totalTimeout: 100 }) });
      const slow = http.get('/slow', { timeout: 5 });
      expectObservable(slow).toBe('-----#', undefined, new RequestTimeoutError('head', 5));
      expectObservable(http.get('/quick')).toBe('--------(v|)', { v: 1 });
      flush();
      expect(transport.requests.map(({ outcome }) => outcome)).toEqual(['aborted', 'complete']);
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ successes: 1, failures: 1, inFlight: 0 }));
    });
  });

  it('a timeout in the queue lets the others keep their places', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const limiter = new TokenBucket({ capacity: 1, initialTokens: 0, refillPerSecond: 100 });
      const [hurried, patient] = [protect({ limiter, totalTimeout: 5 }), protect({ limiter, totalTimeout: 50 })];
      expectObservable(hurried(cold('a|'))).toBe('-----#', undefined, new RequestTimeoutError('total', 5));
      expectObservable(patient(cold('b|'))).toBe('10ms b|');
    });
  });
});
