// For `npm run test:full`: every test but those of test/e2e, as root and with the programs that .ci/run installs.

import { defineConfig } from 'vitest/config';
import { vitePlugin } from './scripts/embed.js';
import { projects } from './vitest.config.ts';

export default defineConfig({
  plugins: [vitePlugin],
  test: {
    env: { GWC_FULL: '1' },
    testTimeout: 120_000,
    maxWorkers: '100%',
    projects: projects([]),
  },
});
