import { createStage, DOWN, type Stage } from './stage.js';

describe('the dashboard’s traffic', () => {
  let stage: Stage;
  beforeEach(() => (stage = createStage()));
  afterEach(() => stage.model.dispose());

  it('sends as many requests as it is told, to each service and each of its origins in turn', () => {
    stage.model.setLoad({ rate: 60 });
    stage.pass(1_000);
    const from = stage.now();
    stage.pass(2_000);
    const counts = ['orders', 'payments', 'search'].map((service) => stage.sent(service, from).length);
    const atFirst = stage.sent('orders', from).filter((url) => url.startsWith('http://orders-1.test/'));
    expect(counts).toEqual([40, 40, 40]);
    expect(atFirst.length).toBe(20);
  });

  it('tells each second’s requests, outcomes and latencies', () => {
    stage.model.setLoad({ rate: 40 });
    stage.pass(5_000);
    const { seconds$, now$ } = stage.model.sides.protected;
    expect(seconds$.value.length).toBe(120);
    expect(seconds$.value.at(-1)).toEqual(
      jasmine.objectContaining({
        at: 5_000,
        requests: 40,
        ok: 40,
        failed: 0,
        attempts: 40,
        retries: 0,
        amplification: 1,
        p50: 20,
        p99: 20,
      }),
    );
    expect(seconds$.value.slice(0, 115).every(({ requests, at }) => requests === 0 && at <= 0)).toBe(true);
    expect(now$.value).toEqual(jasmine.objectContaining({ requestsPerSecond: 39.8, okPerSecond: 39.8, amplification: 1 }));
    expect(now$.value.totals).toEqual(jasmine.objectContaining({ requests: 199, ok: 199, attempts: 199 }));
  });

  it('tells what is on the wire, and what waits for its next attempt', () => {
    stage.model.setLoad({ rate: 30 });
    stage.model.setPolicy({ minimumCalls: 50, initialInterval: 1_000, jitter: 'none' });
    for (const service of ['orders', 'payments']) stage.answer(service, { marbles: '500ms (h|)' });
    stage.answer('search', DOWN);
    stage.pass(1_025);
    expect(stage.model.sides.protected.now$.value).toEqual(jasmine.objectContaining({ inFlight: 10, waiting: 9 }));
  });

  it('rests without Breakwater until it is switched on, then gets the same load, and cancels it when it is switched off', () => {
    stage.model.setLoad({ rate: 60 });
    stage.pass(3_000);
    const { naive, protected: guarded } = stage.model.sides;
    expect(naive.now$.value.totals.requests).toBe(0);
    stage.model.setLoad({ naive: true });
    stage.pass(2_000);
    expect(naive.seconds$.value.at(-1)?.requests).toBe(guarded.seconds$.value.at(-1)?.requests);
    stage.model.setLoad({ naive: false });
    stage.pass(2_000);
    const { totals, inFlight } = naive.now$.value;
    expect([totals.cancelled, inFlight]).toEqual([1, 0]);
    expect(naive.seconds$.value.at(-1)?.requests).toBe(0);
  });

  it('shows what retries make of an outage: four attempts for each request on the naive side, hardly one with Breakwater', () => {
    stage.model.setLoad({ rate: 90, naive: true });
    stage.pass(2_000);
    for (const service of ['orders', 'payments', 'search']) stage.answer(service, DOWN);
    stage.answerNaive(503);
    stage.pass(8_000);
    const { naive, protected: guarded } = stage.model.sides;
    expect(naive.now$.value.amplification).toBeCloseTo(4, 1);
    expect(naive.seconds$.value.at(-1)).toEqual(jasmine.objectContaining({ ok: 0, failed: 90, attempts: 360, retries: 270 }));
    expect(guarded.seconds$.value.at(-1)).toEqual(jasmine.objectContaining({ ok: 0, refused: 90 }));
    expect(guarded.now$.value.totals.attempts).toBeLessThan(0.6 * guarded.now$.value.totals.requests);
  });

  it('counts a server’s 429 as limited on both sides', () => {
    stage.model.setLoad({ rate: 30, naive: true });
    stage.model.setPolicy({ retries: 0 });
    stage.answer('orders', { marbles: '5ms (h|)', values: { h: 429 } });
    stage.answerNaive(429);
    stage.pass(3_000);
    expect(stage.model.sides.protected.now$.value.totals).toEqual(jasmine.objectContaining({ failed: 0, refused: 0, limited: 30 }));
    expect(stage.model.sides.naive.now$.value.totals.limited).toBeGreaterThan(80);
  });

  it('emits at most ten times a second', () => {
    let emissions = 0;
    stage.model.sides.protected.now$.subscribe(() => emissions++);
    stage.model.setLoad({ rate: 200 });
    stage.pass(10_000);
    expect(emissions).toBeGreaterThan(10);
    expect(emissions).toBeLessThanOrEqual(101);
  });

  it('ends with the page: no request, no timer', () => {
    stage.model.setLoad({ naive: true });
    stage.model.play('outage');
    stage.answer('orders', DOWN);
    stage.pass(4_000);
    stage.model.dispose();
    const sent = stage.transport.requests.length;
    expect(stage.pending()).toBe(0);
    stage.pass(5_000);
    expect(stage.transport.requests.length).toBe(sent);
  });

  it('refuses a load out of range, and keeps the one that it has', () => {
    expect(() => stage.model.setLoad({ rate: 401 })).toThrowError(RangeError, 'rate must be a number from 0 to 400, but was 401.');
    expect(() => stage.model.setLoad({ rate: NaN })).toThrowError(RangeError);
    expect(stage.model.load$.value).toEqual({ rate: 120, naive: false });
  });
});
