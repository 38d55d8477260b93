// Runs the README's example from the installed package in each Node that we support: `node tools/check-node-versions.mjs 20 24`.
// The Nodes come from npm, each in a folder of its own.
import { createConsumer, pack } from './consumer.mjs';
import { findNode } from './find-node.mjs';
import { runNode } from './run-command.mjs';
import { findExample, runExample } from './run-example.mjs';

const counts = { passed: 0, failed: 0 };
if ((await runNode(['tools/build.mjs'])).code !== 0) process.exit(1);
const { folder, remove } = await createConsumer(await pack(), ['rxjs@7']);
for (const version of process.argv.slice(2)) {
  const faults = await findNode(version)
    .then((node) => runExample(findExample(), folder, node))
    .catch((error) => [String(error?.message ?? error)]);
  for (const fault of faults) console.log(fault);
  counts[faults.length > 0 ? 'failed' : 'passed'] += 1;
  console.log(`node ${version}: the README’s example ${faults.length > 0 ? 'fails' : 'runs, by import and by require'}`);
}
remove();
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed > 0 ? 1 : 0);
