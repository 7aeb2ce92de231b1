// npm run test:exe: what of the tests says most of the executable in little time, by the executable that `npm run build:exe` made.

import { spawnSync } from 'node:child_process';

const TESTS = ['program.full', 'cli/process', 'cli/validate', 'cli/watch', 'files/killed.full', 'apply/image'];

const env = { ...process.env, GWC_FULL: '1', GWC_PROGRAM: `dist/exe/gwc-${process.platform}-${process.arch}` };
const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [...vitest, ...TESTS.map((name) => `test/${name}.test.ts`)], {
  env,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
