// What a person does with gateways that run: commands as an instance, logs, restarts.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostsOf } from '../apply/built-tree.ts';
import { shellBlocks } from '../support/shell-blocks.ts';
import type { Box } from './box.ts';
import { bootMachine } from './machine.ts';
import { openClaw, RELEASE, RELEASE_BEFORE } from './openclaw.ts';
import { deliverPlugin, registryAt, serveRegistry } from './plugins.ts';
import { buildTree, deliverTree } from './tree.ts';

const SECRETS = 'secrets: [OPENCLAW_GATEWAY_TOKEN], config: { gateway: { auth: { mode: token } } }';
/** As it runs beside the others: a release of its own, which lies beside theirs. */
const canaryOf = (release: string, config = '') =>
  `{ port: 19269, openclaw: ${release}, command: [${openClaw(release).command.join(', ')}], config: { ${config} } }`;
/** A desk of the account's own, and a tenant of the system's. */
const OTHERS = {
  desk: `{ port: 18789, stateDir: ~/desk, env: { DESK: tidy }, ${SECRETS} }`,
  tenant: `{ port: 19029, ${SECRETS}, user: oc-tenant, home: /srv/openclaw/tenant, secretsFile: /etc/openclaw/tenant.env,
        service: { scope: system, hardening: strict } }`,
};
/** With a canary of the release before, until it has been upgraded. */
const INSTANCES = { canary: canaryOf(RELEASE_BEFORE), ...OTHERS };

/** OpenClaw's own function that a channel calls; its file and its exported name are other ones in each release. */
const REQUEST = `
import { readdirSync, readFileSync } from 'node:fs';
const [folder, id] = process.argv.slice(2);
const dist = folder + '/node_modules/openclaw/dist/';
const files = readdirSync(dist).filter((name) => name.startsWith('pairing-store-') && name.endsWith('.mjs'));
const file = files.find((name) => /function upsertChannelPairingRequest/.test(readFileSync(dist + name, 'utf8')));
const [, name] = /upsertChannelPairingRequest as (\\w+)/.exec(readFileSync(dist + file, 'utf8'));
const { [name]: request } = await import(dist + file);
console.log(JSON.stringify(await request({ channel: 'telegram', id, accountId: 'default' })));
process.exit(0);
`;

export function dayTwoTests(): void {
  let box: Box;

  beforeAll(async () => {
    box = await bootMachine('day-two', [openClaw(RELEASE_BEFORE).folder]);
    await box.run(
      `useradd --system --user-group --home-dir /srv/openclaw/tenant oc-tenant
      install -d -m 0700 /etc/openclaw; install -d -o claw -g claw -m 0700 /home/claw/desk
      umask 077; echo OPENCLAW_GATEWAY_TOKEN=of-the-tenant > /etc/openclaw/tenant.env
      echo OPENCLAW_GATEWAY_TOKEN=of-the-desk > /home/claw/desk/.env; chown claw: /home/claw/desk/.env`,
    );
    await deliverTree(box, buildTree(hostsOf(INSTANCES)), 'root');
    await box.run('cd /root; gwc apply');
  });
  afterAll(() => box?.down());

  const asRoot = (args: string) => box.attempt(`cd /; gwc ${args}`);
  const asClaw = (args: string) => box.attempt(`cd ~; gwc ${args}`, { user: 'claw' });

  describe('`gwc exec`', () => {
    it('as the account: the right gateway, its folder, its secrets and its exit code', async () => {
      expect(await asClaw('exec desk -- config get gateway.port')).toMatchObject({ code: 0, stdout: '18789\n' });
      const script = 'echo $(id -un) $PWD $DESK $OPENCLAW_GATEWAY_TOKEN $OPENCLAW_SERVICE_KIND; exit 7';
      expect(await asClaw(`exec desk --shell -- sh -c '${script}'`)).toEqual({
        code: 7,
        stdout: 'claw /home/claw/desk tidy of-the-desk\n',
        stderr: '',
      });
    });

    it('as root: the account of the instance, with its groups, and never root', async () => {
      await box.run('groupadd robots; usermod -aG robots oc-tenant');
      const { stdout } = await asRoot(
        `exec box-1/tenant --shell -- sh -c 'id -un; id -Gn; echo $OPENCLAW_GATEWAY_TOKEN'`,
      );
      expect(stdout).toBe('oc-tenant\noc-tenant robots\nof-the-tenant\n');
      expect(await asRoot('exec tenant -- config get gateway.port')).toMatchObject({ code: 0, stdout: '19029\n' });
    });

    it('reaches the running gateway', async () => {
      const { code, stdout } = await asRoot('exec tenant -- gateway probe --json');
      expect({ code, ok: JSON.parse(stdout).ok }).toEqual({ code: 0, ok: true });
    });

    it('with --sandbox it sees what the gateway sees, and may no more', async () => {
      const script =
        'ls /home/claw/desk; touch /srv/openclaw/tenant/other; echo $? $(id -un) $OPENCLAW_GATEWAY_TOKEN; exit 5';
      const { code, stdout, stderr } = await asRoot(`exec tenant --sandbox --shell -- sh -c '${script}'`);
      expect({ code, stdout }).toEqual({ code: 5, stdout: '1 oc-tenant of-the-tenant\n' });
      expect(stderr).toMatch(/desk.*Permission denied[\s\S]*other.*Read-only file system/);
    });

    it.each([
      ['', ''],
      [' in the sandbox, too', '--sandbox'],
    ])('passes standard input, words and signals on%s', async (_, option) => {
      const exec = `gwc exec tenant ${option} --shell --`;
      expect(await box.run(`echo typed | ${exec} cat`)).toBe('typed\n');
      expect(await box.run(`${exec} printf '%s\\n' 'a$$b ${'${HOME}'} %h'`)).toBe('a$$b ${HOME} %h\n');
      const script = `${exec} sleep 60 & gwc=$!; sleep 3; kill -TERM $gwc; wait $gwc || echo $?`;
      expect(await box.run(`${script}; sleep 1; pgrep -x sleep || echo gone`)).toBe('143\ngone\n');
      expect(await box.run(`${exec} sh -c 'kill -KILL $$' || echo $?`)).toBe('137\n');
      expect(await box.run(`${exec} no-such-program || echo $?`)).toMatch(/^(2|127)\n$/);
    });

    it("on root's terminal the command gets one of its own, and ends as without", async () => {
      const ends = 'gwc exec tenant --shell -- sh -c "exit 7" || echo ended $?';
      const shown = await box.run(`script -qec 'tty; gwc exec tenant --shell -- tty; ${ends}' /dev/null`);
      const [roots, own, ended] = shown.match(/\/dev\/pts\/\d+|ended \d+/g) ?? [];
      expect({ isOwn: own?.startsWith('/dev/pts/') === true && own !== roots, ended }).toEqual({
        isOwn: true,
        ended: 'ended 7',
      });
    });

    it("reads nothing that an account's own drop-in names with more rights than the account has", async () => {
      const folder = '/home/claw/.config/systemd/user/openclaw-gateway-desk.service.d';
      await box.run(
        `mkdir ${folder}; printf '[Service]\nEnvironmentFile=/etc/openclaw/tenant.env\n' > ${folder}/x.conf`,
      );
      expect(await asRoot('exec desk --shell -- env')).toEqual({
        code: 2,
        stdout: '',
        stderr: 'error: cannot act as box-1/desk: /etc/openclaw/tenant.env cannot be read\n',
      });
      await box.run(`rm -r ${folder}`);
    });

    it('says what is wrong with the name, and who may', async () => {
      expect(await asRoot('exec tenat -- status')).toMatchObject({
        code: 2,
        stderr: 'error: no instance `tenat` was installed by this account; did you mean `tenant`?\n',
      });
      expect(await asClaw('exec tenant -- status')).toMatchObject({ code: 2 });
    });
  });

  describe("OpenClaw's commands in a plain shell of the account", () => {
    const inShell = (words: string) =>
      box.attempt(`OPENCLAW_STATE_DIR=~/desk openclaw ${words} </dev/null 2>&1`, { user: 'claw' });

    it.each([
      'config set logging.level debug',
      'channels add --channel telegram --token 1:a',
      'agents add bob --non-interactive --workspace /home/claw/bob',
      'models set openai/gpt-5',
      'onboard --non-interactive --accept-risk --mode local --skip-health',
      'plugins install /home/claw/none',
      'doctor --fix --non-interactive',
      'update',
      'gateway install --force',
    ])('`%s` is refused, and says who has the config', async (words) => {
      const before = await box.run('sha256sum /home/claw/desk/openclaw.json');
      const { code, stdout } = await inShell(words);
      expect({ code, stdout }).toEqual({
        code: 1,
        stdout: expect.stringMatching(/externally managed|external supervisor/),
      });
      expect(await box.run('sha256sum /home/claw/desk/openclaw.json')).toBe(before);
    });

    it('what the secrets file held is there still', async () => {
      expect(await box.run('cat /home/claw/desk/.env; stat -c "%U %a" /home/claw/desk/.env')).toBe(
        'OPENCLAW_GATEWAY_TOKEN=of-the-desk\nOPENCLAW_CONFIG_READONLY=1\nOPENCLAW_SUPERVISOR_MODE=external\nclaw 600\n',
      );
      expect(await asRoot('apply /root/out')).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('nothing to do'),
      });
    });
  });

  describe('pairing', () => {
    /** As the gateway does when a stranger writes. */
    const request = async (id: string): Promise<string> => {
      await box.run('cat > /tmp/request.mjs', { input: REQUEST });
      const words = `exec desk --shell -- node /tmp/request.mjs ${openClaw().folder} ${id}`;
      return JSON.parse((await asClaw(words)).stdout).code;
    };

    it('without an owner in the config the person is approved, and OpenClaw says what it could not write', async () => {
      const { code, stderr, stdout } = await asClaw(`exec desk -- pairing approve telegram ${await request('111')}`);
      expect({ code, text: stdout + stderr }).toEqual({
        code: 1,
        text: expect.stringMatching(/Approved telegram sender 111[\s\S]*externally managed/),
      });
    });

    it('with one it ends well', async () => {
      const owned = INSTANCES.desk.replace('config: {', 'config: { commands: { ownerAllowFrom: ["telegram:111"] },');
      await deliverTree(box, buildTree(hostsOf({ ...INSTANCES, desk: owned })), 'root');
      expect(await asRoot('apply /root/out')).toMatchObject({ code: 0 });
      const { code, stdout } = await asClaw(`exec desk -- pairing approve telegram ${await request('222')}`);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Approved telegram sender 222') });
      expect(await asRoot('apply /root/out')).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('nothing to do'),
      });
    });
  });

  describe('an upgrade of one, which is a canary', () => {
    const SCHEMA = `node -e "const { DatabaseSync } = require('node:sqlite');
      const database = new DatabaseSync('/home/claw/.openclaw-canary/state/openclaw.sqlite', { readOnly: true });
      console.log(database.prepare('PRAGMA user_version').get().user_version)"`;
    const schema = async () => Number(await box.run(SCHEMA));
    const upgraded = (config = '') => hostsOf({ ...INSTANCES, canary: canaryOf(RELEASE, config) });
    let before: number;

    it('that does not come up: state and release are back together, and it serves', async () => {
      before = await schema();
      await box.run('cp /home/claw/.openclaw-canary/openclaw.json /root/canary.json');
      const broken = 'gateway: { tls: { enabled: true, certPath: /missing.pem, keyPath: /missing.pem } }';
      await deliverTree(box, buildTree(upgraded(broken)), 'root');
      const { code, stderr } = await asRoot('apply /root/out');
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(
          /snapshot of the state of box-1\/canary: \/var\/lib\/gwc\/snapshots\/box-1\/canary\/.*-2026.9.5.tar\n[\s\S]*its previous files and its state are back, and it serves\n/,
        ),
      });
      expect(await schema()).toBe(before);
      await box.run('cmp /home/claw/.openclaw-canary/openclaw.json /root/canary.json');
      expect(await box.run('stat -c "%U %a" /var/lib/gwc/snapshots/box-1/canary{,/*}')).toBe('root 700\nroot 600\n');
    });

    it('by the recipe: `gwc upgrade`, the command, `gwc build`, `gwc apply`', async () => {
      await box.run('cat > /root/hosts.yaml', { input: hostsOf(INSTANCES) });
      const [, program] = openClaw(RELEASE).command;
      const { code, stdout } = await box.attempt(
        `cd /root; gwc upgrade ${RELEASE} --instance box-1/canary
        sed -i 's|gwc-openclaw-${RELEASE_BEFORE}|gwc-openclaw-${RELEASE}|g' hosts.yaml; grep -c '${program}' hosts.yaml
        gwc build --quiet; gwc apply --retry --dry-run; gwc apply --retry`,
      );
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(
          /\nchange {3}box-1\/canary .*: snapshot of the state of 2026.9.5 in \/var\/lib\/gwc\/snapshots\/box-1\/canary\/, restart/,
        ),
      });
      expect(await schema()).toBeGreaterThan(before);
      expect(await asRoot('status /root/out --format json')).toMatchObject({ code: 0 });
    });

    it('its snapshot, taken back as docs/apply.md says, is the state of before, and serves', async () => {
      await box.run('cat > /root/hosts.yaml', { input: hostsOf(INSTANCES) });
      const snapshot = await box.run(`ls /var/lib/gwc/snapshots/box-1/canary/*-${RELEASE_BEFORE}.tar | tail -1`);
      const block = shellBlocks('docs/apply.md', 'Another release').find((text) => text.includes('--no-snapshot'))!;
      const recipe = block.replace('/srv/fleet', '/root').replace(/\S+\.tar$/m, snapshot.trim());
      expect(await box.attempt(`set -e\n${recipe}`)).toMatchObject({ code: 0 });
      expect(await schema()).toBe(before);
      expect(await asRoot('status /root/out --format json')).toMatchObject({ code: 0 });
    });
  });

  describe('the control UI, by the calls that it makes', () => {
    const config = '/home/claw/desk/openclaw.json';
    const call = async (method: string, params: object) => {
      const words = `exec desk -- gateway call ${method} --json --params '${JSON.stringify(params)}'`;
      const { code, stdout, stderr } = await asClaw(words);
      return { code, text: stdout + stderr };
    };

    it.each([
      ['config.patch', { raw: '{"logging":{"level":"debug"}}' }],
      ['config.apply', { raw: '{"gateway":{"mode":"local"}}' }],
      ['agents.create', { name: 'bob', workspace: '/home/claw/bob' }],
    ])('`%s` is refused, and openclaw.json stays as it is', async (method, params) => {
      const before = await box.run(`sha256sum ${config}`);
      const { hash: baseHash } = JSON.parse((await call('config.get', {})).text);
      const isOfConfig = method.startsWith('config.');
      const { code, text } = await call(method, { ...params, ...(isOfConfig && { baseHash }) });
      expect({ code, text }).toEqual({ code: 1, text: expect.stringContaining('Config is externally managed') });
      expect(await box.run(`sha256sum ${config}`)).toBe(before);
    });

    it('what a person changed by intent: `gwc import --adopt` takes it over into hosts.yaml', async () => {
      await box.run('cat > /root/hosts.yaml', { input: hostsOf(OTHERS) });
      await box.run('cd /root; gwc build --quiet; gwc apply --force');
      const set = 'OPENCLAW_CONFIG_READONLY=0 OPENCLAW_STATE_DIR=~/desk openclaw config set messages.ackReaction eyes';
      await box.run(set, { user: 'claw' });
      expect(await asRoot('apply /root/out')).toMatchObject({ code: 1, stdout: expect.stringContaining('drift ') });
      const { code, stderr } = await box.attempt(
        'cd /root; gwc import --against out --adopt || true; gwc build --quiet; gwc apply --force',
      );
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('over into hosts.yaml') });
      expect(await box.run('grep -c "ackReaction: eyes" /root/hosts.yaml')).toBe('1\n');
      expect(await asRoot('apply /root/out')).toMatchObject({ code: 0 });
    });
  });

  describe('plugins', () => {
    const toolsOf = (plugins: string) =>
      `{ port: 19389, env: { NPM_CONFIG_REGISTRY: '${registryAt('127.0.0.1')}' }, plugins: [${plugins}] }`;
    const applied = async (plugins: string) => {
      await deliverTree(box, buildTree(hostsOf({ ...OTHERS, tools: toolsOf(plugins) })), 'root');
      return asRoot('apply /root/out');
    };
    /** Those that OpenClaw itself has no part in. */
    const loaded = async () => {
      const { plugins } = JSON.parse((await asClaw('exec tools -- plugins list --json')).stdout);
      const own = plugins.filter(({ origin }: { readonly origin: string }) => origin !== 'bundled');
      return own
        .map(({ id, version, status }: Readonly<Record<string, string>>) => `${id} ${version} ${status}`)
        .sort();
    };
    const isUntouched = async () => {
      await box.run('cmp /home/claw/.openclaw-tools/openclaw.json /root/out/box-1/tools/openclaw.json');
      expect(await box.run('ls -A /home/claw/.openclaw-tools | grep openclaw.json')).toBe('openclaw.json\n');
      expect(await asRoot('apply /root/out')).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^nothing to do/),
      });
    };

    it('from a registry and from a folder: installed before the start, and openclaw.json stays as gwc wrote it', async () => {
      await serveRegistry(box, 'demo', ['1.0.0', '1.1.0']);
      await deliverPlugin(box, 'crm');
      const { code, stdout } = await applied('npm:@acme/demo@1.0.0, ~/crm');
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(
          /create {3}box-1\/tools .*: install npm:@acme\/demo@1\.0\.0, install \/home\/claw\/crm, enable, start/,
        ),
      });
      expect(await loaded()).toEqual(['crm 1.0.0 loaded', 'demo 1.0.0 loaded']);
      const { instances } = JSON.parse((await asRoot('status /root/out --format json')).stdout);
      expect(
        instances.find(({ instance }: { readonly instance: string }) => instance === 'tools').checks,
      ).toMatchObject({
        plugins: { result: 'ok', text: 'installed' },
        ready: { result: 'ok' },
      });
      await isUntouched();
    });

    it('another version of one comes, and one that left `plugins` goes', async () => {
      expect(await applied('npm:@acme/demo@1.1.0')).toMatchObject({ code: 0 });
      expect(await loaded()).toEqual(['demo 1.1.0 loaded']);
      await isUntouched();
    });

    it('one that cannot be had: its reason, and the gateway serves as before', async () => {
      const { code, stderr } = await applied('npm:@acme/demo@1.1.0, npm:@acme/none@1.0.0');
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(
          /`openclaw plugins install npm:@acme\/none@1\.0\.0` failed: [\s\S]*and it serves\n/,
        ),
      });
      expect(await loaded()).toEqual(['demo 1.1.0 loaded']);
    });
  });

  describe('looking after it', () => {
    it('`doctor` looks, and a backup of a running gateway is whole', async () => {
      expect(await asClaw('exec desk -- doctor --non-interactive')).toMatchObject({ code: 0 });
      const { code, stdout } = await asClaw('exec desk -- backup create --verify --output /home/claw/');
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Archive verification: passed') });
      expect(await box.run('stat -c "%U %a" /home/claw/*openclaw-backup.tar.gz')).toBe('claw 600\n');
    });

    it('`gwc logs` shows what an instance printed', async () => {
      expect((await asRoot('logs tenant -n 500')).stdout).toContain('gateway');
      expect(await asClaw('logs desk')).toMatchObject({ code: 0 });
    });

    it('`gwc restart`, `stop` and `start` do so', async () => {
      const state = (command: string, unit: string) => box.run(`${command} show -P ActiveState,MainPID ${unit}`);
      const tenant = () => state('systemctl', 'openclaw-gateway-tenant');
      const before = await tenant();
      expect(await asRoot('restart tenant')).toMatchObject({ code: 0, stderr: 'box-1/tenant: restarted\n' });
      expect(await tenant()).not.toBe(before);
      expect(await asRoot('start tenant')).toMatchObject({ stderr: 'box-1/tenant: runs already, active (running)\n' });
      expect(await asClaw('stop desk')).toMatchObject({ code: 0, stderr: 'box-1/desk: stopped\n' });
      expect(await box.run('systemctl --user is-active openclaw-gateway-desk || true', { user: 'claw' })).toBe(
        'inactive\n',
      );
      expect(await asClaw('start desk')).toMatchObject({ code: 0, stderr: 'box-1/desk: started\n' });
      const folder = '/etc/systemd/system/openclaw-gateway-tenant.service.d';
      await box.run(
        `mkdir ${folder}; printf '[Unit]\nAssertPathExists=/none\n' > ${folder}/x.conf; systemctl daemon-reload`,
      );
      expect(await asRoot('restart tenant')).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^error: .*failed: /),
      });
      await box.run(`rm -r ${folder}; systemctl daemon-reload; gwc start tenant`);
    });
  });
}
