import { defer, throwError, VirtualTimeScheduler } from 'rxjs';
import { HttpStatusError, retryBackoff, type RetryBackoffOptions } from '../../src/index.js';

describe("11: jitter on a server's hint is added, never subtracted, and it is there", () => {
  const HINT = 1000;

  /** A generator with a seed, so that twenty clients have twenty chances, the same in every run. */
  function createRandom(seed: number): () => number {
    let state = seed;
    return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  }

  function returnsOf(clients: number, options: RetryBackoffOptions): number[] {
    const scheduler = new VirtualTimeScheduler();
    const random = createRandom(7);
    const returns: number[] = [];
    for (let client = 0; client < clients; client++) {
      let attempts = 0;
      defer(() => {
        if (attempts++ > 0) returns.push(scheduler.now());
        return throwError(() => new HttpStatusError({ status: 503, retryAfter: HINT }));
      })
        .pipe(retryBackoff({ maxRetries: 1, random, scheduler, ...options }))
        .subscribe({ error: () => undefined });
    }
    scheduler.flush();
    return returns;
  }

  for (const jitter of ['full', 'equal', 'decorrelated', (delay: number) => delay / 2] as const) {
    const name = typeof jitter === 'function' ? 'a jitter function' : `${jitter} jitter`;

    it(`twenty clients with ${name} that are told the same second don't return together`, () => {
      const returns = returnsOf(20, { jitter, initialInterval: 500 });
      expect(returns.length).toBe(20);
      expect(new Set(returns.map((time) => Math.floor(time / 10))).size).toBeGreaterThan(10);
    });

    it(`none of them with ${name} returns before it, or later than a delay behind it`, () => {
      const returns = returnsOf(200, { jitter, initialInterval: 500 });
      expect(Math.min(...returns)).toBeGreaterThanOrEqual(HINT);
      expect(Math.max(...returns)).toBeLessThanOrEqual(HINT + 500);
      expect(Math.max(...returns) - Math.min(...returns)).toBeGreaterThan(400);
    });
  }

  it('twenty without jitter do, as they were told to', () => {
    expect(new Set(returnsOf(20, { jitter: 'none' }))).toEqual(new Set([HINT]));
  });
});
