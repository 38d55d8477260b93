import crossFetch from 'cross-fetch';
import { lastValueFrom, map, NEVER, of, take, timer, toArray } from 'rxjs';
import { createHttpClient, fetchTransport, type HttpClient } from '../../../src/index.js';
import { drainMap, iterate } from '../../../src/streaming/index.js';
import { startNdjsonServer, type NdjsonLine, type NdjsonServer } from '../../support/ndjson-server.js';
import { splitLines } from '../../support/split-lines.js';

const MB = 2 ** 20;
const BODY = 64 * MB;
/** How far the server may be ahead: what sockets and streams buffer. */
const MOST_AHEAD = 16 * MB;
const pause = (milliseconds: number): Promise<unknown> => lastValueFrom(timer(milliseconds));

for (const [name, fetch] of [
  ['native fetch', undefined],
  ['cross-fetch', crossFetch],
] as const) {
  describe(`backpressure over ${name}`, () => {
    let server: NdjsonServer;
    let http: HttpClient;
    beforeEach(async () => {
      server = await startNdjsonServer();
      http = createHttpClient({ baseUrl: server.url, transport: fetchTransport({ fetch }), timeout: 2000 });
    });
    afterEach(() => server.close());
    const lines = (bytes = BODY) => http.get('/', { params: { bytes }, as: splitLines });

    /** Waits until a fact holds. */
    async function until(fact: () => boolean): Promise<void> {
      for (let turn = 0; turn < 200 && !fact(); turn++) await pause(10);
      expect(fact()).toBeTrue();
    }
    /** Waits until the server has come to a stand, and tells how much it has sent by then. */
    async function standstill(): Promise<number> {
      for (let sent = -1; sent !== server.sent(); await pause(150)) sent = server.sent();
      return server.sent();
    }

    it('closes the connection when iterate is left after the first value', async () => {
      for await (const line of iterate(lines())) {
        expect((JSON.parse(line) as NdjsonLine).n).toBe(0);
        break;
      }
      await until(() => server.left() === 1);
    });

    it('closes the connection when return() is called while a next() is pending', async () => {
      const values = iterate(lines().pipe(drainMap(() => NEVER)));
      const pending = values.next();
      await until(() => server.sent() > 0);
      await values.return!();
      expect((await pending).done).toBeTrue();
      await until(() => server.left() === 1);
    });

    it('closes the connection when drainMap is left after the first value', async () => {
      expect(
        await lastValueFrom(
          lines().pipe(
            drainMap((line) => of(line.length)),
            take(1),
          ),
        ),
      ).toBeGreaterThan(60);
      await until(() => server.left() === 1);
    });

    it('stops the server while the body of a loop is busy, for longer than the timeout', async () => {
      const values = iterate(lines());
      await values.next();
      const early = await standstill();
      await pause(2300);
      expect(early).toBeGreaterThan(0);
      expect(early).toBeLessThan(MOST_AHEAD);
      expect(server.sent()).toBe(early);
      expect((JSON.parse((await values.next()).value as string) as NdjsonLine).n).toBe(1);
      await values.return!();
    }, 10_000);

    it('stops the server while an inner stream of drainMap runs', async () => {
      const subscription = lines()
        .pipe(drainMap(() => NEVER))
        .subscribe();
      const sent = await standstill();
      expect(sent).toBeGreaterThan(0);
      expect(sent).toBeLessThan(MOST_AHEAD);
      subscription.unsubscribe();
    }, 10_000);

    it('reads 64 MB at the pace of a loop, every line once and in order', async () => {
      let [count, consumed, ahead] = [0, 0, 0];
      for await (const line of iterate(lines())) {
        if ((JSON.parse(line) as NdjsonLine).n !== count++) fail(`line ${count - 1} is ${line}`);
        consumed += line.length + 1;
        ahead = Math.max(ahead, count % 100 === 0 ? server.sent() - consumed : 0);
        if (count % 10_000 === 0) await pause(1);
      }
      expect(consumed).toBeGreaterThanOrEqual(BODY);
      expect(ahead).toBeLessThan(MOST_AHEAD);
      expect(server.left()).toBe(0);
    }, 120_000);

    it('reads 64 MB at the pace of inner streams, every line once and in order', async () => {
      let [consumed, ahead] = [0, 0];
      const work = (line: string, index: number) => {
        consumed += line.length + 1;
        if (index % 100 === 0) ahead = Math.max(ahead, server.sent() - consumed);
        const n = of((JSON.parse(line) as NdjsonLine).n);
        return index % 10_000 === 9_999 ? timer(1).pipe(map(() => index)) : n;
      };
      const numbers = await lastValueFrom(lines().pipe(drainMap(work), toArray()));
      expect(numbers.every((n, index) => n === index)).toBeTrue();
      expect(consumed).toBeGreaterThanOrEqual(BODY);
      expect(ahead).toBeLessThan(MOST_AHEAD);
    }, 120_000);

    it('ends a loop by its end, aborting nothing', async () => {
      let count = 0;
      for await (const line of iterate(lines(1))) count += line.length > 0 ? 1 : 0;
      expect([count, server.left()]).toEqual([500, 0]);
    });
  });
}
