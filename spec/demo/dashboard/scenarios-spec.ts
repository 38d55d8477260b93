import { map, mergeMap, of, throwError, timer, type Observable } from 'rxjs';
import { NetworkError, type HttpRequest, type HttpResponse, type HttpTransport } from 'breakwater';
import { createDashboard } from '../../../demo/dashboard/page/engine/create-dashboard.js';
import type { DashboardModel } from '../../../demo/dashboard/page/model.js';
import { planAnswer, type PlannedAnswer, type ReplicaState } from '../../../demo/dashboard/server/plan-answer.js';
import { SecondLimit } from '../../../demo/dashboard/server/second-limit.js';
import { seededRandom } from '../../../demo/dashboard/server/seeded-random.js';
import { WorkQueue } from '../../../demo/dashboard/server/work-queue.js';
import { calmKnobs } from '../../../demo/dashboard/shared/calm-knobs.js';
import { SERVICES, type ServiceName, type Setup } from '../../../demo/dashboard/shared/protocol.js';
import { createVirtualTime } from '../../../src/testing/virtual-time.js';

/** The page in front of the server's own decisions, both in virtual time. */
describe('the dashboard’s scenarios', () => {
  const scheduler = createVirtualTime();
  let model: DashboardModel;

  beforeEach(() => {
    const replicas = new Map<string, ReplicaState>();
    const decide = (url: string): PlannedAnswer => {
      const { hostname, pathname } = new URL(url);
      const service = pathname.split('/')[1] as ServiceName;
      const state = replicas.get(hostname) ?? { work: new WorkQueue(), limit: new SecondLimit(), random: seededRandom(1) };
      replicas.set(hostname, state);
      return planAnswer(model.server$.value.services[service], state, scheduler.now());
    };
    const random = seededRandom(7);
    const transport: HttpTransport = (request) =>
      request.url.startsWith('http://page.test/')
        ? timer(5, scheduler).pipe(map(() => answer(request, 200)))
        : sent(request, decide(request.url));
    const get = (url: string): Observable<unknown> => {
      const { status, delay } = decide(url);
      return timer(delay, scheduler).pipe(
        mergeMap(() => (status === 200 ? of({}) : throwError(() => Object.assign(new Error('no answer'), { status })))),
      );
    };
    model = createDashboard({ baseUrl: 'http://page.test/', setup, transport, get, scheduler, random });
    model.setLoad({ naive: true });
    pass(5_000);
  });
  afterEach(() => model.dispose());

  it('tell the truth of an outage: the circuits recover with the services, naive retries keep them down', () => {
    const [calm, calmNaive] = [okPerSecond('protected'), okPerSecond('naive')];
    expect(Math.min(calm, calmNaive)).toBeGreaterThan(110);
    model.play('outage');
    pass(12_000);
    expect(model.services.map(({ breaker }) => breaker.state$.value.status === 'closed')).toEqual([false, false, true]);
    pass(26_000 + 10_000);
    expect(model.services.map(({ breaker }) => breaker.state$.value.status)).toEqual(['closed', 'closed', 'closed']);
    expect(okPerSecond('protected')).toBeGreaterThan(110);
    expect(okPerSecond('naive')).toBeLessThan(60);
  });

  function okPerSecond(side: keyof DashboardModel['sides']): number {
    return model.sides[side].now$.value.okPerSecond;
  }

  function sent(request: HttpRequest, { status, delay, headers }: PlannedAnswer): Observable<HttpResponse> {
    return timer(delay, scheduler).pipe(
      map(() => {
        if (status === 0) throw new NetworkError('reset', { request });
        return answer(request, status, headers);
      }),
    );
  }

  function pass(ms: number): void {
    scheduler.schedule(() => undefined, ms);
    scheduler.maxFrames = scheduler.frame + ms;
    scheduler.flush();
  }
});

function answer(request: HttpRequest, status: number, headers: HeadersInit = {}): HttpResponse {
  return {
    request,
    url: request.url,
    status,
    statusText: '',
    headers: new Headers(headers),
    redirected: false,
    body: of(new TextEncoder().encode('{}')),
  };
}

const setup: Setup = {
  origins: Object.fromEntries(
    SERVICES.map((name) => [name, { protected: [`http://${name}-1.test`], naive: [`http://${name}-2.test`] }]),
  ) as unknown as Setup['origins'],
  knobs: calmKnobs(),
};
