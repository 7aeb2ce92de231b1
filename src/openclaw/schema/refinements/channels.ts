// Channels and plugins that exist. Source: openclaw@2026.9.6, src/config/validation-plugin-rules, zod-schema.channels-config.

import { didYouMean, suggest } from '../../../diagnostics/suggest.ts';
import { isList, isMap, type Json, type JsonMap, at as valueAt } from '../../../document/json.ts';
import type { Path } from '../../../document/path.ts';
import { keysBelow, type RootSchema } from '../json-schema.ts';
import { checkedText } from '../substitution.ts';
import { AGENTS, at, type Complaint, named, type Refinement, under } from './refinement.ts';

/** In the schema, but not in the released program: OpenClaw's own test channel. */
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

/** A schema says which channels and plugins its release knows; `targets` are those of heartbeats that are no channel. */
export function channelRefinements(schema: RootSchema, targets: readonly string[]): readonly Refinement[] {
  const channels = keysBelow(schema, 'channels').filter((id) => id !== UNRELEASED && !SETTINGS.includes(id));
  const plugins = keysBelow(schema, 'plugins', 'entries');
  return [
    at(['channels.*'], function* ({ path, config }) {
      const id = String(path[1]);
      if (channels.includes(id.trim()) || SETTINGS.includes(id.trim()) || isForeign(config, id)) return;
      const suggestions = suggest(id, channels);
      const hint = didYouMean(suggestions) || '; a plugin that brings it must stand in `plugins.entries`';
      yield { path, part: 'key', message: `OpenClaw has no channel \`${id}\`${hint}`, suggestions };
    }),
    at(under(AGENTS, 'heartbeat.target'), function* ({ value, path, config }) {
      const target = textOf(value);
      const known = [...targets, ...channels];
      if (!target || known.includes(target.toLowerCase()) || hasOwnPlugins(config)) return;
      const message = `${named(path)} must be ${targets.join(', ')} or a channel`;
      yield { path, message, suggestions: suggest(target, known) };
    }),
    at(['plugins.slots.memory'], function* ({ value, path, config }) {
      const plugin = textOf(value);
      if (!plugin || plugins.includes(plugin) || MORE_MEMORY_PLUGINS.includes(plugin.toLowerCase())) return;
      if (hasOwnPlugins(config)) return;
      yield { path, message: `OpenClaw has no plugin \`${plugin}\``, suggestions: suggest(plugin, plugins) };
    }),
    at(['channels'], ({ value, path }) => localBindings(value, path)),
  ];
}

export const SEARCH_REFINEMENTS: readonly Refinement[] = [
  at(['tools.web.search.provider'], function* ({ value, path, config }) {
    const provider = textOf(value);
    if (!provider || SEARCH_PROVIDERS.includes(provider) || isForeign(config, provider)) return;
    const plugin = Object.hasOwn(MORE_SEARCH_PROVIDERS, provider) ? MORE_SEARCH_PROVIDERS[provider] : undefined;
    if (plugin === undefined || !isForeign(config, plugin)) yield searchComplaint(provider, plugin, path);
  }),
];

function searchComplaint(provider: string, plugin: string | undefined, path: Path): Complaint {
  if (plugin !== undefined) {
    return {
      path,
      message: `the search provider \`${provider}\` comes with the plugin \`${plugin}\`; list that in \`plugins.entries\``,
    };
  }
  const known = [...SEARCH_PROVIDERS, ...Object.keys(MORE_SEARCH_PROVIDERS)];
  return {
    path,
    message: `OpenClaw has no search provider \`${provider}\`; it has ${known.join(', ')}`,
    suggestions: suggest(provider, known),
  };
}

/** Whether plugins come from a folder of the person's own; what they bring isn't known here. */
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

function* localBindings(value: Json, path: Path): Generator<Complaint> {
  if (isMap(value)) {
    const acp = valueAt(value, 'bindings', 'acp');
    const at = [...path, 'bindings', 'acp'];
    if (typeof acp === 'object')
      yield { path: at, part: 'key', message: `${named(at)} was moved to the top-level list \`bindings\`` };
    for (const [key, inner] of Object.entries(value)) yield* localBindings(inner, [...path, key]);
  } else if (isList(value)) for (const [index, inner] of value.entries()) yield* localBindings(inner, [...path, index]);
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? checkedText(value)?.trim() : undefined;
}
