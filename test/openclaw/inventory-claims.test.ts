// What the inventory classifies as a claim is one: two instances that give it one value are told so, and not for two values.

import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { recordsOf, VARIABLES_FILE } from '../../scripts/inventory-records.ts';
import { validate } from '../../src/build.ts';
import { BOT_CHANNELS } from '../../src/openclaw/channels.ts';
import { COMMON_PATHS } from '../../src/openclaw/config-paths.ts';
import { CLAIM_CLASSES, type Entry } from '../../src/openclaw/inventory/entry.ts';
import { FIELDS } from '../../src/openclaw/inventory/fields.ts';
import { VARIABLES } from '../../src/openclaw/inventory/variables.ts';

const isClaim = (entry: Entry) => CLAIM_CLASSES.some((one) => one === entry.class);

/** Findings about both instances. */
function meetings(main: Tree, rescue: Tree): readonly string[] {
  const instances = { main: { port: 18789, ...main }, rescue: { port: 19789, ...rescue } };
  const text = stringify({ version: 1, openclaw: '2026.6.11', hosts: { box: { user: 'claw', instances } } });
  return validate(text)
    .diagnostics.filter(({ instances: about }) => about.length === 2)
    .map(({ code, path, message }) => `${code} ${path} ${message}`);
}

describe('two instances meet by the field', () => {
  const patterns = FIELDS.filter(isClaim);
  it.each(patterns.map((entry) => [entry.pattern, entry] as const))('%s', (_, entry) => {
    const keys = entry.pattern.split('.').map((key) => (key === '*' ? 'x' : key));
    const [one, other, shared = one] = samplesOf(entry, keys.at(-1)!);
    const config = (value: unknown) => ({ config: put(surroundings(keys), keys, value) });
    const apart = meetings(config(one), config(other));
    expect(meetings(config(one), config(shared)).filter((found) => !apart.includes(found))).not.toEqual([]);
  });
});

/** Read by a package that the recorded releases don't have: @openclaw/clickclack. */
const OF_PACKAGES = ['CLICKCLACK_BOT_TOKEN'];

const CLAIMED_VARIABLES = VARIABLES.filter(isClaim).map(({ pattern }) => pattern);

it('every variable that is a claim is read by a release', () => {
  const read = recordsOf(VARIABLES_FILE);
  expect(CLAIMED_VARIABLES.filter((name) => !read.has(name)).sort()).toEqual(OF_PACKAGES);
});

/** Where a variable may stand. */
const PLACES: readonly (readonly [where: string, put: (name: string, value: string) => Tree])[] = [
  ['env', (name, value) => ({ env: { [name]: value } })],
  ['config.env.vars', (name, value) => ({ config: { env: { vars: { [name]: value } } } })],
  ['config.env', (name, value) => ({ config: { env: { [name]: value } } })],
  ['Environment=', (name, value) => ({ service: { systemd: { Service: { Environment: `${name}=${value}` } } } })],
  ['command', (name, value) => ({ command: ['/usr/bin/env', `${name}=${value}`, '/usr/bin/openclaw'] })],
];

/** What switches a claim off rather than being one. */
const isSwitch = (name: string) => name.startsWith('OPENCLAW_SKIP_');

describe.each(PLACES)('two instances meet by a variable in %s', (_, put) => {
  it.each(CLAIMED_VARIABLES.filter((name) => !isSwitch(name)))('%s', (name) => {
    const [one, other] = /(?:NUMBER|SMS_FROM)$/.test(name) ? SAMPLES['phone']! : SAMPLES['path']!;
    const instance = (value: unknown) => {
      const { config, ...rest } = put(name, String(value));
      return { ...rest, config: { channels: channelsOf(name), ...VARIABLE_PLUGINS, ...(config as Tree) } };
    };
    const apart = meetings(instance(one), instance(other));
    expect(meetings(instance(one), instance(one)).filter((found) => !apart.includes(found))).not.toEqual([]);
  });

  it.each(CLAIMED_VARIABLES.filter(isSwitch))('but not where %s is set', (name) => {
    const config = {
      hooks: { enabled: true, gmail: { account: 'a@b' } },
      channels: { telegram: { botToken: '${A_TOKEN}', webhookUrl: 'https://a.example' } },
    };
    const { config: own, ...rest } = put(name, '1');
    const ports = (rescue: Tree) => meetings({ config }, rescue).filter((found) => found.startsWith('listen-port'));
    expect(ports({ config })).toHaveLength(2);
    expect(ports({ ...rest, config: { ...config, ...(own as Tree) } })).toHaveLength(1);
  });
});

const VARIABLE_PLUGINS: Tree = {
  plugins: { entries: { 'voice-call': { config: { enabled: true, tunnel: { provider: 'ngrok' } } } } },
};

/** The channel that reads the variable, with what else it takes to be an account. */
function channelsOf(variable: string): Tree {
  if (variable === 'RAFT_PROFILE') return { raft: { enabled: true } };
  if (variable === 'IRC_HOST') return { irc: { nick: 'x' } };
  const found = BOT_CHANNELS.find(({ identities }) =>
    identities.some((one) => one.variable === variable || one.alias === variable),
  );
  return found ? { [found.channel]: found.channel === 'irc' ? { host: 'irc.example' } : { enabled: true } } : {};
}

/** Two values, and where one value is fine for both, what the second may not have beside the first. */
type Samples = readonly [one: unknown, other: unknown, meeting?: unknown];

const SAMPLES: Readonly<Partial<Record<string, Samples>>> = {
  port: [20001, 20002],
  cdpUrl: ['http://127.0.0.1:20001', 'http://127.0.0.1:20002'],
  path: ['/srv/one', '/srv/two'],
  common: ['/srv/one', '/srv/two', '/home/claw/.openclaw-main/x'],
  binds: [['/srv/one:/x'], ['/srv/two:/x'], ['/home/claw/.openclaw-main:/x']],
  extraArgs: [['--user-data-dir=/srv/one'], ['--user-data-dir=/srv/two']],
  phone: ['+4312345', '+4312346'],
  backend: ['docker', 'off', 'docker'],
  topic: ['projects/p/topics/t', 'projects/q/topics/t'],
  mcpArgs: [['--browserUrl=http://127.0.0.1:20001'], ['--browserUrl=http://127.0.0.1:20002']],
  baseUrl: ['http://127.0.0.1:20001', 'http://127.0.0.1:20002'],
};

const COMMON: ReadonlySet<string> = new Set(COMMON_PATHS.map(({ keys }) => keys.join('.')));

function samplesOf({ pattern, class: kind }: Entry, last: string): Samples {
  const known = SAMPLES[last];
  if (known) return known;
  if (COMMON.has(pattern)) return SAMPLES['common']!;
  if (/(?:File|Dir|Path)$/.test(last)) return SAMPLES['path']!;
  return SAMPLES[kind] ?? (/number$/i.test(last) ? SAMPLES['phone']! : ['one', 'two']);
}

type Tree = { [key: string]: unknown };

/** A list below `list`, maps elsewhere. */
function put(tree: Tree, [key, ...rest]: readonly string[], value: unknown): Tree {
  const name = key!;
  if (rest.length === 0) return { ...tree, [name]: value };
  const inner = (tree[name] ?? {}) as Tree;
  if (name === 'list') return { ...tree, list: [put({ id: 'x' }, rest.slice(1), value)] };
  return { ...tree, [name]: put(inner, rest, value) };
}

/** What has to be on for the field to mean anything. */
function surroundings(keys: readonly string[]): Tree {
  const sandbox = {
    mode: 'all',
    scope: 'agent',
    backend: keys.includes('ssh') ? 'ssh' : 'docker',
    ssh: { target: 'a@b' },
  };
  const agents = {
    defaults: { sandbox: { ...sandbox, browser: { enabled: true } } },
    ...(keys.includes('entries') ? { entries: { x: {} } } : {}),
  };
  return {
    agents,
    models: { providers: { x: { localService: {} } } },
    browser: { profiles: { x: { driver: keys.includes('mcpArgs') ? 'existing-session' : 'openclaw' } } },
    hooks: { enabled: true, gmail: { account: 'a@b', topic: 'projects/p/topics/t', tailscale: { mode: 'serve' } } },
    desktop: { host: { enabled: true } },
    diagnostics: { cacheTrace: { enabled: true } },
    mcp: { apps: { enabled: true } },
    plugins: {
      entries: {
        'voice-call': { config: { enabled: true, tailscale: { mode: 'serve' } } },
        imap: { config: { accounts: { x: { user: 'a@b', host: 'c' } } } },
      },
    },
    channels: channelsFor(keys),
  };
}

const WEBHOOKS: Readonly<Record<string, Tree>> = {
  telegram: { webhookUrl: 'https://a.example', botToken: 'x' },
  feishu: { connectionMode: 'webhook', appId: 'x', appSecret: 'x' },
  'nextcloud-talk': { baseUrl: 'https://a.example' },
  msteams: { enabled: true },
};

function channelsFor([, channel = '', ...rest]: readonly string[]): Tree {
  const key = (rest[0] === 'accounts' ? rest.slice(2) : rest).join('.');
  const transport = key.startsWith('transport') ? { transport: { kind: 'managed-native' } } : { cliPath: 'signal-cli' };
  const base = key.endsWith('ort')
    ? { ...WEBHOOKS[channel], ...(channel === 'signal' ? { account: '+431', ...transport } : {}) }
    : {};
  const identity = BOT_CHANNELS.find((one) => one.channel === channel)?.identities.find(({ within }) =>
    within?.includes(key),
  );
  const named = identity ? { [identity.keys[0]!.key]: identity.keys[0]!.kind === 'file' ? '/srv/x' : 'x' } : {};
  const settings = { ...base, ...named };
  return { [channel]: rest[0] === 'accounts' ? { accounts: { x: settings } } : settings };
}
