// Changes the sources one small piece at a time and counts how often the specs notice:
//   npm run mutate                          every layer
//   npm run mutate -- errors streaming      these layers
//   npm run mutate -- http --sample 0.2     every fifth mutant, the same ones each time
//   npm run mutate -- http --sample 0.2 --offset 1    other mutants than those: the score of those whose survivors have been killed is flattered
//   npm run mutate -- http --survivors      after writing specs: what was killed stays killed, only the rest is judged again
//   npm run mutate -- http --wide           by the specs of the requirements and of `protect` too, which takes many times as long
// What is judged already isn't judged again, so that an interrupted run goes on where it was.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPackages } from './install-packages.mjs';
import { root } from './project.mjs';

const layers = ['errors', 'streaming', 'operators', 'policies', 'http'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string', default: '1' },
    offset: { type: 'string', default: '0' },
    survivors: { type: 'boolean', default: false },
    wide: { type: 'boolean', default: false },
  },
});
const sample = Number(values.sample);
const offset = Number(values.offset);
const unknown = positionals.filter((layer) => !layers.includes(layer));
if (unknown.length > 0) fail(`No layer is called ${unknown.join(' or ')}: there are ${layers.join(', ')}.`);
if (!(sample > 0 && sample <= 1)) fail(`--sample is a share above 0 and up to 1, not ${values.sample}.`);
if (!Number.isInteger(offset)) fail(`--offset is a whole number, not ${values.offset}.`);

await installPackages(join(root, 'spec', 'mutation'), ['--ignore-scripts']);
const { describe, mutateLayer } = await import('../spec/mutation/mutate-layer.mjs');
const { countsOf, writeRow } = await import('../spec/mutation/figures.mjs');
const { isDead } = await import('../spec/mutation/verdicts.mjs');
for (const layer of layers.filter((name) => positionals.length === 0 || positionals.includes(name))) await mutate(layer);

async function mutate(layer) {
  const result = await mutateLayer(layer, { sample, offset, keepKilled: values.survivors, wide: values.wide, report: console.log });
  const page = join(root, 'docs', 'mutation.md');
  writeFileSync(page, writeRow(readFileSync(page, 'utf8'), layer, result));
  console.log(`\n${layer}: what the specs don't notice`);
  for (const mutant of result.judged.filter(({ status }) => !isDead(status))) console.log(`  ${describe(mutant)}`);
  console.log(`${layer}: ${JSON.stringify(countsOf(result.judged))}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
