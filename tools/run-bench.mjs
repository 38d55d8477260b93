// Runs the benchmarks, each suite in a process of its own, and sums up which targets are met:
//   npm run bench                 all of them
//   npm run bench -- cost heap    those whose name holds one of these
//   npm run bench -- --smoke      everything once, to see that it works; times aren't judged
//   npm run bench -- --node 24    on that Node, which comes from npm
//   npm run bench -- --cpu        by processor time instead of the wall's, for a machine that others use
//   npm run bench -- --write      puts the figures into docs/benchmarks.md
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { benchFolder, bundleBench, findSuites } from './bundle-bench.mjs';
import { findNode } from './find-node.mjs';
import { installPackages } from './install-packages.mjs';
import { root } from './project.mjs';
import { runCommand, runNode } from './run-command.mjs';

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { smoke: { type: 'boolean' }, write: { type: 'boolean' }, cpu: { type: 'boolean' }, node: { type: 'string' } },
});
const suites = findSuites();
const chosen = suites.filter((path) => filters.length === 0 || filters.some((filter) => basename(path).includes(filter)));
if (chosen.length === 0) {
  console.error(`No suite's name holds ${filters.join(' or ')}: there are ${suites.map((path) => basename(path, '.ts')).join(', ')}.`);
  process.exit(1);
}
await installPackages(benchFolder, ['--ignore-scripts']);
const node = values.node === undefined ? process.execPath : await findNode(values.node);
const scripts = await bundleBench(suites);
const failed = [];
const reports = [];
if (values.smoke) await checkTypes();
for (const suite of chosen) await runSuite(suite);
await sumUp();
process.exit(failed.length > 0 ? 1 : 0);

/** The contenders' types are there only now. */
async function checkTypes() {
  const { code } = await runNode(['node_modules/typescript/bin/tsc', '-p', 'spec/bench']);
  if (code !== 0) failed.push('types');
}

async function runSuite(suite) {
  const name = basename(suite, '.ts');
  const file = join(scripts, `${name}.json`);
  rmSync(file, { force: true });
  console.log(`\n── ${name}`);
  const env = { ...process.env, BENCH_REPORT: file, ...(values.smoke && { BENCH_SMOKE: '1' }), ...(values.cpu && { BENCH_CLOCK: 'cpu' }) };
  const { code } = await runCommand(node, [...nodeOptions(suite), join(scripts, `${name}.mjs`)], { env });
  if (code !== 0) failed.push(name);
  if (existsSync(file)) reports.push({ suite: name, ...JSON.parse(readFileSync(file, 'utf8')) });
}

/** What a suite's first line asks of Node. */
function nodeOptions(suite) {
  const [line] = readFileSync(join(root, suite), 'utf8').split('\n', 1);
  return line.startsWith('// node: ') ? line.slice('// node: '.length).split(' ') : [];
}

async function sumUp() {
  const { summaryOf, writeFigures } = await import(pathToFileURL(join(scripts, 'summary.mjs')).href);
  const { output } = await runCommand(node, ['--version'], { keep: true });
  const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
  const run = { node: output.trim(), command, isWhole: chosen.length === suites.length };
  if (values.smoke) console.log(`\n${chosen.length + 1 - failed.length} passed, ${failed.length} failed`);
  else console.log(`\n${summaryOf(reports, run)}`);
  for (const name of failed) console.log(`failed: ${name}`);
  if (!values.write) return;
  const page = join(root, 'docs', 'benchmarks.md');
  writeFileSync(page, writeFigures(readFileSync(page, 'utf8'), reports, run));
}
