// Shows that the simulation of the world finds planted faults: each of spec/simulation/faults.json is put into a bundle of the program – the
// sources stay as they are – and played until something is found, for a minute at most. Prints a table. The number of a fault plants that one only.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleProgram } from './bundle-program.mjs';
import { root } from './project.mjs';
import { runNode } from './run-command.mjs';

const faults = JSON.parse(await readFile(join(root, 'spec/simulation/faults.json'), 'utf8'));
const only = process.argv[2];

/** Puts a fault into the file it belongs to. */
function plant({ file, search, replace }) {
  return {
    name: 'plant',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path !== join(root, file)) return undefined;
        const text = await readFile(path, 'utf8');
        if (text.split(search).length !== 2) throw new Error(`"${search}" is not once in ${file}`);
        return { contents: text.replace(search, () => replace), loader: 'ts' };
      });
    },
  };
}

/** What the simulation finds, or `undefined`. A fault may break it as well as be found by it. */
async function findingOf(fault) {
  const program = await bundleProgram('spec/simulation/world.ts', { name: 'planted-world', plugins: [plant(fault)] });
  const { output } = await runNode([program, '--minutes', '1', '--findings', '1'], { keep: true, signal: AbortSignal.timeout(120_000) });
  return /^seed \d+: .*$/m.exec(output)?.[0];
}

let missed = 0;
console.log('| planted fault | found | after |\n| --- | --- | --: |');
for (const [index, fault] of faults.entries()) {
  if (only !== undefined && Number(only) !== index + 1) continue;
  const beginsAt = Date.now();
  const finding = await findingOf(fault);
  if (finding === undefined) missed++;
  console.log(`| ${fault.fault} | ${finding ?? '**nothing**'} | ${((Date.now() - beginsAt) / 1_000).toFixed(1)} s |`);
}
process.exit(missed > 0 ? 1 : 0);
