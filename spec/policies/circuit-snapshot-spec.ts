import { CircuitBreaker, type CircuitBreakerSnapshot } from '../../src/index.js';
import { fromSnapshot, toSnapshot } from '../../src/policies/circuit-snapshot.js';
import type { Circuit } from '../../src/policies/circuit-state.js';
import { manualTime } from './circuit-time.js';

const overJson = (value: unknown): CircuitBreakerSnapshot => JSON.parse(JSON.stringify(value)) as CircuitBreakerSnapshot;

describe('a circuit’s snapshot', () => {
  const circuits: readonly [circuit: Circuit, snapshot: CircuitBreakerSnapshot][] = [
    [{ status: 'closed' }, { status: 'closed' }],
    [
      { status: 'open', openedAt: 10, retryAt: 110, openings: 2, error: new Error('a secret') },
      { status: 'open', openedAt: 10, retryAt: 110, openings: 2 },
    ],
    [
      { status: 'open', openedAt: 10, retryAt: Infinity, openings: 1 },
      { status: 'open', openedAt: 10, retryAt: null, openings: 1 },
    ],
    [
      { status: 'half-open', since: 110, openings: 3, successes: 2 },
      { status: 'half-open', since: 110, openings: 3 },
    ],
  ];
  for (const [circuit, snapshot] of circuits) {
    it(`of ${JSON.stringify(circuit)} is plain JSON, without the error, and gives the circuit back`, () => {
      expect(toSnapshot(circuit, 0)).toEqual(snapshot);
      expect(overJson(toSnapshot(circuit, 0))).toEqual(snapshot);
      const restored: Record<string, unknown> = { ...circuit };
      if (circuit.status === 'half-open') restored.successes = 0;
      delete restored.error;
      expect(fromSnapshot(overJson(snapshot), 500)).toEqual(restored as Circuit);
    });
  }

  it('tells the scheduler’s times', () => {
    expect(toSnapshot({ status: 'open', openedAt: 1010, retryAt: 1110, openings: 2 }, -1000)).toEqual({
      status: 'open',
      openedAt: 10,
      retryAt: 110,
      openings: 2,
    });
    expect(toSnapshot({ status: 'half-open', since: 1110, openings: 2, successes: 0 }, -1000)).toEqual({
      status: 'half-open',
      since: 110,
      openings: 2,
    });
  });

  const bad: readonly [snapshot: unknown, message: string][] = [
    [null, "initialState must be what a breaker's toJSON() gives, but was null."],
    ['open', 'initialState must be what a breaker\'s toJSON() gives, but was "open".'],
    [{}, 'initialState.status must be one of "closed", "open", "half-open", but was undefined.'],
    [{ status: 'isolated' }, 'initialState.status must be one of "closed", "open", "half-open", but was "isolated".'],
    [{ status: 'open', openedAt: 1, retryAt: 2 }, 'initialState.openings must be a whole number from 1, but was undefined.'],
    [{ status: 'open', openedAt: 1, retryAt: 2, openings: 0 }, 'initialState.openings must be a whole number from 1, but was 0.'],
    [{ status: 'open', openedAt: 1, retryAt: 2, openings: 1.5 }, 'initialState.openings must be a whole number from 1, but was 1.5.'],
    [{ status: 'open', retryAt: 2, openings: 1 }, 'initialState.openedAt must be a time, but was undefined.'],
    [{ status: 'open', openedAt: '1', retryAt: 2, openings: 1 }, 'initialState.openedAt must be a time, but was "1".'],
    [{ status: 'open', openedAt: NaN, retryAt: 2, openings: 1 }, 'initialState.openedAt must be a time, but was NaN.'],
    [{ status: 'open', openedAt: 1, openings: 1 }, 'initialState.retryAt must be a time from openedAt on, or null, but was undefined.'],
    [{ status: 'open', openedAt: 2, retryAt: 1, openings: 1 }, 'initialState.retryAt must be a time from openedAt on, or null, but was 1.'],
    [
      { status: 'open', openedAt: 2, retryAt: NaN, openings: 1 },
      'initialState.retryAt must be a time from openedAt on, or null, but was NaN.',
    ],
    [{ status: 'half-open', since: 1 }, 'initialState.openings must be a whole number from 1, but was undefined.'],
    [{ status: 'half-open', since: Infinity, openings: 1 }, 'initialState.since must be a time, but was Infinity.'],
  ];
  for (const [snapshot, message] of bad) {
    it(`that is ${JSON.stringify(snapshot)} is refused: ${message}`, () => {
      expect(() => new CircuitBreaker({ initialState: snapshot as CircuitBreakerSnapshot })).toThrowError(RangeError, message);
    });
  }

  describe('in a breaker', () => {
    function create(initialState?: CircuitBreakerSnapshot, now = 0) {
      const time = manualTime();
      time.jump(now);
      const options = { failureThreshold: 1, openDuration: 100, halfOpenCalls: 2, successThreshold: 2, scheduler: time.scheduler };
      return { time, breaker: new CircuitBreaker({ ...options, initialState }) };
    }

    it('survives a restart in every status: the next breaker goes on where the last one stood', () => {
      const moves: readonly [status: 'closed' | 'open' | 'half-open', move: (rig: ReturnType<typeof create>) => void][] = [
        ['closed', () => undefined],
        ['open', ({ breaker }) => breaker.tryAcquire()?.failure(new Error('boom'))],
        [
          'half-open',
          ({ breaker, time }) => {
            breaker.tryAcquire()?.failure();
            time.advance(100);
          },
        ],
      ];
      for (const [status, move] of moves) {
        const rig = create(undefined, 5000);
        move(rig);
        const { state$ } = rig.breaker;
        const next = create(overJson(rig.breaker), rig.time.scheduler.now() + 20);
        expect([state$.value.status, next.breaker.state$.value.status]).toEqual([status, status]);
        expect(next.breaker.toJSON()).toEqual(rig.breaker.toJSON());
        expect(next.breaker.metrics.lastOpenedAt).toBe(status === 'open' ? 5000 : undefined);
        expect(next.breaker.metrics.transitions).toBe(0);
      }
    });

    it('keeps it open for the rest of its time, watched or not, and then lets it be probed as the same row of openings', () => {
      for (const isWatched of [false, true]) {
        const { time, breaker } = create({ status: 'open', openedAt: 1000, retryAt: 1100, openings: 3 }, 1060);
        if (isWatched) breaker.state$.subscribe();
        expect([breaker.refusal().retryAfter, time.timers]).toEqual([40, isWatched ? 1 : 0]);
        time.advance(39);
        expect(breaker.canAcquire()).toBe(false);
        time.advance(1);
        breaker.tryAcquire()?.failure();
        expect(breaker.state$.value).toEqual(jasmine.objectContaining({ status: 'open', openedAt: 1100, openings: 4 }));
      }
    });

    it('whose time is over is half-open at once, dated when it was due, and not closed', () => {
      const { breaker } = create({ status: 'open', openedAt: 1000, retryAt: 1100, openings: 1 }, 90_000);
      expect(breaker.state$.value).toEqual({ status: 'half-open', since: 1100 });
      expect([breaker.tryAcquire(), breaker.tryAcquire(), breaker.tryAcquire()].map(Boolean)).toEqual([true, true, false]);
    });

    it('keeps it open no longer than it was to be, should the clock have been set back since', () => {
      const { time, breaker } = create({ status: 'open', openedAt: 3_600_000, retryAt: 3_600_100, openings: 1 }, 50);
      expect(breaker.state$.value).toEqual({ status: 'open', openedAt: 50, retryAt: 150, openings: 1 });
      time.advance(100);
      expect(breaker.canAcquire()).toBe(true);
      expect(create({ status: 'half-open', since: 3_600_000, openings: 1 }, 50).breaker.state$.value).toEqual({
        status: 'half-open',
        since: 50,
      });
    });

    for (const retryAt of [null, Infinity]) {
      it(`without an end, which is ${retryAt}, opens it until reset`, () => {
        const { time, breaker } = create({ status: 'open', openedAt: 0, retryAt, openings: 1 });
        time.advance(1e12);
        expect(breaker.canAcquire()).toBe(false);
        expect('retryAfter' in breaker.refusal()).toBe(false);
        breaker.reset();
        expect(breaker.canAcquire()).toBe(true);
      });
    }

    it('half-open asks for all its probes again', () => {
      const { breaker } = create({ status: 'half-open', since: 0, openings: 1 }, 10);
      breaker.tryAcquire()?.success();
      expect(breaker.state$.value.status).toBe('half-open');
      breaker.tryAcquire()?.success();
      expect(breaker.state$.value.status).toBe('closed');
    });

    it('tells of no isolation and no bypass: who holds it has to hold the next one too', () => {
      const { breaker } = create();
      breaker.tryAcquire()?.failure();
      const isolation = breaker.isolate();
      expect(overJson(breaker)).toEqual({ status: 'closed' });
      isolation.unsubscribe();
      breaker.bypass();
      expect(overJson(breaker)).toEqual({ status: 'closed' });
    });

    it('is made after the changes that were due', () => {
      const { time, breaker } = create();
      breaker.tryAcquire()?.failure();
      time.advance(250);
      expect(breaker.toJSON()).toEqual({ status: 'half-open', since: 100, openings: 1 });
    });

    it('is in the scheduler’s times, also after a wall clock was set back', () => {
      const { time, breaker } = create(undefined, 5000);
      time.jump(-4000);
      breaker.tryAcquire()?.failure();
      expect(breaker.toJSON()).toEqual({ status: 'open', openedAt: 1000, retryAt: 1100, openings: 1 });
    });
  });
});
