import { BehaviorSubject } from 'rxjs';
import { CircuitBreaker, Registry, type RegistryOptions } from '../../src/index.js';

/** A policy whose idleness a spec decides, and which counts how often it is asked for it. */
class Fake {
  static reads = 0;
  isBusy = false;
  constructor(readonly key: string) {}

  get idle(): boolean {
    Fake.reads++;
    return !this.isBusy;
  }
}

function create(options?: RegistryOptions) {
  const made: string[] = [];
  const registry = new Registry((key) => {
    made.push(key);
    return new Fake(key);
  }, options);
  const get = (...keys: string[]): Fake[] => keys.map((key) => registry.get(key));
  const busy = (...keys: string[]): void => {
    for (const key of keys) registry.get(key).isBusy = true;
  };
  return { registry, made, get, busy, keys: () => [...registry.entries$.value.keys()] };
}

describe('Registry', () => {
  describe('get', () => {
    it('makes one policy per key, at the first get', () => {
      const { registry, made } = create();
      const [first, second, other] = [registry.get('a'), registry.get('a'), registry.get('b')];
      expect([first === second, first === other, made]).toEqual([true, false, ['a', 'b']]);
    });

    it('tells apart keys that objects would confuse', () => {
      const { get, registry } = create();
      get('', '__proto__', 'constructor', 'toString');
      expect(registry.size).toBe(4);
      expect(registry.get('__proto__').key).toBe('__proto__');
    });

    it('throws what create throws, and keeps nothing', () => {
      let isFaulty = true;
      const registry = new Registry((key: string) => {
        if (isFaulty) throw new Error(`no ${key}`);
        return new Fake(key);
      });
      const seen: number[] = [];
      registry.entries$.subscribe(({ size }) => seen.push(size));
      expect(() => registry.get('a')).toThrowError('no a');
      expect([registry.size, registry.has('a'), seen]).toEqual([0, false, [0]]);
      isFaulty = false;
      expect(registry.get('a').key).toBe('a');
    });

    it('lets create get another key', () => {
      const registry: Registry<Fake> = new Registry((key: string) => {
        if (key === 'child') registry.get('parent');
        return new Fake(key);
      });
      registry.get('child');
      expect([...registry.entries$.value.keys()]).toEqual(['parent', 'child']);
    });

    it('keeps one policy per key when create gets its own key', () => {
      let depth = 0;
      let inner: Fake | undefined;
      const registry: Registry<Fake> = new Registry((key: string) => {
        if (depth++ === 0) inner = registry.get(key);
        return new Fake(key);
      });
      const outer = registry.get('a');
      expect([outer === inner, registry.get('a') === outer, registry.size]).toEqual([true, true, 1]);
    });
  });

  describe('has, delete and size', () => {
    it('tell and forget a key; its policy goes on', () => {
      const { registry } = create();
      const policy = registry.get('a');
      expect([registry.has('a'), registry.has('b'), registry.size]).toEqual([true, false, 1]);
      expect([registry.delete('a'), registry.delete('a'), registry.has('a'), registry.size]).toEqual([true, false, false, 0]);
      expect(registry.get('a')).not.toBe(policy);
    });

    it('make nothing', () => {
      const { registry, made } = create();
      registry.has('a');
      registry.delete('a');
      expect(made).toEqual([]);
    });
  });

  describe('beyond maxSize', () => {
    it('drops the entry that was got the longest ago', () => {
      const { get, keys } = create({ maxSize: 3 });
      get('a', 'b', 'c', 'a', 'd');
      expect(keys()).toEqual(['c', 'a', 'd']);
    });

    it('doesn’t take has for a use', () => {
      const { registry, get, keys } = create({ maxSize: 2 });
      get('a', 'b');
      registry.has('a');
      get('c');
      expect(keys()).toEqual(['b', 'c']);
    });

    it('drops only idle entries, the least recent of them first', () => {
      const { get, busy, keys } = create({ maxSize: 3 });
      busy('a');
      get('b', 'c', 'd');
      expect(keys()).toEqual(['a', 'c', 'd']);
      get('e');
      expect(keys()).toEqual(['a', 'd', 'e']);
    });

    it('grows where none is idle, and shrinks at a later get, of a known key too', () => {
      const { registry, get, busy, keys } = create({ maxSize: 2 });
      busy('a', 'b', 'c', 'd');
      expect(registry.size).toBe(4);
      for (const policy of registry.entries$.value.values()) policy.isBusy = false;
      expect(registry.size).toBe(4);
      get('b');
      expect(keys()).toEqual(['d', 'b']);
    });

    it('never drops the entry that is being got', () => {
      const { get, busy, keys } = create({ maxSize: 1 });
      busy('a');
      get('b');
      expect(keys()).toEqual(['a', 'b']);
      get('c');
      expect(keys()).toEqual(['a', 'c']);
    });

    it('drops nothing, and asks nobody, up to maxSize', () => {
      const { registry, get } = create({ maxSize: 100 });
      Fake.reads = 0;
      for (let count = 0; count < 100; count++) get(`key ${count}`);
      get('key 0');
      expect([registry.size, Fake.reads]).toEqual([100, 0]);
    });

    it('is at maxSize after every get, however many busy entries are older than the idle ones', () => {
      const { registry, busy, get } = create({ maxSize: 1000 });
      for (let count = 0; count < 900; count++) busy(`busy ${count}`);
      const sizes = new Set<number>();
      for (let count = 0; count < 1000; count++) {
        get(`idle ${count}`);
        sizes.add(Math.max(registry.size, 1000));
      }
      expect([...sizes]).toEqual([1000]);
    });

    it('is at maxSize after one get when thousands of busy entries have all become idle', () => {
      const { registry, busy, get } = create({ maxSize: 100 });
      for (let count = 0; count < 20_000; count++) busy(`key ${count}`);
      expect(registry.size).toBe(20_000);
      for (const policy of registry.entries$.value.values()) policy.isBusy = false;
      get('one more');
      expect(registry.size).toBe(100);
    });

    it('finds the few that have become idle among many busy ones within as many gets as pay for a look at all', () => {
      const { registry, busy, get } = create({ maxSize: 100 });
      for (let count = 0; count < 6400; count++) busy(`key ${count}`);
      for (const policy of [...registry.entries$.value.values()].slice(3000, 3010)) policy.isBusy = false;
      for (let count = 0; count < 100; count++) get('key 6399');
      expect(registry.size).toBe(6390);
    });

    it('costs a bounded number of questions per get with 100 000 busy entries', () => {
      const { registry, busy, get } = create({ maxSize: 1000 });
      Fake.reads = 0;
      for (let count = 0; count < 100_000; count++) busy(`key ${count}`);
      expect(registry.size).toBe(100_000);
      expect(Fake.reads).toBeLessThan(150 * 100_000);
      Fake.reads = 0;
      for (let count = 0; count < 10_000; count++) get(`key ${count % 100}`, `idle ${count}`);
      expect(Fake.reads).toBeLessThan(150 * 20_000 + 100_000);
    });

    it('is a thousand by default', () => {
      const { registry, get } = create();
      for (let count = 0; count < 1500; count++) get(`key ${count}`);
      expect(registry.size).toBe(1000);
    });

    it('may be Infinity', () => {
      const { registry, get } = create({ maxSize: Infinity });
      for (let count = 0; count < 1500; count++) get(`key ${count}`);
      expect(registry.size).toBe(1500);
    });

    it('is a thousand where undefined is given', () => {
      const { registry, get } = create({ maxSize: undefined });
      for (let count = 0; count < 1001; count++) get(`key ${count}`);
      expect(registry.size).toBe(1000);
    });

    for (const maxSize of [0, -1, 1.5, NaN, '10' as unknown as number, null as unknown as number]) {
      it(`is refused where it is ${JSON.stringify(maxSize)} (${typeof maxSize})`, () => {
        const shown = typeof maxSize === 'string' ? '"10"' : String(maxSize);
        expect(() => create({ maxSize })).toThrowError(RangeError, `maxSize must be a whole number from 1, or Infinity, but was ${shown}.`);
      });
    }
  });

  describe('entries$', () => {
    it('is a BehaviorSubject at run time, which tells the entries at once and after every change', () => {
      const { registry, get } = create({ maxSize: 2 });
      const seen: string[][] = [];
      get('a');
      registry.entries$.subscribe((entries) => seen.push([...entries.keys()]));
      get('b', 'c');
      registry.delete('b');
      expect(registry.entries$).toBeInstanceOf(BehaviorSubject);
      expect(seen).toEqual([['a'], ['a', 'b'], ['b', 'c'], ['c']]);
    });

    it('tells nothing where nothing comes or goes', () => {
      const { registry, get } = create();
      get('a');
      let told = 0;
      registry.entries$.subscribe(() => told++);
      get('a');
      registry.delete('b');
      expect(told).toBe(1);
    });

    it('tells an eviction that the get of a known key brings', () => {
      const { registry, get, busy } = create({ maxSize: 1 });
      busy('a', 'b');
      const sizes: number[] = [];
      registry.entries$.subscribe(({ size }) => sizes.push(size));
      for (const policy of registry.entries$.value.values()) policy.isBusy = false;
      get('b');
      expect(sizes).toEqual([2, 1]);
    });

    it('hands out snapshots that never change', () => {
      const { registry, get } = create();
      get('a');
      const snapshot = registry.entries$.value;
      get('b');
      registry.delete('a');
      expect([[...snapshot.keys()], [...registry.entries$.value.keys()]]).toEqual([['a'], ['b']]);
    });

    it('can’t be used to write into the registry', () => {
      const { registry, get } = create();
      get('a');
      (registry.entries$.value as Map<string, Fake>).clear();
      expect([registry.size, registry.has('a')]).toEqual([1, true]);
    });

    it('is the same snapshot while nothing changes, and none is made while nobody asks', () => {
      const { registry, get } = create({ maxSize: 10 });
      get('a');
      expect(registry.entries$.value).toBe(registry.entries$.value);
      const maps = spyOn(globalThis, 'Map').and.callThrough();
      for (let count = 0; count < 100; count++) get(`key ${count}`);
      expect(maps).not.toHaveBeenCalled();
    });

    it('is serialised: one who gets a key inside next changes nobody’s order', () => {
      const { registry, get } = create();
      const [first, second]: number[][] = [[], []];
      registry.entries$.subscribe(({ size }) => {
        if (size === 1) get('b');
        first?.push(size);
      });
      registry.entries$.subscribe(({ size }) => second?.push(size));
      get('a');
      expect([first, second, registry.entries$.value.size]).toEqual([[0, 1, 2], [0, 1, 2], 2]);
    });
  });

  it('takes what its policies tell of themselves: a watched breaker stays', () => {
    const registry = new Registry((name) => new CircuitBreaker({ name }), { maxSize: 1 });
    const watcher = registry.get('a').state$.subscribe();
    registry.get('b');
    expect(registry.size).toBe(2);
    watcher.unsubscribe();
    registry.get('b');
    expect([registry.size, registry.has('a')]).toEqual([1, false]);
  });
});
