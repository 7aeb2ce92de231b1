// gwc itself in a box: it installs what a build wrote, under a real systemd, with the real OpenClaw; and where the same is to
// be done many times over, with a program in its place that serves as soon as it is started.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostsOf } from '../apply/built-tree.ts';
import type { Box, Result } from './box.ts';
import { bootMachine } from './machine.ts';
import { buildProgram, PROGRAM } from './program.ts';

const PATIENCE = 240;

export function applyTests(): void {
  let box: Box;

  beforeAll(async () => {
    buildProgram();
    box = await bootMachine('apply', [PROGRAM]);
    await box.run(
      `printf '#!/bin/sh\\nexec node ${PROGRAM}/bin.cjs "$@"\\n' > /usr/local/bin/gwc; chmod 755 /usr/local/bin/gwc`,
    );
  });
  afterAll(() => box?.down());

  describe('services of an account, by itself', () => ofAnAccount(() => box));
  describe('services of the system and of an account by root, a program in place of OpenClaw', () => byRoot(() => box));
}

interface Status {
  readonly ok: boolean;
  readonly instances: readonly {
    readonly instance: string;
    readonly ok: boolean;
    readonly checks: Readonly<Record<string, { readonly result: string; readonly text: string }>>;
  }[];
}

function ofAnAccount(box: () => Box): void {
  const claw = { user: 'claw', seconds: PATIENCE };
  const push = (instances: Readonly<Record<string, string>>) => deliver(box(), hostsOf(instances), 'claw');
  const gwc = (args: string) => box().attempt(`cd ~; gwc ${args}`, claw);
  const pids = async () =>
    box().run('systemctl --user show -P MainPID openclaw-gateway-{main,other,rescue}.service', claw);
  const status = async (): Promise<Status> => JSON.parse((await gwc('status --format json')).stdout);

  it('from nothing: files, folders, units, what starts at boot, and every gateway serves', async () => {
    await push({ main: '{ port: 18789 }', rescue: '{ port: 19789 }' });
    expect(await gwc('apply --dry-run')).toMatchObject({ code: 0, stderr: 'create 2, unchanged 0\n' });
    const applied = await gwc('apply');
    expect(applied).toMatchObject({
      code: 0,
      stdout: `create   box-1/main    gateway.env, openclaw-gateway-main.service, openclaw.json: enable, start
create   box-1/rescue  gateway.env, openclaw-gateway-rescue.service, openclaw.json: enable, start
`,
    });
    expect(
      await box().run('stat -c %a ~/.openclaw-{main,rescue}{,/openclaw.json,/workspace} | paste -sd " "', claw),
    ).toBe('700 600 700 700 600 700\n');
    expect(await box().run('systemctl --user is-enabled openclaw-gateway-{main,rescue}.service', claw)).toBe(
      'enabled\nenabled\n',
    );
  });

  it('`status`: every quick check of every instance is ok', async () => {
    const { ok, instances } = await status();
    const found = instances.map(({ instance, checks }) => [instance, ...Object.values(checks).map(({ text }) => text)]);
    expect({ ok, found }).toEqual({
      ok: true,
      found: [
        ['main', 'active (running), enabled', 'as applied', '18789 own', 'ok', 'ok'],
        ['rescue', 'active (running), enabled', 'as applied', '19789 own', 'ok', 'ok'],
      ],
    });
  });

  it('again: nothing is done, and no process is another one', async () => {
    const before = await pids();
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '', stderr: 'nothing to do, unchanged 2\n' });
    expect(await pids()).toBe(before);
  });

  it('a changed config: only its gateway is restarted', async () => {
    const [main, , rescue] = (await pids()).split('\n');
    await push({ main: '{ port: 18789, config: { logging: { level: debug } } }', rescue: '{ port: 19789 }' });
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: 'change   box-1/main  openclaw.json: restart\n' });
    const now = (await pids()).split('\n');
    expect({ main: now[0] === main, rescue: now[2] === rescue }).toEqual({ main: false, rescue: true });
  });

  it('a config that passes every check and does not serve: its previous files are back, the other is left alone', async () => {
    const before = (await pids()).split('\n');
    const files = await box().run('sha256sum ~/.openclaw-*/openclaw.json', claw);
    await push({ main: BROKEN, rescue: '{ port: 19789, config: { logging: { level: debug } } }' });
    const { code, stderr } = await gwc('apply --timeout 60');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/its previous files are back, and it serves\n$/),
    });
    expect(await box().run('sha256sum ~/.openclaw-*/openclaw.json', claw)).toBe(files);
    expect((await pids()).split('\n')[2]).toBe(before[2]);
  });

  it('a moved port, an added instance and a removed one; the data of that stays', async () => {
    await push({ main: '{ port: 18909 }', other: '{ port: 19029 }' });
    const { code, stdout } = await gwc('apply');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `remove   box-1/rescue  openclaw-gateway-rescue.service: stop, disable; its data stays
change   box-1/main    port 18789 → 18909, gateway.env, openclaw-gateway-main.service, openclaw.json: restart
create   box-1/other   gateway.env, openclaw-gateway-other.service, openclaw.json: enable, start
`,
    });
    const left =
      'ls ~/.openclaw-rescue/openclaw.json; systemctl --user show -P LoadState,ActiveState,UnitFileState openclaw-gateway-rescue.service';
    expect(await box().run(left, claw)).toBe('/home/claw/.openclaw-rescue/openclaw.json\nnot-found\ninactive\n\n');
  });

  it('`status` tells a stopped unit, one that does not start at boot, a changed file, and one not applied yet', async () => {
    await push({ main: '{ port: 18909, env: { A: b } }', other: '{ port: 19029 }' });
    await box().run('echo "// edited" >> ~/.openclaw-other/openclaw.json', claw);
    await box().run('systemctl --user disable --quiet --now openclaw-gateway-other.service', claw);
    const { ok, instances } = await status();
    expect(ok).toBe(false);
    expect(instances.map(({ checks }) => checks['files']?.text)).toEqual([
      'gateway.env not applied yet',
      'openclaw.json changed',
    ]);
    const other = instances[1]!.checks;
    expect([other['unit'], other['port'], other['health']].map((check) => check?.text)).toEqual([
      'inactive (dead), NOT enabled',
      '19029 closed',
      'no answer',
    ]);
  });

  it('a file that was changed is not overwritten; with --force there is a backup of it', async () => {
    const refused = await gwc('apply');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain(
      'drift    box-1/other  /home/claw/.openclaw-other/openclaw.json was changed since the last apply\n',
    );
    expect(await box().run('tail -1 ~/.openclaw-other/openclaw.json', claw)).toBe('// edited\n');
    expect(await gwc('apply --force')).toMatchObject({ code: 0 });
    expect(await box().run('tail -1 ~/.local/state/gwc/backups/*/home/claw/.openclaw-other/openclaw.json', claw)).toBe(
      '// edited\n',
    );
  });

  it('killed with SIGKILL while it waits for a gateway, the next apply goes on', async () => {
    await push({ main: '{ port: 18909 }', other: '{ port: 19029 }' });
    expect(await gwc('apply')).toMatchObject({ code: 0 });
    await push({ main: '{ port: 18909, env: { A: c } }', other: '{ port: 19029 }' });
    expect(await box().run(KILL_AFTER_RESTART, claw)).toMatch(/\n137\n$/);
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: 'restart  box-1/main  restart\n' });
    const left = 'cd ~/.local/state/gwc; jq -c "[.works, .stopped]" applied.json; test ! -e kept';
    expect(await box().run(left, claw)).toBe('[[],[]]\n');
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '' });
  });
}

/** Kills gwc as soon as the service has another process. */
const KILL_AFTER_RESTART = `cd ~; pid() { systemctl --user show -P MainPID openclaw-gateway-main.service; }
  before=$(pid); gwc apply & gwc=$!
  until [ "$(pid)" != "$before" ]; do sleep 0.1; done
  kill -9 $gwc; wait $gwc || echo $?`;

/** A certificate that is not there. */
const BROKEN =
  '{ port: 18789, config: { gateway: { tls: { enabled: true, certPath: /missing.pem, keyPath: /missing.pem } } } }';

/** Serves on the port that it is told; its openclaw.json may say that it does not. */
const STAND_IN = `#!/usr/bin/node
const { readFileSync } = require('node:fs');
const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
if (readFileSync(process.env.OPENCLAW_CONFIG_PATH, 'utf8').includes('broken')) process.exit(1);
require('node:http').createServer((_, answer) => answer.end('ok')).listen(port, '127.0.0.1');
`;

const SYSTEM = 'service: { scope: system }';
const START = {
  alpha: `{ port: 18789, ${SYSTEM} }`,
  beta: '{ port: 18909 }',
  rescue: `{ port: 19789, ${SYSTEM} }`,
};

const ASLEEP = `{ port: 18909, profile: alpha, enabled: false, ${SYSTEM} }`;

function byRoot(box: () => Box): void {
  const push = (instances: Readonly<Record<string, string>>) =>
    deliver(box(), hostsOf(instances, 'command: /usr/local/bin/stand-in'), 'root');
  const gwc = (args: string): Promise<Result> => box().attempt(`cd /root; gwc ${args}`, { seconds: PATIENCE });
  const serving = async () =>
    (await box().run("ss -ltnH | awk '{print $4}' | sed 's/.*://' | sort | paste -sd ' '")).trim();

  beforeAll(async () => {
    await box().run('cat > /usr/local/bin/stand-in; chmod 755 /usr/local/bin/stand-in', { input: STAND_IN });
    await box().run(
      'systemctl --user -M claw@ stop "openclaw-gateway*"; rm -rf /home/claw/.config/systemd/user/* /home/claw/.local/state/gwc',
    );
    await box().run('systemctl --user -M claw@ daemon-reload');
  });

  it("services of the system and of an account's manager come up, with the account's files", async () => {
    await push(START);
    expect(await gwc('apply')).toMatchObject({ code: 0 });
    expect(await serving()).toBe('18789 18909 19789');
    const owners =
      'stat -c "%U %a" /home/claw/.openclaw-alpha/openclaw.json /etc/systemd/system/openclaw-gateway-alpha.service';
    expect(
      await box().run(
        `${owners}; systemctl is-enabled openclaw-gateway-alpha; systemctl --user -M claw@ is-enabled openclaw-gateway-beta`,
      ),
    ).toBe('claw 600\nroot 644\nenabled\nenabled\n');
  });

  it('without root it says so and changes nothing', async () => {
    await box().run('cp -r /root/out /tmp/out; chmod -R a+rX /tmp/out');
    const { code, stderr } = await box().attempt('gwc apply /tmp/out', { user: 'claw' });
    const reason =
      'openclaw-gateway-alpha.service is a service of the system, and you are claw: run it as root, with sudo';
    expect({ code, stderr }).toEqual({ code: 2, stderr: `error: ${reason}\n` });
  });

  it('two swap their ports: one stops for the other, and both serve', async () => {
    await push({ ...START, alpha: `{ port: 18909, ${SYSTEM} }`, beta: '{ port: 18789 }' });
    const { code, stdout } = await gwc('apply');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^stop {5}box-1\/beta .*\nchange {3}box-1\/alpha .*\nchange {3}box-1\/beta .*\n$/),
    });
    expect(await serving()).toBe('18789 18909 19789');
  });

  it('another name for an instance of one service: it is restarted, and its data stays', async () => {
    await push({ gamma: `{ port: 18909, profile: alpha, ${SYSTEM} }`, beta: '{ port: 18789 }', rescue: START.rescue });
    const { stdout } = await gwc('apply');
    expect(stdout).toMatch(/^change {3}box-1\/gamma {2}was box-1\/alpha, .*: restart\n$/);
    expect(await serving()).toBe('18789 18909 19789');
  });

  it('`enabled: false` does not start at boot; it goes on running', async () => {
    await push({ gamma: ASLEEP, beta: '{ port: 18789 }', rescue: START.rescue });
    expect(await gwc('apply')).toMatchObject({ code: 0 });
    expect(await box().run('systemctl is-enabled openclaw-gateway-alpha || true')).toMatch(/^(disabled|static)\n$/);
    expect(await serving()).toBe('18789 18909 19789');
  });

  it('a new one that does not serve is taken away again, and the others are left alone', async () => {
    const before = await box().run('systemctl show -P MainPID openclaw-gateway-alpha openclaw-gateway-rescue');
    const broken = `{ port: 19029, config: { messages: { responsePrefix: broken } }, ${SYSTEM} }`;
    await push({ gamma: ASLEEP, beta: '{ port: 18789 }', new: broken, rescue: START.rescue });
    const { code, stderr } = await gwc('apply');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/it was taken away again\n$/) });
    expect(await box().run('systemctl show -P MainPID openclaw-gateway-alpha openclaw-gateway-rescue')).toBe(before);
    expect(await box().run('systemctl show -P LoadState openclaw-gateway-new')).toBe('not-found\n');
    expect(await box().run('ls /etc/systemd/system/multi-user.target.wants /home/claw/.openclaw-new')).not.toMatch(
      /gateway-new|openclaw.json/,
    );
    expect(await serving()).toBe('18789 18909 19789');
  });

  it('killed with SIGKILL at every thirteenth change to the disk, the next apply makes up for it', async () => {
    const [even, odd] = [
      START,
      { ...START, alpha: `{ port: 19029, env: { A: b }, ${SYSTEM} }`, beta: '{ port: 18789 }' },
    ];
    await push(even);
    expect(await gwc('apply')).toMatchObject({ code: 0 });
    await push(odd);
    await box().run(`cat > ${KILLER}`, { input: readFileSync('test/files/kill-at-call.mjs') });
    const run = (env: string) => box().attempt(`cd /root; ${env} node --import ${KILLER} ${PROGRAM}/bin.cjs apply`);
    // Whether it is the old or the new state that is wanted next, and so all in turn.
    for (let kill = 1, isOver = false; !isOver; kill += STRIDE) {
      await push(kill % 2 === 0 ? even : odd);
      const { code } = await run(`KILL_AT=${kill}`);
      isOver = code === 0;
      expect(await gwc('apply')).toMatchObject({ code: 0 });
      expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '' });
      expect([kill, await serving()]).toEqual([kill, kill % 2 === 0 ? '18789 18909 19789' : '18789 19029 19789']);
    }
  });
}

const KILLER = '/root/kill-at-call.mjs';
/** Odd, so that both directions get their turn. */
const STRIDE = 13;

/** Builds it, and puts out/ into the home of an account. */
async function deliver(box: Box, hosts: string, user: 'claw' | 'root'): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gwc-apply-'));
  writeFileSync(join(folder, 'hosts.yaml'), hosts);
  execFileSync(process.execPath, [join(PROGRAM, 'bin.cjs'), 'build', '--quiet'], { cwd: folder });
  const archive = execFileSync('tar', ['-C', folder, '-c', 'out']);
  rmSync(folder, { recursive: true });
  const home = user === 'root' ? '/root' : '/home/claw';
  await box.run(`cd ${home}; rm -rf out; tar -x --no-same-owner; chown -R ${user}: out`, { input: archive });
}
