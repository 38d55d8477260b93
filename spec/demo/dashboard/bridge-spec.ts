import type { Subscription } from 'rxjs';
import type { Port } from '../../../demo/dashboard/page/bridge/command.js';
import { remoteModel } from '../../../demo/dashboard/page/bridge/remote-model.js';
import { serveModel } from '../../../demo/dashboard/page/bridge/serve-model.js';
import type { RemoteModel } from '../../../demo/dashboard/page/model.js';
import { createStage, DOWN, latest, type Stage } from './stage.js';

describe('the dashboard’s bridge between worker and page', () => {
  let stage: Stage;
  let serving: Subscription;
  let remote: RemoteModel;
  let told: readonly string[][];

  beforeEach(() => {
    stage = createStage();
    const { page, engine, messages } = createChannel();
    told = messages;
    remoteModel(page, stage.scheduler).subscribe((model) => (remote = model));
    serving = serveModel(stage.model, engine, stage.scheduler);
    stage.pass(50);
  });
  afterEach(() => {
    serving.unsubscribe();
    stage.model.dispose();
  });

  it('tells all of a model at first, and then only what has changed', () => {
    stage.model.setLoad({ rate: 0 });
    stage.pass(2_000);
    expect(told[0]).toEqual(jasmine.arrayWithExactContents([...WHOLE, ...PER_SERVICE, ...PER_SIDE]));
    stage.pass(1_000);
    const { length } = told;
    stage.model.setLoad({ rate: 0, naive: true });
    stage.pass(20);
    expect(told.slice(length)).toEqual([['load']]);
  });

  it('shows what the model shows', () => {
    stage.answer('orders', DOWN);
    stage.model.play('outage');
    stage.pass(8_030);
    expect(remote.services[0]!.breaker.state$.value.status).not.toBe('closed');
    expect(pictureOf(remote)).toEqual(pictureOf(stage.model));
    expect(latest(remote.log$)).toEqual(latest(stage.model.log$));
    expect([remote.now(), remote.scenarios]).toEqual([stage.now(), stage.model.scenarios]);
  });

  it('tells a state that lasted less than a frame only as the one that followed', () => {
    const { breaker } = remote.services[0]!;
    const seen: string[] = [];
    breaker.state$.subscribe(({ status }) => seen.push(status));
    stage.model.services[0]!.breaker.isolate();
    stage.model.services[0]!.breaker.release();
    stage.pass(20);
    expect(new Set(seen)).toEqual(new Set(['closed']));
    expect(breaker.history$.value.map(({ status }) => status)).toEqual(['closed', 'isolated', 'closed']);
  });

  it('sends at most one message a frame', () => {
    stage.model.setLoad({ rate: 400, naive: true });
    stage.answer('orders', DOWN);
    stage.pass(500);
    const { length } = told;
    stage.pass(5_000);
    expect(told.length - length).toBeGreaterThan(50);
    expect(told.length - length).toBeLessThanOrEqual(5_000 / 16);
  });

  it('asks for what is asked for', () => {
    const [orders, payments, search] = remote.services;
    remote.setLoad({ rate: 30 });
    remote.setServer({ latency: 70 }, 'orders');
    remote.setStream({ cutEvery: 5 });
    remote.setPolicy({ retries: 1 }, 'search');
    remote.play('flapping');
    orders!.breaker.isolate();
    payments!.breaker.bypass();
    search!.breaker.isolate();
    search!.breaker.release();
    stage.pass(50);
    const { load$, server$, policy$, scenario$, services } = stage.model;
    expect(load$.value.rate).toBe(30);
    expect([scenario$.value?.found.services.orders.latency, server$.value.stream.cutEvery]).toEqual([70, 5]);
    expect([policy$.value.orders.retries, policy$.value.search.retries]).toEqual([3, 1]);
    expect([scenario$.value?.id, remote.scenario$.value?.id]).toEqual(['flapping', 'flapping']);
    expect(services.map(({ breaker }) => breaker.state$.value.status)).toEqual(['isolated', 'bypassed', 'closed']);
    remote.stopScenario();
    remote.restore();
    stage.pass(50);
    expect([scenario$.value, load$.value.rate, server$.value.stream.cutEvery]).toEqual([undefined, 120, 12]);
  });

  it('empties what a breaker has counted', () => {
    stage.pass(2_000);
    expect(remote.services[0]!.breaker.state$.value.calls).toBeGreaterThan(50 - 1);
    remote.services[0]!.breaker.reset();
    stage.pass(100);
    expect(remote.services[0]!.breaker.state$.value.calls).toBeLessThan(10);
  });

  it('tells what was refused, until something is obeyed', () => {
    remote.setPolicy({ failureRate: 2 });
    stage.pass(20);
    expect(latest(remote.refusal$)).toMatch(/^failureRate must be/);
    remote.setPolicy({ failureRate: 0.2 });
    stage.pass(20);
    expect([latest(remote.refusal$), remote.policy$.value.orders.failureRate]).toEqual(['', 0.2]);
  });

  it('tells the life of the request that was asked for last', () => {
    stage.pass(3_000);
    const [first, second] = latest(stage.model.log$).filter(({ about }) => about === 'request');
    for (const { id = '' } of [first!, second!]) {
      const lives: unknown[] = [];
      remote.requestLife(id).subscribe((steps) => lives.push(steps));
      stage.pass(20);
      expect(lives).toEqual([latest(stage.model.requestLife(id))]);
    }
    expect(latest(stage.model.requestLife(second!.id!)).length).toBeGreaterThan(2);
  });

  it('ends with the model: nothing is told, and no timer waits', () => {
    remote.dispose();
    serving.unsubscribe();
    const { length } = told;
    stage.pass(10_000);
    expect([told.length, stage.pending()]).toEqual([length, 0]);
  });
});

const WHOLE = ['log', 'stream', 'scenario', 'counts', 'server', 'load', 'policy', 'life', 'refusal'];
const PER_SERVICE = ['orders', 'payments', 'search'].flatMap((name) => ['breaker', 'history', 'limiter'].map((part) => `${name}.${part}`));
const PER_SIDE = ['protected', 'naive'].flatMap((name) => [`${name}.seconds`, `${name}.now`]);

/** Both ends of a channel, which hands over copies, and the names of the parts in each message to the page. */
function createChannel(): { readonly page: Port; readonly engine: Port; readonly messages: string[][] } {
  const [page, engine] = [new EventTarget(), new EventTarget()];
  const messages: string[][] = [];
  const post = (to: EventTarget, message: unknown): void =>
    void to.dispatchEvent(new MessageEvent('message', { data: structuredClone(message) }));
  return {
    page: Object.assign(page, { postMessage: (message: unknown) => post(engine, message) }),
    engine: Object.assign(engine, {
      postMessage(message: object) {
        messages.push(Object.keys(message));
        post(page, message);
      },
    }),
    messages,
  };
}

/** All values that are there at any time. */
function pictureOf({ services, sides, stream$, scenario$, counts$, server$, load$, policy$ }: Stage['model']): unknown {
  return {
    services: services.map(({ name, breaker, limiter }) => [name, breaker.state$.value, breaker.history$.value, limiter.state$.value]),
    sides: [sides.protected, sides.naive].map(({ seconds$, now$ }) => [seconds$.value, now$.value]),
    others: [stream$, scenario$, counts$, server$, load$, policy$].map(({ value }) => value),
  };
}
