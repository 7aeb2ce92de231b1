// The accounts of a channel that start. Source: createAccountListHelpers and mergeAccountConfig of both releases.

import { at, isList, isMap, type Json, type JsonMap, mapOf } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import { isTrue, type ListenerContext } from './listener.ts';

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

function skipsChannels(env: ListenerContext['env']): boolean {
  return isTrue(env['OPENCLAW_SKIP_CHANNELS']) || isTrue(env['OPENCLAW_SKIP_PROVIDERS']);
}

function isMapEntry(entry: [string, Json]): entry is [string, JsonMap] {
  return isMap(entry[1]);
}
