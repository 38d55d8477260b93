import { EMPTY, NEVER, throwError } from 'rxjs';
import { createHttpClient, fetchTransport, NetworkError, protect, response, type HttpClient, type HttpResponse } from '../../src/index.js';
import { countListeners } from '../support/count-listeners.js';
import { instantTransport } from '../support/instant-transport.js';
import { outcomeOf } from '../support/outcome.js';

const url = 'https://api.example.com/x';
const REQUESTS = 10_000;

describe('16: ten thousand requests that share one AbortSignal leave no listener on it', () => {
  const ends: [how: string, http: HttpClient][] = [
    ['succeed', createHttpClient({ transport: instantTransport() })],
    ['fail', createHttpClient({ transport: () => throwError(() => new NetworkError('down')) })],
    ['are answered nothing', createHttpClient({ transport: () => EMPTY })],
    [
      'are retried',
      createHttpClient({ transport: () => throwError(() => new NetworkError('down')), policy: protect({ retry: { initialInterval: 0 } }) }),
    ],
  ];
  for (const [how, http] of ends) {
    it(`when they ${how}, one after the other`, () => {
      const { signal } = new AbortController();
      const listeners = countListeners(signal);
      for (let sent = 0; sent < REQUESTS; sent++) http.get(url, { signal }).subscribe({ error: () => undefined });
      expect(listeners.added()).toBeGreaterThanOrEqual(REQUESTS);
      expect(listeners.left()).toBe(0);
    });
  }

  it('when they are left, all running at once over one listener', () => {
    const { signal } = new AbortController();
    const listeners = countListeners(signal);
    const http = createHttpClient({ transport: () => NEVER, timeout: Infinity });
    const running = Array.from({ length: REQUESTS }, () => http.get(url, { signal }).subscribe());
    expect(listeners.left()).toBe(1);
    for (const subscription of running) subscription.unsubscribe();
    expect(listeners.left()).toBe(0);
  });

  it('when it aborts, and each of them errors with its reason', async () => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const http = createHttpClient({ transport: () => NEVER, timeout: Infinity });
    const outcomes = Array.from({ length: REQUESTS }, (_, at) =>
      outcomeOf((at % 2 ? http : http.extend({})).get(url, { signal: controller.signal })),
    );
    controller.abort('enough');
    expect(listeners.left()).toBe(0);
    expect((await Promise.all(outcomes)).filter(({ error }) => error === 'enough').length).toBe(REQUESTS);
  });

  it('when their responses are handed out, whether the bodies are read, left or forgotten', () => {
    const { signal } = new AbortController();
    const listeners = countListeners(signal);
    const http = createHttpClient({ transport: instantTransport(() => ({ body: NEVER })) });
    const bodies: HttpResponse[] = [];
    for (let sent = 0; sent < REQUESTS; sent++) http.get(url, { signal, as: response() }).subscribe((answer) => bodies.push(answer));
    expect(listeners.left()).toBe(0);
    for (const { body } of bodies) body.subscribe().unsubscribe();
    expect(listeners.left()).toBe(0);
  });

  it('when one that hears it first cancels the others', () => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const http = createHttpClient({ transport: () => NEVER, timeout: Infinity });
    const errors: string[] = [];
    http.get(url, { signal: controller.signal }).subscribe({
      error: () => {
        errors.push('first');
        second.unsubscribe();
      },
    });
    const second = http.get(url, { signal: controller.signal }).subscribe({ error: () => errors.push('second') });
    controller.abort();
    expect(errors).toEqual(['first']);
    expect(listeners.left()).toBe(0);
  });

  it('and the fetch of none of them gets to see it', async () => {
    const { signal } = new AbortController();
    const seen: unknown[] = [];
    const fetch = (_: unknown, init?: RequestInit): Promise<Response> => {
      seen.push(init?.signal);
      return Promise.resolve(new Response('{}'));
    };
    const http = createHttpClient({ transport: fetchTransport({ fetch: fetch }) });
    for (let sent = 0; sent < 3; sent++) await outcomeOf(http.get(url, { signal }));
    expect(new Set(seen).size).toBe(3);
    expect(seen.includes(signal)).toBeFalse();
  });
});
