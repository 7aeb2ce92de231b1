import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostsOf } from '../apply/built-tree.ts';
import { BUNDLE, isBundle, PROGRAM } from '../support/program.ts';
import type { Box, Result } from './box.ts';
import { bootMachine, installStub } from './machine.ts';
import { buildTree, deliverTree } from './tree.ts';

const SUITES = {
  'services of an account, by itself': ofAnAccount,
  'services of an account, a stub in place of OpenClaw': withStub,
  'services of the system and of an account by root, a program in place of OpenClaw': byRoot,
  'hardened services of the system, a program in place of OpenClaw': ofHardened,
};

type Title = keyof typeof SUITES;

export function applyTests(...titles: readonly Title[]): void {
  let box: Box;

  beforeAll(async () => {
    box = await bootMachine('apply');
  });
  afterAll(() => box?.down());

  for (const title of titles.length > 0 ? titles : (Object.keys(SUITES) as Title[]))
    describe(title, () => SUITES[title](() => box));
}

interface Status {
  readonly ok: boolean;
  readonly instances: readonly {
    readonly instance: string;
    readonly ok: boolean;
    readonly checks: Readonly<Record<string, { readonly result: string; readonly text: string }>>;
  }[];
}

const claw = { user: 'claw' };

/** What the account does in its box. */
function shellOf(box: () => Box) {
  const gwc = (args: string) => box().attempt(`cd ~; gwc ${args}`, claw);
  return {
    gwc,
    push: (instances: Readonly<Record<string, string>>) => deliver(box(), hostsOf(instances), 'claw'),
    pids: () => box().run('systemctl --user show -P MainPID openclaw-gateway-{main,other,rescue}.service', claw),
    status: async (args = ''): Promise<Status> => JSON.parse((await gwc(`status --format json ${args}`)).stdout),
  };
}

function ofAnAccount(box: () => Box): void {
  const { gwc, push, pids, status } = shellOf(box);

  it('from nothing: files, folders, units, what starts at boot, and every gateway serves', async () => {
    await push({ main: '{ port: 18789 }', rescue: '{ port: 19789 }' });
    expect(await gwc('apply --dry-run')).toMatchObject({ code: 0, stderr: 'create 2, unchanged 0\n' });
    const { code, stdout, stderr } = await gwc('apply');
    expect(stderr).toMatch(/\ncreate 2, unchanged 0\nbox-1\/main {2}http:\/\/127.0.0.1:18789\/\nbox-1\/rescue {2}http/);
    expect({ code, stdout: untimed(stdout) }).toEqual({
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

  it('`status --deep`: every check of every instance is ok', async () => {
    const { ok, instances } = await status('--deep');
    const found = instances.map(({ instance, checks }) => [instance, ...Object.values(checks).map(({ text }) => text)]);
    expect({ ok, found }).toEqual({
      ok: true,
      found: [
        ['main', 'active (running), enabled', 'as applied', '18789 own', ...REST],
        ['rescue', 'active (running), enabled', 'as applied', '19789 own', ...REST],
      ],
    });
  });

  it('again: nothing is done, and no process is another one', async () => {
    const before = await pids();
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '', stderr: 'nothing to do, unchanged 2\n' });
    expect(await pids()).toBe(before);
  });

  it('a changed config: the gateway reads it again by itself, and is the same process', async () => {
    const before = await pids();
    await push({ main: '{ port: 18789, config: { logging: { level: debug } } }', rescue: '{ port: 19789 }' });
    const { code, stdout } = await gwc('apply');
    expect({ code, stdout: untimed(stdout) }).toEqual({
      code: 0,
      stdout: 'change   box-1/main  openclaw.json: reload\n',
    });
    expect(await pids()).toBe(before);
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '' });
  });
}

function withStub(box: () => Box): void {
  const { gwc, push, pids, status } = shellOf(box);

  beforeAll(async () => {
    await installStub(box());
    await push({ main: '{ port: 18789 }', rescue: '{ port: 19789 }' });
    await gwc('apply');
    await box().run('systemctl --user restart openclaw-gateway-{main,rescue}.service', claw);
  });

  it('a config that passes every check and does not serve: its previous files are back, the other is left alone', async () => {
    const before = (await pids()).split('\n');
    const files = await box().run('sha256sum ~/.openclaw-*/openclaw.json', claw);
    await push({ main: BROKEN, rescue: '{ port: 19789, config: { logging: { level: debug } } }' });
    const { code, stderr } = await gwc('apply --timeout 60');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /the last that it said:\n( +\| .*\n)+ +more: journalctl .*\n +its previous files are back, and it serves\n +not begun: box-1\/rescue\n$/,
      ),
    });
    expect(await box().run('sha256sum ~/.openclaw-*/openclaw.json', claw)).toBe(files);
    expect((await pids()).split('\n')[2]).toBe(before[2]);
  });

  it('that config is not tried again without --retry, and the others go on', async () => {
    const before = await pids();
    const { code, stdout, stderr } = await gwc('apply');
    expect({ code, stdout: untimed(stdout), stderr }).toEqual({
      code: 1,
      stdout: expect.stringMatching(
        /^failed {3}box-1\/main {2}.*--retry\nchange {3}box-1\/rescue {2}openclaw.json: reload\n$/,
      ),
      stderr: expect.stringContaining('change 1, unchanged 0, left alone 1\n'),
    });
    expect(await pids()).toBe(before);
  });

  it('a moved port, an added instance and a removed one; the data of that stays', async () => {
    await push({ main: '{ port: 18909 }', other: '{ port: 19029 }' });
    const { code, stdout } = await gwc('apply');
    expect({ code, stdout: untimed(stdout) }).toEqual({
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

  it('`status` reports a stopped unit, one that does not start at boot, a changed file, and one not applied yet', async () => {
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
      'no process',
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
    await push({ main: `{ port: 18909, env: { STUB_STARTING: '3000' } }`, other: '{ port: 19029 }' });
    expect(await box().run(KILL_AFTER_RESTART, claw)).toMatch(/(^|\n)137\n$/);
    const { code, stdout } = await gwc('apply');
    expect({ code, stdout: untimed(stdout) }).toEqual({ code: 0, stdout: 'restart  box-1/main  restart\n' });
    const left = 'cd ~/.local/state/gwc; jq -c "[.works, .stopped]" applied.json; test ! -e kept';
    expect(await box().run(left, claw)).toBe('[[],[]]\n');
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '' });
  });

  it("root's apply of another host's folder removes nothing of the account's; then that of this host is refused", async () => {
    const before = await pids();
    const instances = { far: `{ port: 20109, ${SYSTEM} }` };
    const apply = async () => {
      const { code, stdout, stderr } = await box().attempt('cd /root; gwc apply');
      return { code, stdout: untimed(stdout), stderr };
    };
    await deliver(box(), hostsOf(instances).replace('box-1', 'box-2'), 'root');
    expect(await apply()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^create {3}box-2\/far .*\n$/) });
    await deliver(box(), hostsOf({ main: '{ port: 18909 }', other: '{ port: 19029 }' }), 'root');
    expect(await apply()).toMatchObject({ code: 2, stderr: expect.stringContaining('was applied as box-2') });
    expect(await box().run('systemctl is-active openclaw-gateway-far')).toBe('active\n');
    expect(await pids()).toBe(before);
  });
}

/** Without how long each step took. */
function untimed(stdout: string): string {
  return stdout.replace(/ \(\d+\.\d s\)$/gm, '');
}

/** Health, readiness, freshness, release, drop-ins, secrets, and what OpenClaw says. */
const REST = ['ok', 'ready', 'fresh', '2026.9.6', 'none', '-', '-', 'ok'];

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
  const gwc = (args: string): Promise<Result> => box().attempt(`cd /root; gwc ${args}`);
  const serving = async () =>
    (await box().run("ss -ltnH | awk '{print $4}' | sed 's/.*://' | sort | paste -sd ' '")).trim();

  beforeAll(async () => {
    await box().run('cat > /usr/local/bin/stand-in; chmod 755 /usr/local/bin/stand-in', { input: STAND_IN });
    await box().run(
      'systemctl --user -M claw@ stop "openclaw-gateway*"; rm -rf /home/claw/.config/systemd/user/* /home/claw/.local/state/gwc /home/claw/.openclaw-*',
    );
    await box().run(
      'systemctl disable --now openclaw-gateway-far; rm -rf /var/lib/gwc /etc/gwc /etc/systemd/system/openclaw-*',
    );
    await box().run('systemctl daemon-reload; systemctl --user -M claw@ daemon-reload');
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
    const { code, stdout } = await box().attempt('gwc apply /tmp/out', { user: 'claw' });
    const reason = (name: string) =>
      `missing  box-1/${name}  openclaw-gateway-${name}.service is a service of the system, and you are claw: run gwc as root, with sudo\n`;
    const beta =
      'missing  box-1/beta  was last applied by root: run gwc as root, with sudo, or take it over with --force\n';
    expect({ code, stdout }).toEqual({ code: 1, stdout: `${reason('alpha')}${reason('rescue')}${beta}` });
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
    expect(untimed(stdout)).toMatch(/^change {3}box-1\/gamma {2}was box-1\/alpha, .*: restart\n$/);
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
    const run = (kill: number) =>
      box().attempt(
        isBundle
          ? `cd /root; KILL_AT=${kill} node --import ${KILLER} ${BUNDLE} apply`
          : // Of another program the kernel knows the changes: each is seen when a file takes its place.
            `cd /root; strace -f -qq -o /dev/null -e inject=/^rename:signal=KILL:when=${kill} ${PROGRAM} apply`,
      );
    // Whether it is the old or the new state that is wanted next, and so all in turn.
    for (let kill = 1, isOver = false; !isOver; kill += isBundle ? STRIDE : 1) {
      await push(kill % 2 === 0 ? even : odd);
      const { code } = await run(kill);
      isOver = code === 0;
      expect(await gwc('apply')).toMatchObject({ code: 0 });
      expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '' });
      expect([kill, await serving()]).toEqual([kill, kill % 2 === 0 ? '18789 18909 19789' : '18789 19029 19789']);
    }
  });
}

/** A program in place of OpenClaw that reads a changed openclaw.json by itself and says so, and is ready a second after it is alive. */
const RELOADER = `#!/usr/bin/node
const { appendFileSync, readFileSync } = require('node:fs');
const port = Number(process.argv[process.argv.indexOf('--port') + 1]);
const read = () => readFileSync(process.env.OPENCLAW_CONFIG_PATH, 'utf8');
let seen = read();
if (seen.includes('broken')) { console.error('the token is ' + process.env.TOKEN); process.exit(1); }
setInterval(() => {
  const next = read();
  if (next === seen) return;
  seen = next;
  appendFileSync(JSON.parse(next).logging.file, JSON.stringify({ 1: 'config hot reload applied (x)' }) + '\\n');
}, 300);
const start = Date.now();
require('node:http').createServer(({ url }, answer) => {
  const ok = url !== '/startupz' || Date.now() - start > 1000;
  answer.statusCode = ok ? 200 : 503;
  answer.end(JSON.stringify({ ok, status: ok ? 'started' : 'starting', pendingReason: 'sidecars' }));
}).listen(port, '127.0.0.1');
`;

const STRICT = 'service: { scope: system, hardening: strict }';
const WITH_SECRET = `secrets: [TOKEN], secretsFile: /etc/gwc-main.env, ${STRICT}`;

function ofHardened(box: () => Box): void {
  const push = (instances: Readonly<Record<string, string>>) =>
    deliver(box(), hostsOf(instances, 'command: /usr/local/bin/reloader'), 'root');
  const gwc = async (args: string) => {
    const { code, stdout, stderr } = await box().attempt(`cd /root; gwc ${args}`);
    return { code, stdout: untimed(stdout), stderr };
  };
  const pid = async (name: string) => (await box().run(`systemctl show -P MainPID openclaw-gateway-${name}`)).trim();
  const secret = (value: string) => box().run('umask 077; cat > /etc/gwc-main.env', { input: `TOKEN=${value}\n` });
  const main = `{ port: 18789, ${WITH_SECRET} }`;
  const other = `{ port: 19029, ${STRICT} }`;

  beforeAll(async () => {
    await box().run('systemctl stop "openclaw-gateway*"; systemctl --user -M claw@ stop "openclaw-gateway*"');
    await box().run(
      'rm -rf /var/lib/gwc /etc/gwc /home/claw/.local/state/gwc /home/claw/.openclaw-* /etc/systemd/system/openclaw-*',
    );
    await box().run('rm -f /home/claw/.config/systemd/user/openclaw-*; systemctl daemon-reload');
    await box().run('cat > /usr/local/bin/reloader; chmod 755 /usr/local/bin/reloader', { input: RELOADER });
    await secret('the-first-one');
    await push({ main, rescue: `{ port: 19789, ${STRICT} }` });
  });

  it('from nothing, and again: nothing to do', async () => {
    expect(await gwc('apply')).toMatchObject({ code: 0 });
    expect(await gwc('apply')).toEqual({ code: 0, stdout: '', stderr: 'nothing to do, unchanged 2\n' });
  });

  it('another one comes: no gateway is restarted, and their units wait for their next start', async () => {
    const before = [await pid('main'), await pid('rescue')];
    await push({ main, other, rescue: `{ port: 19789, ${STRICT} }` });
    const { code, stdout } = await gwc('apply');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `change   box-1/main    openclaw-gateway-main.service: its unit takes effect at its next start
create   box-1/other   gateway.env, openclaw-gateway-other.service, openclaw.json: enable, start
change   box-1/rescue  openclaw-gateway-rescue.service: its unit takes effect at its next start
`,
    });
    expect([await pid('main'), await pid('rescue')]).toEqual(before);
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '' });
    expect([await pid('main'), await pid('rescue')]).toEqual(before);
  });

  it('one goes: no other is restarted', async () => {
    const before = [await pid('main'), await pid('other')];
    await push({ main, other });
    const { code, stdout } = await gwc('apply');
    expect({ code, removed: stdout.split('\n')[0] }).toEqual({
      code: 0,
      removed: 'remove   box-1/rescue  openclaw-gateway-rescue.service: stop, disable; its data stays',
    });
    expect([await pid('main'), await pid('other')]).toEqual(before);
  });

  it('a changed key of openclaw.json: the same process', async () => {
    const before = await pid('other');
    await push({ main, other: `{ port: 19029, config: { agents: { defaults: { maxConcurrent: 3 } } }, ${STRICT} }` });
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: 'change   box-1/other  openclaw.json: reload\n' });
    expect(await pid('other')).toBe(before);
  });

  it('a rotated secret: its gateway is restarted, and has it', async () => {
    await secret('the-second-one');
    const { code, stdout, stderr } = await gwc('apply');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'restart  box-1/main  restart (it was started with another value of TOKEN)\n',
    });
    expect(stdout + stderr).not.toMatch(/the-\w+-one/);
    expect(await box().run(`tr '\\0' '\\n' < /proc/${await pid('main')}/environ | grep ^TOKEN`)).toBe(
      'TOKEN=the-second-one\n',
    );
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '' });
  });

  it('files that were edited by hand before a restart: --force restarts the gateway without them', async () => {
    const unit = '/etc/systemd/system/openclaw-gateway-main.service';
    await box().run(
      `echo EDITED=1 >> /home/claw/.openclaw-main/gateway.env; sed -i s/RestartSec=5/RestartSec=7/ ${unit}`,
    );
    await box().run('systemctl daemon-reload; systemctl restart openclaw-gateway-main');
    const edited = await pid('main');
    expect(await gwc('apply --force')).toMatchObject({ code: 0 });
    const now = await pid('main');
    expect(now).not.toBe(edited);
    expect(await box().run(`tr '\\0' '\\n' < /proc/${now}/environ | grep -c EDITED || true`)).toBe('0\n');
    expect(await box().run('systemctl show -P RestartUSec openclaw-gateway-main')).toBe('5s\n');
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '' });
  });

  it('a unit that was put back with its old time, after a restart with an edited one: the gateway is restarted with it', async () => {
    const unit = '/etc/systemd/system/openclaw-gateway-main.service';
    await box().run(
      `cp -p ${unit} /root/kept; sed -i s/RestartSec=5/RestartSec=7/ ${unit}
      systemctl daemon-reload; systemctl restart openclaw-gateway-main; cp -p /root/kept ${unit}`,
    );
    expect(await gwc('apply')).toMatchObject({
      code: 0,
      stdout: 'restart  box-1/main  restart (openclaw-gateway-main.service changed after it started)\n',
    });
    expect(await box().run('systemctl show -P RestartUSec openclaw-gateway-main')).toBe('5s\n');
    expect(await gwc('apply')).toMatchObject({ code: 0, stdout: '' });
  });

  it('a gateway that does not come up: what it said without its secret, and the next apply leaves it alone', async () => {
    const broken = `{ port: 18789, env: { A: b }, config: { messages: { responsePrefix: broken } }, ${WITH_SECRET} }`;
    await push({ main: broken, other });
    const failed = await gwc('apply');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('| the token is ***\n');
    expect(failed.stderr).not.toContain('the-second-one');
    const before = await pid('main');
    const { code, stdout } = await gwc('apply');
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(/^failed {3}box-1\/main /) });
    expect(await pid('main')).toBe(before);
  });
}

const KILLER = '/root/kill-at-call.mjs';
/** Odd, so that both directions get their turn. */
const STRIDE = 13;

/** Builds it, and puts out/ into the home of an account. */
async function deliver(box: Box, hosts: string, user: 'claw' | 'root'): Promise<void> {
  await deliverTree(box, buildTree(hosts), user);
}
