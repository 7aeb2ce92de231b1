// The channels that open a port of their own for each account. The webhooks of the others (googlechat, line, slack, sms,
// synology-chat, zalo, …) come in on the gateway's port.

import { at, isMap, type Json, type JsonMap } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import { type ChannelAccount, type ChannelShape, channelAccounts, settingPath } from './channel-accounts.ts';
import { isGiven, type Listener, type ListenerContext, listenerAt } from './listener.ts';

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

export function channelListeners(context: ListenerContext): readonly Listener[] {
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
