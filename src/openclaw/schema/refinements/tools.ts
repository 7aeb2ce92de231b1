// Tool policies and sandboxes. Source: openclaw@2026.9.6, src/config/zod-schema.agent-runtime, zod-schema.agent-defaults.

import type { Finding } from '../../../document/finding.ts';
import { isList, isMap, type JsonMap, type Path } from '../../../document/json.ts';
import { AGENTS, atMaps, named, type Refinements, textAt, under } from './refinement.ts';

const TOOLS: readonly string[] = ['tools', ...under(AGENTS, 'tools')];

/** Maps with `allow` and `alsoAllow`. */
const POLICIES: readonly string[] = [
  ...TOOLS,
  ...under(TOOLS, 'byProvider.*', 'toolsBySender.*', 'sandbox.tools', 'subagents.tools'),
];

/** Keys of `tools.web.search` that once held a provider's settings, each with the plugin that has them now. */
const SEARCH_PLUGINS: Readonly<Record<string, string>> = {
  brave: 'brave',
  duckduckgo: 'duckduckgo',
  exa: 'exa',
  firecrawl: 'firecrawl',
  gemini: 'google',
  grok: 'xai',
  kimi: 'moonshot',
  minimax: 'minimax',
  ollama: 'ollama',
  perplexity: 'perplexity',
  searxng: 'searxng',
  tavily: 'tavily',
};

export const TOOL_REFINEMENTS: Refinements = {
  'allow-conflict': atMaps(POLICIES, allowConflict),
  'exec-mode': atMaps(under(TOOLS, 'exec'), function* (exec, path) {
    const older = ['security', 'ask'].filter((key) => exec[key] !== undefined);
    if (exec['mode'] === undefined || older.length === 0) return;
    const message = `${named(path)} has \`mode\` beside \`${older.join('` and `')}\`, which it replaces; remove \`${older.join('` and `')}\``;
    yield { at: [...path, 'mode'], part: 'key', message };
  }),
  'search-settings': atMaps(['tools.web.search'], function* (search, path) {
    for (const [key, value] of Object.entries(search)) {
      const plugin = Object.hasOwn(SEARCH_PLUGINS, key) && isMap(value) ? SEARCH_PLUGINS[key]! : undefined;
      if (plugin === undefined && key !== 'apiKey') continue;
      const successor = `plugins.entries.${plugin ?? '<plugin>'}.config.webSearch`;
      const message = `${named([...path, key])} was moved; use \`${successor}\``;
      yield { at: [...path, key], part: 'key', message, suggestions: [successor] };
    }
  }),
  'container-network': atMaps(under(AGENTS, 'sandbox'), function* (sandbox, path) {
    const docker = isMap(sandbox['docker']) ? sandbox['docker'] : {};
    if (docker['dangerouslyAllowContainerNamespaceJoin'] === true) return;
    for (const part of ['docker', 'browser']) {
      const network = isMap(sandbox[part]) ? textAt(sandbox[part], 'network') : undefined;
      if (!network?.trim().toLowerCase().startsWith('container:')) continue;
      const at = [...path, part, 'network'];
      yield {
        at,
        message: `${named(at)} joins another container's network, which OpenClaw refuses; name a network`,
      };
    }
  }),
  'sandbox-environment': atMaps(under(AGENTS, 'sandbox'), function* (sandbox, path) {
    const backend = (textAt(sandbox, 'backend') ?? 'docker').trim();
    const docker = sandbox['docker'];
    if (!['docker', 'podman'].includes(backend) || !isMap(docker) || !isMap(docker['env'])) return;
    for (const [name, value] of Object.entries(docker['env'])) {
      const at = [...path, 'docker', 'env', name];
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
        yield {
          at,
          part: 'key',
          message: `\`${name}\` can't name a container's variable; use letters, digits and \`_\``,
        };
      } else if (typeof value === 'string' && /[\r\n\0]/.test(value)) {
        yield { at, message: `${named(at)} must be one line: the container's variables come from an env file` };
      }
    }
  }),
};

/** `allow` and `alsoAllow` in one place. */
export function* allowConflict(policy: JsonMap, path: Path): Generator<Finding> {
  if (!isFilled(policy, 'allow') || !isFilled(policy, 'alsoAllow')) return;
  const message = `${named(path)} has both \`allow\` and \`alsoAllow\`; merge the second into the first`;
  yield { at: [...path, 'alsoAllow'], part: 'key', message };
}

function isFilled(map: JsonMap, key: string): boolean {
  const value = map[key];
  return isList(value) && value.length > 0;
}
