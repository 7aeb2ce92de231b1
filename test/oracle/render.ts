// A fleet in plain words → the hosts.yaml that a person would write for it. JSON is YAML, so every map is one line of it.

import { isDeepStrictEqual } from 'node:util';
import {
  type BotSource,
  type DesktopPlan,
  type FleetPlan,
  type HostPlan,
  type InspectorPlan,
  type InstancePlan,
  isRecent,
  type PluginPlan,
  type Release,
  type SandboxPlan,
} from './plan.ts';

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

/** The hosts.lock.json beside it. */
export function lockOf({ hosts }: FleetPlan): string {
  const ports = hosts.map(({ name, instances }) => {
    const auto = instances.filter(({ isAuto }) => isAuto);
    return [name, Object.fromEntries(auto.map((instance) => [instance.name, instance.port]))] as const;
  });
  return JSON.stringify({ version: 1, ports: Object.fromEntries(ports) });
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
    port: plan.isAuto ? 'auto' : plan.port,
    user: plan.user,
    ...(plan.profile === undefined ? {} : { profile: plan.profile }),
    ...(plan.home === undefined ? {} : { home: plan.home }),
    ...paths,
    ...(plan.isManaged ? {} : { managed: false }),
    ...(plan.isEnabled ? {} : { enabled: false }),
    ...commandOf(plan),
    // It may bring a plugin of any name, and a channel that this release neither has nor fetches.
    ...(plan.plugin === undefined && plan.listeners['voice-call'] === undefined && release !== '2026.6.11'
      ? {}
      : { plugins: ['npm:@acme/any@1.2.3'] }),
    ...filled({
      env: envOf(plan, oauthDir),
      service: serviceOf(plan),
      config: configOf(plan, release),
    }),
    ...secretsOf(plan),
  };
}

function secretsOf({ bot, gmail }: InstancePlan): Keys {
  const names = [
    ...(bot?.kind === 'variable' ? [bot.name] : []),
    ...(gmail === undefined ? [] : ['HOOKS_TOKEN', 'PUSH_TOKEN']),
  ];
  return names.length === 0 ? {} : { secrets: names };
}

function inspecting({ inspector }: Pick<InstancePlan, 'inspector'>, where: InspectorPlan['where']): Keys {
  if (inspector?.where !== where) return {};
  return { NODE_OPTIONS: inspector.port === undefined ? '--inspect' : `--inspect=127.0.0.1:${inspector.port}` };
}

function envOf(plan: InstancePlan, oauthDir: string | undefined): Keys {
  const { store } = plan;
  return {
    ...inspecting(plan, 'env'),
    ...(oauthDir === undefined ? {} : { OPENCLAW_OAUTH_DIR: oauthDir }),
    ...(store?.kind === 'variable' && store.where === 'env' ? { [store.name]: store.path } : {}),
  };
}

function commandOf({ store, words = [] }: InstancePlan): Keys {
  const assigned = store?.kind === 'variable' && store.where === 'command' ? [`${store.name}=${store.path}`] : [];
  if (assigned.length + words.length === 0) return {};
  const before = [...assigned, ...words.filter((word) => /^(-i$|--unset=|[^-].*=)/.test(word))];
  const after = words.filter((word) => !before.includes(word));
  return { command: [...(before.length === 0 ? [] : ['/usr/bin/env', ...before]), '/usr/bin/openclaw', ...after] };
}

function serviceOf(plan: InstancePlan): Keys {
  const { scope, serviceName, store } = plan;
  const variables = {
    ...(store?.kind === 'variable' && store.where === 'unit' ? { [store.name]: store.path } : {}),
    ...inspecting(plan, 'unit'),
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const directives: Keys =
    store?.kind === 'folder'
      ? { [store.directive]: store.name }
      : store?.kind === 'pid'
        ? { PIDFile: store.path }
        : store?.kind === 'output'
          ? { StandardOutput: `append:${store.path}` }
          : {};
  return {
    ...filled({
      systemd: filled({ Service: { ...directives, ...(lines.length === 0 ? {} : { Environment: lines }) } }),
    }),
    ...(scope === 'user' ? {} : { scope }),
    ...(serviceName === undefined ? {} : { name: serviceName }),
  };
}

/** Without the maps that are empty. */
function filled(maps: Readonly<Record<string, Keys>>): Keys {
  return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map).length > 0));
}

function configOf({ paths, bot, ...plan }: InstancePlan, release: Release): Keys {
  const isOld = !isRecent(release);
  const color = isOld ? { color: '#00AA00' } : {};
  const profiles = [
    ...plan.pins.map((cdpPort, at) => [`pin${at}`, { cdpPort, ...color }] as const),
    ...driven(plan.desktop).map((keys) => ['me', { ...keys, ...color }] as const),
  ];
  const { agentDir, sessionStore } = paths;
  const { store, gmail, desktop, plugin, sandbox } = plan;
  const work = { ...(agentDir === undefined ? {} : { agentDir }) };
  const ids = [...(agentDir === undefined ? [] : ['work']), ...(sandbox?.agents ?? [])];
  const agents = [...new Set(ids)].map((id) => [id, id === 'work' ? work : {}] as const);
  return {
    ...filled({
      browser: {
        ...(plan.hasBrowser ? {} : { enabled: false }),
        ...(desktop?.kind === 'built-in' ? { defaultProfile: 'user' } : {}),
        ...filled({ profiles: Object.fromEntries(profiles) }),
      },
      channels: channelsOf(plan, bot, isOld),
    }),
    ...(plan.hasTailscale ? { gateway: { tailscale: { mode: 'serve' } } } : {}),
    ...filled({
      agents: {
        ...(agents.length === 0
          ? {}
          : isOld
            ? { list: agents.map(([id, keys]) => ({ id, ...keys })) }
            : { ownership: 'explicit', entries: Object.fromEntries(agents) }),
        ...filled({ defaults: filled({ sandbox: sandboxOf(sandbox) }) }),
      },
      plugins: filled({
        entries: {
          ...(plan.listeners['voice-call'] === undefined ? {} : { 'voice-call': voiceCall(plan) }),
          ...(plugin === undefined
            ? {}
            : {
                [plugin.id]: {
                  enabled: true,
                  config: { ...pluginPort(plugin), ...given('dbPath', plugin.path) },
                },
              }),
        },
      }),
      env: filled({
        vars: {
          ...(store?.kind === 'variable' && store.where === 'config' ? { [store.name]: store.path } : {}),
          ...inspecting(plan, 'config'),
        },
      }),
      desktop: desktop?.kind === 'screen' ? { host: { enabled: true, ...given('port', desktop.port) } } : {},
      mcp: plan.listeners.sandbox === undefined ? {} : { apps: { sandboxPort: plan.listeners.sandbox } },
    }),
    ...(gmail === undefined
      ? {}
      : {
          hooks: {
            enabled: true,
            token: '${HOOKS_TOKEN}',
            gmail: {
              account: gmail.account,
              topic: 'projects/p/topics/t',
              ...given('subscription', gmail.subscription),
              pushToken: '${PUSH_TOKEN}',
              tailscale: { mode: 'funnel', ...given('path', gmail.path) },
              serve: portOf('port', plan.listeners.gmail!),
            },
          },
        }),
    ...(sessionStore === undefined ? {} : { session: { store: sessionStore } }),
    ...(bot?.kind === 'file'
      ? { secrets: { providers: { keys: { source: 'file', path: bot.path, mode: 'json' } } } }
      : {}),
    ...(bot?.kind === 'whole-file'
      ? { secrets: { providers: { keys: { source: 'file', path: bot.path, mode: 'singleValue' } } } }
      : {}),
    ...(bot?.kind === 'program' ? { secrets: { providers: { keys: { source: 'exec', command: bot.command } } } } : {}),
  };
}

function pluginPort({ port, isListening }: PluginPlan): Keys {
  return isListening && port !== undefined ? { listen: `0.0.0.0:${port}` } : given('apiPort', port);
}

function given(key: string, value: string | number | undefined): Keys {
  return value === undefined ? {} : { [key]: value };
}

function driven(desktop: DesktopPlan | undefined): readonly Keys[] {
  if (desktop?.kind === 'extension') return [{ driver: 'extension' }];
  return desktop?.kind === 'signed-in' ? [{ driver: 'existing-session', ...given('userDataDir', desktop.folder) }] : [];
}

function sandboxOf(sandbox: SandboxPlan | undefined): Keys {
  if (sandbox === undefined) return {};
  const { backend, scope, prefix } = sandbox;
  return {
    mode: 'all',
    ...given('backend', backend),
    ...given('scope', scope),
    ...filled({ docker: given('containerPrefix', prefix) }),
  };
}

function channelsOf({ listeners }: Pick<InstancePlan, 'listeners'>, bot: BotSource | undefined, isOld: boolean): Keys {
  const { telegram, feishu, 'nextcloud-talk': nextcloud } = listeners;
  const telegramKeys = {
    ...(telegram === undefined
      ? {}
      : { webhookUrl: 'https://bots.example/$(host)/$(instance)', ...portOf('webhookPort', telegram) }),
    ...(bot === undefined ? {} : tokenOf(bot)),
  };
  return {
    ...(Object.keys(telegramKeys).length === 0 ? {} : { telegram: telegramKeys }),
    ...(feishu === undefined ? {} : { feishu: { connectionMode: 'webhook', ...portOf('webhookPort', feishu) } }),
    ...(nextcloud === undefined
      ? {}
      : { 'nextcloud-talk': { baseUrl: 'https://cloud.example', ...portOf('webhookPort', nextcloud) } }),
    ...(bot?.kind === 'phone' ? { signal: { account: bot.number } } : {}),
    ...(bot?.kind === 'daemon'
      ? { signal: isOld ? { httpUrl: bot.url } : { transport: { kind: 'external-native', url: bot.url } } }
      : {}),
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
    case 'whole-file':
      return { botToken: { source: 'file', provider: 'keys', id: 'value' } };
    case 'whatsapp':
    case 'phone':
    case 'daemon':
      return {};
  }
}
