// What stands in the way of an apply before it begins.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../src/apply/machine.ts';
import { type Prepared, prepare } from '../../src/apply/prepare.ts';
import { EMPTY_RECORD } from '../../src/apply/record.ts';
import { serviceManagerOf } from '../../src/apply/service-of.ts';
import { problemLines } from '../../src/cli/apply-text.ts';
import { folderWith, gwc } from '../cli/gwc.ts';
import { buildInto, builtTree, hostsOf } from './built-tree.ts';
import { launchctlRecording } from './launchctl-recording.ts';

const MAC = 'os: macos\n    env: { OPENCLAW_DISABLE_BONJOUR: "1" }';
const SECRETS = '/Users/claw/.openclaw-main/.env';

async function prepared(main: string, machine: Machine, rest = MAC): Promise<Prepared> {
  const tree = await builtTree(hostsOf({ main }, rest));
  const options = { force: false, retry: false, snapshots: true, recordFolder: '/var/lib/gwc' };
  return prepare(tree, EMPTY_RECORD, machine, serviceManagerOf(machine), options);
}

describe('secrets', () => {
  const main = '{ port: 18789, secrets: [A, B] }';
  const given = async (text: string | undefined, mode = 0o600) => {
    const root = folderWith();
    if (text !== undefined) {
      mkdirSync(dirname(join(root, SECRETS)), { recursive: true });
      writeFileSync(join(root, SECRETS), text, { mode });
    }
    return problemLines((await prepared(main, launchctlRecording(root).machine)).problems);
  };

  const edit = `         \${EDITOR:-vi} ${SECRETS}`;
  const own = process.getuid?.() === 0 ? ' -o claw' : '';

  it.each([
    [
      undefined,
      'does not exist; it has to set A, B',
      [
        `         install -d -m 0700${own} /Users/claw`,
        `         install -d -m 0700${own} /Users/claw/.openclaw-main`,
        `         install -m 0600${own} /dev/null ${SECRETS}`,
        edit,
      ],
    ],
    ['', 'has no value for A, B', [edit]],
    ['A=\nB=\n', 'has no value for A, B', [edit]],
    ['# A=x\nB="y"\n', 'has no value for A', [edit]],
  ])('in a file of %o are missing', async (text, reason, mend) => {
    expect(await given(text)).toEqual([`missing  box-1/main  ${SECRETS} ${reason}`, ...mend]);
  });

  it('may be read by others', async () => {
    expect(await given('A=x\nB=y\n', 0o640)).toEqual([
      `missing  box-1/main  ${SECRETS} has mode 0640, so others may read the secrets in it`,
      `         chmod 600 ${SECRETS}`,
    ]);
  });

  it('are there, and no value is shown', async () => {
    expect(await given("A='hush'\nexport B=x\n")).toEqual([]);
  });

  it('are not asked for of an instance that is not started', async () => {
    const { machine } = launchctlRecording(folderWith());
    expect((await prepared('{ port: 18789, secrets: [A], enabled: false }', machine)).problems).toEqual([]);
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

  const textsOf = async (main: string, machine: Machine) =>
    (await prepared(main, machine)).problems.map(({ instances, what, mend }) => [...instances, what, ...mend]);

  it('without root, for services of the system and of others', async () => {
    expect(await textsOf('{ port: 18789 }', { ...mac(), self: someone })).toEqual([
      ['box-1/main', 'ai.openclaw.main belongs to claw, and you are someone: run gwc as root, with sudo'],
    ]);
    const claw = { ...someone, name: 'claw' };
    const system = await prepared('{ port: 18789, service: { scope: system } }', { ...mac(), self: claw });
    expect(system.problems.map(({ what }) => what)).toEqual([
      'ai.openclaw.main is a service of the system, and you are claw: run gwc as root, with sudo',
    ]);
    // What there is to do can't be seen either.
    expect(system.plan.steps).toEqual([]);
    expect((await prepared('{ port: 18789 }', { ...mac(), self: claw })).plan.steps).toHaveLength(1);
  });

  it('for an account that is not there; what there is to do is shown all the same', async () => {
    const machine: Machine = { ...mac(), account: async () => undefined };
    expect(await textsOf('{ port: 18789 }', machine)).toEqual([
      [
        'box-1/main',
        'there is no account claw on this machine',
        expect.stringMatching(/^(sudo )?sysadminctl -addUser claw -home \/Users\/claw -password -$/),
      ],
    ]);
    expect((await prepared('{ port: 18789 }', machine)).plan.steps).toMatchObject([{ action: 'create' }]);
  });

  it('for a program that is not there', async () => {
    const machine: Machine = {
      ...mac(),
      look: (path) => (path.startsWith('/opt') ? { kind: 'missing' } : mac().look(path)),
    };
    expect(await textsOf('{ port: 18789 }', machine)).toEqual([
      [
        'box-1/main',
        '/opt/homebrew/bin/openclaw, which `command` names, does not exist',
        expect.stringMatching(/^(sudo )?npm install --global openclaw@\d/),
      ],
    ]);
  });

  it('for the Node.js that a program which is not there would run on', async () => {
    const machine: Machine = {
      ...mac(),
      look: (path) => (path.startsWith('/opt') ? { kind: 'missing' } : mac().look(path)),
      account: async (user) => (user === 'nobody' ? someone : undefined),
      run: async (argv) => ({ code: 0, stdout: argv[1] === '--version' ? 'v20.19.0\n' : '', stderr: '' }),
      root: folderWith({ 'usr/bin/node': '' }),
    };
    expect((await textsOf('{ port: 18789 }', machine)).map(([, what]) => what)).toEqual([
      'there is no account claw on this machine',
      '/opt/homebrew/bin/openclaw, which `command` names, does not exist',
      expect.stringMatching(
        /^\/usr\/bin\/node is Node 20\.19\.0, and OpenClaw \S+ needs >=24\.16\.0 <25 \|\| >=26\.1\.0; install that/,
      ),
    ]);
  });

  it("for an instance's folder that is there before its account", async () => {
    const machine: Machine = {
      ...mac(),
      account: async () => undefined,
      look: (path) => (path === '/Users/claw' ? { kind: 'folder', uid: 501 } : mac().look(path)),
    };
    expect((await textsOf('{ port: 18789 }', machine))[1]).toEqual([
      'box-1/main',
      '/Users/claw belongs to another account than claw',
      expect.stringMatching(/^(sudo )?chown claw \/Users\/claw$/),
    ]);
  });

  it('for a folder that it may not make, and a disk that is full', async () => {
    const machine: Machine = {
      ...mac(),
      whyNotMake: (path) =>
        path.includes('/workspace') ? `cannot write ${path}: the file system is read-only` : undefined,
      freeSpace: () => ({ device: 1, bytes: 1024 * 1024, files: undefined }),
    };
    const [folder, disk, ...more] = await textsOf('{ port: 18789 }', machine);
    expect(folder![1]).toMatch(/^cannot write .*\/workspace\/new: the file system is read-only$/);
    expect(disk![1]).toMatch(/^the disk of .* is full: 1\.0 MiB is free, and 16\.\d MiB is needed$/);
    expect(more.every(([, what]) => what!.startsWith('the disk of '))).toBe(true);
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
    stderr: 'box-1/main is left alone: apply does not control quadlet\nnothing to do, unchanged 0\n',
  });
});
