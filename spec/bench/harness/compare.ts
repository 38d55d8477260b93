/** What is measured: one round of work, which tells how much it has seen, so that all contenders have to agree. */
export interface Contender {
  readonly name: string;
  readonly run: () => number | Promise<number>;
}

export interface Comparison {
  readonly title: string;
  /** The first is measured against the best of the others. */
  readonly contenders: readonly Contender[];
  /** What one round works off, to tell a speed. */
  readonly megabytes?: number;
  /** The least ratio that is good enough. */
  readonly atLeast?: number;
}

const ROUNDS = Number(process.env.ROUNDS ?? 25);
const WARM_UP = 10;

/**
 * Measures contenders in turns, and tells medians, and how often as fast the first is as the best of the others: the median over the
 * rounds of their times in the same round, so that what slows the machine for a while slows both. False when that is less than it
 * should be. It forces no collection, which would throw optimised code away.
 */
export async function compare({ title, contenders, megabytes, atLeast = 0 }: Comparison): Promise<boolean> {
  const times = contenders.map((): number[] => []);
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const seen = new Set<number>();
    for (const index of turned(contenders.length, round)) {
      const start = performance.now();
      seen.add(await contenders[index]!.run());
      if (round >= WARM_UP) times[index]!.push(performance.now() - start);
    }
    if (seen.size > 1) throw new Error(`${title}: the contenders have seen different things (${[...seen].join(', ')}).`);
  }
  const [own = [], ...others] = times;
  const ratios = others.map((theirs) => median(theirs.map((time, round) => time / own[round]!)));
  const ratio = ratios.length === 0 ? 1 : Math.min(...ratios);
  console.log(`\n${title}`);
  for (const [index, { name }] of contenders.entries()) console.log(`  ${describe(name, median(times[index]!), megabytes)}`);
  console.log(`  ratio ${ratio.toFixed(2)}${atLeast > 0 ? `, at least ${atLeast.toFixed(2)}: ${ratio >= atLeast ? 'yes' : 'no'}` : ''}`);
  return ratio >= atLeast;
}

/** Who begins changes from round to round. */
function turned(count: number, round: number): number[] {
  return Array.from({ length: count }, (_, index) => (index + round) % count);
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

function describe(name: string, time: number, megabytes: number | undefined): string {
  const speed = megabytes === undefined ? '' : `${((megabytes / time) * 1000).toFixed(0)} MB/s`.padStart(11);
  return `${name.padEnd(32)}${time.toFixed(1).padStart(8)} ms${speed}`;
}
