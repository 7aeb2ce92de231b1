// The playbook of `build --emit ansible`, run by the real Ansible in a box.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram } from '../support/programs.ts';
import type { Box, Result } from './box.ts';

/** Where test/containers/fetch-judges.sh puts the Ansible of Debian 13. */
export const NEWER_ANSIBLE = join(process.env['GWC_JUDGES'] ?? '/nonexistent', 'debian-13/usr');

/** Why there aren't both, or nothing. */
export function whyNoAnsible(): string | undefined {
  if (!hasProgram('ansible-playbook')) return 'there is no ansible-playbook here';
  return existsSync(join(NEWER_ANSIBLE, 'bin/ansible-playbook'))
    ? undefined
    : 'fetch-judges.sh has put no newer Ansible there';
}

/** In place of this machine's own, in a box that has NEWER_ANSIBLE. */
export async function installNewerAnsible(box: Box): Promise<void> {
  const input = `#!/bin/sh
PYTHONPATH=${NEWER_ANSIBLE}/lib/python3/dist-packages exec /usr/bin/python3 ${NEWER_ANSIBLE}/bin/ansible-playbook "$@"
`;
  await box.run('cat > /usr/local/bin/ansible-playbook; chmod 755 /usr/local/bin/ansible-playbook', { input });
}

export interface Played extends Result {
  /** How many tasks of the play did something. */
  readonly changed: number;
}

/** That of `folder`/out. In a box there is no sudo. */
export async function playIn(box: Box, folder: string, host: string, args = ''): Promise<Played> {
  const result = await box.attempt(
    `cd ${folder}/out/_fleet/ansible; export HOME=/root ANSIBLE_NOCOLOR=1 ANSIBLE_PIPELINING=1 LC_ALL=C.UTF-8
      exec ansible-playbook --inventory inventory.yaml --connection local --limit ${host} \
        -e ansible_become_method=su -e ansible_python_interpreter=/usr/bin/python3 ${args} playbook.yaml`,
  );
  return { ...result, changed: Number(/changed=(\d+)/.exec(result.stdout)?.[1] ?? -1) };
}
