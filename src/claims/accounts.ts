// The bots and accounts that a gateway answers for. An account is the world's: it doesn't matter on which host a gateway runs.

import { posix } from 'node:path';
import { at, isMap, type Json, type JsonMap, type Path } from '../document/json.ts';
import { environmentOf, fillVariables, variableText } from '../model/environment.ts';
import type { Instance } from '../model/fleet.ts';
import { isUrl, valuesAt } from '../model/instance-paths.ts';
import { pathIdentity } from '../model/paths.ts';
import { fileSource, secretSource, variableSource } from '../model/secret-source.ts';
import { canonicalHost, LOOPBACK } from '../openclaw/cdp.ts';
import {
  BOT_CHANNELS,
  type BotChannel,
  type BotIdentity,
  type BotKey,
  type ChannelAccount,
  channelAccounts,
  isChannel,
  isPluginOn,
  isVoiceCallOn,
  settingPath,
  VOICE_CALL,
} from '../openclaw/channels.ts';
import { secretRef, variablesIn } from '../openclaw/config-secrets.ts';
import { isGiven } from '../openclaw/listener.ts';
import { INCLUDE } from '../openclaw/schema/json-schema.ts';
import { type Claim, type ClaimAccess, hostScope, userScope } from './claim.ts';

export interface AccountClaim extends Claim {
  /** What runs it, below the instance: the channel's account, or the section of another service. */
  readonly account: Path;
  /** What two gateways with it do. */
  readonly effect?: string;
  /** A file of the host's that may hold it. */
  readonly file?: string;
}

export function accountClaims(instance: Instance): readonly AccountClaim[] {
  return [
    ...botClaims(instance),
    ...includedClaims(instance),
    ...otherClaims(instance),
    ...subscriptionClaims(instance),
  ];
}

function botClaims(instance: Instance): readonly AccountClaim[] {
  const channels = instance.config['channels'];
  if (!isMap(channels)) return [];
  return BOT_CHANNELS.filter(({ channel }) => isMap(channels[channel])).flatMap((kind) =>
    channelClaims(kind, instance),
  );
}

function channelClaims(channel: BotChannel, instance: Instance): readonly AccountClaim[] {
  const keys = channel.identities.flatMap((identity) => identity.keys);
  const isAccount = (settings: ChannelAccount['settings']) => keys.some(({ key }) => isGiven(settingAt(settings, key)));
  const context = { config: instance.config, env: environmentOf(instance), base: instance.port ?? 0 };
  return channelAccounts({ channel: channel.channel, isAccount }, context)
    .filter(({ settings }) => accessOf(channel, settings) !== 'routed')
    .flatMap((account) =>
      channel.identities.flatMap((identity) => identityClaims(channel, identity, account, instance)),
    );
}

/** `routed`: something outside hands each gateway what is its own. */
function accessOf({ modes }: BotChannel, settings: ChannelAccount['settings']): ClaimAccess | 'routed' | undefined {
  return modes?.[String(settings['mode'])];
}

function identityClaims(
  channel: BotChannel,
  identity: BotIdentity,
  account: ChannelAccount,
  instance: Instance,
): readonly AccountClaim[] {
  const found = identify(identity, account, instance);
  if (!found) return [];
  const { within: keys = [], withinVariable } = identity;
  const usual = withinVariable === undefined ? undefined : variableText(withinVariable, instance);
  const within = keys.map((key) => addressText(account.settings[key] ?? usual, instance));
  const claim = (source: string, access: ClaimAccess | 'routed' | undefined): AccountClaim => ({
    kind: 'account',
    instance,
    scope: 'world',
    key: JSON.stringify([channel.channel, identity.keys[0]!.key, within, source]),
    label: channel.label,
    at: ['config', ...found.key],
    account: ['config', ...account.path],
    ...(access === undefined || access === 'routed' ? {} : { access }),
  });
  return [
    ...(found.source === undefined ? [] : [claim(found.source, accessOf(channel, account.settings))]),
    ...commonFiles(found.variables, instance).map(({ source, file }) => ({ ...claim(source, 'unsure'), file })),
  ];
}

interface Identified {
  readonly key: Path;
  /** Undefined where it can't be known. */
  readonly source: string | undefined;
  /** Names of the variables that it is read from. */
  readonly variables: readonly string[];
}

function identify(identity: BotIdentity, account: ChannelAccount, instance: Instance): Identified | undefined {
  const set = [account.own, account.settings].flatMap((settings) =>
    identity.keys
      .filter(({ key }) => isGiven(settingAt(settings, key)))
      .map((key) => ({ key, value: settingAt(settings, key.key) })),
  )[0];
  if (set) {
    const key = settingPath(account, set.key.key.split('.'));
    return { key, source: sourceOf(set.key.kind, set.value, instance), variables: variablesOf(set.value) };
  }
  const first = (identity.keys.find(({ kind }) => kind === 'secret') ?? identity.keys[0]!).key.split('.');
  const key = [...account.path, ...first];
  const isDefault = account.name === undefined || account.name === 'default';
  if (identity.variable !== undefined && isDefault) {
    const { kind } = identity.keys.find((one) => one.key === first.join('.'))!;
    const variables = [identity.variable, ...(identity.alias === undefined ? [] : [identity.alias])];
    const sources = variables.map((name) => sourceOfVariable(kind, name, instance));
    return { key, source: sources.find((source) => source !== undefined), variables };
  }
  if (identity.fallback === undefined) return undefined;
  return { key, source: fileSource(identity.fallback, instance), variables: [] };
}

function settingAt(settings: ChannelAccount['settings'], key: string): Json | undefined {
  return at(settings, ...key.split('.'));
}

function sourceOf(kind: BotKey['kind'], value: Json | undefined, instance: Instance): string | undefined {
  if (kind === 'file') return fileSource(value, instance);
  if (kind === 'address') return addressText(value, instance);
  const text = typeof value === 'object' ? '' : String(value).trim();
  const number = text.replace(/^(tel|sms):/i, '');
  if (kind === 'phone' && /^(\+|\d)[\d\s().-]*$/.test(number))
    return `phone:${number.replace(/\D/g, '').replace(/^00/, '')}`;
  if (kind === 'mailbox' && GMAIL.test(text)) return `gmail:${gmailName(text)}`;
  const source = secretSource(value, instance);
  return kind === 'secret' ? source : source?.toLowerCase().replace(/\/+$/, '');
}

const GMAIL = /@(gmail|googlemail)\.com$/i;

/** Google takes dots in it for nothing, and what follows a plus. */
function gmailName(address: string): string {
  return address
    .replace(/[+@].*$/s, '')
    .replaceAll('.', '')
    .toLowerCase();
}

/** Equal for a field's plain value and a variable's. */
function sourceOfVariable(kind: BotKey['kind'], name: string, instance: Instance): string | undefined {
  const text = variableText(name, instance);
  if (text === '') return undefined;
  return text === undefined ? variableSource(name, instance) : sourceOf(kind, text, instance);
}

/** Of several ways to write a host or a URL one; what is this host's own is no other host's. */
function addressText(value: Json | undefined, instance: Instance): string {
  const { host } = instance;
  const text =
    typeof value === 'string'
      ? (fillVariables(value, instance) ?? value).trim().toLowerCase()
      : JSON.stringify(value ?? null);
  const [, scheme = '', name = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/)?(\[[^\]]*\]|[^/:]*)(.*)$/s.exec(text) ?? [];
  const plain = canonicalHost(URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name);
  const port = scheme.startsWith('https') ? ':443' : ':80';
  const tail = scheme === '' || /^:\d/.test(rest) ? rest : `${port}${rest}`;
  return `${plain === LOOPBACK ? `loopback of ${host}` : plain}${tail.replace(/\/+$/, '')}`;
}

function variablesOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return variablesIn(value);
  const ref = secretRef(value);
  return ref?.source === 'env' ? [ref.id] : [];
}

/** An environment file of the host may hold the variable, too: who else reads the file may have the same value. */
function commonFiles(variables: readonly string[], { host, os, env, envFiles, found }: Instance) {
  return variables
    .filter((name) => !Object.hasOwn(env, name) && !found?.digests.has(name))
    .flatMap((name) =>
      envFiles.map(({ path }) => ({ source: `common:${host}:${pathIdentity(path, os)}:${name}`, file: path })),
    );
}

/** Sections of the config that say which account it is. */
const ACCOUNT_SECTIONS: readonly (readonly string[])[] = [
  [],
  ['channels'],
  ['channels', '*'],
  ['channels', '*', 'accounts'],
  ['channels', '*', 'accounts', '*'],
];

/** Of files that the config includes, and that gwc doesn't see: a second instance that includes one has what is in it. */
function includedClaims(instance: Instance): readonly AccountClaim[] {
  return ACCOUNT_SECTIONS.flatMap((section) =>
    valuesAt(instance.config, [...section, INCLUDE]).flatMap(({ value, key }) => {
      const files = [value].flat().filter((file) => typeof file === 'string');
      return mayBringAccount(key.slice(0, -1), instance) ? files.map((file) => includedClaim(file, key, instance)) : [];
    }),
  );
}

function mayBringAccount(section: Path, { config }: Instance): boolean {
  const [, channel, , account] = section.map(String);
  if (channel === undefined) return true;
  const isOff = [section, section.slice(0, 2)].some((one) => at(config, ...one, 'enabled') === false);
  if (isOff || !isChannel(channel) || !isPluginOn(config, channel)) return false;
  // Keys beside `$include` win over what it brings.
  const isAccount = section.length === 2 || account !== undefined;
  const identities = BOT_CHANNELS.find((one) => one.channel === channel)?.identities ?? [];
  const settings = at(config, ...section);
  return !(
    isAccount && identities.some(({ keys }) => keys.some(({ key }) => isGiven(at(settings, ...key.split('.')))))
  );
}

function includedClaim(written: string, key: Path, instance: Instance): AccountClaim {
  const { host, os, configPath } = instance;
  const file = posix.resolve(posix.dirname(configPath), written);
  const section = key.slice(0, -1);
  return {
    kind: 'account',
    instance,
    scope: hostScope(instance),
    key: JSON.stringify([INCLUDE, host, pathIdentity(file, os), section]),
    label: BOT_CHANNELS.find(({ channel }) => channel === section[1])?.label ?? 'token of a bot',
    at: ['config', ...key],
    account: ['config', ...section],
    access: 'unsure',
    file,
  };
}

/** Accounts of what is no bot of a channel. */
interface OtherAccount {
  readonly label: string;
  /** Below `config`; `*` stands for any key. */
  readonly path: Path;
  readonly kind: BotKey['kind'];
  /** Read where the key isn't set. */
  readonly variable?: string;
  /** Keys beside it without which the value says nothing, with what they are by default. */
  readonly within?: Readonly<Record<string, string>>;
  readonly isActive: (instance: Instance) => boolean;
  readonly access?: ClaimAccess;
  /** What two of them do, where it isn't that one of them gets what comes in. */
  readonly effect?: string;
  /** Where it isn't the world's. */
  readonly scope?: (instance: Instance) => string;
}

const MEMORY_LANCEDB = ['plugins', 'entries', 'memory-lancedb', 'config'];

const RAFT: Omit<OtherAccount, 'path'> = {
  // @openclaw/raft, spawnRaftBridge: `raft --profile NAME agent bridge`; the program keeps its profiles in the home.
  label: 'Raft profile',
  kind: 'name',
  isActive: ({ config }) => isChannelOn(config, 'raft'),
  access: 'unsure',
  effect: 'each starts a bridge for it',
  scope: userScope,
};

const RELAYED: Omit<OtherAccount, 'path'> = {
  // OpenClaw docs/channels/slack/transports.md: the router chooses a gateway by it.
  label: 'gateway id of the Slack relay',
  kind: 'name',
  within: { url: '' },
  isActive: ({ config }) => isChannelOn(config, 'slack'),
  access: 'unsure',
  effect: 'the router has no other way to tell the two apart',
};

/** What comes in by it reaches what a proxy has behind it, whoever's bot it is for. */
function publicAddress(path: Path, isActive: (config: JsonMap) => boolean): OtherAccount {
  return {
    label: 'public URL',
    path,
    kind: 'address',
    isActive: ({ config }) => isActive(config),
    access: 'unsure',
  };
}

const WEBHOOKS: readonly (readonly [channel: string, key: string])[] = [
  ['telegram', 'webhookUrl'],
  ['zalo', 'webhookUrl'],
  ['sms', 'publicWebhookUrl'],
  ['nextcloud-talk', 'webhookPublicUrl'],
];

function isChannelOn(config: JsonMap, channel: string): boolean {
  return at(config, 'channels', channel, 'enabled') !== false && isPluginOn(config, channel);
}

const OTHERS: readonly OtherAccount[] = [
  {
    // src/hooks/gmail: a mailbox has one watch.
    label: 'Gmail account',
    path: ['hooks', 'gmail', 'account'],
    kind: 'mailbox',
    isActive: ({ config }) => at(config, 'hooks', 'enabled') === true,
  },
  {
    // extensions/voice-call: a number has one webhook, but any number of callers.
    label: 'phone number',
    path: [...VOICE_CALL, 'fromNumber'],
    kind: 'phone',
    variable: 'TWILIO_FROM_NUMBER',
    isActive: ({ config }) => isVoiceCallOn(config),
    access: 'unsure',
  },
  {
    // extensions/voice-call/src/tunnel of 2026.3 to 2026.7.
    label: 'ngrok domain',
    path: [...VOICE_CALL, 'tunnel', 'ngrokDomain'],
    kind: 'address',
    variable: 'NGROK_DOMAIN',
    isActive: ({ config }) => isVoiceCallOn(config),
    access: 'unsure',
  },
  {
    // extensions/imap: it changes no flag of a message, and notes in the state folder what it has seen.
    label: 'IMAP mailbox',
    path: ['plugins', 'entries', 'imap', 'config', 'accounts', '*', 'user'],
    kind: 'mailbox',
    within: { host: '', mailbox: 'INBOX' },
    isActive: ({ config }) => isPluginOn(config, 'imap'),
    access: 'unsure',
    effect: 'both handle each message in it',
  },
  {
    // OpenClaw docs/plugins/memory-lancedb.md: `dbPath` may be an object store.
    label: 'memory database',
    path: [...MEMORY_LANCEDB, 'dbPath'],
    kind: 'address',
    isActive: ({ config }) =>
      isUrl(at(config, ...MEMORY_LANCEDB, 'dbPath') ?? null) && isPluginOn(config, 'memory-lancedb'),
    access: 'unsure',
    effect: 'each recalls what the other one remembers',
  },
  { ...RAFT, path: ['channels', 'raft', 'profile'], variable: 'RAFT_PROFILE' },
  { ...RAFT, path: ['channels', 'raft', 'accounts', '*', 'profile'] },
  { ...RELAYED, path: ['channels', 'slack', 'relay', 'gatewayId'] },
  { ...RELAYED, path: ['channels', 'slack', 'accounts', '*', 'relay', 'gatewayId'] },
  ...WEBHOOKS.flatMap(([channel, key]) =>
    [[], ['accounts', '*']].map((account) =>
      publicAddress(['channels', channel, ...account, key], (config) => isChannelOn(config, channel)),
    ),
  ),
  publicAddress([...VOICE_CALL, 'publicUrl'], isVoiceCallOn),
];

/**
 * `openclaw webhooks gmail setup` has Google push what a subscription brings to one gateway: a second setup takes it away.
 * Source: src/hooks/gmail, src/cli/webhooks-cli.
 */
function subscriptionClaims(instance: Instance): readonly AccountClaim[] {
  const hook = at(instance.config, 'hooks', 'gmail');
  if (at(instance.config, 'hooks', 'enabled') !== true || !isGiven(at(hook, 'account'))) return [];
  const [topic, written] = ['topic', 'subscription'].map((key) => {
    const value = at(hook, key);
    return typeof value === 'string' ? value.trim() : '';
  });
  const project = /^projects\/[^/]+(?=\/topics\/)/.exec(topic!)?.[0];
  const name = written || 'gog-gmail-watch-push';
  if (project === undefined && !name.startsWith('projects/')) return [];
  return [
    {
      kind: 'account',
      instance,
      scope: 'world',
      key: JSON.stringify(['subscription', name.startsWith('projects/') ? name : `${project}/subscriptions/${name}`]),
      label: 'Pub/Sub subscription',
      at: ['config', 'hooks', 'gmail', written === '' ? 'topic' : 'subscription'],
      account: ['config', 'hooks', 'gmail', 'subscription'],
      access: 'unsure',
      effect: 'Google pushes what it brings to the one that was set up last',
    },
  ];
}

function otherClaims(instance: Instance): readonly AccountClaim[] {
  return OTHERS.filter(({ isActive }) => isActive(instance)).flatMap((other) => {
    const found = valuesAt(instance.config, other.path.map(String)).filter(({ value }) => isGiven(value));
    if (found.length === 0) return claimByVariable(other, instance);
    return found.flatMap(({ value, key }) => otherClaim(other, sourceOf(other.kind, value, instance), key, instance));
  });
}

/** Of a section that has no value of its own. */
function claimByVariable(other: OtherAccount, instance: Instance): readonly AccountClaim[] {
  const { variable, kind, path } = other;
  if (variable === undefined || !isMap(at(instance.config, ...path.slice(0, -1)))) return [];
  return otherClaim(other, sourceOfVariable(kind, variable, instance), path, instance);
}

function otherClaim(
  { label, within = {}, access, effect, scope }: OtherAccount,
  source: string | undefined,
  path: Path,
  instance: Instance,
): readonly AccountClaim[] {
  if (source === undefined) return [];
  const section = path.slice(0, -1);
  const around = Object.entries(within).map(([key, usual]) =>
    addressText(at(instance.config, ...section, key) ?? usual, instance),
  );
  return [
    {
      kind: 'account',
      instance,
      scope: scope?.(instance) ?? 'world',
      key: JSON.stringify([label, source, around]),
      label,
      at: ['config', ...path],
      account: ['config', ...path],
      ...(access === undefined ? {} : { access }),
      ...(effect === undefined ? {} : { effect }),
    },
  ];
}
