import { IS_SMOKE, roundsOf, USUAL_CLOCK, type Clock } from './settings.js';
import { spreadOf, type Spread } from './spread.js';

/** What is measured: so many calls, which tell what they have seen, so that all contenders have to agree. */
export interface Contender {
  readonly name: string;
  readonly run: (calls: number) => number | Promise<number>;
  /** What isn't measured: before the calls, and behind them. */
  readonly before?: (calls: number) => void;
  readonly after?: () => void;
}

export interface Measurement {
  readonly title: string;
  readonly contenders: readonly Contender[];
  /** References, which are measured a second time in each round, under `again(name)`. */
  readonly twice?: readonly string[];
  /** Calls of one block. Default: as many as take about `block` milliseconds, and at least `least`. */
  readonly calls?: number;
  readonly block?: number;
  readonly least?: number;
  readonly rounds?: number;
}

export interface Measured {
  readonly title: string;
  readonly names: readonly string[];
  /** Milliseconds per call. */
  timeOf(name: string, clock?: Clock): Spread;
  /** A figure of each round's times, for instance a ratio of two of them. */
  figure(of: (time: (name: string) => number) => number, clock?: Clock): Spread;
}

interface Lane {
  readonly contender: Contender;
  readonly times: Record<Clock, number>[];
  calls: number;
}

const WARM_UP = 8;
const MOST_CALLS = 100_000;

/** The name of a reference's second measurement. */
export function again(name: string): string {
  return `${name} (again)`;
}

/**
 * Measures contenders in turns, a block of calls each. Who begins changes from round to round, and every second round goes the other
 * way round. It forces no collection, which would throw optimised code away.
 */
export async function measure(measurement: Measurement): Promise<Measured> {
  const { title, contenders, twice = [], calls, block = 20, least = 1, rounds = 25 } = measurement;
  const seconds = contenders.filter(({ name }) => twice.includes(name)).map((one) => ({ ...one, name: again(one.name) }));
  const lanes = [...contenders, ...seconds].map((contender): Lane => ({ contender, times: [], calls: calls ?? Math.max(least, 3) }));
  const warmUp = IS_SMOKE ? 0 : Math.min(WARM_UP, rounds);
  for (let round = 0; round < warmUp + roundsOf(rounds); round++) {
    const seen = new Set<number>();
    for (const lane of turned(lanes, round)) {
      const times = await runBlock(lane, seen);
      if (round >= warmUp) lane.times.push(times);
      else if (calls === undefined) lane.calls = Math.min(MOST_CALLS, Math.max(least, Math.round(block / times.wall)));
    }
    if (seen.size > 1) throw new Error(`${title}: the contenders have seen different things (${[...seen].join(', ')}).`);
  }
  return results(title, lanes);
}

async function runBlock({ contender, calls }: Lane, seen: Set<number>): Promise<Record<Clock, number>> {
  contender.before?.(calls);
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const sum = await contender.run(calls);
  const wall = (performance.now() - start) / calls;
  const { user, system } = process.cpuUsage(cpuBefore);
  contender.after?.();
  seen.add(sum / calls);
  return { wall, cpu: (user + system) / 1000 / calls };
}

function turned(lanes: readonly Lane[], round: number): Lane[] {
  const order = lanes.map((_, index) => lanes[(index + round) % lanes.length]!);
  return round % 2 === 0 ? order : order.reverse();
}

function results(title: string, lanes: readonly Lane[]): Measured {
  const byName = new Map(lanes.map(({ contender, times }) => [contender.name, times]));
  const timeIn = (name: string, round: number, clock: Clock): number => {
    const times = byName.get(name)?.[round];
    if (!times) throw new Error(`${title}: nothing is named ${name}.`);
    return times[clock];
  };
  const figure: Measured['figure'] = (of, clock = USUAL_CLOCK) =>
    spreadOf(lanes[0]!.times.map((_, round) => of((name) => timeIn(name, round, clock))));
  const all = [...byName.keys()];
  const names = all.filter((name) => !all.some((other) => again(other) === name));
  return { title, names, timeOf: (name, clock) => figure((time) => time(name), clock), figure };
}
