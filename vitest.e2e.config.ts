import { defineConfig } from 'vitest/config';
import { vitePlugin } from './scripts/embed.js';

export default defineConfig({
  plugins: [vitePlugin],
  // Real gateways on a busy machine are late once in a while.
  test: {
    include: ['test/e2e/*.e2e.ts'],
    globalSetup: 'test/e2e/set-up.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    retry: 1,
    maxWorkers: '100%',
  },
});
