// examples/tenants by its README, in each way that it names, with a stub in place of OpenClaw.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellBlocks } from '../support/shell-blocks.ts';
import type { Box } from './box.ts';
import { bootStubMachine } from './machine.ts';

const README = 'examples/tenants/README.md';
const WAYS = ['With gwc apply', 'With the playbook', 'By hand'] as const;
/** In a box there is no sudo. */
const ANSIBLE =
  'export ANSIBLE_BECOME_METHOD=su ANSIBLE_PIPELINING=1 ANSIBLE_NOCOLOR=1 ANSIBLE_PYTHON_INTERPRETER=/usr/bin/python3 LC_ALL=C.UTF-8';

export function exampleTests(): void {
  for (const way of WAYS) describe(way.toLowerCase(), () => byItsReadme(way));
}

function byItsReadme(way: (typeof WAYS)[number]): void {
  let box: Box;
  const follow = (...headings: readonly string[]) => {
    const blocks = headings.flatMap((heading) => shellBlocks(README, heading));
    return box.attempt(
      [`${ANSIBLE}; cd /root/tenants`, ...blocks, ...(way === 'By hand' ? byHand(headings) : [])].join('\n'),
    );
  };
  const states = () =>
    box.run('systemctl show -P ActiveState,UnitFileState openclaw-gateway-{acme,globex,initech} | paste -sd " "');

  beforeAll(async () => {
    box = await bootStubMachine(`example-${WAYS.indexOf(way)}`);
    await box.run('mkdir /root/tenants; cat > /root/tenants/hosts.yaml', {
      input: readFileSync('examples/tenants/hosts.yaml'),
    });
  });
  afterAll(() => box?.down());

  it('from nothing: acme and globex serve, initech is there and does not run', async () => {
    const { code, stdout, stderr } = await follow('Build', 'Accounts and secrets', way);
    expect(code, stdout + stderr).toBe(0);
    expect(await states()).toBe('active enabled  active enabled  inactive static\n');
  });

  it('`gwc status` finds nothing wrong', async () => {
    const { code, stdout, stderr } = await follow('Look at it');
    expect(code, stdout + stderr).toBe(0);
  });

  it('after a reboot the same', async () => {
    await box.reboot();
    await box.run(
      'for p in 18789 18909; do until curl -sf -o /dev/null 127.0.0.1:$p/startupz; do sleep 0.2; done; done',
    );
    expect(await states()).toBe('active enabled  active enabled  inactive static\n');
  });
}

function byHand(headings: readonly string[]): readonly string[] {
  if (!headings.includes('By hand')) return [];
  const steps = ['1. Accounts', '2. Folders and files', '3. Secrets', '4. Start', '5. Check'];
  return steps.flatMap((step) => shellBlocks('docs/install.md', step));
}
