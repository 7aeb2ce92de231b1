// Channels and plugins that exist. Source: openclaw@2026.9.6, src/config/validation-plugin-rules, zod-schema.channels-config.

import { didYouMean, suggest } from '../../../diagnostics/finding-text.ts';
import type { Finding } from '../../../document/finding.ts';
import { isList, isMap, type Json, type JsonMap, type Path, at as valueAt } from '../../../document/json.ts';
import { checkedText, INCLUDE, keysBelow, type RootSchema } from '../json-schema.ts';
import { AGENTS, at, atMaps, named, type Refinements, textAt, texts, under, whole } from './refinement.ts';
import { idComplaints, referencesIn } from './secrets.ts';
import { isAbsolutePath, isPlainCommand } from './texts.ts';
import { allowConflict } from './tools.ts';

/** OpenClaw's own test channel: most releases describe it in their schema and don't come with it. */
const UNRELEASED = 'qa-channel';
/** Keys of `channels` that aren't channels. */
const SETTINGS: readonly string[] = ['defaults', 'modelByChannel'];
const SEARCH_PROVIDERS: readonly string[] = ['gemini', 'grok', 'minimax', 'ollama'];
/** Of plugins that are installed apart, each with the plugin's id. */
const MORE_SEARCH_PROVIDERS: Readonly<Record<string, string>> = {
  brave: 'brave',
  duckduckgo: 'duckduckgo',
  exa: 'exa',
  firecrawl: 'firecrawl',
  'firecrawl-free': 'firecrawl',
  kimi: 'moonshot',
  parallel: 'parallel',
  'parallel-free': 'parallel',
  perplexity: 'perplexity',
  searxng: 'searxng',
  tavily: 'tavily',
};
const MORE_MEMORY_PLUGINS: readonly string[] = ['none', 'memory-lancedb'];

/**
 * A schema and the packages that come with a release say which channels and plugins it knows; `targets` are those of heartbeats that are
 * no channel.
 */
export function channelRefinements(
  schema: RootSchema,
  bundled: readonly string[],
  targets: readonly string[],
): Refinements {
  const keys = keysBelow(schema, 'channels');
  const channels = [...new Set([...keys, ...bundled])].filter(
    (id) => (id !== UNRELEASED || bundled.includes(id)) && !SETTINGS.includes(id),
  );
  const plugins = keysBelow(schema, 'plugins', 'entries');
  return {
    'unknown-channel': at(['channels.*'], function* ({ path, config }) {
      const id = String(path[1]);
      // A file of the host's says the rest.
      if (id === INCLUDE || channels.includes(id.trim()) || SETTINGS.includes(id.trim()) || isForeign(config, id))
        return;
      const suggestions = suggest(id, channels);
      const hint = didYouMean(suggestions) || '; a plugin that brings it must be in `plugins.entries`';
      yield { at: path, part: 'key', message: `OpenClaw has no channel \`${id}\`${hint}`, suggestions };
    }),
    'heartbeat-target': at(under(AGENTS, 'heartbeat.target'), function* ({ value, path, config }) {
      const target = textOf(value);
      const known = [...targets, ...channels];
      if (!target || known.includes(target.toLowerCase()) || hasOwnPlugins(config)) return;
      const message = `${named(path)} must be ${targets.join(', ')} or a channel`;
      yield { at: path, message, suggestions: suggest(target, known) };
    }),
    'memory-plugin': at(['plugins.slots.memory'], function* ({ value, path, config }) {
      const plugin = textOf(value);
      if (!plugin || plugins.includes(plugin) || MORE_MEMORY_PLUGINS.includes(plugin.toLowerCase())) return;
      if (hasOwnPlugins(config)) return;
      yield { at: path, message: `OpenClaw has no plugin \`${plugin}\``, suggestions: suggest(plugin, plugins) };
    }),
    'model-by-channel': at(['channels.modelByChannel'], function* ({ value, path }) {
      if (!isMap(value)) yield { at: path, message: `${named(path)} must be a map` };
    }),
    'local-bindings': at(['channels'], ({ value, path }) => localBindings(value, path)),
    'unknown-plugin': at(['plugins.entries.*'], function* ({ path, config }) {
      const id = String(path[2]);
      if (id === INCLUDE || plugins.includes(id) || hasOwnPlugins(config)) return;
      const suggestions = suggest(id, plugins);
      yield {
        at: path,
        part: 'key',
        message: `OpenClaw has no plugin \`${id}\`${didYouMean(suggestions)}`,
        suggestions,
      };
    }),
  };
}

export const SEARCH_REFINEMENTS: Refinements = {
  'search-provider': at(['tools.web.search.provider'], function* ({ value, path, config }) {
    const provider = textOf(value);
    if (!provider || SEARCH_PROVIDERS.includes(provider) || isForeign(config, provider)) return;
    const plugin = Object.hasOwn(MORE_SEARCH_PROVIDERS, provider) ? MORE_SEARCH_PROVIDERS[provider] : undefined;
    if (plugin === undefined || !isForeign(config, plugin)) yield searchComplaint(provider, plugin, path);
  }),
};

function searchComplaint(provider: string, plugin: string | undefined, path: Path): Finding {
  if (plugin !== undefined) {
    return {
      at: path,
      message: `the search provider \`${provider}\` comes with the plugin \`${plugin}\`; list that in \`plugins.entries\``,
    };
  }
  const known = [...SEARCH_PROVIDERS, ...Object.keys(MORE_SEARCH_PROVIDERS)];
  return {
    at: path,
    message: `OpenClaw has no search provider \`${provider}\`; it has ${known.join(', ')}`,
    suggestions: suggest(provider, known),
  };
}

/** Whether plugins come from a folder of the user's own; what they bring isn't known here. */
function hasOwnPlugins(config: JsonMap): boolean {
  const paths = valueAt(config, 'plugins', 'load', 'paths');
  return isList(paths) && paths.length > 0;
}

/** Whether something of that name comes, or may come, with a plugin that the config names. */
function isForeign(config: JsonMap, name: string): boolean {
  const allowed = valueAt(config, 'plugins', 'allow');
  const entries = valueAt(config, 'plugins', 'entries');
  const id = name.trim();
  const isNamed = (isMap(entries) && Object.hasOwn(entries, id)) || (isList(allowed) && allowed.includes(id));
  return isNamed || hasOwnPlugins(config);
}

function* localBindings(value: Json, path: Path): Generator<Finding> {
  if (isMap(value)) {
    const acp = valueAt(value, 'bindings', 'acp');
    const at = [...path, 'bindings', 'acp'];
    if (typeof acp === 'object')
      yield { at, part: 'key', message: `${named(at)} was moved to the top-level list \`bindings\`` };
    for (const [key, inner] of Object.entries(value)) yield* localBindings(inner, [...path, key]);
  } else if (isList(value)) for (const [index, inner] of value.entries()) yield* localBindings(inner, [...path, index]);
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? checkedText(value)?.trim() : undefined;
}

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

/** What the core checked of channels; later their plugins do, by their schemas alone. */
export const EARLY_CHANNEL_REFINEMENTS: Refinements = {
  'channel-allow-conflict': atMaps(POLICIES, allowConflict),
  'open-to-all': whole(openToAll),
  'channel-reference-ids': at(
    CORE_CHANNELS.map((id) => `channels.${id}`),
    function* ({ value, path }) {
      for (const { ref, path: inner } of referencesIn(value, path)) yield* idComplaints(ref, inner);
    },
  ),
  'attachment-roots': texts(
    under(ACCOUNTS, 'attachmentRoots.*', 'remoteAttachmentRoots.*'),
    isAbsolutePath,
    'an absolute path',
  ),
  'cli-path': texts(under(ACCOUNTS, 'cliPath'), isPlainCommand, "a program's name or path"),
  'discord-ids': at(
    [...under(DISCORD, 'allowFrom.*', 'dm.allowFrom.*', 'dm.groupChannels.*'), ...under(GUILDS, 'users.*', 'roles.*')],
    function* (place) {
      if (typeof place.value !== 'number') return;
      yield {
        at: place.path,
        message: `${named(place.path)} must be a string, not a number; quote it: "${place.value}"`,
      };
    },
  ),
};

/** `dmPolicy: open` and `allowlist` need their list, of the account or the channel. */
function* openToAll({ channels }: JsonMap): Generator<Finding> {
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
      if (lacks) yield { at, message: `${named(at)}: \`${policy}\` needs ${wanted}` };
    }
  }
}
