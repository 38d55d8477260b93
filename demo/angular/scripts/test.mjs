// The application's tests, in Chromium and on the server. The last line is `N passed, N failed`.
// `--as-installed`: whoever calls has brought what is needed.
import { countSpecs } from '../../../tools/count-specs.mjs';
import { runNode } from '../../../tools/run-command.mjs';
import { buildForServer } from '../checks/server/build.mjs';
import { ng } from './ng.mjs';
import { app, prepare } from './prepare.mjs';

if (!process.argv.includes('--as-installed')) await prepare();
const results = [await inChromium('orders'), await inChromium('with-zone'), await onServer()];
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') > 0 ? 1 : 0;

/** The specs of one project of angular.json. */
function inChromium(project) {
  console.log(`\n${project}, in Chromium`);
  return countSpecs(`angular-${project}`, (countsFile) => ng(['test', project], { env: { ...process.env, COUNTS_FILE: countsFile } }));
}

/** What is rendered on the server, with zone.js and without, each in a process of its own. */
async function onServer() {
  console.log('\non the server');
  const built = await buildForServer();
  if (built.code !== 0) return { passed: 0, failed: 1 };
  const files = ['zoneless', 'with-zone'].map((name) => `checks/server/${name}.test.mjs`);
  const { code, output } = await runNode(['--test', '--test-reporter=tap', ...files], { cwd: app, keep: true });
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const [passed, failed] = [count('pass'), count('fail') + count('cancelled') + count('skipped') + count('todo')];
  if (code !== 0 || failed > 0) console.log(output);
  console.log(`server: ${passed} passed, ${failed} failed`);
  return { passed, failed: (code !== 0 || passed === 0) && failed === 0 ? 1 : failed };
}
