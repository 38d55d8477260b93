// node: --expose-gc
// What it costs to wait for a token in a queue of 1,000, 10,000 and 100,000, and how such a queue drains.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { TokenBucket } from 'breakwater';
import type { Subscription } from 'rxjs';
import { judge, judgeRatio } from './harness/judge.js';
import { again, measure, type Contender } from './harness/measure.js';
import { addJudgements, addTable, addTimes, digits } from './harness/report.js';
import { retainedBytes } from './harness/retained.js';
import { roundsOf, sizeOf } from './harness/settings.js';
import { noiseOf, spreadOf, type Spread } from './harness/spread.js';
import { parkAtBucket, parkBare, parkBehindOperator, type Park } from './harness/waiters.js';

const SIZES = [1000, 10_000, 100_000].map((size) => sizeOf(size, size / 100));
const MOST = SIZES.at(-1)!;
const ROUNDS = 9;
const PLACES: readonly [name: string, park: Park][] = [
  ['a bare subscriber', parkBare],
  ['bucket.take()', parkAtBucket],
  ['throttleTokenBucket(bucket)', parkBehindOperator],
];

/** As many queues of that size as make a block. */
function parkAll(park: Park, size: number, calls: number): Subscription[][] {
  return Array.from({ length: calls / size }, () => park(size));
}

function queueing([name, park]: (typeof PLACES)[number], size: number): Contender {
  let queues: Subscription[][] = [];
  return {
    name: `${name}, ${size.toLocaleString('en-US')} waiters`,
    run(calls) {
      queues = parkAll(park, size, calls);
      return queues.reduce((sum, queue) => sum + queue.length, 0);
    },
    after() {
      for (const waiter of queues.flat()) waiter.unsubscribe();
      queues = [];
    },
  };
}

const named = (name: string, size = MOST): string => `${name}, ${size.toLocaleString('en-US')} waiters`;
const queued = await measure({
  title: 'limiter queue: time to queue',
  contenders: SIZES.flatMap((size) => PLACES.map((place) => queueing(place, size))),
  twice: [named('a bare subscriber')],
  calls: MOST,
  rounds: ROUNDS,
});
addTimes(queued, named('a bare subscriber'));
addJudgements(judgeRatio('queueTime', queued, named('bucket.take()'), named('a bare subscriber')));

/** Always the same order, as if by chance. */
function shuffled<T>(things: readonly T[]): T[] {
  const result = [...things];
  let seed = 1;
  for (let at = result.length - 1; at > 0; at--) {
    seed = (seed * 48_271) % 2_147_483_647;
    const other = seed % (at + 1);
    [result[at], result[other]] = [result[other]!, result[at]!];
  }
  return result;
}

const ORDERS: readonly [name: string, order: (queue: Subscription[]) => Subscription[]][] = [
  ['first come, first gone', (queue) => queue],
  ['last come, first gone', (queue) => [...queue].reverse()],
  ['in any order', shuffled],
];

function leaving(name: string, order: (queue: Subscription[]) => Subscription[], size: number): Contender {
  let leavers: Subscription[] = [];
  return {
    name: named(name, size),
    before(calls) {
      leavers = parkAll(parkAtBucket, size, calls).flatMap(order);
    },
    run() {
      for (const leaver of leavers) leaver.unsubscribe();
      return leavers.length;
    },
  };
}

const left = await measure({
  title: 'limiter queue: time to leave',
  contenders: SIZES.flatMap((size) => ORDERS.map(([name, order]) => leaving(name, order, size))),
  twice: ORDERS.map(([name]) => named(name, SIZES[0])),
  calls: MOST,
  rounds: ROUNDS,
});
const LEFT_FIRST = named(ORDERS[0]![0], SIZES[0]);
addTimes(left, LEFT_FIRST);
const growth = (name: string): Spread => left.figure((time) => time(named(name)) / time(named(name, SIZES[0])));
const slowest = ORDERS.map(([name]) => name).reduce((one, other) => (growth(other).median > growth(one).median ? other : one));
const itself = left.figure((time) => time(again(named(slowest, SIZES[0]))) / time(named(slowest, SIZES[0])));
addJudgements(judge('queueLeave', growth(slowest), noiseOf(itself)));

const leaveAll = (queue: Subscription[]): void => queue.forEach((waiter) => waiter.unsubscribe());
const bytes = new Map(PLACES.map(([name, park]) => [name, SIZES.map((size) => retainedBytes(size, park, leaveAll))]));
addTable({
  title: 'limiter queue: bytes a waiter',
  columns: ['', ...SIZES.map((size) => size.toLocaleString('en-US'))],
  rows: [...bytes].map(([name, spreads]) => [name, ...spreads.map(({ median }) => digits(median))]),
});
const bytesOf = (name: string, at: number): number => bytes.get(name)!.at(at)!.median;
addJudgements(
  judge('queueBytes', bytesOf('bucket.take()', -1) / bytesOf('a bare subscriber', -1)),
  judge('waiterGrowth', bytesOf('bucket.take()', -1) / bytesOf('bucket.take()', 0)),
);

interface Drained {
  /** The time it took as a share of the ideal. */
  readonly time: number;
  /** The longest stall of the event loop, and that of an idle one just before, in milliseconds. */
  readonly stall: number;
  readonly idleStall: number;
}

/** The bucket fills for a twentieth of a second at most, so that no token is lost to a timer that comes late. */
async function drain(waiters: number, seconds: number): Promise<Drained> {
  const refillPerSecond = waiters / seconds;
  const capacity = Math.max(1, refillPerSecond / 20);
  const idleStall = await longestStall(() => sleep(200));
  const bucket = new TokenBucket({ capacity, refillPerSecond });
  const turns = queueUp(bucket, waiters);
  const start = performance.now();
  const stall = await longestStall(() => turns);
  const ideal = ((waiters - capacity) / refillPerSecond) * 1000;
  return { time: (performance.now() - start) / ideal, stall, idleStall };
}

/** The bucket is emptied first; what flows in while all queue up is at most its capacity. */
function queueUp(bucket: TokenBucket, waiters: number): Promise<void> {
  while (bucket.tryTake());
  return new Promise((resolve) => {
    let left = waiters;
    for (let waiter = 0; waiter < waiters; waiter++) {
      bucket.take().subscribe(() => {
        if (--left === 0) resolve();
      });
    }
  });
}

async function longestStall(during: () => Promise<unknown>): Promise<number> {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  await sleep(5);
  histogram.enable();
  await during();
  histogram.disable();
  return histogram.max / 1e6;
}

for (const size of SIZES) {
  const runs: Drained[] = [];
  for (let round = 0; round < roundsOf(5); round++) runs.push(await drain(size, sizeOf(2, 0.2)));
  const [time, stall, idleStall] = (['time', 'stall', 'idleStall'] as const).map((key) => spreadOf(runs.map((run) => run[key])));
  addTable({
    title: `limiter queue: draining ${size.toLocaleString('en-US')} waiters`,
    columns: ['', 'median', 'least', 'most'],
    rows: (
      [
        ['time as a share of the ideal', time],
        ['longest stall of the event loop, ms', stall],
        ['the same while nothing happens, ms', idleStall],
      ] as [string, Spread][]
    ).map(([name, { median, least, most }]) => [name, ...[median, least, most].map(digits)]),
  });
  if (size === MOST) addJudgements(judge('queueDrain', time!), judge('queueStall', stall!));
}
