import { getEventListeners } from 'node:events';
import crossFetch from 'cross-fetch';
import { from, lastValueFrom, mergeMap, NEVER, take, timer } from 'rxjs';
import { createHttpClient, fetchTransport, type HttpClient } from '../../../src/index.js';
import { CROSS_FETCH, PLATFORM } from '../../support/fetch-traits.js';
import { describeTransport } from '../../support/describe-transport.js';
import { startFaultServer, WORLD, type FaultServer } from '../../support/fault-server.js';
import { outcomeOf } from '../../support/outcome.js';

describeTransport("fetchTransport over the platform's fetch", () => fetchTransport(), PLATFORM);
describeTransport('fetchTransport over a fetch that is given: cross-fetch', () => fetchTransport({ fetch: crossFetch }), CROSS_FETCH);

describe('fetchTransport', () => {
  let server: FaultServer;
  let http: HttpClient;
  const warnings: Error[] = [];
  const hear = (warning: Error): unknown => warnings.push(warning);

  beforeAll(async () => {
    server = await startFaultServer();
    http = createHttpClient({ baseUrl: server.origin });
    process.on('warning', hear);
  });
  afterAll(async () => {
    process.off('warning', hear);
    await server.close();
  });

  it('looks the fetch of the platform up for each request', async () => {
    const called = spyOn(globalThis, 'fetch').and.callThrough();
    expect(await outcomeOf(http.get('json'))).toEqual({ values: [WORLD] });
    expect(called).toHaveBeenCalledTimes(1);
  });

  it('leaves no listener on a signal that 2,000 requests share, and no warning of a leak', async () => {
    const { signal } = new AbortController();
    const all$ = from(Array(2000).keys()).pipe(mergeMap(() => http.get('port', { signal }), 40));
    await lastValueFrom(all$);
    expect(getEventListeners(signal, 'abort').length).toBe(0);
    await lastValueFrom(timer(20).pipe(take(1)));
    expect(warnings).toEqual([]);
  }, 20_000);

  it('keeps one listener on a signal for 10,000 requests that run at once, and none when they have ended', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = createHttpClient({ transport: () => NEVER });
    const outcomes = Array.from({ length: 10_000 }, () => outcomeOf(waiting.get(server.origin, { signal, timeout: Infinity })));
    expect(getEventListeners(signal, 'abort').length).toBe(1);
    controller.abort();
    expect(getEventListeners(signal, 'abort').length).toBe(0);
    expect((await Promise.all(outcomes)).every(({ error }) => error === signal.reason)).toBeTrue();
    await lastValueFrom(timer(20).pipe(take(1)));
    expect(warnings).toEqual([]);
  });
});
