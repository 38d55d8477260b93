import { CALM, CALM_STREAM, type Knobs } from '../../../demo/dashboard/shared/protocol.js';
import { createStage, latest, type Stage } from './stage.js';

describe('the dashboard’s server knobs', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = createStage();
    stage.model.setLoad({ rate: 0 });
  });
  afterEach(() => stage.model.dispose());

  it('show a change at once, and tell the server of one after the other', () => {
    stage.model.setServer({ latency: 90 }, 'orders');
    stage.model.setServer({ failureRate: 0.5 });
    stage.model.setStream({ cutEvery: 3 });
    const { services, stream } = stage.model.server$.value;
    expect(services).toEqual({
      orders: { ...CALM, latency: 90, failureRate: 0.5 },
      payments: { ...CALM, failureRate: 0.5 },
      search: { ...CALM, failureRate: 0.5 },
    });
    expect(stream).toEqual({ ...CALM_STREAM, cutEvery: 3 });
    expect(puts().length).toBe(1);
    stage.pass(100);
    expect(puts()).toEqual([
      { services: { orders: { latency: 90 } } },
      { services: { orders: { failureRate: 0.5 }, payments: { failureRate: 0.5 }, search: { failureRate: 0.5 } } },
      { stream: { cutEvery: 3 } },
    ]);
  });

  it('are put back when the server refuses a change, and the log says why', () => {
    const found = stage.model.server$.value;
    stage.transport.answer('PUT /control', {
      marbles: '5ms (ha|)',
      values: { h: { status: 400, headers: { 'Content-Type': 'application/json' } }, a: { error: 'latency must be less.' } },
    });
    stage.transport.answer('GET /control', { marbles: '5ms (ha|)', values: { a: found } });
    stage.model.setServer({ latency: 99_999 });
    expect(stage.model.server$.value.services.orders.latency).toBe(99_999);
    stage.pass(200);
    expect(stage.model.server$.value).toEqual(found);
    expect(latest(stage.model.log$).at(-1)?.words).toBe('didn’t take a change: latency must be less.');
  });

  it('ask for the counts once a second', () => {
    stage.pass(3_500);
    expect(stage.transport.requests.filter(({ request }) => request.url.endsWith('/counts')).length).toBe(4);
    expect(stage.model.counts$.value).toEqual({ services: {} } as never);
  });

  it('play a scenario step by step, and put back what they found', () => {
    stage.model.setLoad({ rate: 90 });
    stage.model.setServer({ latency: 70 }, 'search');
    const found = stage.model.server$.value;
    stage.model.play('outage');
    expect(stage.model.scenario$.value).toEqual(jasmine.objectContaining({ id: 'outage', elapsed: 0, stepIndex: 0, steps: 4 }));
    expect(outages()).toEqual(['none', 'none', 'none']);
    stage.pass(4_000);
    expect(outages()).toEqual(['unavailable', 'unavailable', 'none']);
    expect(stage.model.scenario$.value).toEqual(
      jasmine.objectContaining({ elapsed: 4_000, step: 'payments and orders answer 503', stepIndex: 1 }),
    );
    stage.pass(12_000);
    expect(stage.model.server$.value.services.orders).toEqual({ ...CALM, capacity: 22.5 });
    stage.pass(22_000);
    expect(stage.model.scenario$.value).toBeUndefined();
    expect(stage.model.server$.value).toEqual(found);
    expect(puts().at(-1)).toEqual(found);
  });

  it('are put back when a scenario is stopped, or another one begins', () => {
    const found = stage.model.server$.value;
    stage.model.play('outage');
    stage.pass(5_000);
    stage.model.play('slow-leak');
    expect([stage.model.scenario$.value?.id, ...outages()]).toEqual(['slow-leak', 'none', 'none', 'none']);
    stage.pass(20_500);
    expect(stage.model.server$.value.services.search.latency).toBe(1_500);
    stage.model.stopScenario();
    expect(stage.model.server$.value).toEqual(found);
    expect(stage.model.scenario$.value).toBeUndefined();
  });

  it('last as long as their scenario says', () => {
    for (const { id, duration } of stage.model.scenarios) {
      stage.model.play(id);
      stage.pass(duration - 1);
      expect(stage.model.scenario$.value?.id).toBe(id);
      stage.pass(1);
      expect(stage.model.scenario$.value).toBeUndefined();
    }
  });

  it('go through a scenario as many times faster as they are told, with circuits that probe as much sooner', () => {
    stage.model.dispose();
    stage = createStage(undefined, 4);
    const [{ id, duration }] = stage.model.scenarios as unknown as [{ id: string; duration: number }];
    stage.model.play(id);
    stage.pass(duration / 4 - 1);
    expect(stage.model.scenario$.value).toEqual(jasmine.objectContaining({ stepIndex: 3, duration: duration / 4 }));
    stage.pass(1);
    expect(stage.model.scenario$.value).toBeUndefined();
    expect(stage.model.policy$.value.orders.openDuration).toBe(1_250);
  });

  it('know no other scenarios', () => {
    expect(() => stage.model.play('flood')).toThrowError(
      RangeError,
      /^A scenario must be one of outage, slow-leak, .*, but was "flood"\.$/,
    );
  });

  it('are as at the start when all is restored', () => {
    stage.model.play('outage');
    stage.pass(5_000);
    stage.model.setPolicy({ retries: 0 });
    stage.model.setStream({ cutEvery: 1 });
    stage.model.restore();
    stage.pass(500);
    const { server$, load$, policy$, scenario$ } = stage.model;
    expect(server$.value.services.orders).toEqual(CALM);
    expect(server$.value.stream).toEqual(CALM_STREAM);
    expect([load$.value.rate, policy$.value.orders.retries, scenario$.value]).toEqual([120, 3, undefined]);
  });

  function outages(): readonly string[] {
    return Object.values(stage.model.server$.value.services).map(({ outage }) => outage);
  }

  function puts(): readonly unknown[] {
    return stage.transport.requests
      .filter(({ request }) => request.method === 'PUT')
      .map(({ request }) => JSON.parse(request.body as string) as Knobs);
  }
});
