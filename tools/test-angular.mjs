// The Angular adapter in a real application: demo/angular is built ahead of time, tested in Chromium and on the server, and weighed.
//   node tools/test-angular.mjs                 all of it; the last line is `N passed, N failed`
//   node tools/test-angular.mjs --angular 22    the same in a copy elsewhere, with another Angular and the Node that it needs
//   node tools/test-angular.mjs --size          only the weight
// `--strict` makes a weight over the budget a failure.
import { app, buildLibrary, prepare } from '../demo/angular/scripts/prepare.mjs';
import { buildApplication } from './angular-build.mjs';
import { createCopy } from './angular-copy.mjs';
import { BUDGET, weigh } from './angular-size.mjs';
import { runCommand } from './run-command.mjs';

const options = readOptions(process.argv.slice(2));
const counts = { passed: 0, failed: 0 };
const place = options.angular ? await createPlace(options.angular) : await usePlace();
try {
  if (!options.isSizeOnly) await checkApplication();
  await checkSize();
} finally {
  place.remove();
}
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;

function readOptions(args) {
  const at = args.indexOf('--angular');
  return { angular: at < 0 ? undefined : args[at + 1], isSizeOnly: args.includes('--size'), isStrict: args.includes('--strict') };
}

async function usePlace() {
  await prepare();
  return { folder: app, node: process.execPath, hasTests: true, remove() {} };
}

async function createPlace(angular) {
  await buildLibrary();
  return createCopy(angular);
}

async function checkApplication() {
  await check('the application builds ahead of time, without a warning', () => buildApplication('orders', place));
  if (place.hasTests) await test();
}

/** What the interceptor adds to an application that has nothing else, and what it adds with policies. */
async function checkSize() {
  const names = ['plain', 'interceptor', 'guarded'];
  const builds = names.map((name) => buildApplication(name, place));
  await check(`small applications build (${names.join(', ')})`, async () => (await Promise.all(builds)).flat());
  const [plain, interceptor, guarded] = names.map((name) => weigh(place, name));
  console.log(
    `size: without the interceptor ${plain} bytes (gzip); it adds ${interceptor - plain}, with retries and a breaker ${guarded - plain}`,
  );
  const isOver = guarded - plain > BUDGET;
  console.log(`size: the budget is ${BUDGET}: ${isOver ? 'over' : 'within'} it`);
  if (options.isStrict) count(isOver ? 0 : 1, isOver ? 1 : 0);
}

async function check(name, run) {
  const start = performance.now();
  const faults = await run().catch((error) => [String(error?.stack ?? error)]);
  count(faults.length > 0 ? 0 : 1, faults.length > 0 ? 1 : 0);
  console.log(`${faults.length > 0 ? '✗' : '✓'} ${name} (${((performance.now() - start) / 1_000).toFixed(1)} s)`);
  for (const fault of faults) console.log(fault.replace(/^/gm, '    '));
}

/** The tests of the application, whose last line counts them. */
async function test() {
  const { code, output } = await runCommand(place.node, ['scripts/test.mjs', '--as-installed'], { cwd: place.folder, keep: true });
  console.log(output.trimEnd());
  const [, passed = 0, failed = 0] = (/(\d+) passed, (\d+) failed$/.exec(output.trimEnd()) ?? []).map(Number);
  count(passed, code !== 0 && failed === 0 ? 1 : failed);
}

function count(passed, failed) {
  counts.passed += passed;
  counts.failed += failed;
}
