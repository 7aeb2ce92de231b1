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
const TARGETS: readonly string[] = ['owner', 'last', 'none'];
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

/** A schema says which channels and plugins its release knows. */
export function channelRefinements(schema: RootSchema): readonly Refinement[] {
  const channels = keysBelow(schema, 'channels').filter((id) => id !== UNRELEASED && !SETTINGS.includes(id));
  const plugins = keysBelow(schema, 'plugins', 'entries');
  return [
    unlessForeign(function* (config) {
      for (const id of keysOf(config['channels'])) {
        if (channels.includes(id.trim()) || SETTINGS.includes(id.trim()) || isBrought(config, id)) continue;
        const suggestions = suggest(id, channels);
        const hint = didYouMean(suggestions) || '; a plugin that brings it must stand in `plugins.entries`';
        yield { path: ['channels', id], part: 'key', message: `OpenClaw has no channel \`${id}\`${hint}`, suggestions };
      }
    }),
    unlessForeign(
      at(under(AGENTS, 'heartbeat.target'), function* ({ value, path }) {
        const target = textOf(value);
        const known = [...TARGETS, ...channels];
        if (target === undefined || target === '' || known.includes(target.toLowerCase())) return;
        yield {
          path,
          message: `${named(path)} must be ${TARGETS.join(', ')} or a channel`,
          suggestions: suggest(target, known),
        };
      }),
    ),
    unlessForeign(function* (config) {
      const path = ['tools', 'web', 'search', 'provider'];
      const provider = textOf(valueAt(config, ...path));
      if (!provider || SEARCH_PROVIDERS.includes(provider)) return;
      const plugin = Object.hasOwn(MORE_SEARCH_PROVIDERS, provider) ? MORE_SEARCH_PROVIDERS[provider] : undefined;
      if (isBrought(config, provider) || (plugin !== undefined && isBrought(config, plugin))) return;
      yield searchComplaint(provider, plugin, path);
    }),
    unlessForeign(function* (config) {
      const path = ['plugins', 'slots', 'memory'];
      const plugin = textOf(valueAt(config, ...path));
      if (!plugin || plugins.includes(plugin) || MORE_MEMORY_PLUGINS.includes(plugin.toLowerCase())) return;
      yield { path, message: `OpenClaw has no plugin \`${plugin}\``, suggestions: suggest(plugin, plugins) };
    }),
    function* (config) {
      if (isMap(config['channels'])) yield* localBindings(config['channels'], ['channels']);
    },
  ];
}

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

/** What a plugin from a folder of the person's own brings isn't known here. */
function unlessForeign(refinement: Refinement): Refinement {
  return (config) => {
    const paths = valueAt(config, 'plugins', 'load', 'paths');
    return isList(paths) && paths.length > 0 ? [] : refinement(config);
  };
}

/** Whether the config names a plugin of that name. */
function isBrought({ plugins }: JsonMap, id: string): boolean {
  const allowed = valueAt(plugins, 'allow');
  return keysOf(valueAt(plugins, 'entries')).includes(id.trim()) || (isList(allowed) && allowed.includes(id.trim()));
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

function keysOf(value: Json | undefined): readonly string[] {
  return isMap(value) ? Object.keys(value) : [];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? checkedText(value)?.trim() : undefined;
}
