// The playbook of `build --emit ansible`, run by the real Ansible in a box.

import type { Box, Result } from './box.ts';

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
