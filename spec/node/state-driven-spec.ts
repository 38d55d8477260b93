import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { firstValueFrom, forkJoin, Subject, switchMap, timer, toArray, filter, take } from 'rxjs';
import {
  circuitBreaker,
  CircuitBreaker,
  createHttpClient,
  fallbackWhileOpen,
  pauseWhile,
  waitForClosed,
  type HttpClient,
} from '../../src/index.js';
import { outcomeOf } from '../support/outcome.js';

/* Each state-driven operator once for real: its own server, real time, real sockets. */
describe('over a real server', () => {
  let server: Server;
  let http: HttpClient;
  let isDown: boolean;
  let silence: Promise<void>;
  let [requests, left, busy, mostBusy] = [0, 0, 0, 0];

  beforeEach(async () => {
    isDown = false;
    silence = Promise.resolve();
    [requests, left, busy, mostBusy] = [0, 0, 0, 0];
    server = createServer((_, response) => {
      requests++;
      mostBusy = Math.max(mostBusy, ++busy);
      response.on('close', () => {
        busy--;
        if (!response.writableFinished) left++;
      });
      const status = isDown ? 503 : 200;
      void silence.then(() => response.writeHead(status, { 'content-type': 'application/json' }).end('"live"'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    http = createHttpClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('waitForClosed queues requests until it is back, and nobody is refused', async () => {
    const breaker = new CircuitBreaker({ name: 'live', failureThreshold: 1, openDuration: 50 });
    const get = () => http.get('/').pipe(circuitBreaker(breaker), waitForClosed(breaker, { max: 10_000 }));
    isDown = true;
    await outcomeOf(get());
    expect(breaker.state$.value.status).toBe('open');
    isDown = false;
    mostBusy = 0;
    expect(await firstValueFrom(forkJoin(Array.from({ length: 7 }, get)))).toEqual(new Array<string>(7).fill('live'));
    expect([requests, breaker.metrics.refused]).toEqual([8, 0]);
    expect(mostBusy).toBeLessThan(7);
  });

  it('fallbackWhileOpen shows what is cached while it is down, and goes on with the live values', async () => {
    const breaker = new CircuitBreaker({ name: 'live', failureThreshold: 1, openDuration: 50 });
    const polled$ = timer(0, 10).pipe(switchMap(() => http.get<string>('/').pipe(circuitBreaker(breaker))));
    isDown = true;
    const values$ = polled$.pipe(fallbackWhileOpen(breaker, timer(0, 10).pipe(switchMap((at) => ((isDown = at < 1), ['cached'])))));
    const values = await firstValueFrom(values$.pipe(take(20), filter((value, at) => value !== 'cached' || at === 0), take(3), toArray())); // prettier-ignore
    expect(values).toEqual(['cached', 'live', 'live']);
  });

  it('pauseWhile aborts the request that runs, and sends it again', async () => {
    const paused$ = new Subject<boolean>();
    silence = new Promise(() => undefined);
    const outcome = outcomeOf(http.get('/').pipe(pauseWhile(paused$)));
    while (requests < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    paused$.next(true);
    while (left < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(requests).toBe(1);
    silence = Promise.resolve();
    paused$.next(false);
    expect(await outcome).toEqual({ values: ['live'] });
    expect(requests).toBe(2);
    expect(paused$.observed).toBeFalse();
  });
});
