import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { vitePlugin } from './scripts/embed.js';

/** Begun in this order, none of them is left over at the end. */
const LONGEST_FIRST = ['matrix', 'installing', 'gateways', 'day-two', 'executable'];

const BY_EXECUTABLE = 'test/e2e/executable.e2e.ts';

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) =>
      LONGEST_FIRST.findIndex((name) => moduleId.endsWith(`/${name}.e2e.ts`));
    return files.toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  plugins: [vitePlugin],
  // Real gateways on a busy machine are late once in a while.
  test: {
    globalSetup: 'test/e2e/set-up.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    retry: 1,
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
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
