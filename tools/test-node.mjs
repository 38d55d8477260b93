// The fast loop: bundles the specs and runs them in Node. Arguments filter the spec files by path; SEED=n repeats an order.
import { bundleSpecs } from './bundle-specs.mjs';
import { runNode } from './run-command.mjs';

const { script } = await bundleSpecs('node', process.argv.slice(2));
const { code } = await runNode(['--enable-source-maps', 'tools/run-node-specs.mjs', script]);
process.exit(code);
