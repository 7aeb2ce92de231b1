// For `npm run mutation`: the tests that ask the compiler alone, in the order in which they tell most in least time.

import { defineConfig } from 'vitest/config';
import { vitePlugin } from './scripts/embed.js';
import { inOrder } from './scripts/in-order.ts';

/** A mutant is done with at the first test that fails. */
const FILES = [
  ...['rules', 'err', 'ok', 'examples'],
  ...['bind-auth', 'channels', 'inherit', 'paths', 'paths-clashes', 'paths-of-instance'].map((name) => `unit/${name}`),
  ...['port-collisions', 'ports-cdp', 'ports-intervals', 'ports-listeners', 'resolve', 'unit-directives'].map(
    (name) => `unit/${name}`,
  ),
  ...['isolation', 'launchd-plist', 'service-environment'].map((name) => `outputs/${name}`),
  ...['report/chart', 'report/collisions', 'openclaw/own-schema', 'cli/ports'],
  ...['auto-ports', 'free-ports', 'ports', 'quoting', 'secrets'].map((name) => `unit/${name}`),
];

export default defineConfig({
  plugins: [vitePlugin],
  test: {
    include: FILES.map((name) => `test/${name}.test.ts`),
    env: { GWC_FULL: '1' },
    // Modules stay loaded from file to file.
    isolate: false,
    testTimeout: 60_000,
    sequence: { sequencer: inOrder(FILES) },
  },
});
