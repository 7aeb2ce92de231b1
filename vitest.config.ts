import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { vitePlugin } from './scripts/embed.js';

/** They ask the compiler alone and change nothing that another test could see, so one worker loads it once for all of them. */
const PURE = ['test/{unit,openclaw,oracle}/*.test.ts', 'test/{err,ok,rules}.test.ts'];
const FULL = 'test/**/*.full.test.ts';

export function projects(exclude: readonly string[]): TestProjectConfiguration[] {
  return [
    { extends: true, test: { name: 'pure', include: PURE, exclude: [...exclude], isolate: false } },
    { extends: true, test: { name: 'others', include: ['test/**/*.test.ts'], exclude: [...exclude, ...PURE] } },
  ];
}

export default defineConfig({
  plugins: [vitePlugin],
  test: {
    testTimeout: 60_000,
    // Vitest leaves one processor free, which on two of them doubles the time.
    maxWorkers: '100%',
    projects: projects([FULL]),
  },
});
