// Tasks of the playbook, run for real on this machine.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Play {
  readonly vars?: Readonly<Record<string, unknown>>;
  readonly tasks: readonly object[];
}

interface Played {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The play is written into the folder, and run in there. */
export function runPlay(
  folder: string,
  play: Play,
  env: Readonly<NodeJS.ProcessEnv> = {},
  args: readonly string[] = [],
): Played {
  writeFileSync(join(folder, 'play.json'), JSON.stringify([{ hosts: 'localhost', gather_facts: false, ...play }]));
  return spawnSync('ansible-playbook', ['--connection', 'local', ...args, 'play.json'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ANSIBLE_NOCOLOR: '1', ...env },
  });
}
