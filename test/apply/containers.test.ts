// Containers that root controls by a file of another account: Docker does as root whatever that file says.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { controlByText, controlCommand, projectText } from '../../src/apply/containers.ts';
import { servicePlace } from '../../src/apply/desired.ts';
import { ROOT } from '../../src/apply/machine.ts';
import { realMachine } from '../../src/apply/real-machine.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { folderWith } from '../cli/gwc.ts';
import { builtTree, hostsOf } from './built-tree.ts';

const AUTH = `auth: { mode: token, token: "\${TOKEN}" }`;
const BOT = `{ port: 18789, secrets: [TOKEN], service: { target: compose, scope: SCOPE }, config: { gateway: { ${AUTH} } } }`;

async function given(scope: string) {
  const root = folderWith();
  const [deployment] = (await builtTree(hostsOf({ bot: BOT.replace('SCOPE', scope) }))).containers;
  const { path } = servicePlace(deployment!);
  const put = (text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put('name: bot\n');
  const applied = { deployment: deployment!, files: [{ path, sha256: sha256(Buffer.from('name: bot\n')) }] };
  const machine = { ...realMachine({ root, env: {} }), self: ROOT };
  return { applied, machine, path, put };
}

describe('a Compose file in the folder of an account', () => {
  it('reaches the Docker of root by its standard input, as it was written', async () => {
    const { applied, machine } = await given('user');
    expect(projectText(applied, machine)?.toString()).toBe('name: bot\n');
    expect(controlByText(applied.deployment, 'start')).toEqual([
      ...['docker', 'compose', '--file', '-', 'up', '--detach'],
    ]);
  });

  it('and not at all where the account has changed it', async () => {
    const { applied, machine, path, put } = await given('user');
    put('name: bot\nservices: { gateway: { privileged: true } }\n');
    expect(() => projectText(applied, machine)).toThrow(`${path} is not as the playbook wrote it`);
  });

  it("is read in place where it is whoever's who runs gwc", async () => {
    const { applied, machine, path } = await given('user');
    expect(projectText(applied, { ...machine, self: { name: 'claw', uid: 1500, gid: 1500 } })).toBeUndefined();
    const system = await given('system');
    expect(projectText(system.applied, system.machine)).toBeUndefined();
    expect(controlCommand(applied.deployment, 'stop')).toEqual(['docker', 'compose', '--file', path, 'stop']);
  });
});
