// A child of `npm run mutate`: loads the instrumented bundle once, then judges one mutant per message.
//   node run-mutants.mjs BUNDLE [MUTANT]    MUTANT is alive from the import on
import Jasmine from 'jasmine';

const [script, early] = process.argv.slice(2);
// A mutant passed as often as that in one spec goes round for ever.
const stryker = (globalThis.__stryker__ = { activeMutant: early, seen: new Set(), hitCount: 0, hitLimit: 20_000_000 });
const runner = new Jasmine({ globals: true });
const { env } = runner;
env.clearReporters();
env.configure({ random: false, autoCleanClosures: false, stopOnSpecFailure: true, failSpecWithNoExpectations: true });

let failure;
let endless = false;
const durations = {};
env.addReporter({
  specStarted({ id }) {
    enter(id);
  },
  specDone({ id, status, fullName, duration }) {
    endless ||= stryker.hitCount > stryker.hitLimit;
    enter(undefined);
    if (status !== 'excluded') durations[id] = duration;
    if (status === 'failed') failure ??= fullName;
  },
  suiteDone({ fullName, failedExpectations }) {
    if (failedExpectations.length > 0) failure ??= fullName;
  },
});

// What an earlier mutant left behind may still throw: that says nothing of this one.
process.on('uncaughtException', () => {});
process.on('unhandledRejection', () => {});
process.on('disconnect', () => process.exit(0));
process.on('message', judge);

try {
  await import(script);
  process.send({ ready: true });
} catch (error) {
  process.send({ broken: String(error) });
}

function enter(spec) {
  stryker.currentTestId = spec;
  stryker.seen = new Set();
  stryker.hitCount = 0;
}

/** Without `specs` all of them run; a spec may wait for `patience` milliseconds. */
async function judge({ mutant, specs, wholeRun, patience = 60_000 }) {
  globalThis.jasmine.DEFAULT_TIMEOUT_INTERVAL = patience;
  failure = undefined;
  endless = false;
  stryker.activeMutant = mutant;
  env.configure({ stopOnSpecFailure: !wholeRun });
  const { overallStatus, incompleteReason } = await env.execute(specs);
  stryker.activeMutant = undefined;
  const outside = overallStatus === 'failed' ? 'outside of any spec' : undefined;
  process.send({
    timeout: endless,
    failure: failure ?? outside,
    incompleteReason,
    ...(wholeRun && { durations, coverage: stryker.mutantCoverage }),
  });
}
