import { map, mergeMap, of, throwError, timer, type Observable, type SchedulerLike } from 'rxjs';
import { createMarbleTransport, type MarbleAnswer, type MarbleTransport } from 'breakwater/testing';
import { createDashboard } from '../../../demo/dashboard/page/engine/create-dashboard.js';
import type { DashboardModel } from '../../../demo/dashboard/page/model.js';
import { calmKnobs } from '../../../demo/dashboard/shared/calm-knobs.js';
import type { Setup } from '../../../demo/dashboard/shared/protocol.js';
import { createVirtualTime } from '../../../src/testing/virtual-time.js';

/** The page's engine in virtual time, in front of a server of marbles. */
export interface Stage {
  readonly model: DashboardModel;
  readonly transport: MarbleTransport;
  readonly scheduler: SchedulerLike;
  readonly now: () => number;
  /** Lets milliseconds pass. */
  pass(ms: number): void;
  /** Actions that wait for their time. */
  readonly pending: () => number;
  /** What the services answer from now on; 200 in 20 ms at first. */
  answer(service: string, answer: MarbleAnswer): void;
  /** Of the side without Breakwater; 200 in 20 ms at first. */
  answerNaive(status: number): void;
  /** The requests that were sent to a service within a span of time, as their URLs. */
  sent(service: string, from?: number, to?: number): readonly string[];
}

const OK: MarbleAnswer = { marbles: '20ms (ha|)', values: { a: { id: 17 } } };
export const DOWN: MarbleAnswer = { marbles: '5ms (h|)', values: { h: 503 } };

/** @param plan what the server answers from the start */
export function createStage(plan: (transport: MarbleTransport) => void = () => {}, speed = 1): Stage {
  const scheduler = createVirtualTime();
  const transport = createMarbleTransport({ scheduler })
    .answer(() => true, OK)
    .answer('GET /counts', { marbles: '(ha|)', values: { a: { services: {} } } })
    .answer('PUT /control', { marbles: '5ms (h|)' })
    .answer('GET /ticks', { marbles: 'h', values: { h: { headers: { 'Content-Type': 'text/event-stream' } } } });
  plan(transport);
  let naive = 200;
  const get = (): Observable<unknown> =>
    timer(20, scheduler).pipe(
      mergeMap(() => (naive === 200 ? of({}) : throwError(() => Object.assign(new Error('no answer'), { status: naive })))),
    );

  const model = createDashboard({ baseUrl: 'http://page.test/', setup: SETUP, transport, get, scheduler, random: () => 0.5, speed });
  return {
    model,
    transport,
    scheduler,
    now: () => scheduler.now(),
    pending: () => scheduler.actions.length,
    pass(ms) {
      scheduler.schedule(() => undefined, ms);
      scheduler.maxFrames = scheduler.frame + ms;
      scheduler.flush();
    },
    answer: (service, answer) => void transport.answer(new RegExp(`/${service}/`), answer),
    answerNaive: (status) => void (naive = status),
    sent: (service, from = 0, to = Infinity) =>
      transport.requests
        .filter(({ request, sentAt }) => request.url.includes(`/${service}/`) && sentAt >= from && sentAt < to)
        .map(({ request }) => request.url),
  };
}

const SETUP: Setup = { origins: { orders: sides('orders'), payments: sides('payments'), search: sides('search') }, knobs: calmKnobs() };

function sides(service: string): Setup['origins']['orders'] {
  return { protected: [`http://${service}-1.test`, `http://${service}-2.test`], naive: [`http://${service}-3.test`] };
}

/** What a state is now, read by a path of functions, for specs that look at many. */
export function latest<T>(source: Observable<T>): T {
  let last: { readonly value: T } | undefined;
  source
    .pipe(map((value) => ({ value })))
    .subscribe((value) => (last = value))
    .unsubscribe();
  return last!.value;
}
