// The suite wherever it has to hold: `npm run test:everywhere`, or a part of it: `-- node 22`, `-- rxjs 7.4`, `-- bun`, `-- types 5.4`.
// What follows the version filters the spec files by path: `-- node 22 streaming/`, `-- bun latest streaming/`.
// The last line is `N passed, N failed`. What a runtime can't run is named with the reason.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFiles, specFiles } from './bundle-specs.mjs';
import { compileTypes } from './compile-types.mjs';
import { createConsumer, npm, pack } from './consumer.mjs';
import { countSpecs } from './count-specs.mjs';
import { findBun, findDeno, findNode } from './find-node.mjs';
import { cache, root } from './project.mjs';
import { runCommand, runNode } from './run-command.mjs';
import { leftOut } from './runtime-limits.mjs';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const fetchOfTheRuntime = { '#fetch': './src/http/no-fetch.ts' };
/** The Angular whose declarations a TypeScript reads, if any that we support does. */
const angulars = { 5.4: undefined, 5.5: 19, 5.6: 19, 5.7: 19, 5.8: 20 };

const parts = {
  node: { versions: ['20', '22', '24', '26'], run: testNode },
  rxjs: { versions: ['7.4', '7.8'], run: testRxjs },
  bun: { versions: ['latest'], run: (version) => testRuntime('bun', findBun, version, []) },
  deno: {
    versions: ['latest'],
    run: (version) => testRuntime('deno', findDeno, version, ['run', '--allow-all', '--node-modules-dir=manual']),
  },
  types: { versions: ['5.4', '5.5', '5.6', '5.7', '5.8', '5.9', '6.0', '7.0'], run: testTypes },
};

const [chosenName, chosenVersion, ...filters] = process.argv.slice(2);
const results = [];
let tarball;
for (const [name, version] of chosen(chosenName, chosenVersion)) await runPart(name, version);
console.log('');
for (const { part, passed, failed, leftOut: { length: out } = [] } of results)
  console.log(`${failed > 0 ? '✗' : '✓'} ${part}: ${passed} passed, ${failed} failed${out > 0 ? `, ${out} more left out by name` : ''}`);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 ? 1 : 0;

/** Every part, or the one that is asked for, in all its versions or in one. */
function chosen(name, version) {
  if (name !== undefined && !Object.hasOwn(parts, name)) throw new RangeError(`A part is one of ${Object.keys(parts).join(', ')}.`);
  const names = name === undefined ? Object.keys(parts) : [name];
  return names.flatMap((part) => (version === undefined ? parts[part].versions : [version]).map((each) => [part, each]));
}

async function runPart(name, version) {
  const part = `${name} ${version}`.trim();
  const start = performance.now();
  const counts = await Promise.resolve(parts[name].run(version)).catch((error) => {
    console.log(String(error?.stack ?? error));
    return { passed: 0, failed: 1 };
  });
  console.log(`${part} (${((performance.now() - start) / 1_000).toFixed(0)} s)`);
  results.push({ part, ...counts });
}

async function testNode(version) {
  const { script } = await bundleFiles('node', specFiles('node', filters));
  return runSpecs(await findNode(version), ['--enable-source-maps'], script);
}

/** The bundle lies in a folder with another rxjs, which its imports find first; all other packages they find further up. */
async function testRxjs(version) {
  const folder = join(cache, `rxjs-${version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', '--no-audit', '--no-fund', `rxjs@${version}`, `rxjs-for-await@${manifest.dependencies['rxjs-for-await']}`], folder);
  const { script } = await bundleFiles('node', specFiles('node', filters), { outdir: join(folder, 'specs') });
  return runSpecs(process.execPath, ['--enable-source-maps'], script);
}

/** The suite with the runtime's own fetch, which is what the package gives it. */
async function testRuntime(name, find, version, args) {
  const limits = leftOut[name];
  for (const { files, specs, because } of limits) console.log(`${name}: without ${files ?? `"${specs} …"`} – ${because}`);
  const isLeftOut = (path) => limits.some(({ files }) => files !== undefined && path.startsWith(files));
  const paths = specFiles('node', filters).filter((path) => !isLeftOut(path));
  const { script } = await bundleFiles('node', paths, { alias: fetchOfTheRuntime, outdir: join(cache, `specs-${name}`) });
  const names = limits.flatMap(({ specs }) => specs ?? []);
  const counts = await runSpecs(await find(version), args, script, names);
  const stale = filters.length === 0 ? staleLimits(limits, counts.leftOut ?? []) : [];
  for (const { files, specs } of stale) console.log(`${name}: there is nothing left out by ${files ?? specs}`);
  return { ...counts, failed: counts.failed + stale.length };
}

/** What stands for nothing any more must go. */
function staleLimits(limits, leftOutSpecs) {
  const paths = specFiles('node');
  return limits.filter(({ files, specs }) =>
    files === undefined ? !leftOutSpecs.some((fullName) => fullName.startsWith(specs)) : !paths.some((path) => path.startsWith(files)),
  );
}

function runSpecs(runtime, args, script, names = []) {
  return countSpecs('everywhere', (countsFile) => runCommand(runtime, [...args, 'tools/run-node-specs.mjs', script, countsFile, ...names]));
}

function buildTarball() {
  tarball ??= runNode(['tools/build.mjs'], { keep: true }).then(({ code, output }) => {
    if (code !== 0) throw new Error(output);
    return pack();
  });
  return tarball;
}

async function testTypes(version) {
  const angular = version in angulars ? angulars[version] : manifest.devDependencies['@angular/core'];
  const packages = angular === undefined ? [] : [`@angular/core@${angular}`, `@angular/common@${angular}`];
  const entries = Object.keys(manifest.exports).filter(
    (name) => !name.endsWith('.json') && (angular !== undefined || name !== './angular'),
  );
  if (angular === undefined) console.log(`types ${version}: without ./angular – no Angular that we support takes this TypeScript`);
  const own = [`rxjs@${manifest.devDependencies.rxjs}`, `undici@${manifest.devDependencies.undici}`, `typescript@${version}`];
  const { folder, remove } = await createConsumer(await buildTarball(), [...own, ...packages, '--legacy-peer-deps']);
  try {
    const faults = await compileTypes(folder, entries, join(folder, 'node_modules/typescript'));
    for (const fault of faults) console.log(fault);
    return { passed: 2 - faults.length, failed: faults.length };
  } finally {
    remove();
  }
}
