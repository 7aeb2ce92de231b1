// Scope × way × hardening, with a stub in place of OpenClaw: what an install and each kind of change do to the files, the
// folders and the processes. The three levels of hardening are instances of one host.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseEnvFile } from '../../src/import/env-file.ts';
import type { Scope } from '../../src/openclaw/names.ts';
import type { Deployment } from '../../src/outputs/deployment.ts';
import type { Box } from './box.ts';
import { bootStubMachine } from './machine.ts';
import { expectedOwnership, type Ownership, ownership, pathsOf } from './ownership.ts';
import { installNewerAnsible, NEWER_ANSIBLE } from './play.ts';
import { buildTree, type Tree } from './tree.ts';
import { type Host, makeAccounts, WAYS, type Way } from './ways.ts';

const SCOPES = ['user', 'system'] as const;
const LEVELS = ['off', 'standard', 'strict'] as const;
type Level = (typeof LEVELS)[number];
const ROLES = ['main', 'rescue', 'spare'] as const;
type Role = (typeof ROLES)[number];

/** What a person adds to an instance in hosts.yaml, by role; those that aren't here are not on the host. */
type Roles = Partial<Record<Role, object>>;

/** Folders that are there before the first install, with modes that gwc would not give them. */
const FOLDERS: Readonly<Record<Scope, Readonly<Record<string, string>>>> = {
  user: {
    'gwc apply': 'install -d -m 750 -o claw -g claw /home/claw/.config',
    playbook: 'install -d -m 711 -o claw -g claw /home/claw/.openclaw-off-main',
    'by hand': 'true',
  },
  system: {
    'gwc apply': 'install -d -m 700 /etc/openclaw; install -d -m 711 /srv/openclaw',
    playbook: 'install -d -m 700 /etc/openclaw',
    'by hand': 'install -d -m 751 /var/log/openclaw',
  },
};

export function matrixTests(): void {
  for (const way of WAYS) {
    // Of a slow way both scopes are had at once.
    for (const scopes of way.isSlow ? SCOPES.map((scope) => [scope]) : [SCOPES]) {
      describe.concurrent(way.name, () => {
        for (const scope of scopes) describe.sequential(`${scope} scope`, () => cells(scope, way));
      });
    }
  }
}

function cells(scope: Scope, way: Way): void {
  let host: Host;
  let tree: Tree;
  let tokens: Record<string, string>;
  let folders: Ownership;
  let before: Sight;
  let now: Sight;
  let changes: number | undefined;
  let isBroken = false;

  beforeAll(async () => {
    const title = `${scope}-${way.name.replaceAll(' ', '-')}`;
    host = {
      box: await bootStubMachine(title, [NEWER_ANSIBLE]),
      name: 'box-1',
      user: scope === 'user' ? 'claw' : 'root',
    };
    if (scope === 'system') await installNewerAnsible(host.box);
    tokens = Object.fromEntries(namesOf(...ROLES).map((name) => [name, newToken()]));
    tree = treeOf(scope, { main: {}, rescue: {} });
    await makeAccounts(host, treeOf(scope, { main: {}, rescue: {}, spare: {} }));
    await host.box.run(FOLDERS[scope][way.name]!);
    folders = await ownership(host.box, pathsOf(treeOf(scope, { main: {}, rescue: {}, spare: {} }).manifest));
    now = { instances: new Map(), files: '' };
  });
  afterAll(() => host?.box.down());

  async function install(roles: Roles, options: { readonly force?: boolean } = {}): Promise<void> {
    tree = treeOf(scope, roles);
    changes = await way.install(host, tree, tokens, options);
  }
  /** Each with an install of its own; of a slow way one is for all. */
  function steps(...all: readonly Step[]): void {
    for (const group of way.isSlow ? [all] : all.map((one) => [one])) {
      describe(group.map(({ title }) => title).join(', '), () => {
        beforeAll(async () => {
          // What comes after one that failed would fail as well, and wait long for it.
          if (isBroken) throw new Error('an earlier step failed');
          isBroken = true;
          before = now;
          for (const { prepare } of group) await prepare?.();
          const { roles } = group.at(-1)!;
          if (roles) await install(roles, { force: group.some(({ force }) => force) });
          for (const { settle } of group) await settle?.();
          now = await look(host.box, tree);
          isBroken = false;
        });
        for (const { title, check } of group) describe(title, () => void it.each(LEVELS)('%s', check));
      });
    }
  }
  const name = (level: Level, role: Role) => `${level}-${role}`;
  const seen = (level: Level, role: Role) => now.instances.get(name(level, role))!;
  const isSameProcess = (level: Level, role: Role) =>
    seen(level, role).pid === before.instances.get(name(level, role))!.pid;
  /** Nothing in the step is about it. Where several steps were done at once, another one was. */
  const isLeftAlone = (level: Level, role: Role) => way.isSlow || isSameProcess(level, role);
  /** Runs, starts at boot, as its account, with the environment that gwc wrote and the secret of now. */
  function expectRunning(level: Level, role: Role): void {
    const { deployment, env, ...state } = seen(level, role);
    expect(state).toMatchObject({ active: 'active', boot: 'enabled', account: deployment.user, ready: true });
    expect(state.environ).toMatchObject({ ...env, OPENCLAW_GATEWAY_TOKEN: tokens[deployment.instance] });
  }

  steps({
    title: 'from nothing',
    roles: { main: {}, rescue: {} },
    async check(level) {
      expectRunning(level, 'main');
      expectRunning(level, 'rescue');
      const names = [name(level, 'main'), name(level, 'rescue')];
      const expected = expectedOwnership(tree.manifest, names, folders);
      const paths = [...pathsOf(tree.manifest, names)];
      expect(Object.fromEntries(await ownership(host.box, paths))).toEqual(
        Object.fromEntries(paths.map((path) => [path, expected.get(path)])),
      );
    },
  });

  steps({
    title: 'again',
    roles: { main: {}, rescue: {} },
    check(level) {
      expect(changes ?? 0).toBe(0);
      expect([isSameProcess(level, 'main'), isSameProcess(level, 'rescue')]).toEqual([true, true]);
      expect(now.files).toBe(before.files);
    },
  });

  const main = { config: { messages: { responsePrefix: 'changed' } } };
  const rescue = { env: { TZ: 'Europe/Berlin' } };
  steps(
    {
      title: 'a key of openclaw.json',
      roles: { main, rescue: {} },
      settle: () => untilReloaded(host.box, tree, main.config.messages.responsePrefix),
      check(level) {
        expectRunning(level, 'main');
        expect(seen(level, 'main').config).toMatchObject(main.config);
        expect(isSameProcess(level, 'main')).toBe(true);
        expect(isLeftAlone(level, 'rescue')).toBe(true);
      },
    },
    {
      title: 'an environment variable',
      roles: { main, rescue },
      check(level) {
        expectRunning(level, 'rescue');
        expect(seen(level, 'rescue').environ).toMatchObject(rescue.env);
        expect(isLeftAlone(level, 'main')).toBe(true);
      },
    },
  );

  steps(
    {
      title: 'forced, after an edit by hand and a restart',
      roles: { main, rescue },
      force: true,
      prepare: () => editAndRestart(host.box, tree),
      check(level) {
        expectRunning(level, 'main');
        expect(seen(level, 'main').environ).not.toHaveProperty('EDITED');
        expect(isLeftAlone(level, 'rescue')).toBe(true);
      },
    },
    {
      title: 'a secret rotated',
      roles: { main, rescue },
      async prepare() {
        for (const level of LEVELS) tokens[name(level, 'rescue')] = newToken();
      },
      check(level) {
        expectRunning(level, 'rescue');
        expect(isLeftAlone(level, 'main')).toBe(true);
      },
    },
  );

  steps(
    {
      title: 'one removed',
      roles: { main },
      async check(level) {
        expectRunning(level, 'main');
        expect(isSameProcess(level, 'main') || !way.keepsSiblings).toBe(true);
        const { deployment } = before.instances.get(name(level, 'rescue'))!;
        const left = `${controlOf(deployment)} show -P LoadState,ActiveState,UnitFileState ${deployment.service}; ls ${deployment.configPath}`;
        expect(await host.box.run(left)).toBe(`not-found\ninactive\n\n${deployment.configPath}\n`);
      },
    },
    {
      title: 'one added',
      roles: { main, spare: {} },
      check(level) {
        expectRunning(level, 'spare');
        expectRunning(level, 'main');
        expect(isSameProcess(level, 'main') || !way.keepsSiblings).toBe(true);
      },
    },
  );

  steps({
    title: 'a reboot',
    async settle() {
      await host.box.reboot();
      const ready = deploymentsOf(tree).map((deployment) => deployment.ready);
      await host.box.run(
        `for url in ${ready.join(' ')}; do until curl -sf -o /dev/null $url; do sleep 0.1; done; done`,
      );
    },
    check(level) {
      expectRunning(level, 'main');
      expectRunning(level, 'spare');
    },
  });
}

interface Step {
  readonly title: string;
  /** What is to be on the host; nothing is installed where it is absent. */
  readonly roles?: Roles;
  readonly force?: boolean;
  /** Before the install. */
  readonly prepare?: () => Promise<void>;
  /** After it. */
  readonly settle?: () => Promise<void>;
  readonly check: (level: Level) => void | Promise<void>;
}

function namesOf(...roles: readonly Role[]): readonly string[] {
  return LEVELS.flatMap((level) => roles.map((role) => `${level}-${role}`));
}

function newToken(): string {
  return randomBytes(12).toString('hex');
}

function treeOf(scope: Scope, roles: Roles): Tree {
  const instances = LEVELS.flatMap((hardening, row) =>
    ROLES.flatMap((role, column) => {
      const added = roles[role];
      const port = 18789 + 120 * (row * ROLES.length + column);
      const name = `${hardening}-${role}`;
      const account = scope === 'system' ? { user: `oc-${name}`, group: `oc-${name}` } : {};
      return added ? [[name, { port, ...account, service: { scope, hardening }, ...added }] as const] : [];
    }),
  );
  const system = {
    home: '/srv/openclaw/$(instance)',
    stateDir: '~/state',
    workspace: '~/workspace',
    logFile: '/var/log/openclaw/$(instance)/openclaw.log',
    secretsFile: '/etc/openclaw/$(instance).env',
  };
  const hosts = {
    version: 1,
    openclaw: '2026.9.6',
    defaults: {
      secrets: ['OPENCLAW_GATEWAY_TOKEN'],
      config: { gateway: { auth: { mode: 'token', token: '${OPENCLAW_GATEWAY_TOKEN}' } } },
      ...(scope === 'system' ? system : { user: 'claw' }),
    },
    hosts: { 'box-1': { instances: Object.fromEntries(instances) } },
  };
  return buildTree(JSON.stringify(hosts), ['--emit', 'ansible']);
}

function deploymentsOf({ manifest }: Tree): readonly Deployment[] {
  return manifest.instances ?? [];
}

function controlOf({ scope, user }: Deployment): string {
  return scope === 'system' ? 'systemctl' : `systemctl --user -M ${user}@`;
}

interface Seen {
  readonly deployment: Deployment;
  readonly instance: string;
  readonly pid: number;
  readonly active: string;
  readonly boot: string;
  /** Whose process it is. */
  readonly account: string;
  readonly ready: boolean;
  /** That of the process. */
  readonly environ: Readonly<Record<string, string>>;
  /** What gateway.env says. */
  readonly env: Readonly<Record<string, string>>;
  /** As the gateway applied it last. */
  readonly config: unknown;
}

interface Sight {
  readonly instances: ReadonlyMap<string, Seen>;
  /** Each installed file with inode, time of writing and content. */
  readonly files: string;
}

async function look(box: Box, tree: Tree): Promise<Sight> {
  const deployments = deploymentsOf(tree);
  // One question for all of them: a user's manager is slow to reach from outside.
  const ask = (key: string) =>
    `$control show -P ${key} ${deployments.map(({ service }) => service).join(' ')} | grep -v '^$'`;
  const script = deployments.map(
    ({ ready, port, instance }, index) =>
      `pid=\${pids[${index}]}
      jq -nc --arg pid "$pid" --arg active "\${active[${index}]}" --arg boot "\${boot[${index}]}" \\
        --arg account "$(stat -c %U /proc/$pid 2> /dev/null || true)" \\
        --arg ready "$(curl -s -m 5 ${ready} || true)" --arg config "$(curl -s -m 5 127.0.0.1:${port}/stub/config || true)" \\
        --arg environ "$(tr '\\0' '\\n' < /proc/$pid/environ || true)" --rawfile env ${fileOf(tree, instance, 'env')} '$ARGS.named'`,
  );
  const files = tree.manifest.artifacts.map(({ installPath }) => installPath).filter((path) => path !== '');
  const output = await box.run(
    `control='${controlOf(deployments[0]!)}'
    pids=($(${ask('MainPID')})); active=($(${ask('ActiveState')})); boot=($(${ask('UnitFileState')}))
    ${script.join('\n')}
    stat -c '%n %i %Y' ${files.join(' ')}; sha256sum ${files.join(' ')}`,
  );
  const lines = output.split('\n');
  const instances = deployments.map((deployment, index): [string, Seen] => {
    const { pid, ready, environ, env, config, ...rest } = JSON.parse(lines[index]!);
    return [
      deployment.instance,
      {
        ...rest,
        deployment,
        instance: deployment.instance,
        pid: Number(pid),
        ready: /"ok":true/.test(ready),
        environ: Object.fromEntries(environ.split('\n').map((line: string) => line.split(/=(.*)/s).slice(0, 2))),
        env: Object.fromEntries(parseEnvFile(env)),
        config: config === '' ? undefined : JSON.parse(config),
      },
    ];
  });
  return { instances: new Map(instances), files: lines.slice(deployments.length).join('\n') };
}

function fileOf({ manifest }: Tree, instance: string, kind: string): string {
  return manifest.artifacts.find((file) => file.instance === instance && file.kind === kind)!.installPath;
}

/** OpenClaw watches its file. */
async function untilReloaded(box: Box, tree: Tree, text: string): Promise<void> {
  const ports = deploymentsOf(tree).flatMap(({ instance, port }) => (instance.endsWith('-main') ? [port] : []));
  const script = `for port in ${ports.join(' ')}; do until curl -s 127.0.0.1:$port/stub/config | grep -q ${text}; do sleep 0.1; done; done`;
  await box.run(script);
}

/** Adds a variable to each main's unit, changes one in its gateway.env, and has the process run with both. */
async function editAndRestart(box: Box, tree: Tree): Promise<void> {
  const mains = deploymentsOf(tree).filter(({ instance }) => instance.endsWith('-main'));
  const edits = mains.map(
    ({ instance }) => `sed -i '/^Environment=/s/$/ EDITED=unit/' ${fileOf(tree, instance, 'systemd-unit')}
      sed -i 's/^OPENCLAW_PROFILE=.*/OPENCLAW_PROFILE=edited/' ${fileOf(tree, instance, 'env')}`,
  );
  const control = controlOf(mains[0]!);
  const restart = `${control} daemon-reload; ${control} restart ${mains.map(({ service }) => service).join(' ')}`;
  // A process has systemd's own environment until its program is called.
  const arrived = mains.map(
    ({ service }) =>
      `until tr '\\0' '\\n' < /proc/$(${control} show -P MainPID ${service})/environ | grep -qx EDITED=unit; do sleep 0.1; done`,
  );
  await box.run([...edits, restart, ...arrived].join('\n'));
  const { instances } = await look(box, tree);
  for (const { instance } of mains)
    expect(instances.get(instance)!.environ).toMatchObject({ EDITED: 'unit', OPENCLAW_PROFILE: 'edited' });
}
