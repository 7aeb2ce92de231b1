import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { vitePlugin } from './scripts/embed.js';
import { inOrder } from './scripts/in-order.ts';

const isFull = process.env['GWC_FULL'] === '1';

/** They ask the compiler alone and change nothing that another test could see, so one worker loads it once for all of them. */
const PURE = ['test/{unit,openclaw,oracle}/*.test.ts', 'test/{err,ok,rules}.test.ts'];
const LEFT_OUT = isFull ? [] : ['test/**/*.full.test.ts'];
/** Begun first, none of them is left over at the end. */
const LONGEST = ['openclaw/agreement', 'oracle/fleet', 'distribution', 'oracle/fix', 'ansible/services'];

const projects: TestProjectConfiguration[] = [
  { extends: true, test: { name: 'pure', include: PURE, exclude: LEFT_OUT, isolate: false } },
  { extends: true, test: { name: 'others', include: ['test/**/*.test.ts'], exclude: [...LEFT_OUT, ...PURE] } },
];

export default defineConfig({
  plugins: [vitePlugin],
  test: {
    globalSetup: isFull ? 'test/e2e/set-up.ts' : [],
    testTimeout: isFull ? 120_000 : 60_000,
    // Vitest leaves one processor free, which on two of them doubles the time.
    maxWorkers: '100%',
    sequence: { sequencer: inOrder(LONGEST) },
    projects,
  },
});
