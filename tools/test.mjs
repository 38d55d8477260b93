// The whole release check. Everything runs, whatever fails; what failed is told at the end, and the last line is `N passed, N failed`:
// the specs of both platforms, and one for each other step.
import { join } from 'node:path';
import { bundleSpecs } from './bundle-specs.mjs';
import { countSpecs } from './count-specs.mjs';
import { runNode } from './run-command.mjs';

const modules = 'node_modules';
const tsc = join(modules, 'typescript/bin/tsc');
const results = [];

// These don't disturb each other. The specs run alone: some of them look at the real time.
await Promise.all([
  step('format', [[join(modules, 'prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']]),
  step('lint', [[join(modules, 'eslint/bin/eslint.js'), '.']]),
  step('types', [
    [tsc, '-p', 'tsconfig.json'],
    [tsc, '-p', 'tsconfig.build.json', '--noEmit'],
    [tsc, '-p', 'tsconfig.build-undici.json', '--noEmit'],
  ]),
  step('snippets', [['tools/check-snippets.mjs']]),
  step('package', [['tools/check-package.mjs']]),
]);
await specs('node', async (countsFile) => {
  const { script } = await bundleSpecs('node');
  return runNode(['--enable-source-maps', 'tools/run-node-specs.mjs', script, countsFile]);
});
await specs('chromium', (countsFile) => runNode(['tools/test-browser.mjs'], { env: { ...process.env, COUNTS_FILE: countsFile } }));
conclude();

/** Some commands that count as one; they are heard only when they fail. */
async function step(name, commands) {
  await timed(name, async () => {
    const outcomes = [];
    for (const args of commands) outcomes.push(await runNode(args, { keep: true }));
    const failures = outcomes.filter(({ code }) => code !== 0);
    for (const { output } of failures) process.stdout.write(`\n${output.trimEnd()}\n\n`);
    return failures.length > 0 ? { passed: 0, failed: 1 } : { passed: 1, failed: 0 };
  });
}

function specs(name, run) {
  return timed(name, () => countSpecs(name, run));
}

async function timed(name, run) {
  const start = performance.now();
  const counts = await run().catch((error) => {
    console.log(error);
    return { passed: 0, failed: 1 };
  });
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  console.log(`${counts.failed > 0 ? '✗' : '✓'} ${name} (${seconds} s)`);
  results.push({ name, ...counts });
}

function conclude() {
  const failures = results.filter(({ failed }) => failed > 0).map(({ name }) => name);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log(failures.length > 0 ? `\nFailed: ${failures.join(', ')}` : '');
  for (const { name, passed, failed } of results.filter((result) => ['node', 'chromium'].includes(result.name))) {
    console.log(`${name}: ${passed} passed, ${failed} failed`);
  }
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
