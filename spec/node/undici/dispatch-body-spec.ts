import { of, take, tap, timer } from 'rxjs';
import { createHttpClient, type HttpClient } from '../../../src/index.js';
import { currentReader } from '../../../src/delivery/current-reader.js';
import { iterate, ndjson } from '../../../src/streaming/index.js';
import { DispatchBody } from '../../../src/undici/dispatch-body.js';
import { undiciTransport } from '../../../src/undici/index.js';
import { FLOOD_BYTES, startFaultServer, type FaultServer } from '../../support/fault-server.js';
import { startNdjsonServer, type NdjsonLine } from '../../support/ndjson-server.js';
import { outcomeOf } from '../../support/outcome.js';
import { serve } from '../../support/serve.js';
import { watchedDispatcher } from '../../support/watched-dispatcher.js';

const BUFFERS = 16 * 2 ** 20;

describe('DispatchBody', () => {
  let server: FaultServer;
  let http: HttpClient;
  let keys = 0;
  let key: string;
  const dispatcher = watchedDispatcher();

  beforeAll(async () => {
    server = await startFaultServer();
    http = createHttpClient({ baseUrl: server.origin, transport: undiciTransport({ dispatcher }), timeout: 5000 });
  });
  afterAll(() => server.close());
  beforeEach(() => (key = `body ${++keys}`));

  it('stops the server while nobody reads', async () => {
    const { values } = await outcomeOf(http.request('GET', 'flood', { params: { key } }));
    await outcomeOf(timer(300));
    expect(server.of(key).written).toBeLessThan(BUFFERS);
    values[0]!.body.subscribe().unsubscribe();
    await server.of(key).left;
  });

  it('stops the server while its reader is held, and goes on when it is free', async () => {
    let loaded = 0;
    let release: (() => void) | undefined;
    const flood$ = http.get('flood', { params: { key }, as: ({ body }) => body });
    const done = outcomeOf(
      flood$.pipe(
        tap(({ byteLength }) => {
          loaded += byteLength;
          release ??= currentReader()!.hold();
        }),
      ),
    );
    await outcomeOf(timer(300));
    const first = loaded;
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(2 ** 20);
    expect(server.of(key).written).toBeLessThan(BUFFERS);
    release!();
    expect((await done).error).toBeUndefined();
    expect(loaded).toBe(FLOOD_BYTES);
  });

  it('pauses nothing for a body that is read at once', async () => {
    const pauses = spyOn(dispatcher.calls, 'pause').and.callThrough();
    await outcomeOf(http.get('flood', { params: { key }, as: ({ body }) => body }));
    expect(pauses).not.toHaveBeenCalled();
  });

  it('goes on beneath the delivery of another body', async () => {
    const first = await outcomeOf(http.request('GET', 'flood', { params: { key } }));
    const second = await outcomeOf(http.request('GET', 'flood', { params: { key: `${key}b` } }));
    let loaded = 0;
    const outcome = new Promise<unknown>((resolve) => {
      const add = ({ byteLength }: Uint8Array): void => void (loaded += byteLength);
      let isFirst = true;
      first.values[0]!.body.subscribe({
        next(chunk) {
          add(chunk);
          if (isFirst) second.values[0]!.body.subscribe({ next: add, error: resolve, complete: () => resolve(undefined) });
          isFirst = false;
        },
        error: resolve,
      });
    });
    expect(await outcome).toBeUndefined();
    await outcomeOf(timer(50));
    expect(loaded).toBeGreaterThan(FLOOD_BYTES);
  });

  it('is left in its last chunk by a connection that closes, without an error anywhere', async () => {
    const closing = await serve((_, response) => response.writeHead(200, { connection: 'close', 'content-length': '2' }).end('hi'));
    for (let time = 1; time <= 3; time++) {
      const { values, error } = await outcomeOf(http.get(closing.origin, { as: ({ body }) => body.pipe(take(1)) }));
      expect([values.length, error]).toEqual([1, undefined]);
    }
    await closing.close();
  });

  it('is left inside its head', async () => {
    const leave$ = http.get('flood', {
      params: { key },
      as: ({ body }) => {
        body.subscribe().unsubscribe();
        return of(true);
      },
    });
    expect(await outcomeOf(leave$)).toEqual({ values: [true] });
    await server.of(key).left;
    expect((await outcomeOf(http.get('json'))).error).toBeUndefined();
  });

  it('pauses at the head already, when nobody reads', async () => {
    const pauses = spyOn(dispatcher.calls, 'pause').and.callThrough();
    const bare = await serve((_, response) => response.writeHead(200).flushHeaders());
    const { values } = await outcomeOf(http.request('GET', bare.origin));
    expect(pauses).toHaveBeenCalledTimes(1);
    values[0]!.body.subscribe().unsubscribe();
    await bare.close();
  });

  for (const end of ['complete', 'error'] as const) {
    it(`tells the ${end} that comes though it has paused when nothing is held any more`, () => {
      const log: string[] = [];
      let release: (() => void) | undefined;
      const body = new DispatchBody({ abort: () => log.push('abort'), pause: () => log.push('pause'), resume() {} }, () => new Error());
      body.chunks$.subscribe({
        next() {
          log.push('chunk');
          release = currentReader()!.hold();
        },
        error: () => log.push('error'),
        complete: () => log.push('complete'),
      });
      body.data(new Uint8Array(1));
      body.data(new Uint8Array(1));
      if (end === 'complete') body.end();
      else body.fail(new Error());
      expect(log).toEqual(['chunk', 'pause', 'pause']);
      release!();
      expect(log).toEqual(['chunk', 'pause', 'pause', 'chunk', 'pause']);
      release!();
      expect(log).toEqual(['chunk', 'pause', 'pause', 'chunk', 'pause', end]);
    });
  }

  it('asks for more once when it is free again, however much has come meanwhile', () => {
    let asked = 0;
    let release: (() => void) | undefined;
    const body = new DispatchBody({ abort() {}, pause() {}, resume: () => asked++ }, () => new Error());
    body.chunks$.subscribe(() => (release ??= currentReader()!.hold()));
    for (let nth = 1; nth <= 3; nth++) body.data(new Uint8Array(1));
    expect(asked).toBe(1);
    release!();
    expect(asked).toBe(2);
  });

  it('keeps its timeouts still while it is held', async () => {
    let count = 0;
    for await (const { byteLength } of iterate(http.get('flood', { params: { key }, timeout: 500, as: ({ body }) => body }))) {
      count += Math.min(byteLength, 1);
      if (count <= 2) await outcomeOf(timer(700));
      if (count === 4) break;
    }
    expect(count).toBe(4);
    await server.of(key).left;
  });

  it('is iterated at the pace of the loop, with flat memory, and its connection used again', async () => {
    const big = await startNdjsonServer();
    const lines$ = http.get(`${big.url}?bytes=${64 * 2 ** 20}`, { as: ndjson<NdjsonLine>() });
    let count = 0;
    let ahead = 0;
    let loaded = 0;
    for await (const { n, text } of iterate(lines$)) {
      expect(n).toBe(count++);
      loaded += text.length + 20;
      if (count % 20_000 === 0) {
        await outcomeOf(timer(20));
        ahead = Math.max(ahead, big.sent() - loaded);
      }
    }
    expect(count).toBeGreaterThan(500_000);
    expect(ahead).toBeLessThan(BUFFERS + 2 ** 23);
    await big.close();
  }, 30_000);
});
