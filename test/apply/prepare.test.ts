// What stands in the way of an apply before it begins.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../src/apply/machine.ts';
import { type Prepared, prepare } from '../../src/apply/prepare.ts';
import { EMPTY_RECORD } from '../../src/apply/record.ts';
import { serviceManagerOf } from '../../src/apply/service-of.ts';
import { missingLines } from '../../src/cli/apply-text.ts';
import { folderWith, gwc } from '../cli/gwc.ts';
import { buildInto, builtTree, hostsOf } from './built-tree.ts';
import { launchctlRecording } from './launchctl-recording.ts';

const MAC = 'os: macos\n    env: { OPENCLAW_DISABLE_BONJOUR: "1" }';
const SECRETS = '/Users/claw/.openclaw-main/.env';

async function prepared(main: string, machine: Machine, rest = MAC): Promise<Prepared> {
  const tree = await builtTree(hostsOf({ main }, rest));
  return prepare(tree, EMPTY_RECORD, machine, serviceManagerOf(machine), { force: false });
}

describe('secrets', () => {
  const main = '{ port: 18789, secrets: [A, B] }';
  const given = async (text: string | undefined) => {
    const root = folderWith();
    if (text !== undefined) {
      mkdirSync(dirname(join(root, SECRETS)), { recursive: true });
      writeFileSync(join(root, SECRETS), text);
    }
    return missingLines((await prepared(main, launchctlRecording(root).machine)).missing);
  };

  it.each([
    [undefined, 'does not exist: A, B'],
    ['', 'has no value for them: A, B'],
    ['A=\nB=\n', 'has no value for them: A, B'],
    ['# A=x\nB="y"\n', 'has no value for them: A'],
  ])('in a file of %o are missing', async (text, reason) => {
    expect(await given(text)).toEqual([
      `missing  box-1/main  ${SECRETS} ${reason} (fill in a copy of box-1/main/secrets.env.example)`,
    ]);
  });

  it('are there, and no value is told', async () => {
    expect(await given("A='hush'\nexport B=x\n")).toEqual([]);
  });

  it('are not asked for of an instance that is not started', async () => {
    const { machine } = launchctlRecording(folderWith());
    expect((await prepared('{ port: 18789, secrets: [A], enabled: false }', machine)).missing).toEqual([]);
  });
});

describe('an apply is refused', () => {
  const mac = () => launchctlRecording(folderWith()).machine;
  const someone = { name: 'someone', uid: 777, gid: 777 };

  it('on a machine of another system', async () => {
    await expect(prepared('{ port: 18789 }', mac(), 'os: linux')).rejects.toThrow(
      'box-1 is a linux machine, and this is a macos one',
    );
  });

  it('without root, for services of the system and of others', async () => {
    await expect(prepared('{ port: 18789 }', { ...mac(), self: someone })).rejects.toThrow(
      'ai.openclaw.main belongs to claw, and you are someone: run it as root, with sudo',
    );
    const system = '{ port: 18789, service: { scope: system } }';
    await expect(prepared(system, { ...mac(), self: { ...someone, name: 'claw' } })).rejects.toThrow(
      'ai.openclaw.main is a service of the system, and you are claw',
    );
    expect(
      (await prepared('{ port: 18789 }', { ...mac(), self: { ...someone, name: 'claw' } })).plan.steps,
    ).toHaveLength(1);
  });

  it('for an account that is not there', async () => {
    const machine: Machine = { ...mac(), account: async () => undefined };
    await expect(prepared('{ port: 18789 }', machine)).rejects.toThrow('there is no account claw on this machine');
  });
});

it('containers are left aside, and said to be', async () => {
  const cwd = folderWith({ 'image/etc/passwd': 'claw:x:1500:1500::/home/claw:/bin/sh\n' });
  await buildInto(cwd, hostsOf({ main: '{ port: 18789 }' }));
  const { readFileSync } = await import('node:fs');
  const path = join(cwd, 'out/gwc.manifest.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"target": "systemd"', '"target": "quadlet"'));
  expect(await gwc(['apply', '--root', 'image'], { cwd })).toEqual({
    code: 0,
    stdout: '',
    stderr: 'box-1/main is left aside: it is a container (quadlet), and no service\nnothing to do, unchanged 0\n',
  });
});
