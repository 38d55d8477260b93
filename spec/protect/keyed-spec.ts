import { of, throwError } from 'rxjs';
import {
  CircuitBreaker,
  createHttpClient,
  NetworkError,
  protect,
  Registry,
  SlidingWindow,
  TokenBucket,
  type HttpRequest,
  type HttpTransport,
} from '../../src/index.js';

describe('protect with registries', () => {
  const registries = () => ({
    limiter: new Registry((name) => new SlidingWindow({ name, limit: 9, window: 9 })),
    breaker: new Registry((name) => new CircuitBreaker({ name })),
  });

  /** Sends to each address; all answers are broken connections. */
  function send(options: Parameters<typeof protect>[0], ...urls: string[]): void {
    const transport: HttpTransport = () => throwError(() => new NetworkError('broken'));
    const http = createHttpClient({ transport, policy: protect(options) });
    for (const url of urls) http.get(url).subscribe({ error: () => undefined });
  }

  const counts = ({ limiter, breaker }: ReturnType<typeof registries>): Record<string, [granted: number, failed: number]> =>
    Object.fromEntries(
      [...limiter.entries$.value].map(([key, { metrics }]) => [key, [metrics.granted, breaker.get(key).metrics.failures] as const]),
    );

  it('has one of each per origin', () => {
    const options = registries();
    send(options, 'https://a.example/x', 'https://a.example:443/y?z', 'http://a.example/', 'https://b.example/', 'https://a.example:8443/');
    expect(counts(options)).toEqual({
      'https://a.example': [2, 2],
      'http://a.example': [1, 1],
      'https://b.example': [1, 1],
      'https://a.example:8443': [1, 1],
    });
  });

  it('has one per key where the caller makes the keys', () => {
    const options = registries();
    const key = ({ method, url }: HttpRequest): string => `${method} ${new URL(url).pathname}`;
    send({ ...options, key }, 'https://a.example/x', 'https://b.example/x', 'https://a.example/y');
    expect(counts(options)).toEqual({ 'GET /x': [2, 2], 'GET /y': [1, 1] });
  });

  it("uses '' where there is no request, and asks no key", () => {
    const options = registries();
    of(1)
      .pipe(protect({ ...options, key: () => fail('was asked') as never }))
      .subscribe();
    expect(counts(options)).toEqual({ '': [1, 0] });
  });

  it('counts an open circuit for its own key only', () => {
    const breaker = new Registry((name) => new CircuitBreaker({ name, failureThreshold: 1 }));
    const options = { breaker, limiter: new TokenBucket({ capacity: 9, refillPerSecond: 1 }) };
    send(options, 'https://a.example/', 'https://a.example/', 'https://b.example/');
    expect(breaker.get('https://a.example').metrics).toEqual(jasmine.objectContaining({ calls: 1, refused: 1 }));
    expect(breaker.get('https://b.example').metrics).toEqual(jasmine.objectContaining({ calls: 1, refused: 0 }));
    expect(options.limiter.metrics.granted).toBe(2);
  });

  it('makes nothing before the first request', () => {
    const { limiter, breaker } = registries();
    protect({ limiter, breaker })(of(1));
    expect([limiter.size, breaker.size]).toEqual([0, 0]);
  });

  it('errors the stream with what a key throws', () => {
    const seen: unknown[] = [];
    const failing = (): never => {
      throw new Error('no key');
    };
    const transport: HttpTransport = () => throwError(() => new NetworkError('broken'));
    const http = createHttpClient({ transport, policy: protect({ ...registries(), key: failing }) });
    http.get('https://a.example/').subscribe({ error: (error: unknown) => seen.push(error) });
    expect(seen).toEqual([new Error('no key')]);
  });

  it('gives a breaker that it makes its scheduler and its chance', () => {
    const random = jasmine.createSpy('random').and.returnValue(0.5);
    const own = jasmine.createSpy('own').and.returnValue(0.5);
    const breaker = { failureThreshold: 1, openJitter: 0.1 };
    send({ breaker, random }, 'https://a.example/');
    send({ breaker: { ...breaker, random: own }, random }, 'https://a.example/');
    expect([random.calls.count(), own.calls.count()]).toEqual([1, 1]);
  });
});
