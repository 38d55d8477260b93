// The reporter of the browser run: silent about what passes, plain about what fails, and counting.
// Skipped and focused specs count as failures, and so does a run without specs: a green run ran everything.
import { writeFileSync } from 'node:fs';

export function createKarmaReporter(config, formatError) {
  const counts = { passed: 0, failed: 0 };
  let order = '';

  function fail(name, reasons) {
    counts.failed += 1;
    console.log(`\n✗ ${name}`);
    for (const reason of reasons) console.log(formatError(reason, '    ').trimEnd());
  }

  return {
    adapters: [],
    onSpecComplete(browser, { suite, description, success, skipped, log }) {
      const name = [...suite, description].join(' ');
      if (skipped) fail(name, ['skipped: no spec may be skipped or focused']);
      else if (success) counts.passed += 1;
      else fail(name, log);
    },
    onBrowserError(browser, error) {
      fail('outside of any spec', [error?.message ?? error]);
    },
    onBrowserLog(browser, text, type) {
      console.log(`browser ${type}: ${text}`);
    },
    onBrowserComplete(browser, result) {
      if (result?.order) order = `random order, seed ${result.order.seed}`;
    },
    onRunComplete() {
      if (counts.passed + counts.failed === 0) fail('no specs found', []);
      const { passed, failed } = counts;
      console.log(`${failed > 0 ? '\n' : ''}chromium: ${passed} passed, ${failed} failed${order && ` (${order})`}`);
      if (failed > 0) process.exitCode = 1;
      if (config.countsFile) writeFileSync(config.countsFile, JSON.stringify(counts));
    },
  };
}
createKarmaReporter.$inject = ['config', 'formatError'];
