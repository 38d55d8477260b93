// Runs benchmarks, each in a process of its own: `npm run bench` all of spec/bench, `npm run bench -- streaming` those whose name holds that.
import { bundleProgram } from './bundle-program.mjs';
import { filesBelow } from './project.mjs';
import { runNode } from './run-command.mjs';

const filters = process.argv.slice(2);
const programs = filesBelow('spec/bench').filter((path) => /^spec\/bench\/[^/]+\.ts$/.test(path));
const chosen = programs.filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)));
for (const path of chosen) {
  const { code } = await runNode(['--enable-source-maps', await bundleProgram(path)]);
  if (code !== 0) process.exitCode = code;
}
