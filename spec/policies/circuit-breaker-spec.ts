import { VirtualTimeScheduler } from 'rxjs';
import {
  CircuitBreaker,
  CircuitOpenError,
  RequestTimeoutError,
  type CircuitBreakerOptions,
  type CircuitBreakerState,
  type CircuitPermit,
} from '../../src/index.js';
import { CircuitCounts } from '../../src/policies/circuit-metrics.js';
import { manualTime, type ManualTime } from './circuit-time.js';

type Status = CircuitBreakerState['status'];

const boom = new Error('boom');

/** A breaker in hand-moved time: two failures open it for 100 ms, a probe has 50 ms. */
function create(options: CircuitBreakerOptions = {}) {
  const time = manualTime();
  const breaker = new CircuitBreaker({
    failureThreshold: 2,
    openDuration: 100,
    probeTimeout: 50,
    scheduler: time.scheduler,
    ...options,
  });
  return { time, breaker };
}

function acquire(breaker: CircuitBreaker): CircuitPermit {
  const permit = breaker.tryAcquire();
  if (!permit) throw new Error('The breaker admits nothing.');
  return permit;
}

function fail(breaker: CircuitBreaker, times: number): void {
  for (let count = 0; count < times; count++) acquire(breaker).failure(boom);
}

/** Opens it at 0 and lets it become half-open at 100. */
function createHalfOpen(options: CircuitBreakerOptions = {}) {
  const rig = create({ failureThreshold: 1, ...options });
  fail(rig.breaker, 1);
  rig.time.advance(100);
  return rig;
}

function record(breaker: CircuitBreaker) {
  const states: CircuitBreakerState[] = [];
  const subscription = breaker.state$.subscribe((state) => states.push(state));
  return {
    states,
    subscription,
    get statuses(): Status[] {
      return states.map(({ status }) => status);
    },
  };
}

describe('CircuitBreaker', () => {
  describe('as a machine', () => {
    interface Rig {
      readonly time: ManualTime;
      readonly breaker: CircuitBreaker;
      /** Admitted before the state was reached. */
      readonly late: CircuitPermit;
    }

    const enter: Record<Status, (rig: Rig) => void> = {
      closed: () => undefined,
      open: ({ breaker }) => fail(breaker, 2),
      'half-open': ({ breaker, time }) => {
        fail(breaker, 2);
        time.advance(100);
      },
      isolated: ({ breaker }) => void breaker.isolate(),
      bypassed: ({ breaker }) => void breaker.bypass(),
    };

    const events: Record<string, (rig: Rig) => void> = {
      'a call': ({ breaker }) => void breaker.tryAcquire(),
      'a success': ({ breaker }) => breaker.tryAcquire()?.success(),
      'a failure': ({ breaker }) => breaker.tryAcquire()?.failure(boom),
      'two failures': ({ breaker }) => {
        for (const permit of [breaker.tryAcquire(), breaker.tryAcquire()]) permit?.failure(boom);
      },
      'a call given back': ({ breaker }) => breaker.tryAcquire()?.release(),
      'a first value': ({ breaker }) => breaker.tryAcquire()?.answered(),
      'a call without an answer': ({ breaker, time }) => {
        breaker.tryAcquire();
        time.advance(50);
      },
      'a late success': ({ late }) => late.success(),
      'a late failure': ({ late }) => late.failure(boom),
      '99 ms': ({ time }) => time.advance(99),
      '100 ms': ({ time }) => time.advance(100),
      'an hour': ({ time }) => time.advance(3_600_000),
      isolate: ({ breaker }) => void breaker.isolate(),
      bypass: ({ breaker }) => void breaker.bypass(),
      'isolate for a moment': ({ breaker }) => breaker.isolate().unsubscribe(),
      'bypass for a moment': ({ breaker }) => breaker.bypass().unsubscribe(),
      reset: ({ breaker }) => breaker.reset(),
      update: ({ breaker }) => breaker.update({ failureThreshold: 1, openDuration: 1, successThreshold: 3, halfOpenCalls: 2 }),
    };

    const table: readonly [from: Status, event: string, to: Status, because: string][] = [
      ['closed', 'a call', 'closed', 'a running call says nothing yet'],
      ['closed', 'a success', 'closed', 'all is well'],
      ['closed', 'a failure', 'closed', 'one is below the threshold'],
      ['closed', 'two failures', 'open', 'the threshold is reached'],
      ['closed', 'a call given back', 'closed', 'it says nothing'],
      ['closed', 'a first value', 'closed', 'only a probe is judged by it'],
      ['closed', 'a call without an answer', 'closed', 'only a probe is timed'],
      ['closed', 'a late success', 'closed', 'it comes too late'],
      ['closed', 'a late failure', 'closed', 'it comes too late'],
      ['closed', 'an hour', 'closed', 'nothing waits for a time'],
      ['closed', 'isolate', 'isolated', 'somebody wants it'],
      ['closed', 'bypass', 'bypassed', 'somebody wants it'],
      ['closed', 'isolate for a moment', 'closed', 'nobody wants it any more'],
      ['closed', 'bypass for a moment', 'closed', 'nobody wants it any more'],
      ['closed', 'reset', 'closed', 'it is already'],
      ['closed', 'update', 'closed', 'new thresholds are judged at the next outcome'],

      ['open', 'a call', 'open', 'it is refused'],
      ['open', 'a late success', 'open', 'it was admitted while closed'],
      ['open', 'a late failure', 'open', 'it was admitted while closed'],
      ['open', '99 ms', 'open', 'retryAt isn’t reached'],
      ['open', '100 ms', 'half-open', 'retryAt is reached'],
      ['open', 'an hour', 'half-open', 'retryAt is long past'],
      ['open', 'isolate', 'isolated', 'somebody wants it'],
      ['open', 'bypass', 'bypassed', 'somebody wants it'],
      ['open', 'isolate for a moment', 'closed', 'after a hold it is closed'],
      ['open', 'bypass for a moment', 'closed', 'after a hold it is closed'],
      ['open', 'reset', 'closed', 'reset closes'],
      ['open', 'update', 'open', 'it stays open as long as it was to'],

      ['half-open', 'a call', 'half-open', 'the probe runs'],
      ['half-open', 'a success', 'closed', 'one success is enough'],
      ['half-open', 'a failure', 'open', 'the first failure reopens'],
      ['half-open', 'a call given back', 'half-open', 'it says nothing'],
      ['half-open', 'a first value', 'closed', 'a probe has succeeded with that'],
      ['half-open', 'a call without an answer', 'open', 'probeTimeout counts as a failure'],
      ['half-open', 'a late success', 'half-open', 'it was admitted while closed'],
      ['half-open', 'a late failure', 'half-open', 'it was admitted while closed'],
      ['half-open', 'an hour', 'half-open', 'it waits for a probe'],
      ['half-open', 'isolate', 'isolated', 'somebody wants it'],
      ['half-open', 'bypass', 'bypassed', 'somebody wants it'],
      ['half-open', 'isolate for a moment', 'closed', 'after a hold it is closed'],
      ['half-open', 'bypass for a moment', 'closed', 'after a hold it is closed'],
      ['half-open', 'reset', 'closed', 'reset closes'],
      ['half-open', 'update', 'half-open', 'new thresholds are judged at the next outcome'],

      ['isolated', 'a call', 'isolated', 'it is refused'],
      ['isolated', 'two failures', 'isolated', 'they are refused'],
      ['isolated', 'a late success', 'isolated', 'an outcome doesn’t lift it'],
      ['isolated', 'a late failure', 'isolated', 'an outcome doesn’t lift it'],
      ['isolated', 'an hour', 'isolated', 'time doesn’t lift it'],
      ['isolated', 'isolate', 'isolated', 'it is already'],
      ['isolated', 'bypass', 'isolated', 'isolate wins'],
      ['isolated', 'isolate for a moment', 'isolated', 'the other holder still holds it'],
      ['isolated', 'bypass for a moment', 'isolated', 'isolate wins'],
      ['isolated', 'reset', 'isolated', 'reset doesn’t lift it'],
      ['isolated', 'update', 'isolated', 'thresholds don’t lift it'],

      ['bypassed', 'a call', 'bypassed', 'every call passes'],
      ['bypassed', 'a success', 'bypassed', 'it is only counted'],
      ['bypassed', 'two failures', 'bypassed', 'they are only counted'],
      ['bypassed', 'a call without an answer', 'bypassed', 'only a probe is timed'],
      ['bypassed', 'a late success', 'bypassed', 'an outcome doesn’t lift it'],
      ['bypassed', 'a late failure', 'bypassed', 'an outcome doesn’t lift it'],
      ['bypassed', 'an hour', 'bypassed', 'time doesn’t lift it'],
      ['bypassed', 'isolate', 'isolated', 'isolate wins'],
      ['bypassed', 'bypass', 'bypassed', 'it is already'],
      ['bypassed', 'isolate for a moment', 'bypassed', 'the bypass is still held'],
      ['bypassed', 'bypass for a moment', 'bypassed', 'the other holder still holds it'],
      ['bypassed', 'reset', 'bypassed', 'reset doesn’t lift it'],
      ['bypassed', 'update', 'bypassed', 'thresholds don’t lift it'],
    ];

    for (const isWatched of [false, true]) {
      describe(isWatched ? 'somebody watches' : 'nobody watches', () => {
        for (const [from, event, to, because] of table) {
          it(`goes from ${from} by ${event} to ${to}: ${because}`, () => {
            const { time, breaker } = create();
            const rig = { time, breaker, late: acquire(breaker) };
            breaker.reset();
            const { states } = isWatched ? record(breaker) : { states: [] };
            enter[from](rig);
            expect(breaker.state$.value.status).toBe(from);
            events[event]?.(rig);
            if (isWatched) expect(states.at(-1)?.status).toBe(to);
            expect(breaker.state$.value.status).toBe(to);
            expect(breaker.canAcquire()).toBe(to === 'closed' || to === 'bypassed' || (to === 'half-open' && event !== 'a call'));
          });
        }
      });
    }
  });

  describe('opening', () => {
    it('tells when it opened, until when, for the how-manieth time and why', () => {
      const { time, breaker } = create();
      time.advance(7);
      fail(breaker, 2);
      expect(breaker.state$.value).toEqual({ status: 'open', openedAt: 7, retryAt: 107, openings: 1, error: boom });
      expect(breaker.metrics.lastOpenedAt).toBe(7);
    });

    it('counts failures in a row: a success starts again, a call given back doesn’t', () => {
      const { breaker } = create({ failureThreshold: 3 });
      fail(breaker, 2);
      acquire(breaker).success();
      fail(breaker, 2);
      acquire(breaker).release();
      expect(breaker.state$.value.status).toBe('closed');
      fail(breaker, 1);
      expect(breaker.state$.value.status).toBe('open');
    });

    it('counts outcomes in the order of their ends, not of their starts', () => {
      const { breaker } = create();
      const [first, second, third] = [acquire(breaker), acquire(breaker), acquire(breaker)];
      third.failure(boom);
      second.success();
      first.failure(boom);
      expect(breaker.state$.value.status).toBe('closed');
    });

    it('opens after five failures by default', () => {
      const breaker = new CircuitBreaker({ scheduler: new VirtualTimeScheduler() });
      fail(breaker, 4);
      expect(breaker.state$.value.status).toBe('closed');
      fail(breaker, 1);
      expect(breaker.state$.value).toEqual({ status: 'open', openedAt: 0, retryAt: 30_000, openings: 1, error: boom });
    });

    it('never opens with an infinite threshold', () => {
      const { breaker } = create({ failureThreshold: Infinity });
      fail(breaker, 10_000);
      expect(breaker.state$.value.status).toBe('closed');
    });

    it('counts a failure without an error', () => {
      const { breaker } = create({ failureThreshold: 1 });
      acquire(breaker).failure();
      expect(breaker.state$.value).toEqual({ status: 'open', openedAt: 0, retryAt: 100, openings: 1, error: undefined });
    });
  });

  describe('openDuration', () => {
    it('admits a call at exactly openedAt + openDuration, and none a millisecond before', () => {
      const { time, breaker } = create();
      time.advance(30);
      fail(breaker, 2);
      time.advance(99);
      expect([breaker.canAcquire(), breaker.tryAcquire()]).toEqual([false, undefined]);
      time.advance(1);
      expect([breaker.canAcquire(), breaker.tryAcquire() !== undefined]).toEqual([true, true]);
    });

    it('of 0 admits a probe in the same millisecond', () => {
      const { breaker } = create({ openDuration: 0 });
      fail(breaker, 2);
      acquire(breaker).success();
      expect(breaker.state$.value.status).toBe('closed');
    });

    it('of 0 still tells a watcher open before half-open', () => {
      const { time, breaker } = create({ openDuration: 0 });
      const { states } = record(breaker);
      fail(breaker, 2);
      time.advance(0);
      expect(states).toEqual([
        { status: 'closed' },
        { status: 'open', openedAt: 0, retryAt: 0, openings: 1, error: boom },
        { status: 'half-open', since: 0 },
      ]);
    });

    it('of Infinity lasts until reset, without a timer', () => {
      const { time, breaker } = create({ openDuration: Infinity });
      record(breaker);
      fail(breaker, 2);
      expect(time.timers).toBe(0);
      time.advance(1e12);
      expect(breaker.canAcquire()).toBe(false);
      breaker.reset();
      expect(breaker.canAcquire()).toBe(true);
    });

    it('longer than any platform timer is waited in full', () => {
      const month = 30 * 24 * 3_600_000;
      const { time, breaker } = create({ openDuration: month });
      const watcher = record(breaker);
      fail(breaker, 2);
      time.advance(month - 1);
      expect(watcher.statuses).toEqual(['closed', 'open']);
      time.advance(1);
      expect(watcher.statuses).toEqual(['closed', 'open', 'half-open']);
    });

    describe('as a function', () => {
      it('is given the number of the opening since closed, and the error', () => {
        const asked: [number, unknown][] = [];
        const { time, breaker } = create({ openDuration: (openings, error) => asked.push([openings, error]) * 100 });
        const errors = [boom, new Error('second'), new Error('third'), new Error('again')];
        fail(breaker, 2);
        time.advance(100);
        acquire(breaker).failure(errors[1]);
        time.advance(199);
        expect(breaker.canAcquire()).toBe(false);
        time.advance(1);
        acquire(breaker).failure(errors[2]);
        time.advance(300);
        acquire(breaker).success();
        for (const permit of [acquire(breaker), acquire(breaker)]) permit.failure(errors[3]);
        expect(asked).toEqual([
          [1, errors[0]],
          [2, errors[1]],
          [3, errors[2]],
          [1, errors[3]],
        ]);
        expect(breaker.state$.value).toEqual({ status: 'open', openedAt: 600, retryAt: 1000, openings: 1, error: errors[3] });
      });

      it('is given the timeout of a probe as the error', () => {
        const asked: unknown[] = [];
        const { time, breaker } = create({ openDuration: (_, error) => asked.push(error) && 100 });
        fail(breaker, 2);
        time.advance(100);
        acquire(breaker);
        time.advance(50);
        expect(breaker.canAcquire()).toBe(false);
        expect(asked[1]).toEqual(new RequestTimeoutError('first', 50));
        expect(asked[1]).toBeInstanceOf(RequestTimeoutError);
      });

      const faults: readonly [name: string, openDuration: () => number, error: Error][] = [
        [
          'throws',
          () => {
            throw new TypeError('not today');
          },
          new TypeError('not today'),
        ],
        ['returns NaN', () => NaN, new RangeError('openDuration must return a number of milliseconds from 0, but returned NaN.')],
        ['returns -1', () => -1, new RangeError('openDuration must return a number of milliseconds from 0, but returned -1.')],
      ];

      for (const [name, openDuration, error] of faults) {
        describe(`that ${name}`, () => {
          it('throws at whoever tells the failure, and opens for the default time all the same', () => {
            const { breaker } = create({ failureThreshold: 1, openDuration });
            const { statuses, states } = record(breaker);
            const permit = acquire(breaker);
            expect(() => permit.failure(boom)).toThrow(error);
            expect(statuses).toEqual(['closed']);
            expect(states.at(-1)).toEqual({ status: 'open', openedAt: 0, retryAt: 30_000, openings: 1, error: boom });
            expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 1, failures: 1, inFlight: 0, transitions: 1 }));
          });

          it('recovers: the circuit becomes half-open, and closes by a probe', () => {
            const { time, breaker } = create({ failureThreshold: 1, openDuration });
            const { states } = record(breaker);
            expect(() => acquire(breaker).failure(boom)).toThrow(error);
            time.advance(30_000);
            expect(states.at(-1)).toEqual({ status: 'half-open', since: 30_000 });
            acquire(breaker).success();
            expect(breaker.state$.value.status).toBe('closed');
          });

          it('tells metrics$ of the failure', () => {
            const { breaker } = create({ failureThreshold: 1, openDuration });
            const told: number[] = [];
            breaker.metrics$.subscribe(({ failures }) => told.push(failures));
            expect(() => acquire(breaker).failure(boom)).toThrow(error);
            expect(told).toEqual([1]);
          });

          it('throws at nobody who only asks after a probe’s timeout, but out of a timer of the scheduler', () => {
            const { time, breaker } = createHalfOpen({ halfOpenCalls: 2 });
            const [silent, slow] = [acquire(breaker), acquire(breaker)];
            breaker.update({ openDuration });
            time.advance(50);
            expect(() => [breaker.state$.value, breaker.metrics, breaker.idle, breaker.canAcquire(), breaker.tryAcquire()]).not.toThrow();
            expect(breaker.state$.value).toEqual(jasmine.objectContaining({ status: 'open', openedAt: 150, retryAt: 30_150 }));
            expect(() => slow.success()).not.toThrow();
            expect(() => silent.success()).not.toThrow();
            expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 3, failures: 2, ignored: 1, inFlight: 0 }));
            expect(() => time.advance(0)).toThrow(error);
          });
        });
      }
    });
  });

  describe('half-open', () => {
    it('admits one probe at once by default, and the next when it has an outcome', () => {
      const { breaker } = createHalfOpen();
      const probe = acquire(breaker);
      expect([breaker.canAcquire(), breaker.tryAcquire()]).toEqual([false, undefined]);
      probe.release();
      expect(breaker.canAcquire()).toBe(true);
    });

    it('admits halfOpenCalls at once', () => {
      const { breaker } = createHalfOpen({ halfOpenCalls: 3, successThreshold: 9 });
      const probes = [acquire(breaker), acquire(breaker), acquire(breaker)];
      expect(breaker.tryAcquire()).toBeUndefined();
      probes[1]?.success();
      expect([breaker.tryAcquire() !== undefined, breaker.tryAcquire()]).toEqual([true, undefined]);
    });

    it('needs successThreshold successes, one after the other with one probe at once', () => {
      const { breaker } = createHalfOpen({ successThreshold: 3 });
      const watcher = record(breaker);
      acquire(breaker).success();
      acquire(breaker).success();
      expect(watcher.statuses).toEqual(['half-open']);
      acquire(breaker).success();
      expect(watcher.statuses).toEqual(['half-open', 'closed']);
    });

    it('needs successThreshold successes, also with several probes at once', () => {
      const { breaker } = createHalfOpen({ successThreshold: 2, halfOpenCalls: 3 });
      const probes = [acquire(breaker), acquire(breaker), acquire(breaker)];
      probes[2]?.success();
      expect(breaker.state$.value.status).toBe('half-open');
      probes[0]?.success();
      expect(breaker.state$.value.status).toBe('closed');
      probes[1]?.failure(boom);
      expect(breaker.state$.value.status).toBe('closed');
    });

    it('reopens by the first failure, and the other probes come too late', () => {
      const { breaker } = createHalfOpen({ successThreshold: 2, halfOpenCalls: 3 });
      const probes = [acquire(breaker), acquire(breaker), acquire(breaker)];
      probes[0]?.success();
      probes[1]?.failure(boom);
      probes[2]?.success();
      expect(breaker.state$.value).toEqual({ status: 'open', openedAt: 100, retryAt: 200, openings: 2, error: boom });
    });

    it('starts its count of successes again after a reopening', () => {
      const { time, breaker } = createHalfOpen({ successThreshold: 2 });
      acquire(breaker).success();
      acquire(breaker).failure(boom);
      time.advance(100);
      acquire(breaker).success();
      expect(breaker.state$.value.status).toBe('half-open');
    });

    it('counts a first value and the end of the same probe once', () => {
      const { breaker } = createHalfOpen({ successThreshold: 2 });
      const probe = acquire(breaker);
      probe.answered();
      probe.answered();
      probe.success();
      expect(breaker.state$.value.status).toBe('half-open');
      expect(breaker.metrics.successes).toBe(1);
    });

    it('starts with an empty window when it closes', () => {
      const { breaker } = createHalfOpen();
      breaker.update({ failureThreshold: 2 });
      acquire(breaker).success();
      fail(breaker, 1);
      expect(breaker.state$.value.status).toBe('closed');
      fail(breaker, 1);
      expect(breaker.state$.value.status).toBe('open');
    });
  });

  describe('probeTimeout', () => {
    for (const isWatched of [true, false]) {
      const who = isWatched ? 'while somebody watches' : 'while nobody watches';

      it(`reopens the circuit, dated when it was due, ${who}`, () => {
        const { time, breaker } = createHalfOpen();
        time.advance(7);
        if (isWatched) record(breaker);
        acquire(breaker);
        time.advance(49);
        expect(breaker.state$.value.status).toBe('half-open');
        time.advance(11);
        expect(breaker.state$.value).toEqual({
          status: 'open',
          openedAt: 157,
          retryAt: 257,
          openings: 2,
          error: new RequestTimeoutError('first', 50),
        });
        expect(breaker.metrics.lastOpenedAt).toBe(157);
      });

      it(`leads through all changes that are due after a long time ${who}`, () => {
        const { time, breaker } = createHalfOpen();
        if (isWatched) record(breaker);
        acquire(breaker);
        time.advance(1000);
        expect(breaker.state$.value).toEqual({ status: 'half-open', since: 250 });
        expect(breaker.metrics.transitions).toBe(4);
      });
    }

    it('tells a watcher at that moment', () => {
      const { time, breaker } = createHalfOpen();
      const watcher = record(breaker);
      acquire(breaker);
      time.advance(50);
      expect(watcher.statuses).toEqual(['half-open', 'open']);
      time.advance(100);
      expect(watcher.statuses).toEqual(['half-open', 'open', 'half-open']);
    });

    it('is counted from each probe’s start', () => {
      const { time, breaker } = createHalfOpen({ halfOpenCalls: 2, successThreshold: 2 });
      const watcher = record(breaker);
      const first = acquire(breaker);
      time.advance(30);
      acquire(breaker);
      first.success();
      time.advance(49);
      expect(watcher.statuses).toEqual(['half-open']);
      time.advance(1);
      expect(watcher.states.at(-1)).toEqual(jasmine.objectContaining({ status: 'open', openedAt: 180 }));
    });

    it('lets an outcome a millisecond before it count', () => {
      const { time, breaker } = createHalfOpen();
      const probe = acquire(breaker);
      time.advance(49);
      probe.success();
      expect(breaker.state$.value.status).toBe('closed');
    });

    it('fences an outcome at that moment and after it', () => {
      for (const wait of [50, 51]) {
        const { time, breaker } = createHalfOpen();
        const probe = acquire(breaker);
        time.advance(wait);
        probe.success();
        expect(breaker.state$.value.status).toBe('open');
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 2, failures: 2, successes: 0, ignored: 0, inFlight: 0 }));
      }
    });

    it('doesn’t end a probe that has answered', () => {
      const { time, breaker } = createHalfOpen({ successThreshold: 2 });
      const watcher = record(breaker);
      acquire(breaker).answered();
      time.advance(1000);
      expect(watcher.statuses).toEqual(['half-open']);
    });

    it('doesn’t end a probe that has come too late', () => {
      const { time, breaker } = createHalfOpen({ halfOpenCalls: 2 });
      const watcher = record(breaker);
      acquire(breaker);
      acquire(breaker).success();
      time.advance(1000);
      expect(watcher.statuses).toEqual(['half-open', 'closed']);
    });

    it('of Infinity waits for a probe for ever', () => {
      const { time, breaker } = createHalfOpen({ probeTimeout: Infinity });
      record(breaker);
      acquire(breaker);
      expect(time.timers).toBe(0);
      time.advance(1e12);
      expect(breaker.state$.value.status).toBe('half-open');
    });
  });

  describe('isolate and bypass', () => {
    it('refuse and admit everything', () => {
      const { breaker } = create({ failureThreshold: 1 });
      const bypass = breaker.bypass();
      fail(breaker, 5);
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 5, failures: 5, refused: 0 }));
      breaker.isolate();
      expect([breaker.canAcquire(), breaker.tryAcquire()]).toEqual([false, undefined]);
      bypass.unsubscribe();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 5, refused: 1 }));
    });

    it('last until every holder has unsubscribed, each of whom counts once', () => {
      for (const hold of ['isolate', 'bypass'] as const) {
        const { breaker } = create();
        const watcher = record(breaker);
        const [first, second] = [breaker[hold](), breaker[hold]()];
        first.unsubscribe();
        first.unsubscribe();
        expect(watcher.statuses.length).toBe(2);
        second.unsubscribe();
        expect(watcher.statuses.at(-1)).toBe('closed');
        second.unsubscribe();
        breaker[hold]();
        expect(watcher.statuses.length).toBe(4);
      }
    });

    const orders: readonly [steps: string, statuses: Status[]][] = [
      ['+I +B -I -B', ['closed', 'isolated', 'bypassed', 'closed']],
      ['+I +B -B -I', ['closed', 'isolated', 'closed']],
      ['+B +I -I -B', ['closed', 'bypassed', 'isolated', 'bypassed', 'closed']],
      ['+B +I -B -I', ['closed', 'bypassed', 'isolated', 'closed']],
      ['+I +I +B -I -I -B', ['closed', 'isolated', 'bypassed', 'closed']],
      ['+B +B +I -B -I -B', ['closed', 'bypassed', 'isolated', 'bypassed', 'closed']],
    ];
    for (const [steps, statuses] of orders) {
      it(`overlap in the order ${steps}`, () => {
        const { breaker } = create();
        const watcher = record(breaker);
        const held = { I: [breaker.isolate()], B: [breaker.bypass()] };
        held.B.pop()?.unsubscribe();
        held.I.pop()?.unsubscribe();
        watcher.states.splice(1);
        for (const step of steps.split(' ')) {
          const hold = step.endsWith('I') ? 'I' : 'B';
          if (step.startsWith('+')) held[hold].push(hold === 'I' ? breaker.isolate() : breaker.bypass());
          else held[hold].pop()?.unsubscribe();
        }
        expect(watcher.statuses).toEqual(statuses);
        expect(breaker.state$.value).toEqual({ status: 'closed' });
      });
    }

    it('empty the window', () => {
      for (const hold of ['isolate', 'bypass'] as const) {
        const { breaker } = create();
        fail(breaker, 1);
        breaker[hold]().unsubscribe();
        fail(breaker, 1);
        expect(breaker.state$.value.status).toBe('closed');
      }
    });

    it('let calls under a bypass count, also when a second holder comes and goes', () => {
      const { breaker } = create();
      breaker.bypass();
      const permit = acquire(breaker);
      breaker.bypass().unsubscribe();
      permit.failure(boom);
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ failures: 1, ignored: 0 }));
    });

    it('leave what was counted under a bypass behind when it ends', () => {
      const { breaker } = create();
      const bypass = breaker.bypass();
      fail(breaker, 1);
      bypass.unsubscribe();
      fail(breaker, 1);
      expect(breaker.state$.value.status).toBe('closed');
    });

    it('fence the calls that were admitted before', () => {
      for (const hold of ['isolate', 'bypass'] as const) {
        const { breaker } = create({ failureThreshold: 1 });
        const before = acquire(breaker);
        const held = breaker[hold]();
        const under = breaker.tryAcquire();
        held.unsubscribe();
        before.failure(boom);
        under?.failure(boom);
        expect(breaker.state$.value.status).toBe('closed');
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ failures: 0, ignored: under ? 2 : 1 }));
      }
    });

    it('end an opening for good: it begins at 1 again', () => {
      const { time, breaker } = createHalfOpen();
      acquire(breaker).failure(boom);
      breaker.isolate().unsubscribe();
      time.advance(1000);
      fail(breaker, 1);
      expect(breaker.state$.value).toEqual(jasmine.objectContaining({ status: 'open', openings: 1 }));
    });

    it('are told the changes that were due before them', () => {
      const { time, breaker } = create();
      const watcher = record(breaker);
      fail(breaker, 2);
      time.jump(100);
      breaker.isolate();
      expect(watcher.statuses).toEqual(['closed', 'open', 'half-open', 'isolated']);
    });
  });

  describe('reset', () => {
    it('closes, empties the window and the metrics', () => {
      const { breaker } = create({ failureThreshold: 3 });
      fail(breaker, 3);
      breaker.tryAcquire();
      breaker.reset();
      fail(breaker, 2);
      expect(breaker.state$.value).toEqual({ status: 'closed' });
      expect(breaker.metrics).toEqual({
        calls: 2,
        successes: 0,
        failures: 2,
        ignored: 0,
        refused: 0,
        slow: 0,
        inFlight: 0,
        failureRate: 1,
        slowRate: 0,
        transitions: 0,
      });
    });

    it('fences the calls that run, which are still counted as in flight', () => {
      const { breaker } = create({ failureThreshold: 1 });
      const permit = acquire(breaker);
      breaker.reset();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 1, inFlight: 1 }));
      permit.failure(boom);
      expect(breaker.state$.value.status).toBe('closed');
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 1, failures: 0, ignored: 1, inFlight: 0 }));
    });

    it('tells nobody of a status that stays', () => {
      const { breaker } = create();
      const watcher = record(breaker);
      breaker.reset();
      const isolation = breaker.isolate();
      breaker.reset();
      isolation.unsubscribe();
      expect(watcher.statuses).toEqual(['closed', 'isolated', 'closed']);
    });

    it('comes after the changes that were due before it', () => {
      const { time, breaker } = create();
      const watcher = record(breaker);
      fail(breaker, 2);
      time.jump(100);
      breaker.reset();
      expect(watcher.statuses).toEqual(['closed', 'open', 'half-open', 'closed']);
    });

    it('stops the timer of an open circuit', () => {
      const { time, breaker } = create();
      record(breaker);
      fail(breaker, 2);
      expect(time.timers).toBe(1);
      breaker.reset();
      expect(time.timers).toBe(0);
    });

    it('keeps the count of what somebody caused who heard of it', () => {
      const { breaker } = create();
      fail(breaker, 2);
      breaker.state$.subscribe(({ status }) => {
        if (status === 'closed') breaker.isolate();
        if (status === 'isolated') breaker.tryAcquire();
      });
      breaker.reset();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 0, failures: 0, refused: 1, transitions: 1 }));
    });

    it('gives back the places of probes that still run', () => {
      const { breaker } = createHalfOpen();
      acquire(breaker);
      breaker.reset();
      expect([breaker.canAcquire(), breaker.state$.value.status]).toEqual([true, 'closed']);
    });
  });

  describe('update', () => {
    it('keeps what isn’t given, or given as undefined', () => {
      const { time, breaker } = create();
      breaker.update({ failureThreshold: undefined, openDuration: undefined, probeTimeout: undefined, isFailure: undefined });
      breaker.update({});
      fail(breaker, 2);
      time.advance(99);
      expect(breaker.canAcquire()).toBe(false);
      time.advance(1);
      expect(breaker.canAcquire()).toBe(true);
    });

    it('keeps the failures in a row, and judges them at the next outcome', () => {
      const { breaker } = create({ failureThreshold: 10 });
      fail(breaker, 4);
      breaker.update({ failureThreshold: 3 });
      expect(breaker.state$.value.status).toBe('closed');
      fail(breaker, 1);
      expect(breaker.state$.value.status).toBe('open');
    });

    it('gives the next opening the new duration, and lets this one last as it was to', () => {
      const { time, breaker } = create();
      fail(breaker, 2);
      breaker.update({ openDuration: 10 });
      time.advance(99);
      expect(breaker.canAcquire()).toBe(false);
      time.advance(1);
      acquire(breaker).failure(boom);
      expect(breaker.state$.value).toEqual(jasmine.objectContaining({ openedAt: 100, retryAt: 110 }));
    });

    it('changes how many probes run at once, and how many close', () => {
      const { breaker } = createHalfOpen();
      acquire(breaker);
      breaker.update({ halfOpenCalls: 2, successThreshold: 2 });
      acquire(breaker).success();
      expect([breaker.state$.value.status, breaker.canAcquire()]).toEqual(['half-open', true]);
      breaker.update({ halfOpenCalls: 1 });
      expect(breaker.canAcquire()).toBe(false);
    });

    it('moves the timeout of probes that run', () => {
      const { time, breaker } = createHalfOpen();
      const watcher = record(breaker);
      acquire(breaker);
      breaker.update({ probeTimeout: 80 });
      time.advance(79);
      expect(watcher.statuses).toEqual(['half-open']);
      time.advance(1);
      expect(watcher.statuses).toEqual(['half-open', 'open']);
    });

    it('comes after the changes that were due before it, by the old limits', () => {
      const { time, breaker } = createHalfOpen();
      acquire(breaker);
      time.advance(50);
      breaker.update({ probeTimeout: 1000, openDuration: 7 });
      expect(breaker.state$.value).toEqual(jasmine.objectContaining({ status: 'open', openedAt: 150, retryAt: 250 }));
    });

    it('never asks for a timer in the past', () => {
      const { time, breaker } = createHalfOpen();
      const watcher = record(breaker);
      acquire(breaker);
      time.advance(40);
      const told: number[] = [];
      breaker.state$.subscribe(() => told.push(time.scheduler.now()));
      breaker.update({ probeTimeout: 10 });
      time.advance(0);
      expect(watcher.statuses).toEqual(['half-open', 'open']);
      expect(told).toEqual([140, 140]);
    });

    it('changes isFailure', () => {
      const { breaker } = create();
      expect(breaker.outcomeOf(boom)).toBe('failure');
      breaker.update({ isFailure: () => false });
      expect(breaker.outcomeOf(boom)).toBe('ignored');
    });
  });

  describe('refusal', () => {
    it('names the breaker and the time until the next probe', () => {
      const { time, breaker } = create({ name: 'orders' });
      fail(breaker, 2);
      time.advance(30);
      const error = breaker.refusal();
      expect(error).toBeInstanceOf(CircuitOpenError);
      expect([error.breaker, error.retryAfter]).toEqual(['orders', 70]);
    });

    const unknowns: readonly [name: string, options: CircuitBreakerOptions, act: (breaker: CircuitBreaker, time: ManualTime) => void][] = [
      ['isolated', {}, (breaker) => void breaker.isolate()],
      [
        'isolated while it was open',
        {},
        (breaker) => {
          fail(breaker, 2);
          breaker.isolate();
        },
      ],
      ['open for ever', { openDuration: Infinity }, (breaker) => fail(breaker, 2)],
      [
        'half-open with its probes under way',
        {},
        (breaker, time) => {
          fail(breaker, 2);
          time.advance(100);
          breaker.tryAcquire();
        },
      ],
    ];
    for (const [name, options, act] of unknowns) {
      it(`promises no time when ${name}`, () => {
        const { time, breaker } = create(options);
        act(breaker, time);
        expect(breaker.canAcquire()).toBe(false);
        expect('retryAfter' in breaker.refusal()).toBe(false);
      });
    }

    it('promises no time when the time has come', () => {
      const { time, breaker } = create();
      fail(breaker, 2);
      time.advance(100);
      expect('retryAfter' in breaker.refusal()).toBe(false);
    });

    it('has the default name where none is given', () => {
      expect(new CircuitBreaker().refusal().breaker).toBe('circuit-breaker');
    });
  });

  describe('metrics$', () => {
    it('tells every outcome and refusal, after the state has changed', () => {
      const { breaker } = create();
      const log: string[] = [];
      breaker.state$.subscribe(({ status }) => log.push(status));
      breaker.metrics$.subscribe(({ calls, successes, failures, ignored, refused, inFlight }) =>
        log.push([calls, successes, failures, ignored, refused, inFlight].join(' ')),
      );
      acquire(breaker).success();
      acquire(breaker).release();
      const permit = acquire(breaker);
      fail(breaker, 2);
      breaker.tryAcquire();
      permit.success();
      expect(log).toEqual(['closed', '1 1 0 0 0 0', '2 1 0 1 0 0', '4 1 1 1 0 1', 'open', '5 1 2 1 0 1', '5 1 2 1 1 1', '5 1 2 2 1 0']);
    });

    it('tells nothing of the past, and nothing at all without an outcome', () => {
      const { breaker } = create();
      fail(breaker, 1);
      const told: unknown[] = [];
      breaker.metrics$.subscribe((metrics) => told.push(metrics));
      breaker.tryAcquire();
      expect(told).toEqual([]);
    });

    it('tells a reset', () => {
      const { breaker } = create();
      fail(breaker, 1);
      const told: number[] = [];
      breaker.metrics$.subscribe(({ failures }) => told.push(failures));
      breaker.reset();
      expect(told).toEqual([0]);
    });

    it('is serialised', () => {
      const { breaker } = create({ failureThreshold: 9 });
      const [first, second]: number[][] = [[], []];
      breaker.metrics$.subscribe(({ failures }) => {
        if (failures === 1) fail(breaker, 1);
        first?.push(failures);
      });
      breaker.metrics$.subscribe(({ failures }) => second?.push(failures));
      fail(breaker, 1);
      expect([first, second]).toEqual([
        [1, 2],
        [1, 2],
      ]);
    });

    it('adds up in everything that it tells, also when several probes time out at once', () => {
      const { time, breaker } = createHalfOpen({ halfOpenCalls: 3 });
      const sums: boolean[] = [];
      breaker.metrics$.subscribe((m) => sums.push(m.calls === m.successes + m.failures + m.ignored + m.inFlight));
      const probes = [acquire(breaker), acquire(breaker), acquire(breaker)];
      time.advance(50);
      for (const probe of probes) probe.success();
      expect(sums).toEqual([true, true, true]);
    });

    it('makes no metrics while nobody listens', () => {
      const { breaker } = create();
      const made = spyOn(CircuitCounts.prototype, 'toMetrics').and.callThrough();
      fail(breaker, 2);
      breaker.tryAcquire();
      breaker.reset();
      expect(made).not.toHaveBeenCalled();
      breaker.metrics$.subscribe();
      fail(breaker, 1);
      expect(made).toHaveBeenCalledTimes(1);
    });

    it('can’t be written to', () => {
      expect('next' in new CircuitBreaker().metrics$).toBe(false);
    });
  });

  describe('metrics', () => {
    it('are made when read, and stay what they were', () => {
      const { breaker } = create();
      const before = breaker.metrics;
      acquire(breaker);
      expect([before.calls, breaker.metrics.calls]).toEqual([0, 1]);
    });

    it('count a probe once, at its first value, while it runs on', () => {
      const { breaker } = createHalfOpen();
      const probe = acquire(breaker);
      probe.answered();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 2, successes: 1, failures: 1, inFlight: 0 }));
      probe.failure(boom);
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 2, successes: 1, failures: 1, inFlight: 0 }));
    });

    it('count a probe once, at its timeout, while it runs on', () => {
      const { time, breaker } = createHalfOpen();
      const probe = acquire(breaker);
      time.advance(50);
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 2, failures: 2, inFlight: 0 }));
      probe.success();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 2, successes: 0, failures: 2, inFlight: 0 }));
    });

    it('add up after a reset during a probe that has answered', () => {
      const { breaker } = createHalfOpen();
      const probe = acquire(breaker);
      probe.answered();
      breaker.reset();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 0, inFlight: 0 }));
      probe.success();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 0, successes: 0, ignored: 0, inFlight: 0 }));
    });
  });

  describe('idle', () => {
    it('is true for a closed one that nobody uses', () => {
      expect(create().breaker.idle).toBe(true);
    });

    const busy: readonly [name: string, act: (breaker: CircuitBreaker, time: ManualTime) => void][] = [
      ['while a call runs', (breaker) => void breaker.tryAcquire()],
      ['with a failure in its window', (breaker) => fail(breaker, 1)],
      ['while open', (breaker) => fail(breaker, 2)],
      [
        'while half-open',
        (breaker, time) => {
          fail(breaker, 2);
          time.advance(100);
        },
      ],
      ['while isolated', (breaker) => void breaker.isolate()],
      ['while bypassed', (breaker) => void breaker.bypass()],
      ['while somebody is on state$', (breaker) => void breaker.state$.subscribe()],
      ['while somebody is on metrics$', (breaker) => void breaker.metrics$.subscribe()],
      [
        'while a probe that has answered runs on',
        (breaker, time) => {
          fail(breaker, 2);
          time.advance(100);
          acquire(breaker).answered();
        },
      ],
    ];
    for (const [name, act] of busy) {
      it(`is false ${name}`, () => {
        const { time, breaker } = create();
        act(breaker, time);
        expect(breaker.idle).toBe(false);
      });
    }

    it('is true again after each of them', () => {
      const { time, breaker } = create();
      acquire(breaker).success();
      breaker.isolate().unsubscribe();
      breaker.bypass().unsubscribe();
      breaker.state$.subscribe().unsubscribe();
      breaker.metrics$.subscribe().unsubscribe();
      fail(breaker, 2);
      time.advance(100);
      const probe = acquire(breaker);
      probe.answered();
      probe.success();
      fail(breaker, 1);
      time.advance(100);
      expect(breaker.idle).toBe(true);
    });
  });

  describe('permits', () => {
    const ends = ['success', 'failure', 'release'] as const;
    for (const first of ends) {
      for (const second of [...ends, 'answered'] as const) {
        it(`count ${first} and not the ${second} after it`, () => {
          for (const { breaker } of [create({ failureThreshold: 1 }), createHalfOpen()]) {
            const permit = acquire(breaker);
            permit[first]();
            const [metrics, state] = [breaker.metrics, breaker.state$.value];
            permit[second]();
            expect([breaker.metrics, breaker.state$.value]).toEqual([metrics, state]);
          }
        });
      }
    }

    it('end once: a second end is not that of another call', () => {
      const { breaker } = create();
      const [first, second] = [acquire(breaker), acquire(breaker)];
      first.success();
      first.release();
      expect(breaker.idle).toBe(false);
      second.success();
      expect(breaker.idle).toBe(true);
    });

    for (const hasAnswered of [false, true]) {
      it(`of a probe that is left ${hasAnswered ? 'behind its first value are successes' : 'before its first value go back'}`, () => {
        const { breaker } = createHalfOpen();
        const probe = acquire(breaker);
        if (hasAnswered) probe.answered();
        probe.left();
        const { successes, ignored } = breaker.metrics;
        expect([successes, ignored, breaker.state$.value.status]).toEqual(hasAnswered ? [1, 0, 'closed'] : [0, 1, 'half-open']);
        expect(breaker.canAcquire()).toBe(true);
      });
    }

    const errors: readonly [error: unknown, outcome: 'successes' | 'failures' | 'ignored'][] = [
      [boom, 'failures'],
      [{ status: 503 }, 'failures'],
      [{ status: 404 }, 'successes'],
      [new CircuitOpenError('another'), 'ignored'],
    ];
    for (const [error, outcome] of errors) {
      it(`that have errored with ${String((error as { status?: number }).status ?? error)} are ${outcome}, and hand the error back`, () => {
        const { breaker } = createHalfOpen();
        const before = breaker.metrics[outcome];
        expect(acquire(breaker).errored(error)).toBe(error);
        expect(breaker.metrics[outcome] - before).toBe(1);
        const status = { successes: 'closed', failures: 'open', ignored: 'half-open' }[outcome];
        expect(breaker.state$.value.status).toBe(status as Status);
      });
    }

    it('ask for no time while a circuit is closed and its calls succeed: that would cost as much as all else', () => {
      const { breaker, time } = create();
      const now = spyOn(time.scheduler, 'now').and.callThrough();
      acquire(breaker).success();
      expect(now).not.toHaveBeenCalled();
    });

    it('always count failure() as one, whatever isFailure says', () => {
      const { breaker } = create({ failureThreshold: 1, isFailure: () => false });
      acquire(breaker).failure(boom);
      expect(breaker.state$.value.status).toBe('open');
    });
  });

  describe('a clock that', () => {
    const hour = 3_600_000;

    for (const isWatched of [true, false]) {
      const who = isWatched ? 'with' : 'without';

      it(`jumps back an hour delays half-open by no more than was elapsed unread, ${who} a watcher`, () => {
        const { time, breaker } = create();
        if (isWatched) record(breaker);
        fail(breaker, 2);
        time.advance(60);
        expect(breaker.canAcquire()).toBe(false);
        time.jump(-hour);
        expect(breaker.canAcquire()).toBe(false);
        time.advance(39);
        expect(breaker.canAcquire()).toBe(false);
        time.advance(1);
        expect(breaker.canAcquire()).toBe(true);
      });

      it(`jumps back an hour doesn’t keep a probe’s place, ${who} a watcher`, () => {
        const { time, breaker } = createHalfOpen();
        if (isWatched) record(breaker);
        acquire(breaker);
        time.jump(-hour);
        expect(breaker.canAcquire()).toBe(false);
        time.advance(150);
        expect(breaker.canAcquire()).toBe(true);
      });

      it(`jumps forward an hour makes what is due happen at the next question, ${who} a watcher`, () => {
        const { time, breaker } = create();
        if (isWatched) record(breaker);
        fail(breaker, 2);
        time.jump(hour);
        expect(breaker.state$.value).toEqual({ status: 'half-open', since: 100 });
      });
    }

    it('jumps back while nobody asks still lets a watcher’s timer lead to half-open', () => {
      const { time, breaker } = create();
      const watcher = record(breaker);
      fail(breaker, 2);
      time.jump(-hour);
      time.advance(200);
      expect(watcher.statuses).toEqual(['closed', 'open', 'half-open']);
      expect(time.timers).toBe(0);
    });

    it('jumps to and fro keeps the retry time of a refusal within openDuration', () => {
      const { time, breaker } = create();
      fail(breaker, 2);
      time.advance(10);
      time.jump(-hour);
      const first = breaker.refusal().retryAfter ?? NaN;
      expect(first >= 90 && first <= 100).toBe(true);
      time.advance(20);
      expect(breaker.refusal().retryAfter).toBe(first - 20);
    });
  });
});
