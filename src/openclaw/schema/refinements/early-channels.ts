// What OpenClaw 2026.3 checks in channels beyond their schemas. Source: openclaw@2026.3.28, src/config/zod-schema.providers-core.

import { isList, isMap, type JsonMap, at as valueAt } from '../../../document/json.ts';
import { at, atMaps, type Complaint, named, type Refinement, textAt, texts, under, whole } from './refinement.ts';
import { idComplaints, referencesIn } from './secrets.ts';
import { isAbsolutePath, isPlainCommand } from './text-forms.ts';
import { allowConflict } from './tools.ts';

/** The others came as plugins, which say all in their schemas. */
const CORE_CHANNELS: readonly string[] = [
  'bluebubbles',
  'discord',
  'googlechat',
  'imessage',
  'irc',
  'msteams',
  'signal',
  'slack',
  'telegram',
  'whatsapp',
];
const ACCOUNTS: readonly string[] = CORE_CHANNELS.flatMap((id) => [`channels.${id}`, `channels.${id}.accounts.*`]);
const DISCORD: readonly string[] = ['channels.discord', 'channels.discord.accounts.*'];
const GUILDS: readonly string[] = under(DISCORD, 'guilds.*', 'guilds.*.channels.*');

/** Maps of tool policies: of a group, a guild, a room, by sender. */
const POLICIES: readonly string[] = under(
  ACCOUNTS,
  'groups.*',
  'guilds.*',
  'guilds.*.channels.*',
  'channels.*',
  'rooms.*',
  'teams.*',
  'teams.*.channels.*',
).flatMap((group) => [`${group}.tools`, `${group}.toolsBySender.*`]);

export const EARLY_CHANNEL_REFINEMENTS: readonly Refinement[] = [
  atMaps(POLICIES, allowConflict),
  whole(openToAll),
  at(
    CORE_CHANNELS.map((id) => `channels.${id}`),
    function* ({ value, path }) {
      for (const { ref, path: inner } of referencesIn(value, path)) yield* idComplaints(ref, inner);
    },
  ),
  texts(under(ACCOUNTS, 'attachmentRoots.*', 'remoteAttachmentRoots.*'), isAbsolutePath, 'an absolute path'),
  texts(under(ACCOUNTS, 'cliPath'), isPlainCommand, "a program's name or path"),
  at(
    [...under(DISCORD, 'allowFrom.*', 'dm.allowFrom.*', 'dm.groupChannels.*'), ...under(GUILDS, 'users.*', 'roles.*')],
    function* (place) {
      if (typeof place.value !== 'number') return;
      yield {
        path: place.path,
        message: `${named(place.path)} must be a string, not a number; quote it: "${place.value}"`,
      };
    },
  ),
];

/** `dmPolicy: open` and `allowlist` need their list, of the account or the channel. */
function* openToAll({ channels }: JsonMap): Generator<Complaint> {
  if (!isMap(channels)) return;
  for (const [id, channel] of Object.entries(channels)) {
    if (!isMap(channel) || !CORE_CHANNELS.includes(id)) continue;
    const accounts = Object.entries(isMap(channel['accounts']) ? channel['accounts'] : {});
    const scopes = [
      [[], channel] as const,
      ...accounts.map(([name, account]) => [['accounts', name], account] as const),
    ];
    for (const [path, scope] of scopes) {
      if (!isMap(scope)) continue;
      const listed = scope['allowFrom'] ?? valueAt(scope, 'dm', 'allowFrom') ?? channel['allowFrom'];
      const entries = isList(listed) ? listed.map(String) : [];
      const policy = textAt(scope, 'dmPolicy');
      const lacks = policy === 'open' ? !entries.includes('*') : policy === 'allowlist' && entries.length === 0;
      const wanted = policy === 'open' ? 'an `allowFrom` with `"*"`' : 'a sender in `allowFrom`';
      const at = ['channels', id, ...path, 'dmPolicy'];
      if (lacks) yield { path: at, message: `${named(at)}: \`${policy}\` needs ${wanted}` };
    }
  }
}
