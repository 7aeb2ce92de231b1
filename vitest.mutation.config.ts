// For `npm run mutation`: the tests that ask the compiler alone, in the order in which they tell most in least time.

import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { vitePlugin } from './scripts/embed.js';

const FILES = [
  ...['rules', 'err', 'ok', 'examples'],
  ...['bind-auth', 'channels', 'inherit', 'paths', 'paths-clashes', 'paths-of-instance'].map((name) => `unit/${name}`),
  ...['port-collisions', 'ports-cdp', 'ports-intervals', 'ports-listeners', 'resolve', 'unit-directives'].map(
    (name) => `unit/${name}`,
  ),
  ...['isolation', 'launchd-plist', 'service-environment'].map((name) => `outputs/${name}`),
  ...['report/chart', 'report/collisions', 'openclaw/own-schema', 'cli/ports'],
  ...['auto-ports', 'free-ports', 'ports', 'quoting', 'secrets'].map((name) => `unit/${name}`),
].map((name) => `test/${name}.test.ts`);

/** A mutant is done with at the first test that fails. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => FILES.findIndex((name) => moduleId.endsWith(`/${name}`));
    return files.toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  plugins: [vitePlugin],
  test: {
    include: FILES,
    env: { GWC_FULL: '1' },
    // Modules stay loaded from file to file.
    isolate: false,
    testTimeout: 60_000,
    sequence: { sequencer: InOrder },
  },
});
