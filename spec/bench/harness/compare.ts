import type { TargetId } from '../targets.js';
import { judge, type Judgement } from './judge.js';
import { again, measure } from './measure.js';
import { addTable, digits, ratioText } from './report.js';
import { noiseOf, type Spread } from './spread.js';

/** One piece of work, which tells how much it has seen. */
export interface Reader {
  readonly name: string;
  readonly run: () => number | Promise<number>;
}

export interface Comparison {
  readonly title: string;
  readonly own: Reader;
  /** The fastest of them counts. */
  readonly others: readonly Reader[];
  /** What all of them work off. */
  readonly megabytes: number;
}

/** How often as fast one is as the best of the others, and how far that one is from itself. */
export interface Compared {
  readonly ratio: Spread;
  readonly noise: number;
}

/** Measures one beside some others that do the same work, a whole piece of it in each block. */
export async function compare({ title, own, others, megabytes }: Comparison): Promise<Compared> {
  const readers = [own, ...others];
  const contenders = readers.map(({ name, run }) => ({ name, run }));
  const measured = await measure({ title, contenders, twice: others.map(({ name }) => name), calls: 1, rounds: 11 });
  const ratioTo = (name: string): Spread => measured.figure((time) => time(name) / time(own.name));
  const rows = readers.map(({ name }) => {
    const { median } = measured.timeOf(name);
    return [name, digits(median), digits((megabytes / median) * 1000), name === own.name ? '' : ratioText(ratioTo(name))];
  });
  addTable({ title, columns: ['', 'ms', 'MB/s', `${own.name} is so many times as fast`], rows });
  const best = others.map(({ name }) => name).reduce((one, other) => (ratioTo(other).median < ratioTo(one).median ? other : one));
  return { ratio: ratioTo(best), noise: noiseOf(measured.figure((time) => time(again(best)) / time(best))) };
}

/** Judges a ratio of speeds. */
export function judgeSpeed(target: TargetId, { ratio, noise }: Compared): Judgement {
  return judge(target, ratio, noise);
}
