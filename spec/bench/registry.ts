// node: --expose-gc
// What it costs to look up one of 100,000 keys, and to hold a breaker and a bucket for each of them.
import { CircuitBreaker, circuitBreaker, Registry, TokenBucket } from 'breakwater';
import { of } from 'rxjs';
import { judge, judgeRatio } from './harness/judge.js';
import { measure, type Contender } from './harness/measure.js';
import { addJudgements, addTable, addTimes, digits } from './harness/report.js';
import { retainedBytes } from './harness/retained.js';
import { sizeOf } from './harness/settings.js';

const KEYS = sizeOf(100_000, 1000);
const FEW = sizeOf(1000, 100);

/** In an order that isn't that of their making: 61,987 is a prime that divides no power of ten. */
const keys = Array.from({ length: KEYS }, (_, at) => `https://host-${(at * 61_987) % KEYS}.example.com`);

function lookUp(name: string, get: (key: string) => CircuitBreaker | undefined): Contender {
  return { name, run: (calls) => keys.slice(0, calls).reduce((sum, key) => sum + (get(key)?.name === 'circuit-breaker' ? 1 : 0), 0) };
}

const inMap = new Map([...keys].reverse().map((key) => [key, new CircuitBreaker()]));
const inRegistry = new Registry(() => new CircuitBreaker(), { maxSize: KEYS });
for (const key of [...keys].reverse()) inRegistry.get(key);

const MAP = 'Map.get';
const OWN = 'registry.get';
const measured = await measure({
  title: `registry: looking up ${KEYS.toLocaleString('en-US')} keys`,
  contenders: [lookUp(OWN, (key) => inRegistry.get(key)), lookUp(MAP, (key) => inMap.get(key))],
  twice: [MAP],
  calls: KEYS,
  rounds: 15,
});
addTimes(measured, MAP, 'ns');
addJudgements(judgeRatio('registryGet', measured, OWN, MAP));

const createBreaker = (name: string) => new CircuitBreaker({ name });
const createBucket = (name: string) => new TokenBucket({ name, capacity: 10, refillPerSecond: 5 });

function hold(count: number, isUsed: boolean): unknown {
  const breakers = new Registry(createBreaker, { maxSize: count });
  const buckets = new Registry(createBucket, { maxSize: count });
  for (const key of keys.slice(0, count)) {
    const [breaker, bucket] = [breakers.get(key), buckets.get(key)];
    if (isUsed && bucket.tryTake()) of(1).pipe(circuitBreaker(breaker)).subscribe();
  }
  return { breakers, buckets };
}

function holdInMap(count: number): unknown {
  return new Map(keys.slice(0, count).map((key) => [key, { breaker: createBreaker(key), bucket: createBucket(key) }]));
}

const KINDS: readonly [name: string, make: (count: number) => unknown][] = [
  ['two registries, after one call each', (count) => hold(count, true)],
  ['two registries, never used', (count) => hold(count, false)],
  ['a Map of the same', holdInMap],
];
const SIZES = [FEW, KEYS];
const bytes = KINDS.map(([name, make]) => ({ name, spreads: SIZES.map((size) => retainedBytes(size, make)) }));
addTable({
  title: 'registry: bytes a key, with a breaker and a bucket',
  columns: ['', ...SIZES.map((size) => size.toLocaleString('en-US'))],
  rows: bytes.map(({ name, spreads }) => [name, ...spreads.map(({ median }) => digits(median))]),
});
const [few, many] = bytes[0]!.spreads;
addJudgements(judge('registryBytes', many!), judge('keyGrowth', many!.median / few!.median));
