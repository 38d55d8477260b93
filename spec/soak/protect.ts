// Shows that calls through `protect` with everything on leave nothing behind: ten million in virtual time, and a look at heap, timers,
// listeners and all counts on the way and at the end. `npm run soak:protect` runs it; `-- 1000000` makes so many, `-- --seed 7` others.
import { parseArgs } from 'node:util';
import { heapAfterCollection, mb, NOISE_BYTES } from './heap-after-collection.js';
import { SoakWorld } from './protected/soak-world.js';

// Errors by the million, whose stacks nobody reads.
Error.stackTraceLimit = 0;

const { values, positionals } = parseArgs({ options: { seed: { type: 'string', default: '1' } }, allowPositionals: true });
const [calls, seed] = [Number(positionals[0] ?? 10_000_000), Number(values.seed)];
const LOOKS = 20;

const world = new SoakWorld(seed);
const heaps: number[] = [];
const findings: string[] = [];
const beginsAt = performance.now();

for (let look = 1; look <= LOOKS; look++) {
  findings.push(...world.play(calls / LOOKS), ...world.leftovers());
  findings.push(...process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'Immediate'));
  const heap = await heapAfterCollection();
  heaps.push(heap);
  const seconds = ((performance.now() - beginsAt) / 1_000).toFixed(0);
  const { attempts, elapsed, transitions } = world.figures;
  const hours = (elapsed / 3_600_000).toFixed(1);
  console.log(`${(look * calls) / LOOKS} calls, ${attempts} attempts, ${transitions} transitions, ${hours} h, ${seconds} s: ${mb(heap)}`);
}

// Until then code is still being optimised and windows fill.
const warm = heaps[LOOKS / 2 - 1]!;
const growth = Math.max(...heaps.slice(LOOKS / 2)) - warm;
if (growth > NOISE_BYTES) findings.push(`the heap grew by ${mb(growth)} in the second half`);
console.log(`seed ${seed}: ${JSON.stringify(world.endings)}`);
console.log(findings.length === 0 ? `flat: in the second half at most ${mb(growth)} above the middle` : findings.join('\n'));
process.exitCode = findings.length === 0 ? 0 : 1;
