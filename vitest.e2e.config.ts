import { defineConfig } from 'vitest/config';
import { vitePlugin } from './scripts/embed.js';
import { inOrder } from './scripts/in-order.ts';

/** Begun in this order, none of them is left over at the end. */
const LONGEST = ['matrix', 'playbook', 'gateways', 'installing', 'day-two', 'executable'].map((name) => `e2e/${name}`);

const BY_EXECUTABLE = 'test/e2e/executable.e2e.ts';

export default defineConfig({
  plugins: [vitePlugin],
  // Real gateways on a busy machine are late once in a while.
  test: {
    globalSetup: 'test/e2e/set-up.ts',
    testTimeout: 1_000_000,
    hookTimeout: 1_000_000,
    retry: 1,
    maxWorkers: '100%',
    sequence: { sequencer: inOrder(LONGEST) },
    projects: [
      { extends: true, test: { name: 'npm package', include: ['test/e2e/*.e2e.ts'], exclude: [BY_EXECUTABLE] } },
      {
        extends: true,
        test: {
          name: 'executable',
          include: [BY_EXECUTABLE],
          env: { GWC_PROGRAM: `dist/exe/gwc-${process.platform}-${process.arch}` },
        },
      },
    ],
  },
});
