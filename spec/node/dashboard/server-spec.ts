import { firstValueFrom, take, timeout, toArray } from 'rxjs';
import { createHttpClient } from 'breakwater';
import { eventSource } from 'breakwater/streaming';
import { startDashboardServer, type DashboardServer } from '../../../demo/dashboard/server/start-dashboard-server.js';
import type { KnobChange, Knobs, ServerCounts, Setup, SideName } from '../../../demo/dashboard/shared/protocol.js';

/** Against hanging, on a busy machine too. */
const PATIENCE = 60_000;

describe('the dashboard’s server', () => {
  let server: DashboardServer;
  let setup: Setup;

  beforeEach(async () => {
    const files = new Map([['/', { type: 'text/html; charset=utf-8', bytes: Buffer.from('<title>page</title>') }]]);
    server = await startDashboardServer({ files, port: 0 });
    setup = await get<Setup>('setup');
    await put({ services: { orders: { latency: 0, failureRate: 0 } } });
  });

  afterEach(() => server.close());

  it('reaches each replica at four origins of its own, so that a browser can open enough connections', () => {
    const origins = Object.values(setup.origins).flatMap(({ protected: one, naive: other }) => [...one, ...other]);
    expect(setup.origins.orders.protected.length).toBe(4);
    expect(new Set(origins).size).toBe(24);
  });

  it('answers any page without a preflight, and lets it read Retry-After', async () => {
    const response = await ask('protected');
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After');
    expect(await response.json()).toEqual(jasmine.objectContaining({ id: 17 }));
  });

  it('lets a preflight be remembered, and doesn’t count it', async () => {
    const response = await fetch(urlOf('protected'), { method: 'OPTIONS' });
    expect([response.status, response.headers.get('access-control-max-age')]).toEqual([204, '7200']);
    expect((await counts()).services.orders.protected.arrived).toBe(0);
  });

  const failures: readonly [what: string, knobs: NonNullable<KnobChange['services']>['orders'], status: number, kind: string][] = [
    ['a share of failures', { failureRate: 1 }, 500, 'failed'],
    ['an outage', { outage: 'unavailable' }, 503, 'unavailable'],
  ];
  for (const [what, knobs, status, kind] of failures) {
    it(`can be told ${what}, for both replicas of one service`, async () => {
      await put({ services: { orders: knobs } });
      const statuses = await Promise.all([ask('protected'), ask('naive')]).then((answers) => answers.map((answer) => answer.status));
      const { orders, search } = (await counts()).services;
      expect(statuses).toEqual([status, status]);
      expect(orders.protected.answered).toEqual(jasmine.objectContaining({ [kind]: 1, ok: 0 }));
      expect(orders.naive.answered).toEqual(orders.protected.answered);
      expect(search.protected.arrived).toBe(0);
    });
  }

  it('can be told to cut bodies off', async () => {
    await put({ services: { orders: { cutRate: 1 } } });
    const response = await ask('protected');
    expect(response.status).toBe(200);
    await expectAsync(response.text()).toBeRejected();
    expect((await counts()).services.orders.protected.answered.cut).toBe(1);
  });

  it('can be told to reset connections', async () => {
    await put({ services: { orders: { outage: 'reset' } } });
    await expectAsync(ask('protected')).toBeRejected();
    expect((await counts()).services.orders.protected.answered.reset).toBeGreaterThan(0);
  });

  it('can be told to be silent, and counts those who leave', async () => {
    await put({ services: { orders: { outage: 'silent' } } });
    const leaving = new AbortController();
    const asking = ask('protected', '', leaving.signal);
    await until(async () => (await counts()).services.orders.protected.arrived === 1);
    leaving.abort();
    await expectAsync(asking).toBeRejected();
    await until(async () => (await counts()).services.orders.protected.answered.left === 1);
    expect((await counts()).services.orders.protected.answered.ok).toBe(0);
  });

  it('answers 429 with Retry-After above its limit', async () => {
    await put({ services: { orders: { rateLimit: 1 } } });
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('protected')));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(limited.map(({ headers }) => headers.get('retry-after'))).toEqual(limited.map(() => '1'));
    expect((await counts()).services.orders.protected.answered.limited).toBe(limited.length);
  });

  it('is drowned by more than it gets done, and only the replica that got too much', async () => {
    await put({ services: { orders: { capacity: 1 } } });
    const leaving = new AbortController();
    const asking = Array.from({ length: 8 }, () =>
      ask('naive', '', leaving.signal).then(
        ({ status }) => status,
        () => 0,
      ),
    );
    await until(async () => (await counts()).services.orders.naive.answered.overloaded > 0);
    leaving.abort();
    expect(await Promise.all(asking)).toContain(503);
    const { naive, protected: guarded } = (await counts()).services.orders;
    expect(naive.backlog).toBeGreaterThan(1_000);
    expect(guarded.backlog).toBe(0);
  });

  it('fails alike for both sides: their chance has one seed', async () => {
    await put({ services: { orders: { failureRate: 0.5 } } });
    const [guarded, naive] = await Promise.all([statusesOf('protected', 20), statusesOf('naive', 20)]);
    expect(new Set(guarded)).toEqual(new Set([200, 500]));
    expect(naive).toEqual(guarded);
  });

  it('counts what was sent while the client’s circuit was open, by the client’s own word', async () => {
    for (const status of ['closed', 'open', 'isolated', 'half-open', 'bypassed']) await ask('protected', `?breaker=${status}`);
    const { arrived, sentWhileOpen, probes } = (await counts()).services.orders.protected;
    expect({ arrived, sentWhileOpen, probes }).toEqual({ arrived: 5, sentWhileOpen: 2, probes: 1 });
  });

  it('keeps what a change leaves out', async () => {
    const before = await get<Knobs>('control');
    const after = await put({ services: { search: { latency: 7 } }, stream: { cutEvery: 0 } });
    expect(await after.json()).toEqual(await get<Knobs>('control'));
    expect(await get<Knobs>('control')).toEqual({
      services: { ...before.services, search: { ...before.services.search, latency: 7 } },
      stream: { ...before.stream, cutEvery: 0 },
    });
  });

  const mistakes: readonly [body: string, message: string][] = [
    ['{', 'The body must be JSON: '],
    ['[]', 'The body must be an object, but was [].'],
    ['{"knobs":{}}', 'The body has no field "knobs"; it may have services, stream.'],
    ['{"services":[]}', 'services must be an object, but was [].'],
    ['{"services":{"users":{}}}', 'services has no field "users"; it may have orders, payments, search.'],
    ['{"services":{"orders":null}}', 'services.orders must be an object, but was null.'],
    ['{"services":{"orders":{"toString":1}}}', 'services.orders has no field "toString"; it may have latency, '],
    ['{"services":{"orders":{"failureRate":1.5}}}', 'services.orders.failureRate must be a number from 0 to 1, but was 1.5.'],
    ['{"services":{"orders":{"latency":"9"}}}', 'services.orders.latency must be a number from 0 to 10000, but was "9".'],
    ['{"services":{"orders":{"outage":"yes"}}}', 'services.orders.outage must be one of none, unavailable, reset, silent, but was "yes".'],
    ['{"stream":{"eventsPerSecond":0}}', 'stream.eventsPerSecond must be a number from 1 to 50, but was 0.'],
  ];
  for (const [body, message] of mistakes) {
    it(`refuses ${body} with 400, says why, and changes nothing`, async () => {
      const before = await get<Knobs>('control');
      const response = await putText(body);
      const { error } = (await response.json()) as { error: string };
      expect(response.status).toBe(400);
      expect(error.slice(0, message.length)).toBe(message);
      expect(await get<Knobs>('control')).toEqual(before);
    });
  }

  it('refuses a body that is too large with 413', async () => {
    expect((await putText(`"${'x'.repeat(70_000)}"`)).status).toBe(413);
  });

  it('serves the page, which may talk to nobody but this machine', async () => {
    const response = await fetch(server.url);
    expect(await response.text()).toBe('<title>page</title>');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self' http://127.0.0.1:*;");
  });

  const strays: readonly [method: string, path: string, status: number][] = [
    ['GET', 'nowhere', 404],
    ['GET', 'toString', 404],
    ['GET', '/', 404],
    ['POST', '', 405],
    ['DELETE', 'control', 405],
  ];
  for (const [method, path, status] of strays) {
    it(`answers ${method} /${path} with ${status}`, async () => {
      expect((await fetch(`${server.url}${path}`, { method })).status).toBe(status);
    });
  }

  it('numbers its events, and goes on behind the last that a client has', async () => {
    await put({ stream: { eventsPerSecond: 50, cutEvery: 0 } });
    const first = await numbers(eventsFrom(''), 5);
    expect(first).toEqual(Array.from({ length: 5 }, (_, index) => first[0]! + index));
    await until(async () => (await counts()).stream.events > first[4]! + 3);
    expect(await numbers(eventsFrom(String(first[4])), 5)).toEqual(Array.from({ length: 5 }, (_, index) => first[4]! + 1 + index));
  });

  it(
    'cuts the stream in the middle of an event, which heals without a gap or a repeat',
    async () => {
      await put({ stream: { eventsPerSecond: 50, cutEvery: 0.25 } });
      const all = await numbers(eventsFrom(''), 80);
      expect(all).toEqual(Array.from({ length: 80 }, (_, index) => all[0]! + index));
      const { cuts, connections } = (await counts()).stream;
      expect(cuts).toBeGreaterThan(0);
      expect(connections).toBeGreaterThan(1);
    },
    PATIENCE,
  );

  it('leaves no port open behind it, and rejects where its port is taken', async () => {
    const { port } = new URL(server.url);
    await expectAsync(startDashboardServer({ files: new Map(), port: Number(port) })).toBeRejectedWithError(/EADDRINUSE/);
    await server.close();
    await expectAsync(fetch(server.url)).toBeRejected();
    await expectAsync(ask('protected')).toBeRejected();
    server = await startDashboardServer({ files: new Map(), port: 0 });
  });

  function eventsFrom(lastEventId: string) {
    const reconnect = { resetOnSuccess: true };
    return eventSource(createHttpClient({ baseUrl: server.url }), 'ticks', { lastEventId, reconnect });
  }

  function numbers(events$: ReturnType<typeof eventsFrom>, count: number): Promise<number[]> {
    return firstValueFrom(events$.pipe(take(count), toArray(), timeout(PATIENCE))).then((events) =>
      events.map(({ data, lastEventId }) => {
        const { n } = JSON.parse(data) as { n: number };
        expect(lastEventId).toBe(String(n));
        return n;
      }),
    );
  }

  async function statusesOf(side: SideName, count: number): Promise<number[]> {
    const statuses: number[] = [];
    while (statuses.length < count) statuses.push((await ask(side)).status);
    return statuses;
  }

  function urlOf(side: SideName): string {
    return `${setup.origins.orders[side][0]}/orders/1`;
  }

  function ask(side: SideName, query = '', signal?: AbortSignal): Promise<Response> {
    return fetch(`${urlOf(side)}${query}`, { signal });
  }

  async function get<T>(path: string): Promise<T> {
    return (await fetch(`${server.url}${path}`)).json() as Promise<T>;
  }

  function counts(): Promise<ServerCounts> {
    return get<ServerCounts>('counts');
  }

  function put(change: KnobChange): Promise<Response> {
    return putText(JSON.stringify(change));
  }

  function putText(body: string): Promise<Response> {
    return fetch(`${server.url}control`, { method: 'PUT', body });
  }
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}
