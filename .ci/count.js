// node .ci/count.js FAILED_STEPS RESULTS.json...: prints "N passed, N failed, N skipped" and fails where something failed.

import { readFileSync } from 'node:fs';

const [failedSteps, ...files] = process.argv.slice(2);
const results = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);

// A suite that could not be loaded has no tests of its own: it counts as one that failed.
const brokenSuites = results
  .flatMap((result) => result.testResults)
  .filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0);
const failed = total('numFailedTests') + brokenSuites.length;
const skipped = total('numPendingTests') + total('numTodoTests');
for (const suite of results.flatMap((result) => result.testResults)) {
  for (const test of suite.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed'))
    console.log(`skipped: ${test.fullName}`);
}
const failures = Math.max(failed, Number(failedSteps));
console.log(`${total('numPassedTests')} passed, ${failures} failed, ${skipped} skipped`);
process.exitCode = failures > 0 || total('numPassedTests') === 0 ? 1 : 0;
