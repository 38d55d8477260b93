import { clock, IS_SMOKE, roundsOf } from './settings.js';
import { spreadOf, type Spread } from './spread.js';

/** What is measured: so many calls, which tell what they have seen, so that all contenders have to agree. */
export interface Contender {
  readonly name: string;
  readonly run: (calls: number) => number | Promise<number>;
}

export interface Measurement {
  readonly title: string;
  readonly contenders: readonly Contender[];
  /** References, which are measured a second time in each round, under `again(name)`. */
  readonly twice?: readonly string[];
  /** Calls of one block. Default: as many as take about 20 ms. */
  readonly calls?: number;
  readonly rounds?: number;
}

export interface Measured {
  readonly title: string;
  readonly names: readonly string[];
  /** Milliseconds per call. */
  timeOf(name: string): Spread;
  /** A figure of each round's times, for instance a ratio of two of them. */
  figure(of: (time: (name: string) => number) => number): Spread;
}

interface Lane {
  readonly name: string;
  readonly run: Contender['run'];
  readonly times: number[];
  calls: number;
}

const BLOCK = 20;
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
export async function measure({ title, contenders, twice = [], calls, rounds = 25 }: Measurement): Promise<Measured> {
  const seconds = contenders.filter(({ name }) => twice.includes(name)).map(({ name, run }) => ({ name: again(name), run }));
  const lanes = [...contenders, ...seconds].map(({ name, run }): Lane => ({ name, run, times: [], calls: calls ?? (IS_SMOKE ? 3 : 10) }));
  const warmUp = IS_SMOKE ? 0 : WARM_UP;
  for (let round = 0; round < warmUp + roundsOf(rounds); round++) {
    const seen = new Set<number>();
    for (const lane of turned(lanes, round)) {
      const time = await block(lane, seen);
      if (round >= warmUp) lane.times.push(time);
      else if (calls === undefined) lane.calls = Math.min(MOST_CALLS, Math.max(1, Math.round(BLOCK / time)));
    }
    if (seen.size > 1) throw new Error(`${title}: the contenders have seen different things (${[...seen].join(', ')}).`);
  }
  return results(title, lanes);
}

async function block({ run, calls }: Lane, seen: Set<number>): Promise<number> {
  const start = clock();
  const sum = await run(calls);
  const time = (clock() - start) / calls;
  seen.add(sum / calls);
  return time;
}

function turned(lanes: readonly Lane[], round: number): Lane[] {
  const order = lanes.map((_, index) => lanes[(index + round) % lanes.length]!);
  return round % 2 === 0 ? order : order.reverse();
}

function results(title: string, lanes: readonly Lane[]): Measured {
  const rounds = lanes[0]!.times.map((_, round) => new Map(lanes.map(({ name, times }) => [name, times[round]!])));
  const figure: Measured['figure'] = (of) =>
    spreadOf(
      rounds.map((times) =>
        of((name) => {
          const time = times.get(name);
          if (time === undefined) throw new Error(`${title}: nothing is named ${name}.`);
          return time;
        }),
      ),
    );
  const names = lanes.map(({ name }) => name).filter((name) => !lanes.some((lane) => again(lane.name) === name));
  return { title, names, timeOf: (name) => figure((time) => time(name)), figure };
}
