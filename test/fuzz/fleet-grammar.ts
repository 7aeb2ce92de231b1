// Choices → the value of a hosts.yaml, which is mostly right. Secrets stand only where a secret belongs.

import type { Choices } from './choices.ts';
import { SECRET } from './sound.ts';

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };
type Grow = (choices: Choices) => Value;

const PATHS = [
  '~/a',
  '/srv/a',
  '/srv/$(instance)',
  '$(stateDir)/b',
  '/srv/A',
  '/srv/a/../b',
  '/',
  '/etc',
  '~',
  'a',
  '/tmp/x',
  '/srv/e\u0301',
  '/srv/\u00e9',
  '/srv/a b"$%\\',
  '/proc/self',
  '',
  '/srv/\ud83d\ude00',
];
const TEXTS = [
  '',
  'a',
  'a b',
  '"\'\\',
  '%h',
  '$HOME',
  '${A_TOKEN}',
  '$(host)',
  '$(user',
  '$$(x)',
  '\u0001',
  'a\nb',
  '\u2028',
  '__proto__',
  'x'.repeat(300),
  '\u202e',
  'ﬁ',
  '-1',
  '{{x}}',
  ']]>',
];
const NAMES = [
  'main',
  'rescue',
  'a',
  'b1',
  'main-2',
  'constructor',
  'gateway',
  'node',
  'default',
  'MAIN',
  '__proto__',
  'x y',
  'x-y',
  'ﬁ',
  'a/b',
  '..',
  '',
];
const BASES = [
  18789,
  18790,
  18800,
  18899,
  18900,
  18909,
  19789,
  20000,
  65425,
  65426,
  65535,
  65536,
  1023,
  0,
  -1,
  1.5,
  'auto',
  '18789',
  null,
];
const SECRET_CONFIGS = [
  'gateway.auth.token',
  'gateway.auth.password',
  'channels.telegram.botToken',
  'channels.slack.appToken',
  'hooks.token',
  'models.providers.openai.apiKey',
  'mcp.servers.x.env.GH_TOKEN',
  'channels.discord.accounts.a.token',
];
const CONFIGS: readonly (readonly [path: string, values: readonly Value[]])[] = [
  ['gateway.port', [18789, 18790]],
  ['gateway.bind', ['loopback', 'lan', 'tailnet', 'custom', '0.0.0.0']],
  ['gateway.customBindHost', ['10.0.0.1', 'x', 1]],
  ['gateway.mode', ['local', 'remote']],
  [
    'gateway.auth',
    [
      { mode: 'token', token: '${A_TOKEN}' },
      { mode: 'none' },
      { mode: 'trusted-proxy', trustedProxy: { userHeader: 'x' } },
      { token: { source: 'env', provider: 'default', id: 'A_TOKEN' } },
    ],
  ],
  ['gateway.tailscale.mode', ['serve', 'funnel', 'off']],
  ['gateway.controlUi.allowedOrigins', [['*'], ['https://a'], 'x', [1]]],
  ['gateway.trustedProxies', [['127.0.0.1'], ['::1/128'], []]],
  ['browser.enabled', [true, false]],
  ['browser.cdpUrl', ['http://127.0.0.1:18800', 'ws://[::1]:18900', 'http://h:99999', 'x', 'http://a:b@c']],
  [
    'browser.profiles',
    [
      { a: { cdpPort: 18805 } },
      { a: { cdpPort: 18789, color: '#fff' }, b: { cdpUrl: 'http://localhost:19800' } },
      { __proto__x: null },
      [],
    ],
  ],
  [
    'channels.telegram',
    [
      { enabled: true, botToken: '${A_TOKEN}' },
      { webhookUrl: 'https://a', webhookPort: 18790 },
      { accounts: { a: { botToken: '${A_TOKEN}' } } },
    ],
  ],
  ['channels.whatsapp.accounts', [{ a: { authDir: '/srv/a' } }]],
  ['agents.list', [[{ id: 'a', workspace: '/srv/a' }], [{}], {}]],
  ['agents.entries', [{ a: { workspace: '~/a' } }, { constructor: {} }]],
  ['agents.defaults.workspace', ['/srv/a', '~/x']],
  ['logging.file', ['/srv/a.log']],
  ['discovery.mdns.mode', ['off', 'full', 'minimal']],
  ['session.store', ['/srv/a', '~/.openclaw/{agentId}/s']],
  ['constructor.prototype.polluted', [true]],
  ['secrets.providers', [{ f: { source: 'file', path: '/srv/a', mode: 'json' } }, { constructor: {} }]],
  ['plugins', [{ entries: { x: { enabled: true } } }, 1]],
];
const SIZES: readonly Value[] = ['2G', '1.5G', '0K', '999999999.999T', '2g', 2, null];
const DIRECTIVES: readonly (readonly [name: string, values: readonly Value[]])[] = [
  ['MemoryMax', ['2G', 1]],
  ['Environment', ['A=b', ['A=b', 'HOME=/x'], null, `X_TOKEN=${SECRET}`]],
  ['ReadWritePaths', ['/srv', ['/a b', '/c']]],
  ['User', ['root']],
  ['StandardOutput', ['file:/srv/a', 'append:/srv/x']],
  ['After', ['a\nb', 'c\\', 'd']],
  ['constructor', [1]],
  ['Label', ['x']],
  ['KeepAlive', [true, { SuccessfulExit: false }, [1, null]]],
];

const KEYS: Readonly<Record<string, Grow>> = {
  port: ({ pick }) => pick(BASES),
  profile: ({ pick }) => pick(NAMES),
  user: ({ pick }) => pick(['claw', 'root', 'ada', '', 'a b', '$(host)', 'ü']),
  group: ({ pick }) => pick(['claw', 'x y', null]),
  home: ({ pick }) => pick(PATHS),
  stateDir: ({ pick }) => pick(PATHS),
  configPath: ({ pick }) => pick(PATHS),
  workspace: ({ pick }) => pick(PATHS),
  workingDirectory: ({ pick }) => pick(PATHS),
  logFile: ({ pick }) => pick(PATHS),
  secretsFile: ({ pick }) => pick(PATHS),
  command: ({ pick }) =>
    pick<Value>([
      '/usr/bin/openclaw',
      ['/opt/x', '$HOME', '%h'],
      ['/opt/"x"'],
      [],
      'x',
      ['/x', '--token', SECRET],
      ['/x', `--password=${SECRET}`],
    ]),
  env: (choices) => ({
    [choices.pick(['A', 'HOME', 'PATH', 'OPENCLAW_STATE_DIR', 'TZ', '1', '__proto__', 'NODE_OPTIONS'])]:
      choices.pick(TEXTS),
    ...(choices.below(4) === 0 ? { X_TOKEN: SECRET } : {}),
  }),
  envFiles: ({ pick }) => [pick(['/srv/a.env', '-/srv/b.env', '-', '~/x', 'rel'])],
  secrets: ({ pick }) => pick<Value>([['A_TOKEN'], ['A_TOKEN', 'A_TOKEN'], ['HOME'], ['a-b'], [], [`${SECRET}-1`]]),
  enabled: ({ pick }) => pick([true, false, null]),
  managed: ({ pick }) => pick([true, false]),
  allow: (choices) => ({
    [choices.pick(['port-spacing', 'mdns-name', 'port-ephemeral', 'port-overlap', 'x', '__proto__'])]:
      choices.pick(TEXTS),
  }),
  service: (choices) => ({
    scope: choices.pick(['user', 'system']),
    hardening: choices.pick(['off', 'standard', 'strict']),
    ...(choices.below(2) === 0
      ? { name: choices.pick(['openclaw-gateway.service', 'a.service', 'ai.openclaw.x', 'x', '../a.service']) }
      : {}),
    ...(choices.below(2) === 0
      ? { systemd: { [choices.pick(['Unit', 'Service', 'Install', 'X'])]: directive(choices) } }
      : {}),
    ...(choices.below(3) === 0 ? { launchd: directive(choices) } : {}),
    ...(choices.below(3) === 0
      ? { limits: { memory: choices.pick(SIZES), cpus: choices.pick([0.5, 1e9, 'x', null]) } }
      : {}),
  }),
  workspaceFiles: ({ pick }) =>
    pick<Value>(['a', './a/', '../a', '/a', '', { from: '$(instance)', mode: 'managed' }, { mode: 'x' }, [1]]),
  config: (choices) => config(choices),
  'x-y': ({ pick }) => pick(TEXTS),
  prot: () => 1,
  constructor: () => ({ prototype: { polluted: true } }),
};

function directive({ pick }: Choices): Value {
  const [name, values] = pick(DIRECTIVES);
  return { [name]: pick(values) };
}

function config(choices: Choices): Value {
  const merged = own();
  for (let left = choices.below(4); left >= 0; left -= 1) {
    const isSecret = choices.below(6) === 0;
    const [path, values] = isSecret
      ? [choices.pick(SECRET_CONFIGS), [SECRET, [SECRET], { source: SECRET }, `Bearer ${SECRET}`]]
      : choices.pick(CONFIGS);
    put(merged, path.split('.'), choices.pick(values as readonly Value[]));
  }
  return merged;
}

type Map = { [key: string]: Value };

function own(): Map {
  return Object.create(null);
}

function put(map: Map, [key, ...rest]: readonly string[], value: Value): void {
  if (rest.length === 0) {
    map[key!] = value;
    return;
  }
  const inner = map[key!];
  const next = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? (inner as Map) : own();
  map[key!] = next;
  if (!Object.isFrozen(next)) put(next, rest, value);
}

function instance(choices: Choices): Map {
  const keys = own();
  for (let left = choices.below(6); left > 0; left -= 1) {
    const name = choices.pick(Object.keys(KEYS));
    keys[name] = KEYS[name]!(choices);
  }
  return keys;
}

export function growFleet(choices: Choices): Value {
  const hosts = own();
  for (let left = 1 + choices.below(2); left > 0; left -= 1) {
    const instances = own();
    for (let count = 1 + choices.below(4); count > 0; count -= 1) {
      const port = choices.pick<Value>([18789 + 120 * count, 18789 + 120 * count, ...BASES]);
      instances[choices.pick(NAMES)] = choices.below(16) === 0 ? choices.pick(TEXTS) : { port, ...instance(choices) };
    }
    const reservedPorts = choices.pick<Value>([
      [],
      [5432],
      ['8080-8090'],
      [{ from: 18790, to: 18795, note: 'x' }],
      ['9-1'],
      1,
    ]);
    hosts[choices.pick(['box-1', 'box-2', 'a', 'Box', 'x-1', 'constructor', '__proto__', 'ﬁ', ''])] = {
      os: choices.pick(['linux', 'linux', 'macos', 'windows']),
      reservedPorts,
      user: 'claw',
      ...instance(choices),
      instances,
    };
  }
  return {
    version: 1,
    openclaw: choices.pick(['2026.9.6', '2026.3.13', '2026.8.1', '2099.1.1', '1.2.3']),
    defaults: instance(choices),
    hosts,
  };
}
