import { CircuitBreaker, circuitBreaker, createHttpClient, protect, retryBackoff } from '../../src/index.js';
import { simulate, type SimulatedWorld, type SimulateOptions, type SimulationFigures } from '../../src/testing/index.js';

const baseUrl = 'https://api.example.com';
const server = { capacity: 20, latency: 50, outages: [{ from: 10_000, to: 20_000, kind: 'refuses' as const }] };

/** Ten seconds of outage within thirty. */
function figuresOf(call: SimulateOptions['call']): SimulationFigures {
  return simulate({ duration: 30_000, clients: 50, server, call });
}

const retry = { initialInterval: 50, maxRetries: 3 };
const inOrder = (world: SimulatedWorld): (() => ReturnType<ReturnType<typeof createHttpClient>['get']>) => {
  const policy = protect({ ...world, retry, breaker: { openDuration: 2_000 } });
  const http = createHttpClient({ ...world, baseUrl, policy });
  return () => http.get('/orders');
};

describe('simulate', () => {
  it('gives the same figures for the same seed', () => {
    expect(figuresOf(inOrder)).toEqual(figuresOf(inOrder));
    expect(figuresOf(inOrder)).not.toEqual(simulate({ seed: 2, duration: 30_000, clients: 50, server, call: inOrder }));
  });

  it('counts what is served, what reaches the server, and what never ends', () => {
    const plain = figuresOf((world) => {
      const http = createHttpClient({ ...world, baseUrl });
      return () => http.get('/orders');
    });
    expect(plain.attempts).toBe(plain.calls);
    expect(plain.served).toBeGreaterThan(0.6);
    expect(plain.served).toBeLessThan(0.72);
    expect(plain.unfinished).toBe(0);
    const hangs = { ...server, outages: [{ from: 10_000, to: 1e9, kind: 'hangs' as const }] };
    const hanging = simulate({ duration: 30_000, server: hangs, call: ({ transport, scheduler }) => {
      const http = createHttpClient({ baseUrl, transport, scheduler, timeout: Infinity });
      return () => http.get('/orders');
    } }); // prettier-ignore
    expect(hanging.unfinished).toBeGreaterThan(hanging.calls / 2);
  });

  it('shows a breaker that is made anew for each request', () => {
    const perRequest = figuresOf(
      (world) => () =>
        createHttpClient({ ...world, baseUrl, policy: protect({ ...world, retry, breaker: { openDuration: 2_000 } }) }).get('/orders'),
    );
    expect(figuresOf(inOrder).attemptsPerCall).toBeLessThan(1.1);
    expect(perRequest.attemptsPerCall).toBeGreaterThan(1.5);
  });

  it('shows a retry inside of the breaker', () => {
    const down = { ...server, outages: [{ from: 0, to: 1e9, kind: 'refuses' as const }] };
    const attemptsOf = (order: 'inside' | 'outside'): number =>
      simulate({
        duration: 30_000,
        server: down,
        call: (world) => {
          const breaker = circuitBreaker<unknown>(new CircuitBreaker({ ...world, openDuration: 2_000 }));
          const again = retryBackoff<unknown>({ ...world, ...retry });
          const http = createHttpClient({ ...world, baseUrl });
          return () => (order === 'inside' ? http.get('/orders').pipe(again, breaker) : http.get('/orders').pipe(breaker, again));
        },
      }).attempts;
    expect(attemptsOf('inside')).toBeGreaterThan(2 * attemptsOf('outside'));
  });
});
