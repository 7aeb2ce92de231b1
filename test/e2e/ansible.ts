// The playbook of `build --emit ansible`, run by real Ansible in two boxes, each the host of its own name. There is no network
// between them, so each runs it for itself (`--connection local --limit`).

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import type { Instance } from '../../src/model/fleet.ts';
import { hasProgram } from '../support/programs.ts';
import type { Box, Result } from './box.ts';
import { bootMachine, statusWithToken, untilHealthy } from './machine.ts';
import { buildProgram, PROGRAM } from './program.ts';

/** Every task of a play starts a program on the host. */
const SLOW = { timeout: 900_000 };
const PATIENCE = 850;
const UNITS = 'openclaw-gateway-main openclaw-gateway-rescue';

interface Keys {
  readonly main?: string;
  readonly rescue?: string;
}

/** What serves as soon as it is started. */
const STAND_IN = `#!/usr/bin/env node
const port = Number(process.argv.at(-1));
require('node:http').createServer((_, answer) => answer.end('ok')).listen(port, '127.0.0.1');
`;

/** box-1 has services of an account, with a program in place of OpenClaw; box-2 has OpenClaw, as a service of the system. */
function hosts({ main = '', rescue = '      rescue: { port: 19789 }\n' }: Keys = {}): string {
  return `version: 1
openclaw: 2026.9.6
defaults:
  user: claw
  secrets: [OPENCLAW_GATEWAY_TOKEN]
  config: { gateway: { auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" } } }
hosts:
  box-1:
    command: /usr/local/bin/stand-in
    instances:
      main: { port: 18789${main} }
${rescue}  box-2:
    instances:
      main: { port: 18789, service: { scope: system, hardening: strict } }
`;
}

export function ansibleTests(): void {
  const boxes = new Map<string, Box>();
  const folder = mkdtempSync(join(tmpdir(), 'gwc-ansible-'));
  const box = (name = 'box-1') => boxes.get(name)!;

  function write(text: string): readonly Instance[] {
    writeFileSync(join(folder, 'hosts.yaml'), text);
    const args = [
      join(PROGRAM, 'bin.cjs'),
      'build',
      join(folder, 'hosts.yaml'),
      '--out',
      join(folder, 'out'),
      '--emit',
      'ansible',
    ];
    execFileSync(process.execPath, args, { stdio: 'pipe' });
    return build(text).fleet.hosts.flatMap(({ instances }) => instances);
  }

  /** `changed`: how many tasks of the play did something. */
  async function play(name = 'box-1', args = ''): Promise<Result & { readonly changed: number }> {
    const result = await box(name).attempt(
      `cd ${folder}/out/_fleet/ansible; export HOME=/root ANSIBLE_NOCOLOR=1 ANSIBLE_PIPELINING=1 LC_ALL=C.UTF-8
      exec ansible-playbook --inventory inventory.yaml --connection local --limit ${name} \
        -e ansible_become_method=su -e ansible_python_interpreter=/usr/bin/python3 ${args} playbook.yaml`,
      { seconds: PATIENCE },
    );
    return { ...result, changed: Number(/changed=(\d+)/.exec(result.stdout)?.[1] ?? -1) };
  }

  const pids = () => box().run(`systemctl --user show -P MainPID ${UNITS}`, { user: 'claw' });

  beforeAll(async () => {
    buildProgram();
    write(hosts());
    await Promise.all(
      ['box-1', 'box-2'].map(async (name) => boxes.set(name, await bootMachine(`ansible-${name}`, [folder, PROGRAM]))),
    );
    await box().run('cat > /usr/local/bin/stand-in; chmod 755 /usr/local/bin/stand-in', { input: STAND_IN });
    // On one host the secrets are there, to the other one they come from a vault.
    await box().run(
      'for i in main rescue; do install -Dm 600 <(echo OPENCLAW_GATEWAY_TOKEN=on-the-host) ~/.openclaw-$i/.env; done',
      { user: 'claw' },
    );
    const values = { gwc_secrets: { 'box-2': { main: { OPENCLAW_GATEWAY_TOKEN: 'from a $vault' } } } };
    writeFileSync(join(folder, 'vault.json'), JSON.stringify(values));
  });
  afterAll(async () => {
    await Promise.all([...boxes.values()].map((one) => one.down()));
    rmSync(folder, { recursive: true });
  });

  it(
    'from nothing: every gateway of both hosts serves (on one of them a program in place of OpenClaw), with secrets of the host or of a vault',
    SLOW,
    async () => {
      const [main, rescue, system] = write(hosts()) as [Instance, Instance, Instance];
      const [first, second] = await Promise.all([play(), play('box-2', `-e @${folder}/vault.json`)]);
      expect([first.code, second.code], first.stdout + second.stdout).toEqual([0, 0]);
      await untilHealthy(box(), [main, rescue]);
      await untilHealthy(box('box-2'), [system]);
      expect(await statusWithToken(box('box-2'), system, 'from a $vault')).not.toBe('401');
      expect(await statusWithToken(box('box-2'), system, 'wrong')).toBe('401');
    },
  );

  it(
    'again: no task changes anything, no process is another one, and `gwc apply` has nothing to do either',
    SLOW,
    async () => {
      const before = await pids();
      const [first, second] = await Promise.all([play(), play('box-2', `-e @${folder}/vault.json`)]);
      expect([first.changed, second.changed], first.stdout + second.stdout).toEqual([0, 0]);
      const apply = `node ${PROGRAM}/bin.cjs apply ${folder}/out --host box-1`;
      expect(await box().attempt(apply)).toMatchObject({ code: 0, stdout: '', stderr: 'nothing to do, unchanged 2\n' });
      expect(await pids()).toBe(before);
    },
  );

  it(
    'a changed config: `--check --diff` shows it and does nothing; the play restarts that instance alone',
    SLOW,
    async () => {
      const before = (await pids()).trim().split('\n').filter(Boolean);
      write(hosts({ main: ', env: { TZ: Europe/Berlin }' }));
      const checked = await play('box-1', '--check --diff');
      expect({ code: checked.code, shown: checked.stdout.includes('+TZ=Europe/Berlin') }).toEqual({
        code: 0,
        shown: true,
      });
      expect((await pids()).trim().split('\n').filter(Boolean)).toEqual(before);
      expect(await play()).toMatchObject({ code: 0 });
      const after = (await pids()).trim().split('\n').filter(Boolean);
      expect([after[0] === before[0], after[1] === before[1]]).toEqual([false, true]);
    },
  );

  it(
    'one that does not come up stops the play with its previous files put back; the others are not touched',
    SLOW,
    async () => {
      const before = await box().run('sha256sum ~/.openclaw-main/gateway.env', { user: 'claw' });
      const [, rescue] = (await pids()).trim().split('\n').filter(Boolean);
      const [main] = write(
        hosts({
          main: ", env: { NODE_OPTIONS: '--require=/nonexistent' }",
          rescue: '      rescue: { port: 19789, env: { A: b } }\n',
        }),
      );
      const { code, stdout } = await play('box-1', '-e gwc_timeout=20');
      expect({ code: code !== 0, says: stdout.includes('main did not come up') }).toEqual({ code: true, says: true });
      expect(await box().run('sha256sum ~/.openclaw-main/gateway.env', { user: 'claw' })).toBe(before);
      await untilHealthy(box(), [main!]);
      expect((await pids()).trim().split('\n').filter(Boolean)[1]).toBe(rescue);
    },
  );

  it(
    'a file that was changed on the host stops it before anything is done; `gwc_force` replaces it and keeps a backup',
    SLOW,
    async () => {
      write(hosts());
      await box().run("echo '# by hand' >> ~/.openclaw-rescue/gateway.env", { user: 'claw' });
      const before = await pids();
      const refused = await play();
      expect({ code: refused.code !== 0, says: refused.stdout.includes('was not written by the last apply') }).toEqual({
        code: true,
        says: true,
      });
      expect(await pids()).toBe(before);
      expect(await play('box-1', '-e gwc_force=true')).toMatchObject({ code: 0 });
      expect(await box().run('grep -s -d skip -l "by hand" ~/.openclaw-rescue/*', { user: 'claw' })).toMatch(
        /gateway\.env\..*~\n$/,
      );
    },
  );

  it('one that left hosts.yaml is stopped and its unit removed; its state stays', SLOW, async () => {
    write(hosts({ rescue: '' }));
    expect(await play()).toMatchObject({ code: 0 });
    const left = await box().run('ls ~/.config/systemd/user/*.service; ls -d ~/.openclaw-rescue/workspace', {
      user: 'claw',
    });
    expect(left).toBe(
      '/home/claw/.config/systemd/user/openclaw-gateway-main.service\n/home/claw/.openclaw-rescue/workspace\n',
    );
  });
}

/** Why Ansible can't be asked here, or nothing. */
export function whyNoAnsible(): string | undefined {
  return hasProgram('ansible-playbook') ? undefined : 'there is no ansible-playbook here';
}
