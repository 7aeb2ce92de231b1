// The playbook of `build --emit ansible`, run by real Ansible in two boxes, each the host of its own name. There is no network
// between them, so each runs it for itself (`--connection local --limit`).

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { type Manifest, parseManifest } from '../../src/files/manifest.ts';
import type { Instance } from '../../src/model/fleet.ts';
import { PROGRAM } from '../support/program.ts';
import type { Box } from './box.ts';
import { bootMachine, bootStubMachine, mainPid, statusWithToken, untilHealthy } from './machine.ts';
import { expectedOwnership, type Ownership, ownership, pathsOf } from './ownership.ts';
import { installNewerAnsible, NEWER_ANSIBLE, type Played, playIn } from './play.ts';
import { deliverPlugin } from './plugins.ts';

const UNITS = 'openclaw-gateway-main openclaw-gateway-rescue';

/** Off by default, and opened by a gateway that runs. */
const ENDPOINT = '{ gateway: { http: { endpoints: { chatCompletions: { enabled: true } } } } }';

interface Keys {
  readonly main?: string;
  readonly rescue?: string;
  readonly system?: string;
}

/** box-1 has services of an account, with a stub in place of OpenClaw; box-2 has OpenClaw, as a service of the system. */
function hosts({ main = '', rescue = '      rescue: { port: 19789 }\n', system = '' }: Keys = {}): string {
  return `version: 1
openclaw: 2026.9.6
defaults:
  user: claw
  secrets: [OPENCLAW_GATEWAY_TOKEN]
  config: { gateway: { auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" } } }
hosts:
  box-1:
    instances:
      main: { port: 18789${main} }
${rescue}  box-2:
    instances:
      main: { port: 18789, service: { scope: system, hardening: strict }${system} }
`;
}

/** Builds hosts.yaml of the folder into its out/, the playbook too. */
function writeTree(folder: string, text: string): readonly Instance[] {
  writeFileSync(join(folder, 'hosts.yaml'), text);
  const args = ['build', join(folder, 'hosts.yaml'), '--out', join(folder, 'out'), '--emit', 'ansible'];
  execFileSync(PROGRAM, args, { stdio: 'pipe' });
  return build(text).fleet.hosts.flatMap(({ instances }) => instances);
}

export function ansibleTests(): void {
  const boxes = new Map<string, Box>();
  const folder = mkdtempSync(join(tmpdir(), 'gwc-ansible-'));
  const vault = `--vault-password-file ${folder}/password -e @${folder}/vault.json`;
  const box = (name = 'box-1') => boxes.get(name)!;

  const write = (text: string) => writeTree(folder, text);

  const play = (name = 'box-1', args = '') => playIn(box(name), folder, name, args);

  const pids = () => box().run(`systemctl --user show -P MainPID ${UNITS}`, { user: 'claw' });

  beforeAll(async () => {
    write(hosts());
    const [first, second] = await Promise.all([
      bootStubMachine('ansible-box-1', [folder]),
      bootMachine('ansible-box-2', [folder, NEWER_ANSIBLE]),
    ]);
    await installNewerAnsible(second);
    boxes.set('box-1', first).set('box-2', second);
    // On one host the secrets are there, to the other one they come from a vault.
    await box().run(
      'for i in main rescue; do install -Dm 600 <(echo OPENCLAW_GATEWAY_TOKEN=on-the-host) ~/.openclaw-$i/.env; done',
      { user: 'claw' },
    );
    const values = { gwc_secrets: { 'box-2': { main: { OPENCLAW_GATEWAY_TOKEN: 'from a $vault' } } } };
    writeFileSync(join(folder, 'vault.json'), JSON.stringify(values));
    writeFileSync(join(folder, 'password'), 'of the vault\n');
    execFileSync('ansible-vault', [
      'encrypt',
      '--vault-password-file',
      join(folder, 'password'),
      join(folder, 'vault.json'),
    ]);
  });
  afterAll(async () => {
    await Promise.all([...boxes.values()].map((one) => one.down()));
    rmSync(folder, { recursive: true });
  });

  it('from nothing: every gateway of both hosts serves (on one of them a stub in place of OpenClaw), with secrets of the host or of a vault', async () => {
    const [main, rescue, system] = write(hosts()) as [Instance, Instance, Instance];
    const [first, second] = await Promise.all([play(), play('box-2', vault)]);
    expect([first.code, second.code], first.stdout + second.stdout).toEqual([0, 0]);
    await untilHealthy(box(), [main, rescue]);
    await untilHealthy(box('box-2'), [system]);
    expect(await statusWithToken(box('box-2'), system, 'from a $vault')).not.toBe('401');
    expect(await statusWithToken(box('box-2'), system, 'wrong')).toBe('401');
  });

  it('a gateway.env that was put back with its old time, after a restart with an edited one: its gateway alone is restarted', async () => {
    const before = (await pids()).split('\n').filter(Boolean);
    // The times of a file and of a start are compared in seconds.
    await box().run(
      `cd ~/.openclaw-rescue; cp -p gateway.env old; echo EDITED=1 >> gateway.env
        systemctl --user restart openclaw-gateway-rescue; sleep 2; cp -p old gateway.env; rm old`,
      { user: 'claw' },
    );
    const [, edited] = (await pids()).split('\n').filter(Boolean);
    const { code, stdout } = await play();
    expect(code, stdout).toBe(0);
    const [main, rescue] = (await pids()).split('\n').filter(Boolean);
    expect([main, rescue === edited]).toEqual([before[0], false]);
    expect(await box().run(`tr '\\0' '\\n' < /proc/${rescue}/environ`)).not.toContain('EDITED');
  });

  it('the real OpenClaw, `hardening: strict`, takes a changed key of openclaw.json by itself, and is the same process', async () => {
    const second = box('box-2');
    const [, , system] = write(hosts({ system: `, config: ${ENDPOINT}` })) as [Instance, Instance, Instance];
    const before = await mainPid(second, system);
    const status = () =>
      second.run(`curl -s -m 300 -o /dev/null -w '%{http_code}' -X POST 127.0.0.1:${system.port}/v1/chat/completions`);
    expect(await status()).toBe('404');
    const { code, stdout } = await play('box-2', vault);
    expect(code, stdout).toBe(0);
    expect([await mainPid(second, system), await status()]).toEqual([before, '401']);
    expect(await second.attempt(`${PROGRAM} apply ${folder}/out --host box-2`)).toMatchObject({
      stderr: 'nothing to do, unchanged 1\n',
    });
  });

  it('… and is restarted for a key that OpenClaw needs a restart for', async () => {
    const second = box('box-2');
    const moved = ENDPOINT.replace('gateway: {', 'gateway: { controlUi: { basePath: /moved },');
    const [, , system] = write(hosts({ system: `, config: ${moved}` })) as [Instance, Instance, Instance];
    const before = await mainPid(second, system);
    const { code, stdout } = await play('box-2', vault);
    expect(code, stdout).toBe(0);
    expect(await mainPid(second, system)).not.toBe(before);
    const title = `curl -s -m 300 127.0.0.1:${system.port}/moved/ | grep -o '<title>.*</title>'`;
    expect(await second.run(title)).toContain('OpenClaw');
  });

  it('`--check --diff` shows a change and does nothing', async () => {
    const before = await pids();
    write(hosts({ main: ', env: { TZ: Europe/Berlin }' }));
    const { code, stdout } = await play('box-1', '--check --diff');
    expect({ code, isShown: stdout.includes('+TZ=Europe/Berlin') }).toEqual({ code: 0, isShown: true });
    expect(await pids()).toBe(before);
  });

  it('one that does not come up stops the play with its previous files, and its state before another release, put back; the others are not touched', async () => {
    const moves = '"/bin/cp /etc/hostname %h/.openclaw-main/state/release"';
    await box().run('echo 2026.9.6 > ~/.openclaw-main/state/release', { user: 'claw' });
    const before = await box().run('sha256sum ~/.openclaw-main/gateway.env', { user: 'claw' });
    const [, rescue] = (await pids()).trim().split('\n').filter(Boolean);
    const [main] = write(
      hosts({
        // It answers /healthz, and stays in its startup.
        main: `, openclaw: 2026.9.5, env: { STUB_STARTING: "600000" }, service: { systemd: { Service: { ExecStartPre: ${moves} } } }`,
        rescue: '      rescue: { port: 19789, env: { A: b } }\n',
      }),
    );
    const { code, stdout } = await play('box-1', '-e gwc_timeout=10');
    const reason = /main did not come up: Wait until it is ready:\s+startup-sidecars/;
    expect({ code: code !== 0, says: reason.test(stdout) }, stdout).toEqual({ code: true, says: true });
    expect(stdout).toContain('Its previous files and its state are back.');
    expect(await box().run('cd ~/.openclaw-main/state; cat release; stat -c %U release', { user: 'claw' })).toBe(
      '2026.9.6\nclaw\n',
    );
    expect(await box().run('ls /var/lib/gwc/snapshots/box-1/main')).toMatch(/^[^\n]*Z-2026\.9\.6\.tar\n$/);
    expect(await box().run('sha256sum ~/.openclaw-main/gateway.env', { user: 'claw' })).toBe(before);
    await untilHealthy(box(), [main!]);
    expect((await pids()).trim().split('\n').filter(Boolean)[1]).toBe(rescue);
  });

  it('a file that was changed on the host stops it before anything is done; `gwc_force` replaces it and keeps a backup', async () => {
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
  });

  it('a plugin is installed while its gateway is stopped, and removed once it left `plugins`', async () => {
    const [, , system] = write(hosts({ system: ', plugins: [~/crm]' })) as [Instance, Instance, Instance];
    const second = box('box-2');
    await deliverPlugin(second, 'crm');
    const { stateDir } = system;
    const installed = () => second.run(`ls ${stateDir}/extensions; ls ${stateDir} | grep openclaw.json`);
    const come = await play('box-2', vault);
    expect(come.code, come.stdout).toBe(0);
    expect(await installed()).toBe('crm\nopenclaw.json\n');
    await second.run(`cmp ${stateDir}/openclaw.json ${folder}/out/box-2/main/openclaw.json`);
    write(hosts());
    const gone = await play('box-2', vault);
    expect(gone.code, gone.stdout).toBe(0);
    expect(await installed()).toBe('openclaw.json\n');
    await untilHealthy(second, [system]);
  });
}

/** The examples, each on a host of its own, with a stub in place of OpenClaw. */
export function ansibleExampleTests(): void {
  const tenants = exampleHost('tenants');
  const rescue = exampleHost('rescue-bot');
  const acme = 'openclaw-gateway-acme.service';
  const globex = 'openclaw-gateway-globex.service';
  const pidOf = (unit: string) => tenants.box.run(`systemctl show -P MainPID ${unit}`);
  const apply = ({ box, folder, host }: ExampleHost) => box.attempt(`${PROGRAM} apply ${folder}/out --host ${host}`);
  const nothingToDo = (count: number) => ({ code: 0, stdout: '', stderr: `nothing to do, unchanged ${count}\n` });

  beforeAll(async () => {
    await Promise.all([tenants, rescue].map(({ boot }) => boot()));
    await installNewerAnsible(tenants.box);
    // As docs/install.md has the accounts, whose homes are gwc's to make; and a folder of secrets that is root's alone.
    await tenants.box.run(
      `for i in acme globex initech; do
        useradd --system --user-group --home-dir /srv/openclaw/$i --shell /usr/sbin/nologin oc-$i; done
      install -d -m 700 /etc/openclaw`,
    );
    for (const host of [tenants, rescue]) await host.lookBefore();
  });
  afterAll(() => Promise.all([tenants.down(), rescue.down()]));

  it('from nothing: every folder on the way is made as the manifest says, and one that exists stays as it is', async () => {
    const plays = await Promise.all([tenants.play(), rescue.play()]);
    expect(
      plays.map(({ code }) => code),
      plays.map(({ stdout }) => stdout).join(''),
    ).toEqual([0, 0]);
    await untilHealthy(tenants.box, tenants.running());
    await untilHealthy(rescue.box, rescue.running());
    for (const { box, manifest, before } of [tenants, rescue]) {
      const { instances = [], artifacts } = manifest();
      const names = instances.map(({ instance }) => instance);
      // The playbook's own files stay in the tree.
      const installed = { ...manifest(), artifacts: artifacts.filter(({ installPath }) => installPath !== '') };
      const expected = expectedOwnership(installed, names, before());
      const found = await ownership(box, pathsOf(installed));
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
    }
    const shared = await ownership(tenants.box, ['/etc', '/etc/openclaw', '/srv/openclaw', '/var/log/openclaw']);
    expect([...shared.values()]).toEqual(['root:root 0755', 'root:root 0700', 'root:root 0755', 'root:root 0755']);
  });

  it('again: `gwc apply` has nothing to do, and after it no task of the playbook changes anything', async () => {
    const before = await pidOf(acme);
    expect(await apply(tenants)).toMatchObject(nothingToDo(3));
    expect(await apply(rescue)).toMatchObject(nothingToDo(2));
    const { changed, stdout } = await tenants.play();
    expect(changed, stdout).toBe(0);
    expect(await pidOf(acme)).toBe(before);
  });

  it('a secret that was rotated on the host restarts its own gateway alone; that an apply failed with it is forgotten', async () => {
    const before = await Promise.all([acme, globex].map(pidOf));
    const record = '/var/lib/gwc/applied.json';
    const failed = JSON.stringify([{ service: `oc-acme /etc/systemd/system/${acme}`, hash: 'ab'.repeat(32) }]);
    await tenants.box.run(`jq '.failed = ${failed}' ${record} > /root/record; cat /root/record > ${record}`);
    await tenants.box.run('sleep 1; sed -i s/of-acme/new/ /etc/openclaw/acme.env');
    const { code, stdout } = await tenants.play({ withSecrets: false });
    expect(code, stdout).toBe(0);
    const after = await Promise.all([acme, globex].map(pidOf));
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([false, true]);
    expect(JSON.parse(await tenants.box.run(`jq -c .failed ${record}`))).toEqual([]);
  });

  it('secrets files directly in /etc leave /etc to root', async () => {
    tenants.write(tenants.text.replace('/etc/openclaw/$(instance).env', '/etc/openclaw-$(instance).env'));
    const { code, stdout } = await tenants.play();
    expect(code, stdout).toBe(0);
    expect(await tenants.box.run('stat -c "%U %04a" /etc; stat -c "%U %a" /etc/openclaw-acme.env')).toBe(
      'root 0755\noc-acme 600\n',
    );
  });

  it('a link that an account put on the way is refused, and nothing is written where it leads', async () => {
    await tenants.box.run(
      `install -d -m 700 -o oc-acme -g oc-acme /srv/openclaw/acme; install -d /srv/openclaw/elsewhere
      cd /srv/openclaw/acme; rm -rf state; ln -s /srv/openclaw/elsewhere state; chown -h oc-acme state`,
    );
    const { code, stdout } = await tenants.play();
    expect(code).not.toBe(0);
    expect(stdout).toContain('/srv/openclaw/acme/state is a symbolic link that belongs to oc-acme');
    expect(await tenants.box.run('ls /srv/openclaw/elsewhere')).toBe('');
  });
}

interface ExampleHost {
  readonly box: Box;
  readonly folder: string;
  readonly host: string;
  readonly text: string;
  readonly boot: () => Promise<void>;
  readonly down: () => Promise<void>;
  readonly write: (text: string) => void;
  readonly manifest: () => Manifest;
  readonly running: () => readonly Instance[];
  readonly play: (options?: { readonly withSecrets?: boolean; readonly args?: string }) => Promise<Played>;
  /** Remembers what is there before the first play. */
  readonly lookBefore: () => Promise<void>;
  readonly before: () => Ownership;
}

function exampleHost(name: string): ExampleHost {
  const text = readFileSync(`examples/${name}/hosts.yaml`, 'utf8');
  const folder = join(tmpdir(), `gwc-ansible-${name}-${process.pid}`);
  const instances = build(text).fleet.hosts.flatMap((one) => one.instances);
  const [{ host }] = instances as [Instance, ...Instance[]];
  let box: Box;
  let before: Ownership;
  const manifest = () => parseManifest(readFileSync(join(folder, 'out/gwc.manifest.json'), 'utf8'), 'the manifest');
  return {
    get box() {
      return box;
    },
    folder,
    host,
    text,
    boot: async () => {
      mkdirSync(folder);
      writeTree(folder, text);
      const values = instances.map(({ name: instance, secrets }) => [
        instance,
        Object.fromEntries(secrets.map((key) => [key, `of-${instance}`])),
      ]);
      const vault = { gwc_secrets: { [host]: Object.fromEntries(values) } };
      writeFileSync(join(folder, 'vault.json'), JSON.stringify(vault));
      box = await bootStubMachine(`ansible-${name}`, [folder, NEWER_ANSIBLE]);
    },
    down: async () => {
      await box?.down();
      rmSync(folder, { recursive: true });
    },
    write: (next) => void writeTree(folder, next),
    manifest,
    running: () => instances.filter(({ enabled }) => enabled),
    play: ({ withSecrets = true, args = '' } = {}) =>
      playIn(box, folder, host, `${withSecrets ? `-e @${folder}/vault.json` : ''} ${args}`),
    lookBefore: async () => {
      before = await ownership(box, pathsOf(manifest()));
    },
    before: () => before,
  };
}
