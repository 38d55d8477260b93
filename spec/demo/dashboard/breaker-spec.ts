import type { BreakerModel } from '../../../demo/dashboard/page/model.js';
import { createStage, DOWN, type Stage } from './stage.js';

describe('the dashboard’s breakers', () => {
  let stage: Stage;
  let breaker: BreakerModel;

  beforeEach(() => {
    stage = createStage();
    breaker = stage.model.services[0]!.breaker;
    stage.model.setLoad({ rate: 60 });
    stage.pass(2_000);
  });
  afterEach(() => stage.model.dispose());

  it('count the outcomes in the window', () => {
    stage.pass(1_000);
    expect(breaker.state$.value).toEqual(
      jasmine.objectContaining({
        status: 'closed',
        since: 0,
        failureRate: 0,
        threshold: 0.5,
        calls: 50,
        minimumCalls: 20,
        windowCalls: 50,
      }),
    );
    breaker.reset();
    stage.pass(500);
    expect(breaker.state$.value.calls).toBe(10);
  });

  it('open in an outage, send nothing until the countdown is over, probe, and close', () => {
    stage.answer('orders', DOWN);
    stage.pass(2_500);
    const { status, retryAt = NaN, since, openings, cause } = breaker.state$.value;
    expect({ status, openings, cause, wait: retryAt - since }).toEqual({ status: 'open', openings: 1, cause: 'server', wait: 5_000 });

    stage.answer('orders', { marbles: '20ms (h|)' });
    stage.pass(retryAt - stage.now() - 1);
    expect(stage.sent('orders', since + 1).length).toBe(0);
    stage.pass(2_000);
    expect(stage.sent('orders', retryAt).slice(0, 4).map(statusIn)).toEqual(['half-open', 'half-open', 'half-open', 'closed']);
    expect(breaker.history$.value.map((span) => [span.status, span.from, span.to])).toEqual([
      ['closed', 0, since],
      ['open', since, retryAt],
      ['half-open', retryAt, breaker.state$.value.since],
      ['closed', breaker.state$.value.since, undefined],
    ]);
  });

  it('tell the server their status, which is never open', () => {
    stage.answer('orders', DOWN);
    stage.pass(20_000);
    const statuses = new Set(stage.sent('orders').map(statusIn));
    expect(statuses).toEqual(new Set(['closed', 'half-open']));
  });

  it('can be isolated, bypassed, released and reset', () => {
    breaker.isolate();
    const isolatedAt = stage.now();
    stage.pass(1_000);
    expect(breaker.state$.value.status).toBe('isolated');
    expect(stage.sent('orders', isolatedAt).length).toBe(0);
    breaker.bypass();
    stage.answer('orders', DOWN);
    stage.pass(3_000);
    expect([breaker.state$.value.status, stage.sent('orders', isolatedAt).length > 50]).toEqual(['bypassed', true]);
    breaker.release();
    expect(breaker.state$.value.status).toBe('closed');
    stage.pass(3_000);
    expect(breaker.state$.value.status).toBe('open');
    breaker.reset();
    expect(breaker.state$.value).toEqual(jasmine.objectContaining({ status: 'closed', openings: 0 }));
    expect(breaker.history$.value.map(({ status }) => status)).toEqual(['closed', 'isolated', 'bypassed', 'closed', 'open', 'closed']);
  });

  it('can be isolated twice and released once', () => {
    breaker.isolate();
    breaker.isolate();
    breaker.release();
    expect(breaker.history$.value.map(({ status }) => status)).toEqual(['closed', 'isolated', 'closed']);
  });

  it('follow their knobs at once', () => {
    stage.model.setPolicy({ failureRate: 1, openDuration: 700 }, 'orders');
    stage.pass(100);
    expect(breaker.state$.value.threshold).toBe(1);
    expect(stage.model.services[1]!.breaker.state$.value.threshold).toBe(0.5);
    stage.answer('orders', DOWN);
    stage.pass(3_000);
    const { status, retryAt = NaN, since } = breaker.state$.value;
    expect([status, retryAt - since]).toEqual(['open', 700]);
  });

  it('emit at most ten times a second while nothing changes but counts', () => {
    let emissions = 0;
    stage.model.setLoad({ rate: 300 });
    breaker.state$.subscribe(() => emissions++);
    stage.pass(10_000);
    expect(emissions).toBeGreaterThan(50);
    expect(emissions).toBeLessThanOrEqual(101);
  });
});

function statusIn(url: string): string | null {
  return new URL(url).searchParams.get('breaker');
}
