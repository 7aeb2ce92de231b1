// Fleets at random, made to collide: few users, folders and names, and ports close to one another.

import fc from 'fast-check';
import {
  type BotSource,
  type DesktopPlan,
  type FleetPlan,
  type GmailPlan,
  type HostPlan,
  type InspectorPlan,
  type InstancePlan,
  isRecent,
  type PathKey,
  type PluginPlan,
  RELEASES,
  type Release,
  type SandboxPlan,
  type StorePlan,
} from './plan.ts';

/** How much a fleet is made to collide. */
export type Crowding = 'roomy' | 'crowded';

const maybe = <T>(arbitrary: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 10 - weight, arbitrary: fc.constant(undefined) }, { weight, arbitrary });

const FOLDERS = ['/srv/a', '/srv/b', '/srv/a/inner', '~/gateway', '~/.openclaw', '~/.openclaw-n1', '$(home)/gateway'];
const PER_INSTANCE = ['/srv/$(instance)', '~/own/$(profile)', '/srv/ports/$(port)', '/srv/$(user)-$(host)-$(instance)'];

/** One place in several spellings. */
const spelled = (path: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(path, fc.constantFrom('plain', 'plain', 'slash', 'dot', 'parent', 'double', 'case'))
    .map(([text, spelling]) => {
      const last = text.lastIndexOf('/');
      const [folder, name] = [text.slice(0, last), text.slice(last + 1)];
      if (spelling === 'slash') return `${text}/`;
      if (spelling === 'dot') return `${folder}/./${name}`;
      if (spelling === 'parent') return `${folder}/other/../${name}`;
      if (spelling === 'double') return `${folder}//${name}`;
      return spelling === 'case' && !text.includes('$') ? `${folder}/${name.toUpperCase()}` : text;
    });

const folder = (crowding: Crowding): fc.Arbitrary<string> =>
  spelled(fc.constantFrom(...(crowding === 'crowded' ? FOLDERS : []), ...PER_INSTANCE));

const innerFolder = (crowding: Crowding): fc.Arbitrary<string> =>
  fc.oneof(folder(crowding), spelled(fc.constantFrom('$(stateDir)/workspace', '~/.openclaw/workspace-$(profile)')));

const UNITS = [
  '~/.config/systemd/user/openclaw-gateway-n1.service',
  '/etc/systemd/system/openclaw-gateway-n1.service',
  '~/Library/LaunchAgents/ai.openclaw.n1.plist',
  '/Library/LaunchDaemons/ai.openclaw.n1.plist',
];

function file(names: readonly string[], crowding: Crowding): fc.Arbitrary<string> {
  const inFolder = fc
    .tuple(fc.oneof(folder(crowding), fc.constant('$(stateDir)')), fc.constantFrom(...names))
    .map(([parent, name]) => `${parent}/${name}`);
  return crowding === 'roomy' ? inFolder : fc.oneof({ weight: 9, arbitrary: inFolder }, fc.constantFrom(...UNITS));
}

const WEIGHTS: Readonly<Record<Crowding, number>> = { roomy: 2, crowded: 1 };

function paths(crowding: Crowding): fc.Arbitrary<Partial<Record<PathKey, string>>> {
  const weight = WEIGHTS[crowding];
  const seldom = crowding === 'crowded' ? 1 : 0;
  return fc
    .record({
      stateDir: maybe(folder(crowding), weight),
      configPath: maybe(file(['openclaw.json', 'main.log', 'secrets.env.example'], crowding), weight),
      workspace: maybe(innerFolder(crowding), 2 * weight),
      workingDirectory: maybe(innerFolder(crowding), seldom),
      logFile: maybe(file(['main.log', 'openclaw.json', 'gateway.env', 'secrets.env.example'], crowding), weight),
      secretsFile: maybe(file(['.env', 'main.log'], crowding), weight),
      agentDir: maybe(fc.constantFrom('/srv/agents/one', '/srv/agents/./two/', '~/agents/one'), seldom),
      sessionStore: maybe(
        fc.constantFrom('/srv/sessions/main.json', '~/sessions/one.json', '/srv/sessions/{agentId}.json'),
        seldom,
      ),
      oauthDir: maybe(fc.constantFrom('/srv/oauth/one', '~/oauth'), seldom),
    })
    .map(defined);
}

/** Without the keys that are undefined. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

const bot: fc.Arbitrary<BotSource> = fc.oneof(
  fc.constantFrom<BotSource>(
    { kind: 'variable', name: 'TELEGRAM_BOT_TOKEN' },
    { kind: 'variable', name: 'OTHER_BOT_TOKEN' },
    { kind: 'program', command: '/usr/local/bin/read-secret', id: 'one' },
    { kind: 'program', command: '/usr/local/bin/read-secret', id: 'two' },
  ),
  fc.record({
    kind: fc.constant('file' as const),
    path: spelled(fc.constantFrom('~/keys.json', '/srv/keys.json')),
    id: fc.constantFrom('/one', '/two'),
  }),
  fc.record({
    kind: fc.constantFrom('token-file' as const, 'whole-file' as const),
    path: spelled(fc.constantFrom('~/token', '/srv/token')),
  }),
  fc.record({
    kind: fc.constant('phone' as const),
    number: fc.constantFrom('+15550001111', '+1 (555) 000-1111', 'tel:+1-555-000-1111', '+15550002222'),
  }),
  fc.record({
    kind: fc.constant('daemon' as const),
    url: fc.constantFrom(
      'http://localhost:8080',
      'http://127.0.0.1:8080/',
      'http://127.1:8080',
      'http://signal.example.:8080',
      'http://Signal.example:8080',
    ),
  }),
  fc.record({ kind: fc.constant('whatsapp' as const), path: spelled(fc.constantFrom('~/whatsapp', '/srv/whatsapp')) }),
);

const variable: fc.Arbitrary<StorePlan> = fc.record({
  kind: fc.constant('variable' as const),
  name: fc.constantFrom(
    'PI_CODING_AGENT_DIR' as const,
    'OPENCLAW_RAW_STREAM_PATH' as const,
    'OPENCLAW_TRAJECTORY_DIR' as const,
  ),
  where: fc.constantFrom('env' as const, 'config' as const, 'unit' as const, 'command' as const),
  path: fc.constantFrom('/srv/store/one', '/srv/store/./one', '/srv/store/two', '/srv/a/store'),
});

const store: fc.Arbitrary<StorePlan> = fc.oneof(
  variable,
  fc.record({
    kind: fc.constant('folder' as const),
    directive: fc.constantFrom(
      'RuntimeDirectory' as const,
      'StateDirectory' as const,
      'CacheDirectory' as const,
      'LogsDirectory' as const,
    ),
    name: fc.constantFrom('openclaw', 'openclaw/', 'claw'),
  }),
  fc.record({ kind: fc.constant('pid' as const), path: fc.constantFrom('/run/claw.pid', '/var/run/claw.pid') }),
  fc.record({ kind: fc.constant('output' as const), path: fc.constantFrom('/srv/out.log', '%h/out.log') }),
);

const sandbox: fc.Arbitrary<SandboxPlan> = fc.record({
  backend: fc.constantFrom(undefined, undefined, 'docker' as const, 'podman' as const),
  scope: fc.constantFrom(undefined, 'agent' as const, 'session' as const, 'shared' as const, 'shared' as const),
  prefix: fc.constantFrom(undefined, undefined, undefined, 'team-', 'openclaw-sbx-'),
  agents: fc.constantFrom(['main'], ['main', 'work'], ['other']),
});

const gmail: fc.Arbitrary<GmailPlan> = fc.record({
  account: fc.constantFrom(
    'me.x@company.example',
    'Me.x@company.example',
    'mex@company.example',
    'me.x@gmail.com',
    'meX+a@googlemail.com',
  ),
  subscription: fc.constantFrom(undefined, 's', 'projects/p/subscriptions/s', 't', 'u', 'v'),
  path: fc.constantFrom(undefined, 'gmail-pubsub/', '/one', '/two'),
});

const desktop: fc.Arbitrary<DesktopPlan> = fc.oneof(
  fc.record({
    kind: fc.constant('signed-in' as const),
    folder: fc.constantFrom(undefined, '/srv/chrome', '/srv//chrome'),
  }),
  fc.constant({ kind: 'built-in' as const }),
  fc.constant({ kind: 'extension' as const }),
  fc.record({ kind: fc.constant('screen' as const), port: fc.constantFrom(undefined, 5900, 5901) }),
);

const plugin: fc.Arbitrary<PluginPlan> = fc.record({
  id: fc.constantFrom('hindsight', 'claw'),
  port: fc.constantFrom(undefined, 8888, 8889, 8787, 3000, 18_791, 18_900),
  isListening: fc.boolean(),
  path: fc.constantFrom(undefined, '/srv/plugin/db', '/srv/plugin/../plugin/db', '/srv/a/plugin'),
});

const inspector: fc.Arbitrary<InspectorPlan> = fc.record({
  port: fc.constantFrom(undefined, undefined, 9229, 9230, 8787, 18_791),
  where: fc.constantFrom('env' as const, 'config' as const, 'unit' as const),
});

const words: fc.Arbitrary<readonly string[]> = fc.constantFrom<readonly string[]>(
  ['--no-color'],
  ['TZ=UTC'],
  ['--profile', 'shared'],
  ['--port=18789'],
  ['--dev'],
  ['gateway'],
  ['OPENCLAW_STATE_DIR=/srv/moved'],
  ['--unset=OPENCLAW_STATE_DIR'],
  ['--unset=LANG'],
  ['-i', 'TZ=UTC'],
);

const listenerPort = fc.oneof(
  fc.constant('default' as const),
  fc.integer({ min: 8780, max: 8790 }),
  fc.integer({ min: 18780, max: 19500 }),
);

function listeners(crowding: Crowding): fc.Arbitrary<InstancePlan['listeners']> {
  const weight = crowding === 'crowded' ? 1 : 0;
  return fc
    .record({
      telegram: maybe(listenerPort, weight),
      feishu: maybe(listenerPort, weight),
      'nextcloud-talk': maybe(listenerPort, weight),
      'voice-call': maybe(listenerPort, weight),
      sandbox: maybe(fc.oneof(fc.integer({ min: 8780, max: 8790 }), fc.integer({ min: 18780, max: 19500 })), weight),
      gmail: fc.constantFrom('default' as const, 'default' as const, 8790, 8791, 8792),
    })
    .map(defined);
}

interface Draft extends Omit<InstancePlan, 'name' | 'port' | 'serviceName'> {
  readonly gap: number;
  readonly service: number | undefined;
}

const SERVICE_NAMES: Readonly<Record<HostPlan['os'], readonly string[]>> = {
  linux: ['openclaw-gateway', 'openclaw-gateway-n1', 'claw', 'claw.service'],
  macos: ['ai.openclaw.gateway', 'ai.openclaw.n1', 'ai.openclaw.claw', 'ai.openclaw.Claw'],
};

/** How far above the last base the next one is. */
const gap = (crowding: Crowding): fc.Arbitrary<number> =>
  crowding === 'roomy'
    ? fc.constantFrom(111, 120, 200)
    : fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(111, 120) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 240 }) },
        { weight: 1, arbitrary: fc.constantFrom(0, 1, 2, 3, 8, 10, 11, 19, 20, 110, 15_000, 45_000) },
      );

function draft(crowding: Crowding): fc.Arbitrary<Draft> {
  const weight = crowding === 'crowded' ? 1 : 0;
  return fc
    .record({
      gap: gap(crowding),
      hasBrowser: fc.boolean(),
      user: fc.constantFrom('ada', 'bob'),
      scope: fc.constantFrom('user', 'user', 'system'),
      isManaged: fc.constantFrom(true, true, false),
      isEnabled: fc.constantFrom(true, true, false),
      isAuto: fc.constantFrom(...Array<boolean>(7).fill(false), true),
      hasTailscale: fc.integer({ min: 0, max: 9 }).map((it) => it < weight),
      profile: maybe(fc.constantFrom('default', 'ops', 'n1'), 2 * weight),
      home: maybe(fc.constantFrom('/srv/home', '/srv/home2/../home'), 2 * weight),
      service: maybe(fc.nat(3), 3 * weight),
      paths: paths(crowding),
      pins: fc.oneof(
        { weight: 8, arbitrary: fc.constant([]) },
        {
          weight: crowding === 'crowded' ? 1 : 0,
          arbitrary: fc.array(fc.integer({ min: 18789, max: 19300 }), { maxLength: 2 }),
        },
      ),
      listeners: listeners(crowding),
      bot: maybe(bot, 3 * weight),
      store: maybe(store, 2 * weight),
      sandbox: maybe(sandbox, 2 * weight),
      gmail: maybe(gmail, weight),
      desktop: maybe(desktop, weight),
      plugin: maybe(plugin, weight),
      inspector: maybe(inspector, weight),
      words: fc.oneof({ weight: 19, arbitrary: fc.constant(undefined) }, { weight, arbitrary: words }),
    })
    .map((it) => defined(it) as unknown as Draft);
}

/** What the first two instances of a host have in common: a path in the spelling of each that no other goes with, or a browser. */
const common: fc.Arbitrary<readonly Partial<Draft>[]> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom<PathKey>('stateDir', 'configPath', 'workspace', 'workingDirectory', 'logFile', 'secretsFile'),
        fc.array(spelled(fc.constant('/srv/common/one')), { minLength: 2, maxLength: 2 }),
      )
      .map(([key, places]) => places.map((place) => ({ paths: { [key]: place } }))),
  },
  fc.boolean().map((isEnabled) => [signedIn, { ...signedIn, isEnabled }]),
);

const signedIn: Partial<Draft> = {
  desktop: { kind: 'signed-in', folder: undefined },
  user: 'ada',
  hasBrowser: true,
  isEnabled: true,
};

function host(crowding: Crowding): fc.Arbitrary<Omit<HostPlan, 'name'>> {
  const most = crowding === 'crowded' ? 5 : 12;
  return fc
    .record({
      os: fc.constantFrom('linux' as const, 'macos' as const),
      first: fc.constantFrom(
        18789,
        18789,
        18789,
        crowding === 'crowded' ? 1000 : 1024,
        crowding === 'crowded' ? 65_300 : 20_000,
      ),
      reserved: reserved(crowding),
      drafts: fc.array(draft(crowding), { minLength: 1, maxLength: most }),
      shared: maybe(common, crowding === 'crowded' ? 3 : 0),
      // A port that all inherit.
      hasOneBase: fc.integer({ min: 0, max: 15 }).map((it) => crowding === 'crowded' && it === 0),
    })
    .map(({ os, first, reserved: ports, drafts, shared = [], hasOneBase }) => ({
      os,
      reserved: ports,
      instances: settled(
        os,
        first,
        drafts.map((it, at) => ({
          ...it,
          ...shared[at],
          ...(hasOneBase ? { gap: 0, isAuto: false } : {}),
          paths: { ...it.paths, ...shared[at]?.paths },
        })),
      ),
    }));
}

const reserved = (crowding: Crowding): fc.Arbitrary<HostPlan['reserved']> =>
  crowding === 'roomy'
    ? fc.constant([{ from: 5432, to: 5432 }])
    : fc.array(
        fc
          .tuple(
            fc.oneof(
              { weight: 1, arbitrary: fc.constant(443) },
              { weight: 6, arbitrary: fc.integer({ min: 18_700, max: 19_400 }) },
            ),
            fc.nat(4),
          )
          .map(([from, length]) => ({ from, to: from + length })),
        { maxLength: 1 },
      );

function settled(os: HostPlan['os'], first: number, drafts: readonly Draft[]): readonly InstancePlan[] {
  let port = first;
  return drafts.map(({ gap: distance, service, ...rest }, at) => {
    if (at > 0) port = Math.min(port + distance, 65_535);
    return {
      ...rest,
      name: `n${at}`,
      port,
      ...(service === undefined ? {} : { serviceName: SERVICE_NAMES[os][service]! }),
    };
  });
}

function fleets(crowding: Crowding): fc.Arbitrary<FleetPlan> {
  return fc
    .record({
      release: fc.constantFrom(...RELEASES),
      hoist: fc.constantFrom('instance' as const, 'host' as const, 'defaults' as const),
      hosts: fc.array(host(crowding), { minLength: 1, maxLength: 3 }),
    })
    .map((fleet) => ({
      ...fleet,
      hosts: fleet.hosts.map((it, at) => ({
        ...it,
        name: `box-${at}`,
        instances: it.instances.map((instance) => possible(instance, it.os, fleet.release)),
      })),
    }));
}

/** A data folder of the author's own came with 2026.3.28. */
function desktopOf(desktop: DesktopPlan, release: Release): DesktopPlan {
  return desktop.kind === 'signed-in' && !isRecent(release) ? { ...desktop, folder: undefined } : desktop;
}

/** Without what the system or the release doesn't have: that is an error of another rule. */
function possible({ store: kept, ...instance }: InstancePlan, os: HostPlan['os'], release: Release): InstancePlan {
  const isOfUnit = kept !== undefined && (kept.kind !== 'variable' || kept.where === 'unit');
  const { sandbox: port, gmail: hook, ...rest } = instance.listeners;
  const { sandbox: box, desktop: screen, inspector: inspected, ...others } = instance;
  return {
    ...others,
    ...(inspected === undefined || (os === 'macos' && inspected.where === 'unit') ? {} : { inspector: inspected }),
    ...(kept === undefined || (os === 'macos' && isOfUnit) ? {} : { store: kept }),
    ...(box === undefined ? {} : { sandbox: isRecent(release) ? box : { ...box, backend: undefined } }),
    ...(screen === undefined || (release !== '2026.9.6' && screen.kind !== 'signed-in')
      ? {}
      : { desktop: desktopOf(screen, release) }),
    listeners: {
      ...rest,
      ...(port === undefined || !isRecent(release) ? {} : { sandbox: port }),
      ...(instance.gmail === undefined || hook === undefined ? {} : { gmail: hook }),
    },
  };
}

/** Some in which nearly all is right, and some in which something nearly always isn't. */
export const anyFleet: fc.Arbitrary<FleetPlan> = fc.oneof(fleets('roomy'), { weight: 3, arbitrary: fleets('crowded') });
