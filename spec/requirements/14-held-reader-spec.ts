import { VirtualTimeScheduler, type Observable } from 'rxjs';
import { createHttpClient, protect, requestTimeout, type RequestTimeoutError, type HttpClientOptions } from '../../src/index.js';
import { iterate, lines } from '../../src/streaming/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { playTo } from '../support/play-to.js';

const url = 'https://api.example.com/log';

interface Limited {
  readonly client?: HttpClientOptions;
  readonly limit?: (source: Observable<string>) => Observable<string>;
}

describe('14: a stalled stream ends by its idle timeout, and no timeout runs while the consumer holds the reader', () => {
  /** The frames in which a loop gets its values and its end; its body takes 50 frames each time. */
  async function play(marbles: string, limited: (scheduler: VirtualTimeScheduler) => Limited): Promise<string[]> {
    const scheduler = new VirtualTimeScheduler();
    const { client, limit = (source) => source } = limited(scheduler);
    const transport = createMarbleTransport({ scheduler }).answer(/./, { marbles, values: { a: 'a\n', b: 'b\n', c: 'c\n' } });
    const http = createHttpClient({ transport, scheduler, timeout: Infinity, ...client });
    const log: string[] = [];
    const loop = async (): Promise<void> => {
      for await (const line of iterate(http.get(url, { as: lines() }).pipe(limit))) {
        log.push(`${line}@${scheduler.now()}`);
        await new Promise<void>((resolve) => scheduler.schedule(() => resolve(), 50));
      }
      log.push(`end@${scheduler.now()}`);
    };
    void loop().catch((error: RequestTimeoutError) => log.push(`${error.phase}@${scheduler.now()}`));
    await playTo(scheduler, 250);
    return log;
  }

  const timeouts: [name: string, limited: (scheduler: VirtualTimeScheduler) => Limited, end: string][] = [
    ["the client's timeout", () => ({ client: { timeout: 5 } }), 'idle@58'],
    ['requestTimeout({ idle })', (scheduler) => ({ limit: requestTimeout({ idle: 5, scheduler }) }), 'idle@58'],
    ['requestTimeout({ total })', (scheduler) => ({ limit: requestTimeout({ total: 9, scheduler }) }), 'total@59'],
    ['protect({ attemptTimeout })', (scheduler) => ({ client: { policy: protect({ attemptTimeout: 9, scheduler }) } }), 'attempt@59'],
    ['protect({ totalTimeout })', (scheduler) => ({ client: { policy: protect({ totalTimeout: 9, scheduler }) } }), 'total@59'],
  ];
  for (const [name, limited, end] of timeouts) {
    it(`${name} lets a loop take its time`, async () => {
      expect(await play('-h-a-b-c-|', limited)).toEqual(['a@3', 'b@53', 'c@103', 'end@153']);
    });

    it(`${name} ends a stream that stalls, with the time that is left when the loop asks again`, async () => {
      expect(await play('-h-a', limited)).toEqual(['a@3', end]);
    });
  }
});
