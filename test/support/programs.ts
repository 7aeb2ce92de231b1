// Programs of this machine that some tests read their files back with.

import { execFileSync, spawnSync } from 'node:child_process';

export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version']).error === undefined;
}

/** The files of this machine's release of Debian in a new folder, by mmdebstrap with these options. */
export function makeDebian(root: string, ...options: readonly string[]): void {
  const suite = execFileSync('sh', ['-c', '. /etc/os-release; echo $VERSION_CODENAME'], { encoding: 'utf8' }).trim();
  execFileSync('mmdebstrap', [...options, suite, root], { stdio: 'pipe' });
}
