// Programs of this machine that some tests read their files back with.

import { spawnSync } from 'node:child_process';

export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version']).error === undefined;
}
