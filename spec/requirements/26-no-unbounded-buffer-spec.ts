import { delay, VirtualTimeScheduler } from 'rxjs';
import { eachValueFrom } from 'rxjs-for-await';
import { createHttpClient, fetchTransport, type HttpClient } from '../../src/index.js';
import { iterate, lines } from '../../src/streaming/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { fakeFetch, settled } from '../support/fake-fetch.js';
import { playTo } from '../support/play-to.js';

const url = 'https://api.example.com/log';
const CHUNKS = 50;

describe('26: iteration over a response pauses the reader while the loop body is busy', () => {
  /** A body that gives a line whenever it is asked, and tells how often that was. */
  function endless(): { readonly http: HttpClient; readonly asked: () => number } {
    let asked = 0;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      if (++asked <= CHUNKS) controller.enqueue(new TextEncoder().encode(`${asked}\n`));
      else controller.close();
    };
    const fetch = (): Promise<Response> => Promise.resolve(new Response(new ReadableStream({ pull }, { highWaterMark: 0 })));
    return { http: createHttpClient({ transport: fetchTransport({ fetch }) }), asked: () => asked };
  }

  it('which eachValueFrom of rxjs-for-await does not: it buffers the whole body meanwhile', async () => {
    const { http, asked } = endless();
    const values = eachValueFrom(http.get(url, { as: lines() }));
    await values.next();
    for (let turn = 0; turn < CHUNKS; turn++) await settled();
    expect(asked()).toBe(CHUNKS + 1);
  });

  it('iterate asks for the next chunk when the loop asks for the next value, and not before', async () => {
    const { http, asked } = endless();
    const seen: [line: string, asked: number][] = [];
    for await (const line of iterate(http.get(url, { as: lines() }))) {
      for (let turn = 0; turn < 3; turn++) await settled();
      seen.push([line, asked()]);
    }
    expect(seen.length).toBe(CHUNKS);
    expect(seen.every(([line, count]) => Number(line) === count)).toBeTrue();
  });

  it('cancels the body at once when the loop is left while it is busy', async () => {
    const fake = fakeFetch();
    const values = iterate(createHttpClient({ transport: fetchTransport({ fetch: fake.fetch }) }).get(url, { as: lines() }));
    const first = values.next();
    fake.answer();
    await settled();
    fake.chunk('a\nb\n');
    await first;
    expect([fake.pulls, fake.signals[0]!.aborted]).toEqual([1, false]);
    void values.return!();
    expect([fake.signals[0]!.aborted, fake.isCancelled]).toEqual([true, true]);
    await settled();
    expect(fake.pulls).toBe(1);
  });

  it('where an asynchronous operator hides the reader, more than maxBuffer waiting values are an error, not more memory', async () => {
    const scheduler = new VirtualTimeScheduler();
    const transport = createMarbleTransport({ scheduler }).answer(/./, { marbles: `-h${'-a'.repeat(40)}`, values: { a: 'line\n' } });
    const http = createHttpClient({ transport, scheduler, timeout: Infinity });
    const values = iterate(http.get(url, { as: lines() }).pipe(delay(1, scheduler)), { maxBuffer: 10 });
    let taken = 0;
    const first = values.next();
    await playTo(scheduler, 100);
    expect(transport.requests[0]!.outcome).toBe('aborted');
    expect((await first).done).toBeFalse();
    await expectAsync(
      (async () => {
        for await (const line of values) taken += line.length > 0 ? 1 : 0;
      })(),
    ).toBeRejectedWithError(RangeError, /^More than maxBuffer \(10\) values wait/);
    expect(taken).toBe(10);
  });
});
