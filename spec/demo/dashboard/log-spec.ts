import type { LogEntry } from '../../../demo/dashboard/page/model.js';
import { createStage, DOWN, latest, type Stage } from './stage.js';

describe('the dashboard’s log', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = createStage();
    stage.model.setLoad({ rate: 30 });
    stage.pass(1_000);
  });
  afterEach(() => stage.model.dispose());

  const entries = (): readonly LogEntry[] => latest(stage.model.log$);

  it('tells one verdict of each kind in a second', () => {
    stage.pass(10_000);
    const told = entries().filter(({ verdict }) => verdict === 'ok');
    expect(told.length).toBe(11);
    expect(told[0]?.words).toBe('answered in 20 ms');
  });

  it('explains one request, from the queue over a timeout and a retry to its verdict', () => {
    stage.model.setPolicy({ attemptTimeout: 100, initialInterval: 80, jitter: 'none' }, 'orders');
    stage.answer('orders', { marbles: '200ms (h|)' });
    stage.pass(105);
    stage.answer('orders', { marbles: '20ms (ha|)', values: { a: {} } });
    stage.pass(1_000);
    const { id = '' } =
      entries()
        .filter(({ words }) => words.startsWith('answered at attempt 2'))
        .at(-1) ?? {};
    const steps = latest(stage.model.requestLife(id));
    expect(steps.map(({ after, step, words }) => [after, step, words])).toEqual([
      [0, 'queued', 'asked for'],
      [0, 'sent', 'attempt 1 sent, without a wait in the queue'],
      [100, 'attempt-failed', 'attempt 1 ended: it took too long'],
      [100, 'waits', 'waits 80 ms before the next attempt'],
      [180, 'sent', 'attempt 2 sent, without a wait in the queue'],
      [200, 'answered', 'the server says 200'],
      [200, 'verdict', 'answered at attempt 2, 200 ms'],
    ]);
  });

  it('tells of a wait in the queue, and why the next attempt waits', () => {
    stage.model.setPolicy({ rate: 10, capacity: 1, minimumCalls: 50, jitter: 'none' }, 'orders');
    stage.answer('orders', { marbles: '5ms (h|)', values: { h: { status: 503, headers: { 'Retry-After': '1' } } } });
    stage.pass(12_000);
    const { id = '' } =
      entries()
        .filter(({ service, words }) => service === 'orders' && words.startsWith('failed after'))
        .at(-1) ?? {};
    const words = latest(stage.model.requestLife(id)).map((step) => step.words);
    expect(words).toContain(jasmine.stringMatching(/^attempt 1 sent, after [\d.]+ m?s in the queue$/));
    expect(words).toContain('attempt 1 failed: the server said 503');
    expect(words).toContain('waits 1.0 s before the next attempt, as the server asks for 1.0 s');
  });

  it('tells the turns of a breaker', () => {
    stage.answer('orders', DOWN);
    stage.pass(4_000);
    stage.answer('orders', { marbles: '5ms (h|)' });
    stage.pass(6_000);
    const turns = entries().filter(({ about }) => about === 'breaker');
    expect(turns.map(({ service, status, words }) => [service, status, words])).toEqual([
      ['orders', 'open', 'opens: too many calls failed (the server said 503); half-open in 5.0 s'],
      ['orders', 'half-open', 'is half-open: the next calls are probes'],
      ['orders', 'closed', 'closes: the probes succeeded'],
    ]);
  });

  it('tells of a limiter’s pause', () => {
    stage.answer('orders', { marbles: '5ms (h|)', values: { h: { status: 429, headers: { 'Retry-After': '2' } } } });
    stage.pass(300);
    expect(
      entries()
        .filter(({ about }) => about === 'limiter')
        .at(-1)?.words,
    ).toBe('pauses 2.0 s: the server said Retry-After');
  });

  it('forgets: after minutes of trouble it holds no more than it says', () => {
    stage.answer('orders', DOWN);
    stage.pass(20_000);
    const early = entries().find(({ id }) => id !== undefined)?.id ?? '';
    expect(latest(stage.model.requestLife(early)).length).toBeGreaterThan(0);
    stage.pass(160_000);
    expect(entries().length).toBe(100);
    expect(new Set(entries().map(({ key }) => key)).size).toBe(100);
    expect(latest(stage.model.requestLife(early))).toEqual([]);
    const [orders] = stage.model.services;
    expect(orders!.breaker.history$.value.length).toBeLessThan(80);
    expect(stage.model.sides.protected.seconds$.value.length).toBe(120);
  });
});
