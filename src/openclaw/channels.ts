// The accounts of a channel that start, and which keys say what bot or account each is. A bot has one gateway: two would take
// each other's messages, or both answer them. Source: extensions/* of openclaw@2026.3.13 (src/accounts, src/token);
// createAccountListHelpers and mergeAccountConfig; docs/channels of 2026.9.6.

import { at, isList, isMap, type Json, type JsonMap, mapOf, type Path } from '../document/json.ts';
import { isTrue, type ListenerContext } from './listener.ts';
import { releaseOf } from './release.ts';

export interface BotChannel {
  readonly channel: string;
  /** What two gateways would share: "Telegram bot". */
  readonly label: string;
  readonly identities: readonly BotIdentity[];
  /** By the channel's `mode`: what lets two gateways have one bot. `routed`: a router hands each its own messages. */
  readonly modes?: Readonly<Record<string, 'ingress' | 'routed'>>;
}

export interface BotIdentity {
  /** The first that is set counts; an account's own before its channel's. */
  readonly keys: readonly BotKey[];
  /** What the default account reads where none of the keys is set. */
  readonly variable?: string;
  /** Another name of that variable, which counts where it isn't set. */
  readonly alias?: string;
  /** Where no key is set: a file that is used then. */
  readonly fallback?: string;
  /** Keys without which the value says nothing: a nick is one of a server. */
  readonly within?: readonly string[];
  /** Where those aren't set. */
  readonly withinVariable?: string;
}

export interface BotKey {
  /** Below the channel or its account, with dots. */
  readonly key: string;
  readonly kind: 'secret' | 'file' | 'name' | 'phone' | 'mailbox' | 'address';
}

export const BOT_CHANNELS: readonly BotChannel[] = [
  bot('telegram', 'Telegram bot', { keys: [file('tokenFile'), secret('botToken')], variable: 'TELEGRAM_BOT_TOKEN' }),
  bot(
    'discord',
    'Discord bot',
    { keys: [secret('token')], variable: 'DISCORD_BOT_TOKEN' },
    { keys: [name('applicationId')] },
  ),
  {
    ...bot(
      'slack',
      'Slack app',
      { keys: [secret('botToken')], variable: 'SLACK_BOT_TOKEN' },
      { keys: [secret('appToken')], variable: 'SLACK_APP_TOKEN' },
    ),
    modes: { http: 'ingress', relay: 'routed' },
  },
  bot('whatsapp', 'WhatsApp session', { keys: [file('authDir')] }),
  bot(
    'signal',
    'Signal account',
    { keys: [phone('account')] },
    { keys: [name('accountUuid')] },
    { keys: [address('transport.url'), address('httpUrl')] },
  ),
  bot(
    'matrix',
    'Matrix account',
    { keys: [name('userId')], variable: 'MATRIX_USER_ID' },
    { keys: [secret('accessToken')], variable: 'MATRIX_ACCESS_TOKEN' },
  ),
  bot('mattermost', 'Mattermost bot', { keys: [secret('botToken')], variable: 'MATTERMOST_BOT_TOKEN' }),
  bot('msteams', 'Teams bot', { keys: [name('appId')], variable: 'MSTEAMS_APP_ID' }),
  bot('googlechat', 'Google Chat app', { keys: [secret('serviceAccount'), file('serviceAccountFile')] }),
  bot('line', 'LINE bot', {
    keys: [secret('channelAccessToken'), file('tokenFile')],
    variable: 'LINE_CHANNEL_ACCESS_TOKEN',
  }),
  bot('feishu', 'Feishu app', { keys: [name('appId')], variable: 'FEISHU_APP_ID' }),
  bot('qqbot', 'QQ bot', { keys: [name('appId')], variable: 'QQBOT_APP_ID' }),
  bot('zalo', 'Zalo bot', { keys: [secret('botToken'), file('tokenFile')], variable: 'ZALO_BOT_TOKEN' }),
  bot('nostr', 'Nostr key', { keys: [secret('privateKey')], variable: 'NOSTR_PRIVATE_KEY' }),
  bot('buzz', 'Buzz key', { keys: [secret('privateKey')], variable: 'BUZZ_PRIVATE_KEY' }),
  bot('clickclack', 'ClickClack bot', { keys: [secret('token'), file('tokenFile')], variable: 'CLICKCLACK_BOT_TOKEN' }),
  bot('synology-chat', 'Synology Chat bot', { keys: [secret('token')], variable: 'SYNOLOGY_CHAT_TOKEN' }),
  bot(
    'sms',
    'Twilio number',
    { keys: [phone('fromNumber')], variable: 'TWILIO_PHONE_NUMBER', alias: 'TWILIO_SMS_FROM' },
    { keys: [name('messagingServiceSid')], variable: 'TWILIO_MESSAGING_SERVICE_SID' },
  ),
  bot('nextcloud-talk', 'Nextcloud Talk bot', {
    keys: [secret('botSecret'), file('botSecretFile')],
    within: ['baseUrl'],
  }),
  bot('irc', 'IRC nick', { keys: [name('nick')], variable: 'IRC_NICK', within: ['host'], withinVariable: 'IRC_HOST' }),
  bot('twitch', 'Twitch account', { keys: [name('username')], within: ['channel'] }),
  bot('tlon', 'Tlon ship', { keys: [name('ship')] }),
  bot('reef', 'Reef handle', { keys: [name('handle')], within: ['relayUrl'] }),
  bot('bluebubbles', 'BlueBubbles server', { keys: [address('serverUrl')] }),
  bot('imessage', 'iMessage account', {
    keys: [file('dbPath')],
    fallback: '~/Library/Messages/chat.db',
    within: ['remoteHost', 'cliPath'],
  }),
];

/** The fields that say which account it is, as patterns of the inventory. */
export const ACCOUNT_FIELDS: readonly string[] = BOT_CHANNELS.flatMap(({ channel, identities }) =>
  identities.flatMap(({ keys, within = [] }) =>
    [...keys.map(({ key }) => key), ...within].map((key) => `channels.${channel}{,.accounts.*}.${key}`),
  ),
);

export const ACCOUNT_VARIABLES: readonly string[] = BOT_CHANNELS.flatMap(({ identities }) =>
  identities.flatMap(({ variable, alias }) => [variable ?? [], alias ?? []].flat()),
);

function bot(channel: string, label: string, ...identities: readonly BotIdentity[]): BotChannel {
  return { channel, label, identities };
}

function secret(key: string): BotKey {
  return { key, kind: 'secret' };
}

function file(key: string): BotKey {
  return { key, kind: 'file' };
}

function phone(key: string): BotKey {
  return { key, kind: 'phone' };
}

function address(key: string): BotKey {
  return { key, kind: 'address' };
}

function name(key: string): BotKey {
  return { key, kind: 'name' };
}

/** All that a gateway waits for a channel's package, on a machine that has no registry. In seconds. */
export const PLUGIN_SECONDS = 90;

/** Of `channels`, what is no channel. */
const SETTINGS: readonly string[] = ['defaults', 'modelByChannel'];

export function isChannel(key: string): boolean {
  return !SETTINGS.includes(key);
}

/** Configured and not switched off, but not part of the release. */
export function fetchedChannels(config: Json | undefined, release: string): readonly string[] {
  const channels = at(config, 'channels');
  if (!isMap(channels)) return [];
  const bundled = releaseOf(release).facts.bundledChannels;
  const names = Object.keys(channels).filter((name) => !SETTINGS.includes(name) && !bundled.includes(name));
  return names.filter((name) => at(channels, name, 'enabled') !== false);
}

export interface ChannelAccount {
  /** Absent for the account that the channel's own keys are. */
  readonly name: string | undefined;
  /** `channels.<id>` or `channels.<id>.accounts.<name>`. */
  readonly path: Path;
  /** The account's own keys. */
  readonly own: JsonMap;
  /** The channel's keys with the account's over them. */
  readonly settings: JsonMap;
}

export interface ChannelShape {
  readonly channel: string;
  /** Whether the channel's own keys are an account beside those in `accounts`. */
  readonly isAccount: (channel: JsonMap) => boolean;
  /** Keys that the named accounts don't inherit. */
  readonly unshared?: readonly string[];
}

/** The channel itself first, then its accounts by name. Empty where the channel, its plugin or every channel is off. */
export function channelAccounts(shape: ChannelShape, { config, env }: ListenerContext): readonly ChannelAccount[] {
  const channel = at(config, 'channels', shape.channel);
  if (!isMap(channel) || channel['enabled'] === false) return [];
  if (!isPluginOn(config, shape.channel) || skipsChannels(env)) return [];
  const path = ['channels', shape.channel];
  const accounts = isMap(channel['accounts']) ? Object.entries(channel['accounts']).filter(isMapEntry) : [];
  const named = accounts
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]): ChannelAccount => {
      const settings = mapOf([...sharedKeys(channel, name, shape), ...Object.entries(own)]);
      return { name, path: [...path, 'accounts', name], own, settings };
    });
  const isOwn = named.length === 0 || (shape.isAccount(channel) && !accounts.some(([name]) => name === DEFAULT));
  const itself: ChannelAccount = { name: undefined, path, own: channel, settings: channel };
  return [...(isOwn ? [itself] : []), ...named].filter(({ settings }) => settings['enabled'] !== false);
}

const DEFAULT = 'default';

function sharedKeys(channel: JsonMap, account: string, { unshared = [] }: ChannelShape) {
  return Object.entries(channel).filter(
    ([key]) => key !== 'accounts' && (account === DEFAULT || !unshared.includes(key)),
  );
}

/** The key of an account's setting: the account's own, or else the channel's where that has it. */
export function settingPath(account: ChannelAccount, key: Path): Path {
  const isInherited = at(account.own, ...key) === undefined && at(account.settings, ...key) !== undefined;
  return [...(isInherited ? account.path.slice(0, 2) : account.path), ...key];
}

export function isPluginOn(config: JsonMap, id: string): boolean {
  const denied = at(config, 'plugins', 'deny');
  return (
    at(config, 'plugins', 'enabled') !== false &&
    at(config, 'plugins', 'entries', id, 'enabled') !== false &&
    !(isList(denied) && denied.includes(id))
  );
}

/** Below the config: the settings of the voice-call plugin, which is off unless its own `enabled` says otherwise. */
export const VOICE_CALL = ['plugins', 'entries', 'voice-call', 'config'] as const;

export function isVoiceCallOn(config: JsonMap): boolean {
  return at(config, ...VOICE_CALL, 'enabled') === true && isPluginOn(config, 'voice-call');
}

function skipsChannels(env: ListenerContext['env']): boolean {
  return isTrue(env['OPENCLAW_SKIP_CHANNELS']) || isTrue(env['OPENCLAW_SKIP_PROVIDERS']);
}

function isMapEntry(entry: [string, Json]): entry is [string, JsonMap] {
  return isMap(entry[1]);
}
