// The bots that an instance runs, each with a text that is equal for two instances only if they run one bot.

import { isMap, type Json } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import { type ChannelAccount, channelAccounts, settingPath } from '../openclaw/channel-accounts.ts';
import { BOT_CHANNELS, type BotChannel, type BotIdentity, type BotKey } from '../openclaw/channels.ts';
import { isGiven } from '../openclaw/listener.ts';
import type { Instance } from './fleet.ts';
import { fileSource, secretSource, variableSource } from './secret-source.ts';

export interface Bot {
  readonly instance: Instance;
  /** "Telegram bot" */
  readonly label: string;
  /** The channel's account that runs it, below `config`. */
  readonly account: Path;
  /** The key that says which bot it is, below `config`. */
  readonly key: Path;
  /** Never shown: it may hold a token. */
  readonly identity: string;
}

export function botsOf(instance: Instance): readonly Bot[] {
  const channels = instance.config['channels'];
  if (!isMap(channels)) return [];
  return BOT_CHANNELS.filter(({ channel }) => isMap(channels[channel])).flatMap((kind) => channelBots(kind, instance));
}

function channelBots({ channel, label, identities }: BotChannel, instance: Instance): readonly Bot[] {
  const keys = identities.flatMap((identity) => identity.keys);
  const isAccount = (settings: ChannelAccount['settings']) => keys.some(({ key }) => isGiven(settings[key]));
  const { config, env } = instance;
  const accounts = channelAccounts({ channel, isAccount }, { config, env, base: instance.port ?? 0 });
  return accounts.flatMap((account) =>
    identities.flatMap((identity): Bot[] => {
      const found = identify(identity, account, instance);
      if (found?.source === undefined) return [];
      const within = (identity.within ?? []).map((key) => account.settings[key] ?? null);
      const text = JSON.stringify([channel, identity.keys[0]!.key, within, found.source]);
      return [{ instance, label, account: account.path, key: found.key, identity: text }];
    }),
  );
}

interface Identified {
  readonly key: Path;
  readonly source: string | undefined;
}

function identify(identity: BotIdentity, account: ChannelAccount, instance: Instance): Identified | undefined {
  const set = [account.own, account.settings].flatMap((settings) =>
    identity.keys.filter(({ key }) => isGiven(settings[key])).map((key) => ({ key, value: settings[key.key] })),
  )[0];
  if (set) return { key: settingPath(account, [set.key.key]), source: sourceOf(set.key.kind, set.value, instance) };
  const first = (identity.keys.find(({ kind }) => kind === 'secret') ?? identity.keys[0]!).key;
  const isDefault = account.name === undefined || account.name === 'default';
  if (identity.variable !== undefined && isDefault) {
    return { key: [...account.path, first], source: variableSource(identity.variable, instance) };
  }
  if (identity.fallback === undefined) return undefined;
  return { key: [...account.path, first], source: fileSource(identity.fallback, instance) };
}

function sourceOf(kind: BotKey['kind'], value: Json | undefined, instance: Instance): string | undefined {
  if (kind === 'file') return fileSource(value, instance);
  const source = secretSource(value, instance);
  return kind === 'name' ? source?.toLowerCase().replace(/\/+$/, '') : source;
}
