// A jasmine reporter: silent about what passes, plain about what fails, and counting.

/**
 * Failed specs, errors outside specs, and anything skipped or focused count as failures: a green run ran everything, but for what
 * somebody named to be left out.
 */
export function createSpecReporter(print, isLeftOut = () => false) {
  const counts = { passed: 0, failed: 0, leftOut: [] };
  let order = '';

  function fail(name, expectations) {
    counts.failed += 1;
    print(`\n✗ ${name}`);
    if (expectations.length === 0) print(indent('it expects nothing'));
    for (const { message, stack } of expectations) {
      print(indent(stack?.includes(message) ? stack : `${message}\n${stack ?? ''}`));
    }
  }

  /** An error that belongs to no spec. */
  function failOutside(error) {
    fail('outside of any spec', [{ message: String(error?.message ?? error), stack: error?.stack }]);
  }

  return {
    jasmineStarted(info) {
      order = info.order?.random ? `random order, seed ${info.order.seed}` : 'fixed order';
    },
    specDone(result) {
      if (result.status === 'passed') counts.passed += 1;
      else if (result.status === 'failed') fail(result.fullName, result.failedExpectations);
      else if (result.status === 'excluded' && isLeftOut(result.fullName)) counts.leftOut.push(result.fullName);
      else fail(result.fullName, [{ message: `skipped (${result.pendingReason || result.status}): no spec may be skipped or focused` }]);
    },
    suiteDone(result) {
      if (result.failedExpectations.length > 0) fail(result.fullName, result.failedExpectations);
    },
    jasmineDone(result) {
      if (result.failedExpectations.length > 0) fail('outside of any spec', result.failedExpectations);
      if (counts.passed + counts.failed === 0) failOutside(new Error('no spec was found'));
    },
    failOutside,
    counts,
    order: () => order,
  };
}

function indent(text) {
  const lines = text.split('\n').filter((line) => line.trim() && !/node_modules[\\/]jasmine-core/.test(line));
  return lines.map((line) => `    ${line}`).join('\n');
}
