// Runs the bundled specs in this process: `node --enable-source-maps tools/run-node-specs.mjs BUNDLE [COUNTS [LEFT_OUT …]]`.
// Left out are specs whose full name begins so; the counts list them.
// A process of its own, so that what a spec breaks or leaves open ends with it.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Jasmine from 'jasmine';
import { createSpecReporter } from './report-specs.mjs';

const [script, countsFile, ...names] = process.argv.slice(2);
const isLeftOut = (fullName) => names.some((name) => fullName.startsWith(name));
const reporter = createSpecReporter(console.log, isLeftOut);
const runner = new Jasmine({ globals: true });
runner.exitOnCompletion = false;
runner.clearReporters();
runner.addReporter(reporter);
runner.configureEnv({
  random: true,
  seed: process.env.SEED,
  forbidDuplicateNames: true,
  failSpecWithNoExpectations: true,
  specFilter: (spec) => !isLeftOut(spec.getFullName()),
});

await runner.execute([script]).catch(reporter.failOutside);
process.on('uncaughtException', reporter.failOutside); // also what is rejected unheard, now that jasmine no longer listens
await sleep(100);

const { passed, failed } = reporter.counts;
console.log(`${failed > 0 ? '\n' : ''}node: ${passed} passed, ${failed} failed (${reporter.order()})`);
if (countsFile) writeFileSync(countsFile, JSON.stringify(reporter.counts));
process.exit(failed > 0 ? 1 : 0);
