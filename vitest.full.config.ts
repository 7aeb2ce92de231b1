// For `npm run test:full`: every test but those of test/e2e, as root and with the programs that .ci/run installs.

import { defineConfig } from 'vitest/config';
import { vitePlugin } from './scripts/embed.js';
import { inOrder } from './scripts/in-order.ts';
import { projects } from './vitest.config.ts';

/** Begun first, none of them is left over at the end. */
const LONGEST = ['openclaw/agreement', 'oracle/fleet', 'distribution', 'oracle/fix', 'ansible/services'];

export default defineConfig({
  plugins: [vitePlugin],
  test: {
    env: { GWC_FULL: '1' },
    testTimeout: 120_000,
    maxWorkers: '100%',
    sequence: { sequencer: inOrder(LONGEST) },
    projects: projects([]),
  },
});
