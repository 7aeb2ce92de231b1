// What OpenClaw checks across the keys of one section: models, browser profiles, hooks, talk, broadcast, bindings, cloud workers.
// Source: openclaw@2026.9.6, src/config/zod-schema, zod-schema.core, zod-schema.hooks, zod-schema.root-support.

import type { Finding } from '../../../document/finding.ts';
import { isList, isMap, type Json, type JsonMap, type Path } from '../../../document/json.ts';
import { isQualified } from './agents.ts';
import { atMaps, named, type Refinements, textAt } from './refinement.ts';
import { isBlank } from './texts.ts';

const MOST_GROUP_AGENTS = 16;
const TALK: readonly string[] = ['talk', 'talk.realtime'];

export const OTHER_REFINEMENTS: Refinements = {
  'provider-needs': atMaps(['models.providers.*'], function* (provider, path) {
    const name = String(path.at(-1));
    if (BUILT_IN_PROVIDERS.has(name.trim().toLowerCase())) return;
    const lacking = ['baseUrl', 'models'].filter((key) => !provider[key]);
    if (lacking.length === 0) return;
    yield {
      at: path,
      part: 'key',
      message: `OpenClaw doesn't bring the provider \`${name}\`, so it needs \`${lacking.join('` and `')}\``,
    };
  }),
  'browser-profiles': atMaps(['browser.profiles.*'], function* (profile, path) {
    const { driver, cdpPort, cdpUrl, userDataDir } = profile;
    const isForeign = driver === 'existing-session' || driver === 'extension';
    if (!isForeign && !cdpPort && !cdpUrl) {
      yield { at: path, part: 'key', message: `${named(path)} needs a \`cdpPort\` or a \`cdpUrl\`` };
    }
    if (driver !== 'existing-session' && userDataDir) {
      const message = `${named([...path, 'userDataDir'])} has a meaning only with \`driver: existing-session\``;
      yield { at: [...path, 'userDataDir'], part: 'key', message };
    }
    if (driver === 'extension' && cdpUrl) {
      const message = `${named([...path, 'cdpUrl'])} may not stand with \`driver: extension\`: its relay has the endpoint`;
      yield { at: [...path, 'cdpUrl'], part: 'key', message };
    }
  }),
  'persistent-hooks': atMaps(['hooks'], function* (hooks) {
    const mappings = isList(hooks['mappings']) ? hooks['mappings'] : [];
    const hasDefault = !isBlank(textAt(hooks, 'defaultSessionKey') ?? '');
    for (const [index, mapping] of mappings.entries()) {
      if (!isMap(mapping) || hasDefault || !isHomeless(mapping)) continue;
      const message = 'a persistent hook needs a `sessionKey`, a `hooks.defaultSessionKey` or a `transform`';
      yield { at: ['hooks', 'mappings', index], message };
    }
  }),
  'talk-provider-choice': atMaps(TALK, function* (talk, path) {
    const names = Object.keys(isMap(talk['providers']) ? talk['providers'] : {});
    if (talkProvider(talk) === '' && names.length > 1) yield providerComplaint(path, names);
  }),
  'talk-provider': atMaps(TALK, function* (talk, path) {
    const names = Object.keys(isMap(talk['providers']) ? talk['providers'] : {});
    const provider = talkProvider(talk);
    if (provider !== '' && names.length > 0 && !names.includes(provider)) yield providerComplaint(path, names);
  }),
  broadcast: atMaps(['broadcast'], function* (broadcast, path) {
    for (const [peer, group] of Object.entries(broadcast)) {
      const at = [...path, peer];
      if (isMap(group) && !isQualified(peer)) {
        yield {
          at,
          part: 'key',
          message: `\`${peer}\` has options, so it must name its channel: \`<channel>:${peer}\``,
        };
      } else if (isList(group) && isQualified(peer) && group.length > MOST_GROUP_AGENTS) {
        yield { at, message: `${named(at)} must have at most ${MOST_GROUP_AGENTS} agents, not ${group.length}` };
      }
    }
  }),
  'acp-bindings': atMaps(['bindings.*'], function* (binding, path) {
    if (binding['type'] !== 'acp' || !isMap(binding['match'])) return;
    const peer = binding['match']['peer'];
    if (isMap(peer) && !isBlank(textAt(peer, 'id') ?? 'x')) return;
    yield {
      at: [...path, 'match'],
      message: `${named([...path, 'match'])} of an ACP binding needs \`peer.id\`: one conversation`,
    };
  }),
  'cloud-workers': atMaps(['cloudWorkers.profiles', 'cloudWorkers.projectProfiles'], function* (profiles, path) {
    for (const [name, profile] of Object.entries(profiles)) yield* workerProblems(name, profile, [...path, name]);
  }),
};

function talkProvider(talk: JsonMap): string {
  return (textAt(talk, 'provider') ?? '').trim().toLowerCase();
}

function providerComplaint(path: Path, names: readonly string[]): Finding {
  const at = [...path, 'provider'];
  return { at, message: `${named(at)} must be one of its providers: ${names.join(', ')}`, suggestions: names };
}

function isHomeless(mapping: JsonMap): boolean {
  const isPersistent = (mapping['action'] ?? 'agent') === 'agent' && mapping['sessionMode'] === 'persistent';
  return isPersistent && isBlank(textAt(mapping, 'sessionKey') ?? '') && !mapping['transform'];
}

function* workerProblems(name: string, profile: Json, path: Path): Generator<Finding> {
  if (path[1] === 'profiles') {
    if (name !== name.trim()) yield { at: path, part: 'key', message: `\`${name}\` may not begin or end with a blank` };
    return;
  }
  if (!/^[a-z0-9.-]+(?:\/[a-z0-9._-]+){2,}$/.test(name) || name.endsWith('.git')) {
    yield {
      at: path,
      part: 'key',
      message: `\`${name}\` must be a repository as host/owner/name in lower case, without .git`,
    };
  }
  if (typeof profile === 'string' && profile !== profile.trim()) {
    yield { at: path, message: `${named(path)} may not begin or end with a blank` };
  }
}

const BUILT_IN_PROVIDERS: ReadonlySet<string> = new Set([
  'amazon-bedrock',
  'amazon-bedrock-mantle',
  'anthropic',
  'anthropic-vertex',
  'arcee',
  'azure-openai-responses',
  'byteplus',
  'byteplus-plan',
  'cerebras',
  'chutes',
  'claude-cli',
  'clawrouter',
  'cloudflare-ai-gateway',
  'codex',
  'comfy',
  'copilot-proxy',
  'dashscope',
  'deepinfra',
  'deepseek',
  'fal',
  'fireworks',
  'github-copilot',
  'gmi',
  'gmi-cloud',
  'gmicloud',
  'google',
  'google-antigravity',
  'google-gemini-cli',
  'google-vertex',
  'groq',
  'huggingface',
  'kilocode',
  'kimi',
  'kimi-coding',
  'litellm',
  'lmstudio',
  'meta',
  'microsoft-foundry',
  'minimax',
  'minimax-portal',
  'mistral',
  'modelstudio',
  'moonshot',
  'moonshot-ai',
  'moonshotai',
  'novita',
  'novita-ai',
  'novitaai',
  'nvidia',
  'ollama',
  'ollama-cloud',
  'openai',
  'opencode',
  'opencode-go',
  'openrouter',
  'qianfan',
  'qwen',
  'qwen-token-plan',
  'qwencloud',
  'sglang',
  'stepfun',
  'stepfun-plan',
  'synthetic',
  'tencent-tokenhub',
  'tencent-tokenplan',
  'together',
  'venice',
  'vercel-ai-gateway',
  'vllm',
  'volcengine',
  'volcengine-plan',
  'vydra',
  'x-ai',
  'xai',
  'xiaomi',
  'xiaomi-token-plan',
  'z-ai',
  'z.ai',
  'zai',
]);
