import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forkJoin } from 'rxjs';
import { createHttpClient, protect, TokenBucket } from '../../../src/index.js';
import { outcomeOf } from '../../support/outcome.js';

const LIMIT = 20;
/** The last quarter of the limit is spread over it, with time for the slowest machine to hear of the answers. */
const WINDOW = 1500;
const CALLS = 30;

/** A server with a fixed window, which tells in every answer what is left of it, and answers 429 beyond. */
class LimitingServer {
  served = 0;
  refused = 0;
  readonly #server: Server;
  #used = 0;
  #endsAt = 0;

  constructor(tells: boolean) {
    this.#server = createServer((_, response) => {
      const now = performance.now();
      if (now >= this.#endsAt) [this.#used, this.#endsAt] = [0, now + (tells ? WINDOW : Infinity)];
      const isRefused = this.#used === LIMIT;
      if (isRefused) this.refused++;
      else this.served++;
      this.#used += isRefused ? 0 : 1;
      const headers = {
        'x-ratelimit-limit': String(LIMIT),
        'x-ratelimit-remaining': String(LIMIT - this.#used),
        'x-ratelimit-reset': `${Math.ceil(tells ? this.#endsAt - now : 0)}ms`,
      };
      response.writeHead(isRefused ? 429 : 200, tells ? headers : {}).end('1');
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

describe('a burst of calls to a server that tells its rate limit', () => {
  async function burst(server: LimitingServer): Promise<unknown> {
    const baseUrl = await server.start();
    const limiter = new TokenBucket({ capacity: 5, refillPerSecond: 2000 });
    const http = createHttpClient({ baseUrl, policy: protect({ limiter, bulkhead: { maxConcurrent: 3 } }) });
    const calls = Array.from({ length: CALLS }, () => http.get('/', { acceptStatus: () => true }));
    const outcome = await outcomeOf(forkJoin(calls));
    await server.close();
    return outcome;
  }

  it('is served without a single 429', async () => {
    const server = new LimitingServer(true);
    expect(await burst(server)).toEqual({ values: [Array.from({ length: CALLS }, () => 1)] });
    expect([server.served, server.refused]).toEqual([CALLS, 0]);
  });

  it('is refused where the server tells nothing, or this would prove nothing', async () => {
    const server = new LimitingServer(false);
    await burst(server);
    expect([server.served, server.refused]).toEqual([LIMIT, CALLS - LIMIT]);
  });
});
