// A fleet in plain words → the hosts.yaml that a person would write for it. JSON is YAML, so every map is one line of it.

import { isDeepStrictEqual } from 'node:util';
import type { BotSource, FleetPlan, HostPlan, InstancePlan, Release } from './plan.ts';

type Keys = Readonly<Record<string, unknown>>;

export function render(plan: FleetPlan): string {
  const { release, hoist, hosts } = plan;
  const written = hosts.map((host) => ({ host, keys: host.instances.map((instance) => keysOf(instance, release)) }));
  const shared = hoist === 'defaults' ? commonOf(written.flatMap(({ keys }) => keys)) : {};
  const lines = written.flatMap(({ host, keys }) => hostLines(host, keys, hoist, shared));
  const defaults = { env: { OPENCLAW_DISABLE_BONJOUR: '1' }, ...shared };
  return ['version: 1', `openclaw: ${release}`, `defaults: ${JSON.stringify(defaults)}`, 'hosts:', ...lines, ''].join(
    '\n',
  );
}

function hostLines(host: HostPlan, keys: readonly Keys[], hoist: FleetPlan['hoist'], shared: Keys): readonly string[] {
  const common = hoist === 'host' ? commonOf(keys) : {};
  const inherited = { ...shared, ...common };
  const reserved = host.reserved.map(({ from, to }) => (from === to ? from : `${from}-${to}`));
  return [
    `  ${host.name}:`,
    ...Object.entries({ os: host.os, reservedPorts: reserved, ...common }).map(
      ([key, value]) => `    ${key}: ${JSON.stringify(value)}`,
    ),
    '    instances:',
    ...host.instances.map(({ name }, at) => `      ${name}: ${JSON.stringify(without(keys[at]!, inherited))}`),
  ];
}

/** The keys that all have with one value; `env` stays, for it is merged with the defaults' own. */
function commonOf(all: readonly Keys[]): Keys {
  const [first = {}, ...rest] = all;
  return Object.fromEntries(
    Object.entries(first).filter(
      ([key, value]) => key !== 'env' && rest.every((keys) => isDeepStrictEqual(keys[key], value)),
    ),
  );
}

function without(keys: Keys, inherited: Keys): Keys {
  return Object.fromEntries(Object.entries(keys).filter(([key]) => !(key in inherited)));
}

function keysOf(plan: InstancePlan, release: Release): Keys {
  const { agentDir: _agentDir, sessionStore: _sessionStore, oauthDir, ...paths } = plan.paths;
  return {
    port: plan.port,
    user: plan.user,
    ...(plan.profile === undefined ? {} : { profile: plan.profile }),
    ...(plan.home === undefined ? {} : { home: plan.home }),
    ...paths,
    ...(plan.isManaged ? {} : { managed: false }),
    ...(plan.isEnabled ? {} : { enabled: false }),
    ...(plan.bot?.kind === 'variable' ? { secrets: [plan.bot.name] } : {}),
    ...(oauthDir === undefined ? {} : { env: { OPENCLAW_OAUTH_DIR: oauthDir } }),
    ...filled({ service: serviceOf(plan), config: configOf(plan, release) }),
  };
}

function serviceOf({ scope, serviceName }: InstancePlan): Keys {
  return {
    ...(scope === 'user' ? {} : { scope }),
    ...(serviceName === undefined ? {} : { name: serviceName }),
  };
}

/** Without the maps that are empty. */
function filled(maps: Readonly<Record<string, Keys>>): Keys {
  return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map).length > 0));
}

function configOf({ paths, bot, ...plan }: InstancePlan, release: Release): Keys {
  const isOld = release === '2026.3.13' || release === '2026.6.11';
  const profiles = plan.pins.map((cdpPort, at) => [`pin${at}`, { cdpPort, ...(isOld ? { color: '#00AA00' } : {}) }]);
  const { agentDir, sessionStore } = paths;
  return {
    ...filled({
      browser: {
        ...(plan.hasBrowser ? {} : { enabled: false }),
        ...filled({ profiles: Object.fromEntries(profiles) }),
      },
      channels: channelsOf(plan, bot),
    }),
    ...(plan.hasTailscale ? { gateway: { tailscale: { mode: 'serve' } } } : {}),
    ...(agentDir === undefined
      ? {}
      : { agents: isOld ? { list: [{ id: 'work', agentDir }] } : { entries: { work: { agentDir } } } }),
    ...(sessionStore === undefined ? {} : { session: { store: sessionStore } }),
    ...(plan.listeners['voice-call'] === undefined ? {} : { plugins: { entries: { 'voice-call': voiceCall(plan) } } }),
    ...(bot?.kind === 'file'
      ? { secrets: { providers: { keys: { source: 'file', path: bot.path, mode: 'json' } } } }
      : {}),
    ...(bot?.kind === 'program' ? { secrets: { providers: { keys: { source: 'exec', command: bot.command } } } } : {}),
  };
}

function channelsOf({ listeners }: Pick<InstancePlan, 'listeners'>, bot: BotSource | undefined): Keys {
  const { telegram, feishu, 'nextcloud-talk': nextcloud } = listeners;
  const telegramKeys = {
    ...(telegram === undefined ? {} : { webhookUrl: 'https://bots.example/', ...portOf('webhookPort', telegram) }),
    ...(bot === undefined ? {} : tokenOf(bot)),
  };
  return {
    ...(Object.keys(telegramKeys).length === 0 ? {} : { telegram: telegramKeys }),
    ...(feishu === undefined ? {} : { feishu: { connectionMode: 'webhook', ...portOf('webhookPort', feishu) } }),
    ...(nextcloud === undefined
      ? {}
      : { 'nextcloud-talk': { baseUrl: 'https://cloud.example', ...portOf('webhookPort', nextcloud) } }),
    ...(bot?.kind === 'whatsapp' ? { whatsapp: { accounts: { home: { authDir: bot.path } } } } : {}),
  };
}

function voiceCall({ listeners }: Pick<InstancePlan, 'listeners'>): Keys {
  return { config: { enabled: true, serve: portOf('port', listeners['voice-call']!) } };
}

function portOf(key: string, port: number | 'default'): Keys {
  return port === 'default' ? {} : { [key]: port };
}

function tokenOf(bot: BotSource): Keys {
  switch (bot.kind) {
    case 'variable':
      return { botToken: `\${${bot.name}}` };
    case 'file':
      return { botToken: { source: 'file', provider: 'keys', id: bot.id } };
    case 'program':
      return { botToken: { source: 'exec', provider: 'keys', id: bot.id } };
    case 'token-file':
      return { tokenFile: bot.path };
    case 'whatsapp':
      return {};
  }
}
