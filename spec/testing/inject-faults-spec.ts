import { EMPTY, of } from 'rxjs';
import { createHttpClient, HttpStatusError, NetworkError, text } from '../../src/index.js';
import { createMarbleTransport, injectCut, injectError, injectLatency, injectStatus, seededRandom } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const baseUrl = 'https://api.example.com';

describe('injectLatency', () => {
  it('delays the subscription by a time between min and max', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a|');
      expectObservable(source.pipe(injectLatency({ min: 2, max: 4, random: () => 0.5 })), '^').toBe('---a|');
      expectSubscriptions(source.subscriptions).toBe('---^!');
    });
  });

  it('is left in the middle of its wait without a trace', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a|');
      expectObservable(source.pipe(injectLatency({ max: 4, random: () => 0.9 })), '^!').toBe('-');
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('refuses a time out of range', () => {
    expect(() => injectLatency({ min: 3, max: 2 })).toThrowError(RangeError);
    expect(() => injectLatency({ max: 2, share: 2 })).toThrowError(RangeError);
  });
});

describe('injectError', () => {
  it('happens to a share of the subscriptions, the same with each seed', () => {
    const random = seededRandom(1);
    const failing = EMPTY.pipe(injectError<never>({ share: 0.25, random }));
    let errors = 0;
    for (let call = 0; call < 1_000; call++) failing.subscribe({ error: () => errors++ });
    expect(errors).toBe(255);
  });

  it('errors with a NetworkError, or with what it is given', () => {
    let error: unknown;
    of(1)
      .pipe(injectError<number>())
      .subscribe({ error: (reason: unknown) => (error = reason) });
    expect(error).toBeInstanceOf(NetworkError);
    of(1)
      .pipe(injectError<number>({ error: () => 'given' }))
      .subscribe({ error: (reason: unknown) => (error = reason) });
    expect(error).toBe('given');
  });
});

describe('injectStatus', () => {
  it('answers with another status in an interceptor, and aborts the body that came', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /', '-h--a|');
      const http = createHttpClient({
        baseUrl,
        transport,
        interceptors: [(request, next) => next(request).pipe(injectStatus({ status: 503 }))],
      });
      let error: unknown;
      http.get('/').subscribe({ error: (reason: unknown) => (error = reason) });
      expectObservable(of(1)).toBe('(a|)', { a: 1 });
      flush();
      expect(error).toBeInstanceOf(HttpStatusError);
      expect((error as HttpStatusError).status).toBe(503);
      expect(transport.requests[0]!.outcome).toBe('aborted');
    });
  });
});

describe('injectCut', () => {
  it('breaks a body off behind a number of chunks', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /', '-h-a-b|');
      const http = createHttpClient({ baseUrl, transport, interceptors: [(request, next) => next(request).pipe(injectCut({ after: 1 }))] });
      let error: unknown;
      http.get('/', { as: text() }).subscribe({ error: (reason: unknown) => (error = reason) });
      expectObservable(of(1)).toBe('(a|)', { a: 1 });
      flush();
      expect(error).toBeInstanceOf(NetworkError);
      expect(transport.requests[0]!).toEqual(jasmine.objectContaining({ outcome: 'aborted', endedAt: 3 }));
    });
  });
});
