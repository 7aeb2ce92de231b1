// What `gwc apply` checks first and what `gwc status` sees, under a real systemd with sandboxed services; a program that serves
// as soon as it is started takes the place of OpenClaw, in a package like OpenClaw's.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM } from '../support/program.ts';
import { type Box, bootBox, type Result } from './box.ts';
import { openClaw } from './openclaw.ts';
import { PROGRAM_FOLDER } from './program.ts';

const OPENCLAW = '/usr/local/lib/openclaw';

/** It notes down each start that is no gateway's, and says that a channel fails where there is a file of that name. */
const STAND_IN = `#!/usr/bin/env node
const { appendFileSync, existsSync } = require('node:fs');
const args = process.argv.slice(2);
if (!args.includes('gateway') || args.includes('status')) {
  appendFileSync('/tmp/asked', args.join(' ') + '\\n');
  console.log('{ "service": { "configAudit": { "ok": true, "issues": [] } }, "rpc": { "ok": true } }');
  process.exit();
}
const failing = () => (existsSync(process.env.OPENCLAW_STATE_DIR + '/failing') ? ['telegram'] : []);
const answers = {
  '/healthz': () => [200, { ok: true, status: 'live' }],
  '/startupz': () => [200, { ok: true, status: 'started', version: '2026.9.6' }],
  '/readyz': () => [failing().length ? 503 : 200, { ready: !failing().length, failing: failing() }],
};
require('node:http').createServer(({ url }, answer) => {
  const [status, body] = answers[url]?.() ?? [404, {}];
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}).listen(Number(args[args.indexOf('--port') + 1]), '127.0.0.1');
`;
const PACKAGE = { name: 'openclaw', version: '2026.9.6', engines: { node: '>=24.16.0 <25 || >=26.1.0' } };

interface Status {
  readonly ok: boolean;
  readonly instances: readonly {
    readonly instance: string;
    readonly checks: Readonly<Record<string, { readonly result: string; readonly text: string }>>;
  }[];
  readonly unlisted: readonly { readonly service: string; readonly user: string; readonly port?: number }[];
}

interface Plan {
  readonly problems: readonly {
    readonly instances: readonly string[];
    readonly what: string;
    readonly mend: readonly string[];
  }[];
}

export function statusTests(): void {
  let box: Box;

  beforeAll(async () => {
    const { folder, command } = openClaw();
    box = await bootBox('status', [folder, PROGRAM_FOLDER]);
    await box.run(
      `ln -sf ${command[0]} /usr/local/bin/node
      printf '#!/bin/sh\\nexec ${PROGRAM} "$@"\\n' > /usr/local/bin/gwc; chmod 755 /usr/local/bin/gwc
      mkdir ${OPENCLAW}; cat > ${OPENCLAW}/openclaw.mjs; mv ${OPENCLAW}/openclaw.mjs ${OPENCLAW}/openclaw.cjs
      chmod 755 ${OPENCLAW}/openclaw.cjs; ln -s ${OPENCLAW}/openclaw.cjs /usr/local/bin/openclaw`,
      { input: STAND_IN },
    );
    await box.run(`cat > ${OPENCLAW}/package.json`, { input: JSON.stringify(PACKAGE) });
  });
  afterAll(() => box?.down());

  describe('examples/tenants on a bare machine', () => tenants(() => box));
  describe('ten instances of both scopes, `hardening: strict`', () => ten(() => box));
}

function tenants(box: () => Box): void {
  const hosts = readFileSync('examples/tenants/hosts.yaml', 'utf8')
    .replace('defaults:\n', 'defaults:\n  command: /usr/local/bin/openclaw\n')
    .replace('browser: { enabled: false }', 'browser: { enabled: true }');
  const gwc = (args: string): Promise<Result> => box().attempt(`cd /root; gwc ${args}`);
  const problems = async (): Promise<Plan['problems']> =>
    jsonOf<Plan>(await gwc('apply --dry-run --format json')).problems;
  const status = async (): Promise<Status> => jsonOf(await gwc('status --format json'));
  const acme = async (check: string) => (await status()).instances[0]!.checks[check];

  beforeAll(() => deliver(box(), hosts, 'root'));

  it('`--dry-run` lists all that is missing, shows the plan, and changes nothing', async () => {
    const before = await box().run(
      'cd /; find etc srv var/lib/gwc var/log/openclaw 2>/dev/null | sort | sha256sum || true',
    );
    const { code, stdout } = await gwc('apply --dry-run');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^create {3}tenants-1\/acme .*\ncreate {3}tenants-1\/globex .*\ncreate {3}tenants-1\/initech/,
    );
    expect((await problems()).map(({ instances, what }) => [instances.join(), what])).toEqual([
      ['tenants-1/acme', 'there is no account oc-acme on this machine'],
      ['tenants-1/globex', 'there is no account oc-globex on this machine'],
      ['tenants-1/initech', 'there is no account oc-initech on this machine'],
      ['tenants-1/acme', '/etc/openclaw/acme.env does not exist; it has to set OPENCLAW_GATEWAY_TOKEN'],
      ['tenants-1/globex', '/etc/openclaw/globex.env does not exist; it has to set OPENCLAW_GATEWAY_TOKEN'],
    ]);
    expect(
      await box().run('cd /; find etc srv var/lib/gwc var/log/openclaw 2>/dev/null | sort | sha256sum || true'),
    ).toBe(before);
  });

  it('one apply after the commands of that list works, and every check is ok', async () => {
    const commands = (await problems()).flatMap(({ mend }) => mend).join('\n');
    // Whoever edits a file fills in its one name.
    const editor = `printf '#!/bin/sh\\necho "OPENCLAW_GATEWAY_TOKEN=t-$(basename $1)" >> "$1"\\n' > /root/editor`;
    await box().run(`${editor}; chmod 755 /root/editor; export EDITOR=/root/editor\n${commands}`);
    expect(await gwc('apply')).toMatchObject({ code: 0 });
    const { ok, instances, unlisted } = await status();
    expect({
      ok,
      unlisted,
      found: instances.map(({ checks }) => Object.values(checks).map(({ text }) => text)),
    }).toEqual({
      ok: true,
      unlisted: [],
      found: [
        [
          'active (running), enabled',
          'as applied',
          '18789 own',
          'ok',
          'ready',
          'fresh',
          '2026.9.6',
          'none',
          'set',
          '-',
          '-',
        ],
        [
          'active (running), enabled',
          'as applied',
          '18909 own',
          'ok',
          'ready',
          'fresh',
          '2026.9.6',
          'none',
          'set',
          '-',
          '-',
        ],
        ['inactive (dead), not enabled', 'as applied', '-', '-', '-', '-', '2026.9.6', 'none', '-', '-', '-'],
      ],
    });
  });

  it('`status` sees a secrets file that others may read, that lacks a value, and that is gone', async () => {
    await box().run('chmod 640 /etc/openclaw/acme.env');
    expect(await acme('secrets')).toEqual({ result: 'off', text: '/etc/openclaw/acme.env has mode 0640' });
    expect(await problems()).toMatchObject([{ mend: ['chmod 600 /etc/openclaw/acme.env'] }]);
    await box().run(
      'chmod 600 /etc/openclaw/acme.env; cp -p /etc/openclaw/acme.env /root/kept; echo "OPENCLAW_GATEWAY_TOKEN=" > /etc/openclaw/acme.env',
    );
    expect(await acme('secrets')).toEqual({ result: 'off', text: 'no value for OPENCLAW_GATEWAY_TOKEN' });
    await box().run('rm /etc/openclaw/acme.env');
    expect(await acme('secrets')).toEqual({ result: 'off', text: '/etc/openclaw/acme.env missing' });
    await box().run('cp -p /root/kept /etc/openclaw/acme.env');
    expect(await acme('secrets')).toEqual({ result: 'ok', text: 'set' });
  });

  it('… a drop-in, before and after systemd has read it', async () => {
    const folder = '/etc/systemd/system/openclaw-gateway-acme.service.d';
    await box().run(`mkdir ${folder}; printf '[Service]\\nPrivateTmp=no\\n' > ${folder}/mine.conf`);
    expect(await acme('dropIns')).toEqual({ result: 'off', text: `${folder}/mine.conf` });
    await box().run('systemctl daemon-reload');
    expect(await acme('dropIns')).toEqual({ result: 'off', text: `${folder}/mine.conf` });
    await box().run(`rm -r ${folder}`);
    expect((await acme('unit'))?.text).toBe('active (running), enabled, changed since daemon-reload');
    await box().run('systemctl daemon-reload');
    expect([await acme('unit'), await acme('dropIns')].map((check) => check?.result)).toEqual(['ok', 'ok']);
  });

  it('… another release beside the program, and which one runs', async () => {
    await box().run(`sed -i s/2026.9.6/2026.9.7/ ${OPENCLAW}/package.json`);
    expect(await acme('release')).toEqual({ result: 'off', text: '2026.9.6 runs, 2026.9.7 installed, not 2026.9.6' });
    await box().run(`sed -i s/2026.9.7/2026.9.6/ ${OPENCLAW}/package.json`);
  });

  it('… a channel that fails', async () => {
    await box().run('touch /srv/openclaw/acme/state/failing');
    expect(await acme('ready')).toEqual({ result: 'off', text: 'failing: telegram' });
    expect((await acme('health'))?.result).toBe('ok');
    await box().run('rm /srv/openclaw/acme/state/failing');
  });

  it('… another process on a port of the instance, by name and pid; apply does not start it there', async () => {
    await box().run(`systemd-run --quiet --unit squatter node -e "require('net').createServer().listen(18850)"
      until ss -ltnH | grep -q :18850; do sleep 0.1; done`);
    const pid = (await box().run('systemctl show -P MainPID squatter')).trim();
    expect(await acme('port')).toEqual({
      result: 'off',
      text: `18789 own, 18850 held by node (pid ${pid}, squatter.service)`,
    });
    await box().run('systemctl stop openclaw-gateway-acme');
    expect(await problems()).toMatchObject([
      {
        instances: ['tenants-1/acme'],
        what: `port 18850, one of its ports 18789-18899, is held by node (pid ${pid}, squatter.service)`,
        mend: ['systemctl disable --now squatter.service'],
      },
    ]);
    await box().run('systemctl stop squatter');
    expect(await gwc('apply')).toMatchObject({ code: 0 });
  });

  it('… a gateway that was installed by hand', async () => {
    const unit = '[Service]\nUser=oc-acme\nExecStart=/usr/local/bin/openclaw gateway --port 20001\n';
    await box().run('cat > /etc/systemd/system/openclaw-gateway-old.service', { input: unit });
    const { ok, unlisted } = await status();
    expect({ ok, unlisted }).toMatchObject({
      ok: false,
      unlisted: [{ service: 'openclaw-gateway-old.service', user: 'oc-acme', port: 20001 }],
    });
    await box().run('rm /etc/systemd/system/openclaw-gateway-old.service');
  });

  it('a Node.js that is too old, a program that the account may not run, one that is not there, a full disk', async () => {
    const node = '/opt/old/bin/node';
    await box().run(`mkdir -p /opt/old/bin; printf '#!/bin/sh\\necho v22.12.0\\n' > ${node}; chmod 755 ${node}`);
    const push = (command: string) => deliver(box(), hosts.replace('/usr/local/bin/openclaw', command), 'root');
    await push(`[${node}, ${OPENCLAW}/openclaw.cjs]`);
    const needs = 'and OpenClaw 2026.9.6 needs >=24.16.0 <25 || >=26.1.0';
    expect((await problems()).map(({ what }) => what)).toEqual([
      `${node} is Node 22.12.0, ${needs}; install that, or name another one in \`command\``,
    ]);
    await box().run('mkdir /root/bin; cp /usr/local/bin/openclaw /root/bin/');
    await push('/root/bin/openclaw');
    expect((await problems()).map(({ what }) => what)).toEqual([
      'oc-acme may not run /root/bin/openclaw, which `command` names',
      'oc-globex may not run /root/bin/openclaw, which `command` names',
    ]);
    await push('/nowhere/openclaw');
    expect(await problems()).toMatchObject([
      {
        instances: ['tenants-1/acme', 'tenants-1/globex'],
        what: '/nowhere/openclaw, which `command` names, does not exist',
        mend: ['npm install --global openclaw@2026.9.6'],
      },
    ]);
    await deliver(box(), hosts.replace('port: 18789', 'port: 20789'), 'root');
    await box().run('mount -t tmpfs -o size=1m,mode=700,uid=oc-acme,gid=oc-acme tmpfs /srv/openclaw/acme/state');
    expect((await problems()).map(({ what }) => what)).toEqual([
      expect.stringMatching(
        /^the disk of \/srv\/openclaw\/acme\/state is full: 1\.0 MiB is free, and 16\.\d MiB is needed$/,
      ),
    ]);
    await box().run('mount -o remount,ro /srv/openclaw/acme/state');
    expect((await problems())[0]!.what).toMatch(
      /^cannot write \/srv\/openclaw\/acme\/state.*: the file system is read-only$/,
    );
    await box().run('umount /srv/openclaw/acme/state');
  });
}

function ten(box: () => Box): void {
  const names = Array.from({ length: 10 }, (_, index) => index);
  const instance = (index: number) =>
    `      g${index}: { port: ${20789 + index * 120}, service: { scope: ${index % 2 ? 'system' : 'user'}, hardening: strict } }\n`;
  const hosts = (indices: readonly number[]) => `version: 1
openclaw: 2026.9.6
hosts:
  box-1:
    user: claw
    command: /usr/local/bin/openclaw
    config: { gateway: { auth: { mode: none } }, discovery: { mdns: { mode: off } } }
    instances:
${indices.map(instance).join('')}`;

  beforeAll(async () => {
    await box().run(
      `systemctl stop 'openclaw-gateway-*'; rm -rf /root/out /var/lib/gwc /tmp/asked /etc/systemd/system/openclaw-*
      find /etc/systemd/system -name 'openclaw-*' -delete; systemctl daemon-reload`,
    );
    await deliver(box(), hosts(names), 'root');
  });

  it('by root: each is its own, ready and fresh; in less processor time than 40 starts of Node.js, and no `openclaw` is started', async () => {
    await box().run('cd /root; gwc apply');
    const { stdout, code } = await box().attempt('cd /root; TIMEFORMAT="%R %U %S"; time gwc status --format json 2>&1');
    expect(code).toBe(0);
    const { instances, ok }: Status = JSON.parse(stdout);
    expect(ok).toBe(true);
    expect(instances.map(({ checks }) => checks['port']?.text)).toEqual(
      names.map((index) => `${20789 + index * 120} own`),
    );
    const processorTime = async (command: string) => {
      const times = await box().run(`cd /root; TIMEFORMAT="%U %S"; { time ${command} > /dev/null; } 2>&1`);
      const [user, system] = times.trim().split(' ').map(Number) as [number, number];
      return user + system;
    };
    // Where Node.js starts fast, 40 starts are a second.
    expect(await processorTime('gwc status')).toBeLessThan(40 * (await processorTime('node -e 0')));
    expect((await box().attempt('test -e /tmp/asked')).code).toBe(1);
  });

  it('`--deep` asks each of them', async () => {
    const { stdout, code } = await box().attempt('cd /root; gwc status --deep --format json');
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Status).instances.map(({ checks }) => checks['cli']?.text)).toEqual(
      names.map(() => 'ok'),
    );
    expect(await box().run('grep -c "status$" /tmp/asked; grep -c "gateway status --deep --json$" /tmp/asked')).toBe(
      '10\n10\n',
    );
  });

  it('by the account itself: what it may not see is unknown, and no fault', async () => {
    const user = { user: 'claw' };
    await box().run('cp -r /root/out /home/claw/; chown -R claw: /home/claw/out');
    const { code, stdout } = await box().attempt('cd ~; gwc status --format json', user);
    const { instances }: Status = JSON.parse(stdout);
    const ports = instances.map(({ checks }) => checks['port']?.result);
    expect(ports).toEqual(names.map((index) => (index % 2 ? 'unknown' : 'ok')));
    expect(code).toBe(0);
  });

  it('the account applies its own, sandboxed, and sees them as its own', async () => {
    const own = names.filter((index) => index % 2 === 0).slice(0, 2);
    await box().run('cd /root; rm -rf out');
    await deliver(box(), hosts(own), 'claw');
    const user = { user: 'claw' };
    await box().run('cd ~; gwc apply --force', user);
    const { instances }: Status = JSON.parse((await box().attempt('cd ~; gwc status --format json', user)).stdout);
    expect(instances.map(({ checks }) => [checks['unit']?.result, checks['port']?.text])).toEqual([
      ['ok', '20789 own'],
      ['ok', '21029 own'],
    ]);
  });
}

function jsonOf<T>({ stdout, stderr }: Result): T {
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as T;
}

/** Builds it, and puts out/ into the home of an account. */
async function deliver(box: Box, hosts: string, user: 'claw' | 'root'): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gwc-status-'));
  writeFileSync(join(folder, 'hosts.yaml'), hosts);
  execFileSync(PROGRAM, ['build', '--quiet'], { cwd: folder });
  const archive = execFileSync('tar', ['-C', folder, '-c', 'out']);
  rmSync(folder, { recursive: true });
  const home = user === 'root' ? '/root' : '/home/claw';
  await box.run(`cd ${home}; rm -rf out; tar -x --no-same-owner; chown -R ${user}: out`, { input: archive });
}
