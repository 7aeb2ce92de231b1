// node .ci/count.js FAILED_STEPS RESULTS.json...: prints "N passed, N failed, N skipped" after what failed or was skipped, and fails where
// something failed.

import { readFileSync } from 'node:fs';

/** Characters: a message may hold a whole file. */
const LONG = 2000;

const [failedSteps, ...files] = process.argv.slice(2);
const results = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);

// A suite that could not be loaded has no tests of its own: it counts as one that failed.
const brokenSuites = results
  .flatMap((result) => result.testResults)
  .filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0);
const failed = total('numFailedTests') + brokenSuites.length;
const skipped = total('numPendingTests') + total('numTodoTests');
for (const suite of brokenSuites) console.log(`failed: ${suite.name}: ${suite.message}`);
for (const test of results.flatMap((result) => result.testResults).flatMap((suite) => suite.assertionResults)) {
  if (test.status === 'failed')
    console.log(`failed: ${test.fullName}: ${test.failureMessages.join('\n').slice(0, LONG)}`);
  else if (test.status !== 'passed') console.log(`skipped: ${test.fullName}`);
}
const failures = Math.max(failed, Number(failedSteps));
console.log(`${total('numPassedTests')} passed, ${failures} failed, ${skipped} skipped`);
process.exitCode = failures > 0 || total('numPassedTests') === 0 ? 1 : 0;
