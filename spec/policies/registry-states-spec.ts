import { BehaviorSubject } from 'rxjs';
import { Bulkhead, CircuitBreaker, Registry, TokenBucket, type CircuitBreakerState } from '../../src/index.js';
import { manualTime } from './circuit-time.js';

function createBreakers(maxSize = 1000) {
  const time = manualTime();
  const create = (name: string) => new CircuitBreaker({ name, failureThreshold: 1, openDuration: 100, scheduler: time.scheduler });
  return { time, breakers: new Registry(create, { maxSize }) };
}

/** `a:closed b:open` */
function show(states: ReadonlyMap<string, CircuitBreakerState>): string {
  return [...states].map(([key, { status }]) => `${key}:${status}`).join(' ');
}

describe('Registry, its states$ and its maxAge', () => {
  describe('states$', () => {
    it('tells the states of all entries at once, and whenever one comes, goes or changes', () => {
      const { breakers, time } = createBreakers();
      breakers.get('a');
      const seen: string[] = [];
      breakers.states$.subscribe((states) => seen.push(show(states)));
      breakers.get('b').tryAcquire()?.failure();
      breakers.get('a').tryAcquire()?.success();
      time.advance(100);
      breakers.delete('b');
      expect(seen).toEqual(['a:closed', 'a:closed b:closed', 'a:closed b:open', 'a:closed b:half-open', 'a:closed']);
    });

    it('has a value without being watched', () => {
      const { breakers } = createBreakers();
      breakers.get('a').isolate();
      expect(show(breakers.states$.value)).toBe('a:isolated');
      expect(breakers.states$).toBeInstanceOf(BehaviorSubject);
    });

    it('tells the state of a bulkhead and a bucket too', () => {
      const seats = new Registry(() => new Bulkhead({ maxConcurrent: 2 }));
      seats.get('a').tryAcquire();
      expect(seats.states$.value.get('a')).toEqual({ active: 1, queued: 0, limit: 2 });
      const buckets = new Registry(() => new TokenBucket({ capacity: 3, refillPerSecond: 1 }));
      buckets.get('a').tryTake();
      expect(buckets.states$.value.get('a')?.queued).toBe(0);
    });

    it('tells that entries without a state come and go', () => {
      const entries = new Registry(() => ({ idle: false }));
      const seen: string[] = [];
      entries.states$.subscribe((states) => seen.push([...states.keys()].join()));
      entries.get('a');
      entries.get('b');
      entries.delete('a');
      expect(seen).toEqual(['', 'a', 'a,b', 'b']);
    });

    it('watches nothing while nobody listens', () => {
      const { breakers, time } = createBreakers();
      const breaker = breakers.get('a');
      const watcher = breakers.states$.subscribe();
      breaker.tryAcquire()?.failure();
      expect(time.timers).toBe(1);
      watcher.unsubscribe();
      expect([time.timers, breaker.idle]).toEqual([0, false]);
      time.advance(200);
      expect(breaker.idle).toBe(true);
    });

    it('lets go of an entry that has gone, and watches a new one of the same key', () => {
      const { breakers } = createBreakers();
      const seen: string[] = [];
      const old = breakers.get('a');
      breakers.states$.subscribe((states) => seen.push(show(states)));
      breakers.delete('a');
      old.tryAcquire()?.failure();
      breakers.get('a').isolate();
      expect(seen).toEqual(['a:closed', '', 'a:closed', 'a:isolated']);
      expect(old.idle).toBe(false);
    });

    it('keeps no idle entry from being evicted, but goes on watching the others', () => {
      const { breakers } = createBreakers(2);
      const seen: string[] = [];
      breakers.states$.subscribe((states) => seen.push(show(states)));
      breakers.get('busy').tryAcquire();
      for (const key of ['a', 'b', 'c']) breakers.get(key);
      breakers.get('busy').isolate();
      expect(seen.at(-1)).toBe('busy:isolated c:closed');
      expect(breakers.size).toBe(2);
    });

    it('doesn’t hide that somebody else watches', () => {
      const { breakers } = createBreakers(1);
      breakers.states$.subscribe();
      breakers.get('watched').state$.subscribe();
      breakers.get('a');
      expect(breakers.has('watched')).toBe(true);
    });

    it('is serialised: one who changes an entry inside next changes nobody’s order', () => {
      const { breakers } = createBreakers();
      const [first, second]: string[][] = [[], []];
      breakers.get('a');
      breakers.states$.subscribe((states) => {
        first?.push(show(states));
        if (states.get('a')?.status === 'open') breakers.get('a').reset();
      });
      breakers.states$.subscribe((states) => second?.push(show(states)));
      breakers.get('a').tryAcquire()?.failure();
      expect(first).toEqual(['a:closed', 'a:open', 'a:closed']);
      expect(second).toEqual(first);
    });

    it('tells a change that a look for idle entries finds due, before its timer does', () => {
      const { time } = createBreakers();
      let late = 0;
      const scheduler = { now: () => time.scheduler.now() + late, schedule: time.scheduler.schedule.bind(time.scheduler) };
      const lateOnes = new Registry((name) => new CircuitBreaker({ name, failureThreshold: 1, openDuration: 100, scheduler }), {
        maxSize: 1,
      });
      lateOnes.get('a').tryAcquire()?.failure();
      lateOnes.get('b').tryAcquire()?.failure();
      const seen: string[] = [];
      lateOnes.states$.subscribe((states) => seen.push(show(states)));
      late = 100;
      lateOnes.get('b');
      expect(seen.at(-1)).toBe(show(lateOnes.states$.value));
      expect(seen.at(-1)).toContain('a:half-open');
    });

    it('watches an entry once, also where watching it makes a change that somebody answers with a new entry', () => {
      const { time } = createBreakers();
      let late = 0;
      const scheduler = { now: () => time.scheduler.now() + late, schedule: time.scheduler.schedule.bind(time.scheduler) };
      const create = (name: string) => new CircuitBreaker({ name, failureThreshold: 1, openDuration: 100, scheduler });
      const breakers = new Registry(create);
      const breaker = breakers.get('a');
      breaker.tryAcquire()?.failure();
      const other = breaker.state$.subscribe(({ status }) => status === 'half-open' && breakers.get('new'));
      late = 100;
      const watcher = breakers.states$.subscribe();
      expect(breakers.has('new')).toBe(true);
      other.unsubscribe();
      watcher.unsubscribe();
      breaker.tryAcquire()?.success();
      expect([breaker.idle, breakers.get('new').idle]).toEqual([true, true]);
    });

    it('is serialised: one who gets, deletes or evicts entries inside next changes nobody’s order', () => {
      const { breakers } = createBreakers(2);
      const [first, second, third]: [string[], string[], string[]] = [[], [], []];
      const acts: Record<string, () => unknown> = {
        'a:closed': () => breakers.get('b'),
        'a:closed b:closed': () => breakers.get('c'), // evicts a
        'b:closed c:closed': () => breakers.delete('b'),
        'c:closed': () => breakers.get('c').isolate(),
      };
      breakers.states$.subscribe((states) => first.push(show(states)));
      breakers.states$.subscribe((states) => {
        second.push(show(states));
        acts[show(states)]?.();
      });
      breakers.states$.subscribe((states) => third.push(show(states)));
      breakers.get('a');
      expect(first).toEqual(['', 'a:closed', 'a:closed b:closed', 'b:closed c:closed', 'c:closed', 'c:isolated']);
      expect([second, third]).toEqual([first, first]);
      expect(show(breakers.states$.value)).toBe('c:isolated');
    });

    it('goes on where a policy’s own states have errored or completed', () => {
      const subjects = new Map<string, BehaviorSubject<string>>();
      const registry = new Registry((key) => {
        const state$ = new BehaviorSubject(`${key}1`);
        subjects.set(key, state$);
        return { idle: false, state$ };
      });
      const seen: unknown[] = [];
      for (const key of ['a', 'b', 'c']) registry.get(key);
      registry.states$.subscribe((states) => seen.push([...states.values()].join()));
      subjects.get('a')!.error(new Error('broken'));
      subjects.get('b')!.complete();
      subjects.get('c')!.next('c2');
      registry.get('d');
      expect(seen).toEqual(['a1,b1,c1', ',b1,c1', ',b1,c2', ',b1,c2,d1']);
    });

    it('is as it was when create throws', () => {
      const registry = new Registry((key) => {
        if (key === 'bad') throw new RangeError('no such host');
        return new CircuitBreaker({ name: key });
      });
      const seen: string[] = [];
      registry.states$.subscribe((states) => seen.push(show(states)));
      registry.get('a');
      expect(() => registry.get('bad')).toThrowError(RangeError, 'no such host');
      registry.get('b');
      expect(seen).toEqual(['', 'a:closed', 'a:closed b:closed']);
    });

    it('is empty for policies without states', () => {
      const registry = new Registry(() => ({ idle: true }));
      registry.get('a');
      expect([...registry.states$.value]).toEqual([['a', undefined as never]]);
      expect(() => registry.states$.subscribe().unsubscribe()).not.toThrow();
    });
  });

  describe('maxAge', () => {
    function create(maxSize = 1000) {
      const time = manualTime();
      const busy = new Set<string>();
      const make = (key: string) => ({
        get idle() {
          return !busy.has(key);
        },
      });
      const registry = new Registry(make, { maxAge: 100, maxSize, scheduler: time.scheduler });
      return { time, busy, registry, keys: () => [...registry.entries$.value.keys()].join('') };
    }

    it('drops what nobody has asked for that long, at the next get, and not a millisecond before', () => {
      const { time, registry, keys } = create();
      registry.get('a');
      time.advance(99);
      registry.get('b');
      expect(keys()).toBe('ab');
      time.advance(1);
      expect(keys()).toBe('ab');
      registry.get('b');
      expect(keys()).toBe('b');
    });

    it('counts from the last get', () => {
      const { time, registry, keys } = create();
      registry.get('a');
      time.advance(60);
      registry.get('a');
      time.advance(60);
      registry.get('b');
      expect(keys()).toBe('ab');
    });

    it('keeps what is busy, and the one that is being got', () => {
      const { time, registry, keys, busy } = create();
      for (const key of ['a', 'b', 'c']) registry.get(key);
      busy.add('a');
      time.advance(1000);
      registry.get('c');
      expect(keys()).toBe('ac');
      busy.clear();
      registry.get('c');
      expect(keys()).toBe('c');
    });

    it('finds what is old behind many busy ones', () => {
      const { time, registry, busy } = create();
      for (let entry = 0; entry < 500; entry++) {
        registry.get(`busy${entry}`);
        busy.add(`busy${entry}`);
      }
      registry.get('old');
      time.advance(1000);
      for (let time = 0; time < 10; time++) registry.get('new');
      expect([registry.has('old'), registry.size]).toEqual([false, 501]);
    });

    it('owns no timer, and is not confused by a clock that is set back', () => {
      const { time, registry, keys } = create();
      registry.get('a');
      time.jump(-3_600_000);
      registry.get('c');
      time.advance(100);
      registry.get('b');
      expect([keys(), time.started]).toEqual(['b', 0]);
    });

    for (const maxAge of [0, -1, NaN]) {
      it(`is refused where it is ${maxAge}`, () => {
        expect(() => new Registry(() => ({ idle: true }), { maxAge })).toThrowError(
          RangeError,
          `maxAge must be a number of milliseconds above 0, or Infinity, but was ${maxAge}.`,
        );
      });
    }

    it('is Infinity by default', () => {
      const { time } = create();
      const registry = new Registry(() => ({ idle: true }), { scheduler: time.scheduler });
      registry.get('a');
      time.advance(1e12);
      registry.get('b');
      expect(registry.size).toBe(2);
    });
  });
});
