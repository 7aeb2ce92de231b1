// Who a command is that runs as an instance: by the unit, its drop-ins and environment files, as they are on the machine.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actorOf, sandboxed } from '../../src/apply/act-as.ts';
import { servicePlace } from '../../src/apply/desired.ts';
import { type Machine, ROOT } from '../../src/apply/machine.ts';
import { realMachine } from '../../src/apply/real-machine.ts';
import { EMPTY_RECORD, recordedInstance } from '../../src/apply/record.ts';
import type { Deployment } from '../../src/outputs/deployment.ts';
import { folderWith } from '../cli/gwc.ts';
import { builtTree, hostsOf } from './built-tree.ts';

interface Given {
  readonly machine: Machine;
  readonly deployment: Deployment;
  readonly put: (path: string, text: string) => void;
}

/** The files of an instance in place, and a machine whose account `claw` runs gwc. */
async function given(main: string): Promise<Given> {
  const root = folderWith();
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const { deployment, files } = (await builtTree(hostsOf({ main }))).instances[0]!;
  for (const { path, content } of files) put(path, content.toString());
  put('/usr/bin/openclaw', '#!/bin/sh\n');
  const claw = { name: 'claw', uid: 1500, gid: 1500 };
  const account = async (name: string) => (name === 'claw' ? claw : undefined);
  return { machine: { ...realMachine({ root, env: {} }), self: ROOT, account }, deployment, put };
}

const SECRETS = '{ port: 18789, secrets: [TELEGRAM_BOT_TOKEN], env: { SPEECH: "aloud" } }';

describe('a command that runs as an instance', () => {
  it('has the environment of its service, secrets too, and is not the service to OpenClaw', async () => {
    const { machine, deployment, put } = await given(SECRETS);
    put(deployment.secretsFile!, "TELEGRAM_BOT_TOKEN='1:a'\nHOME=/elsewhere\nCLAWDBOT_STATE_DIR=/other\n");
    const actor = await actorOf(deployment, machine);
    if (typeof actor === 'string') throw new Error(actor);
    expect(actor.account.uid).toBe(1500);
    expect(actor.folder).toBe(deployment.stateDir);
    expect(actor.env).toMatchObject({
      HOME: '/home/claw',
      OPENCLAW_CONFIG_READONLY: '1',
      OPENCLAW_GATEWAY_PORT: '18789',
      OPENCLAW_STATE_DIR: deployment.stateDir,
      SPEECH: 'aloud',
      TELEGRAM_BOT_TOKEN: '1:a',
      USER: 'claw',
      XDG_RUNTIME_DIR: '/run/user/1500',
    });
    for (const name of ['OPENCLAW_SERVICE_KIND', 'OPENCLAW_SERVICE_MARKER', 'CLAWDBOT_STATE_DIR'])
      expect(actor.env).not.toHaveProperty(name);
  });

  it('has what a drop-in adds', async () => {
    const { machine, deployment, put } = await given('{ port: 18789 }');
    put(
      `${servicePlace(deployment).path}.d/more.conf`,
      '[Service]\nEnvironment="COLOUR=deep blue" SIGN=100%%\nWorkingDirectory=%h/desk\n',
    );
    const actor = await actorOf(deployment, machine);
    expect(actor).toMatchObject({ folder: '/home/claw/desk', env: { COLOUR: 'deep blue', SIGN: '100%' } });
  });

  it.each([
    ['another account', { self: { name: 'eve', uid: 1501, gid: 1501 } }, 'only claw and root can; run it with sudo'],
    ['a machine without the account', { account: async () => undefined }, 'this machine has no account claw'],
  ] as const)('is refused to %s', async (_, change, reason) => {
    const { machine, deployment } = await given(SECRETS);
    expect(await actorOf(deployment, { ...machine, ...change })).toBe(reason);
  });

  it('is refused where its service would not start, or what it reads is not known', async () => {
    const { machine, deployment, put } = await given(SECRETS);
    const missing = `${deployment.secretsFile} does not exist`;
    expect(await actorOf(deployment, machine)).toBe(missing);
    put(deployment.secretsFile!, '');
    put(`${servicePlace(deployment).path}.d/more.conf`, '[Service]\nEnvironmentFile=-/etc/none.env\n');
    expect(await actorOf(deployment, machine)).toMatchObject({ env: { SPEECH: 'aloud' } });
    put(`${servicePlace(deployment).path}.d/more.conf`, '[Service]\nEnvironmentFile=-/etc/all/*.env\n');
    expect(await actorOf(deployment, machine)).toBe(
      '/etc/all/*.env is a pattern; with --sandbox systemd itself reads what it means',
    );
  });

  it('is refused where nothing is installed', async () => {
    const { machine, deployment } = await given(SECRETS);
    const lost = { ...deployment, service: 'lost.service' };
    expect(await actorOf(lost, machine)).toBe(
      'its unit /home/claw/.config/systemd/user/lost.service is missing or cannot be read; `gwc apply` installs it',
    );
    expect(await actorOf({ ...deployment, command: ['/opt/openclaw'] }, machine)).toBe(
      '/opt/openclaw is not installed',
    );
  });

  it('has the groups that a drop-in adds, and the folders of its own number', async () => {
    const { machine, deployment, put } = await given('{ port: 18789 }');
    put(
      `${servicePlace(deployment).path}.d/more.conf`,
      '[Service]\nSupplementaryGroups=robots\nSupplementaryGroups=cats dogs\nEnvironment=SOCKET=%t/a\n',
    );
    const actor = await actorOf(deployment, machine);
    expect(actor).toMatchObject({ groups: ['robots', 'cats', 'dogs'], env: { SOCKET: '/run/user/1500/a' } });
  });
});

describe('a command in the sandbox of an instance', () => {
  const of = async (settings: string, dropIn = '', argv: readonly string[] = ['openclaw', 'status']) => {
    const { machine, deployment, put } = await given(settings);
    put(`${servicePlace(deployment).path}.d/more.conf`, dropIn);
    const found = await sandboxed(deployment, argv, 'gwc-exec-1', machine);
    if (typeof found === 'string') throw new Error(found);
    const properties = found.command.flatMap((word) => /^--property=(.*)$/.exec(word)?.[1] ?? []);
    return { ...found, properties };
  };

  it('has what of the unit is no matter of starting and stopping', async () => {
    const { command, properties, relay } = await of('{ port: 18789, service: { hardening: strict } }');
    expect(command.slice(0, 4)).toEqual(['systemd-run', '--user', '--quiet', '--collect']);
    expect(command).toContain('--unit=gwc-exec-1');
    const keys = new Set(properties.map((property) => property.split('=')[0]!));
    for (const key of ['NoNewPrivileges', 'EnvironmentFile', 'WorkingDirectory']) expect(keys).toContain(key);
    expect([...keys].filter((key) => /^(Exec|Type|Restart|Timeout|Kill)/.test(key))).toEqual([]);
    expect(properties).toContain('InaccessiblePaths=-/run/user/1500/bus -/run/user/1500/systemd');
    expect(relay('SIGTERM')).toEqual(['systemctl', '--user', 'kill', '--signal=SIGTERM', 'gwc-exec-1']);
  });

  it('takes its words as they are, which systemd would look for variables in', async () => {
    const { command } = await of('{ port: 18789 }', '', ['sh', '-c', 'echo $$ ${HOME}']);
    expect(command.slice(-3)).toEqual(['sh', '-c', 'echo $$$$ $${HOME}']);
  });

  it('has values of variables in no command line that others see', async () => {
    const { command, env } = await of('{ port: 18789 }', '[Service]\nEnvironment="TOKEN=1:a b" PATH=/opt/bin\n');
    expect(command.join(' ')).not.toContain('1:a b');
    expect(command).toContain('--setenv=TOKEN');
    // Of systemd-run itself, it would be another program that is found.
    expect(command).toContain('--setenv=PATH=/opt/bin');
    expect(env).toEqual(expect.objectContaining({ TOKEN: '1:a b' }));
    expect(env).not.toHaveProperty('PATH');
  });

  it('leaves the gateway the folder that both have', async () => {
    const { properties } = await of(
      '{ port: 18789 }',
      '[Service]\nRuntimeDirectory=one\nRuntimeDirectoryPreserve=no\n',
    );
    const last = properties.filter((property) => property.startsWith('RuntimeDirectoryPreserve=')).at(-1);
    expect(last).toBe('RuntimeDirectoryPreserve=yes');
    expect((await of('{ port: 18789 }')).properties.join()).not.toContain('RuntimeDirectory');
  });
});

describe('an instance of the record', () => {
  it('is found by its name, with or without its host, and what root installed for the account too', async () => {
    const { deployment } = await given('{ port: 18789 }');
    const record = { ...EMPTY_RECORD, instances: [{ deployment, files: [] }] };
    expect(recordedInstance('main', record)).toBe(deployment);
    expect(recordedInstance('box-1/main', record)).toBe(deployment);
    expect(recordedInstance('main', { ...EMPTY_RECORD, ofRoot: [deployment] })).toBe(deployment);
    const twice = { ...record, ofRoot: [deployment, { ...deployment, host: 'box-1.example.com' }] };
    expect(recordedInstance('box-1/main', twice)).toBe(deployment);
    expect(() => recordedInstance('main', twice)).toThrow('`main` may be box-1/main or box-1.example.com/main');
    const moved = { ...deployment, service: 'openclaw-gateway-other.service' };
    const two = { ...EMPTY_RECORD, instances: [deployment, moved].map((one) => ({ deployment: one, files: [] })) };
    for (const name of ['main', 'box-1/main']) {
      expect(() => recordedInstance(name, two)).toThrow(
        /^box-1\/main is openclaw-gateway-main\.service of \S+ and openclaw-gateway-other\.service of \S+, since .*systemctl with the service itself$/,
      );
    }
    expect(() => recordedInstance('zzzzzzz', two)).toThrow(/; there are main$/);
    expect(() => recordedInstance('mian', record)).toThrow('did you mean `main`');
    expect(() => recordedInstance('box-2/main', record)).toThrow('no instance `box-2/main`');
    expect(() => recordedInstance('main', EMPTY_RECORD)).toThrow('ask as the account that ran it (root: with sudo)');
  });
});
