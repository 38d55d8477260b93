import { createHash, randomBytes } from 'node:crypto';
import crossFetch from 'cross-fetch';
import { createHttpClient, fetchTransport, type HttpClient } from '../../../src/index.js';
import { download, type DownloadEvent } from '../../../src/streaming/index.js';
import { startCuttingServer, type CuttingServer } from '../../support/cutting-server.js';
import { outcomeOf } from '../../support/outcome.js';

const retry = { initialInterval: 1, maxInterval: 5, maxRetries: 30 };

/** Numbers from 0 to below 1, always the same ones (Park and Miller, 1988). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function joined(events: readonly DownloadEvent[]): Buffer {
  return Buffer.concat(events.flatMap((event) => (event.type === 'chunk' ? [event.bytes] : [])));
}

const clients: readonly [name: string, http: HttpClient][] = [
  ["the platform's fetch", createHttpClient()],
  // It tells nobody that a connection has closed too early: the silence does.
  ['cross-fetch', createHttpClient({ transport: fetchTransport({ fetch: crossFetch }), timeout: 100 })],
];

for (const [name, http] of clients) {
  describe(`download over ${name}, from a server that cuts`, () => {
    const file = randomBytes(2 * 2 ** 20);
    let server: CuttingServer;
    afterEach(() => server.close());

    for (const seed of [1, 2, 3, 4, 5]) {
      it(`joins the original, bit by bit (seed ${seed})`, async () => {
        server = await startCuttingServer(file, seeded(seed));
        const { values, error } = await outcomeOf(download(http, server.url, { retry }));
        expect(error).toBeUndefined();
        expect(sha256(joined(values))).toBe(sha256(file));
        expect(values.at(-1)).toEqual({ type: 'progress', loaded: file.length, total: file.length });
        expect(server.ranges.length).toBeGreaterThan(2);
      }, 30_000);
    }

    it('goes on from where an earlier download was left', async () => {
      server = await startCuttingServer(file, () => 0.95);
      const at = 1_234_567;
      const { values, error } = await outcomeOf(download(http, server.url, { start: { at, etag: server.etag } }));
      expect(error).toBeUndefined();
      expect(sha256(Buffer.concat([file.subarray(0, at), joined(values)]))).toBe(sha256(file));
      expect(server.ranges).toEqual([`bytes=${at}-`]);
    });
  });
}
