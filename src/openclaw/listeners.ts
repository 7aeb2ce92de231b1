// Every TCP listener that an openclaw.json turns on beside the gateway's own ports and its browsers: what listens, where by
// default, and when. The keys tell the release, so one table reads all.
//
// No listeners of the host: `channels.irc.port`, `gateway.remote` and every `url` (outgoing), `desktop.host.port` (a VNC
// server that runs already), `agents.*.sandbox.browser.*Port` (inside the container; outside it is any free port).

import { at, isList, isMap, type Json, type JsonMap, type Path } from '../document/json.ts';
import { canonicalHost, LOOPBACK } from './cdp.ts';
import {
  type ChannelAccount,
  type ChannelShape,
  channelAccounts,
  isPluginOn,
  isVoiceCallOn,
  settingPath,
  VOICE_CALL,
} from './channels.ts';
import { isGiven, isTrue, type Listener, type ListenerContext, listenerAt } from './listener.ts';
import type { Os, ReleaseFacts } from './release.ts';

export function listenersOf(context: ListenerContext): readonly Listener[] {
  return [
    ...channelListeners(context),
    ...SINGLES.flatMap((kind) => singleListener(kind, context)),
    ...movedCdpRange(context),
    ...modelServers(context),
  ];
}

/** A listener that an instance has once. */
interface SingleListener {
  readonly name: string;
  readonly path: Path;
  /** The default port; undefined: only what is written. */
  readonly port: (base: number) => number | undefined;
  readonly isActive: (context: ListenerContext) => boolean;
}

const SINGLES: readonly SingleListener[] = [
  {
    // src/hooks/gmail: `gog gmail watch serve` on 127.0.0.1 unless serve.bind.
    name: 'Gmail hook',
    path: ['hooks', 'gmail', 'serve', 'port'],
    port: () => 8788,
    isActive: ({ config, env }) =>
      at(config, 'hooks', 'enabled') === true &&
      isGiven(at(config, 'hooks', 'gmail', 'account')) &&
      !isTrue(env['OPENCLAW_SKIP_GMAIL_WATCHER']),
  },
  {
    // extensions/voice-call/src/config: 127.0.0.1 unless serve.bind.
    name: 'voice-call webhook',
    path: [...VOICE_CALL, 'serve', 'port'],
    port: () => 3334,
    isActive: ({ config }) => isVoiceCallOn(config),
  },
  {
    // src/gateway/portals/portal-ingress: 127.0.0.1. 2026.9 only.
    name: 'portal ingress',
    path: ['gateway', 'portals', 'ingress', 'port'],
    port: () => undefined,
    isActive: () => true,
  },
  {
    // src/agents/sandbox-host: the gateway's addresses. 2026.9 only; widgets open a port that is set even with apps off.
    name: 'MCP Apps sandbox',
    path: ['mcp', 'apps', 'sandboxPort'],
    port: sandboxPort,
    isActive: ({ config }) =>
      at(config, 'mcp', 'apps', 'enabled') === true || at(config, 'mcp', 'apps', 'sandboxPort') !== undefined,
  },
];

function sandboxPort(base: number): number {
  return base + 1;
}

function singleListener({ name, path, port, isActive }: SingleListener, context: ListenerContext): readonly Listener[] {
  if (!isActive(context)) return [];
  const written = at(context.config, ...path);
  const value = written ?? port(context.base);
  const isAtHome = port === sandboxPort && value === sandboxPort(context.base);
  return listenerAt(value, { name, path, isDefault: written === undefined, isAtHome });
}

/** 2026.3 only: `browser.cdpPortRangeStart` moves the browsers' hundred ports out of the instance's span. */
function movedCdpRange({ config }: ListenerContext): readonly Listener[] {
  const path = ['browser', 'cdpPortRangeStart'];
  if (at(config, 'browser', 'enabled') === false) return [];
  const first = listenerAt(at(config, ...path), { name: 'CDP range', path, isDefault: false, isAtHome: true });
  return first.map((range) => ({ ...range, to: range.from + 99 }));
}

/**
 * Servers that OpenClaw starts where nothing answers at the provider's address.
 * Source: src/agents/provider-local-service; docs/gateway/local-model-services.md.
 */
function modelServers({ config }: ListenerContext): readonly Listener[] {
  const path = ['models', 'providers'];
  const providers = at(config, ...path);
  return Object.entries(isMap(providers) ? providers : {}).flatMap(([id, provider]) =>
    isMap(at(provider, 'localService'))
      ? listenerAt(localPort(at(provider, 'baseUrl')), {
          name: `model server of provider \`${id}\``,
          path: [...path, id, 'baseUrl'],
          isDefault: false,
          isAtHome: false,
          remedy: `choose another port in its \`baseUrl\` and \`localService.args\``,
          second: 'which both use, and which ends with the gateway that started it',
        })
      : [],
  );
}

/** Of a URL on this machine. */
function localPort(value: Json | undefined): number | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  if (canonicalHost(hostname) !== LOOPBACK) return undefined;
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

interface ChannelListener extends ChannelShape {
  readonly name: string;
  /** The port's key, below the channel or one of its accounts. */
  readonly key: Path;
  readonly port: number;
  /** By the account's settings, those of the channel included. */
  readonly isActive: (account: JsonMap) => boolean;
}

const CHANNELS: readonly ChannelListener[] = [
  {
    // extensions/telegram/src/webhook: 127.0.0.1 unless webhookHost says otherwise; 0 lets the system choose a port.
    channel: 'telegram',
    name: 'telegram webhook',
    key: ['webhookPort'],
    port: 8787,
    isActive: (account) => isGiven(account['webhookUrl']),
    isAccount: (channel) => isGiven(channel['botToken']) || isGiven(channel['tokenFile']),
  },
  {
    // extensions/feishu/src/monitor.transport: 127.0.0.1 unless webhookHost; the default mode is a websocket.
    channel: 'feishu',
    name: 'feishu webhook',
    key: ['webhookPort'],
    port: 3000,
    isActive: (account) => account['connectionMode'] === 'webhook',
    isAccount: (channel) => isGiven(channel['appId']) && isGiven(channel['appSecret']),
  },
  {
    // extensions/nextcloud-talk/src/monitor: 0.0.0.0 unless webhookHost; it has no other mode.
    channel: 'nextcloud-talk',
    name: 'nextcloud-talk webhook',
    key: ['webhookPort'],
    port: 8788,
    isActive: (account) => isGiven(account['baseUrl']),
    isAccount: (channel) => isGiven(channel['botSecret']) || isGiven(channel['botSecretFile']),
  },
  {
    // extensions/msteams/src/monitor: every address; off unless `enabled: true`; one account.
    channel: 'msteams',
    name: 'msteams webhook',
    key: ['webhook', 'port'],
    port: 3978,
    isActive: (account) => account['enabled'] === true,
    isAccount: () => false,
  },
];

function channelListeners(context: ListenerContext): readonly Listener[] {
  const found = CHANNELS.flatMap((kind) =>
    channelAccounts(kind, context)
      .filter(({ settings }) => kind.isActive(settings))
      .flatMap((account) => accountListener(kind.name, account, kind.key, kind.port)),
  );
  return [...found, ...signalListeners(context)];
}

function accountListener(name: string, account: ChannelAccount, key: Path, fallback: number): readonly Listener[] {
  const written = at(account.settings, ...key);
  return listenerAt(written ?? fallback, {
    name: account.name === undefined ? name : `${name} of account \`${account.name}\``,
    path: settingPath(account, key),
    isDefault: written === undefined,
    isAtHome: false,
  });
}

const SIGNAL: ChannelShape = {
  channel: 'signal',
  isAccount: (channel) => isGiven(channel['account']) || isGiven(channel['transport']),
  unshared: ['transport'],
};
const SIGNAL_PORT = 8080;

/**
 * signal-cli, which OpenClaw starts on 127.0.0.1 unless a URL or a socket is given. Accounts without a port get the next
 * one from 8080 up. Source: extensions/signal/src/accounts (`transport`), src/signal/accounts of 2026.3 (flat keys).
 */
function signalListeners(context: ListenerContext): readonly Listener[] {
  const daemons = channelAccounts(SIGNAL, context).flatMap((account) => {
    const key = signalPortKey(account.settings);
    return key ? [{ account, key }] : [];
  });
  const used = new Set(daemons.map(({ account, key }) => at(account.settings, ...key)));
  return daemons.flatMap(({ account, key }) => {
    const free = nextUnused(used, SIGNAL_PORT);
    if (at(account.settings, ...key) === undefined) used.add(free);
    return accountListener('signal-cli', account, key, free);
  });
}

/** Undefined where OpenClaw starts no daemon. */
function signalPortKey(settings: JsonMap): Path | undefined {
  const { transport, account, autoStart, httpUrl } = settings;
  if (isMap(transport)) {
    const isManaged = transport['kind'] === 'managed-native' && transport['socketPath'] === undefined;
    return isManaged ? ['transport', 'httpPort'] : undefined;
  }
  const isFlat = ['httpUrl', 'httpHost', 'httpPort', 'cliPath', 'autoStart'].some((key) => settings[key] !== undefined);
  if (!isFlat) return isGiven(account) ? ['transport', 'httpPort'] : undefined;
  return (autoStart ?? !isGiven(httpUrl)) === true ? ['httpPort'] : undefined;
}

function nextUnused(used: ReadonlySet<Json | undefined>, from: number): number {
  return used.has(from) ? nextUnused(used, from + 1) : from;
}

/** The fields that say a port, as patterns of the inventory. */
export const PORT_FIELDS: readonly string[] = [
  ...SINGLES.map(({ path }) => path.join('.')),
  ...CHANNELS.map(({ channel, key }) => `channels.${channel}{,.accounts.*}.${key.join('.')}`),
  'channels.signal{,.accounts.*}{,.transport}.httpPort',
  'browser.cdpPortRangeStart',
  'models.providers.*.baseUrl',
];

export interface Advertiser {
  readonly os: Os;
  readonly config: JsonMap;
  readonly env: Readonly<Record<string, string>>;
}

/** As far as the config and the environment decide it; inside a container 2026.9 stays silent. */
export function isAdvertised({ os, config, env }: Advertiser, facts: ReleaseFacts): boolean {
  if (at(config, 'discovery', 'mdns', 'mode') === 'off') return false;
  if (isTrue(env['OPENCLAW_DISABLE_BONJOUR'])) return false;
  return facts.bonjour === 'gateway' || hasPlugin(config, os);
}

function hasPlugin(config: JsonMap, os: Os): boolean {
  const allowed = at(config, 'plugins', 'allow');
  if (isList(allowed) && allowed.length > 0 && !allowed.includes('bonjour')) return false;
  const isEnabled = os === 'macos' || at(config, 'plugins', 'entries', 'bonjour', 'enabled') === true;
  return isEnabled && isPluginOn(config, 'bonjour');
}
