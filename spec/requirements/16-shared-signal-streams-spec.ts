import { NEVER, of, type Observable } from 'rxjs';
import { createHttpClient, type HttpClient } from '../../src/index.js';
import { download, eventSource, iterate, lines, ndjson, paginate } from '../../src/streaming/index.js';
import { countListeners } from '../support/count-listeners.js';
import { instantTransport, type InstantAnswer } from '../support/instant-transport.js';

const url = 'https://api.example.com/x';
const STREAMS = 10_000;

type Open = (http: HttpClient, signal: AbortSignal) => Observable<unknown>;

const kinds: readonly [kind: string, open: Open, answer: InstantAnswer][] = [
  ['lines', (http, signal) => http.get(url, { signal, as: lines() }), { body: 'a\nb\n' }],
  ['NDJSON', (http, signal) => http.get(url, { signal, as: ndjson() }), { body: '1\n2\n' }],
  ['an eventSource', (http, signal) => eventSource(http, url, { signal, reconnect: false }), { headers: { 'content-type': 'text/event-stream' }, body: 'data:a\n\n' }],
  ['a download', (http, signal) => download(http, url, { signal }), { headers: { 'content-length': '2' }, body: 'ab' }],
  ['paginate', (http, signal) => paginate(http, url, { signal }), { body: '[1]' }],
]; // prettier-ignore

describe('16: ten thousand streams that share one AbortSignal leave no listener on it', () => {
  for (const [kind, open, answer] of kinds) {
    it(`when ${kind} ends, or is left by its first value`, () => {
      const { signal } = new AbortController();
      const listeners = countListeners(signal);
      const http = createHttpClient({ transport: instantTransport(() => answer) });
      let ended = 0;
      for (let at = 0; at < STREAMS; at++) {
        const subscription = open(http, signal).subscribe({
          next: () => at % 2 === 0 && queueMicrotask(() => subscription.unsubscribe()),
          complete: () => ended++,
        });
      }
      expect(ended).toBe(STREAMS);
      expect(listeners.added()).toBeGreaterThanOrEqual(STREAMS);
      expect(listeners.left()).toBe(0);
    });

    it(`when a loop over ${kind} ends, or breaks at its first value`, async () => {
      const { signal } = new AbortController();
      const listeners = countListeners(signal);
      const http = createHttpClient({ transport: instantTransport(() => answer) });
      let values = 0;
      for (let at = 0; at < STREAMS / 10; at++) {
        for await (const value of iterate(open(http, signal))) {
          if (value !== undefined) values++;
          if (at % 2 === 0) break;
        }
      }
      expect(values).toBeGreaterThanOrEqual(STREAMS / 10);
      expect(listeners.left()).toBe(0);
    });

    it(`when loops over ${kind} that hang are left, with a next() pending`, async () => {
      const { signal } = new AbortController();
      const listeners = countListeners(signal);
      const http = createHttpClient({ transport: instantTransport(() => ({ ...answer, body: NEVER })), timeout: Infinity });
      const loops = Array.from({ length: 100 }, () => iterate(open(http, signal)));
      const first = kind === 'a download' ? 2 : 1; // its progress at 0 comes at once
      const asked = loops.flatMap((loop) => Array.from({ length: first }, () => loop.next()));
      expect(listeners.left()).toBeGreaterThan(0);
      expect(listeners.left()).toBeLessThanOrEqual(2); // one for the client, and one for those who reconnect
      for (const loop of loops) void loop.return?.();
      expect(listeners.left()).toBe(0);
      expect((await Promise.all(asked)).filter(({ done }) => done).length).toBe(100);
    });
  }

  it('when an eventSource waits between two connections', () => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const http = createHttpClient({ transport: instantTransport(() => ({ status: 503 })) });
    const errors: unknown[] = [];
    for (let at = 0; at < 100; at++)
      eventSource(http, url, { signal: controller.signal }).subscribe({ error: (thrown: unknown) => errors.push(thrown) });
    expect(listeners.left()).toBeGreaterThan(0);
    controller.abort('enough');
    expect(listeners.left()).toBe(0);
    expect(errors).toEqual(Array.from({ length: 100 }, () => 'enough'));
  });

  it('when a stream is empty', () => {
    const { signal } = new AbortController();
    const listeners = countListeners(signal);
    createHttpClient({ transport: () => of() })
      .get(url, { signal, as: lines() })
      .subscribe();
    expect(listeners.left()).toBe(0);
  });
});
