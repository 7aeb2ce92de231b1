// gwc as it is in a box: a build of its own, which no other test replaces meanwhile.

import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Where a box has it. */
export const PROGRAM = resolve('node_modules/.cache/gwc-e2e');

export function buildProgram(): void {
  execFileSync(process.execPath, ['scripts/build.js', PROGRAM], { stdio: 'pipe' });
}
