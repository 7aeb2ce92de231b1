// What OpenClaw checks across the keys of one section: models, browser profiles, hooks, talk, broadcast, bindings, cloud workers.
// Source: openclaw@2026.9.6, src/config/zod-schema, zod-schema.core, zod-schema.hooks, zod-schema.root-support.

import { isList, isMap, type Json, type JsonMap } from '../../../document/json.ts';
import type { Path } from '../../../document/path.ts';
import { isQualified } from './agents.ts';
import { BUILT_IN_PROVIDERS } from './built-in-providers.ts';
import { atMaps, type Complaint, named, type Refinement, textAt } from './refinement.ts';
import { isBlank } from './text-forms.ts';

const MOST_GROUP_AGENTS = 16;

export const OTHER_REFINEMENTS: readonly Refinement[] = [
  atMaps(['models.providers.*'], function* (provider, path) {
    const name = String(path.at(-1));
    if (BUILT_IN_PROVIDERS.has(name.trim().toLowerCase())) return;
    const lacking = ['baseUrl', 'models'].filter((key) => !provider[key]);
    if (lacking.length === 0) return;
    yield {
      path,
      part: 'key',
      message: `OpenClaw doesn't bring the provider \`${name}\`, so it needs \`${lacking.join('` and `')}\``,
    };
  }),
  atMaps(['browser.profiles.*'], function* (profile, path) {
    const { driver, cdpPort, cdpUrl, userDataDir } = profile;
    const isForeign = driver === 'existing-session' || driver === 'extension';
    if (!isForeign && !cdpPort && !cdpUrl) {
      yield { path, part: 'key', message: `${named(path)} needs a \`cdpPort\` or a \`cdpUrl\`` };
    }
    if (driver !== 'existing-session' && userDataDir) {
      const message = `${named([...path, 'userDataDir'])} has a meaning only with \`driver: existing-session\``;
      yield { path: [...path, 'userDataDir'], part: 'key', message };
    }
    if (driver === 'extension' && cdpUrl) {
      const message = `${named([...path, 'cdpUrl'])} may not stand with \`driver: extension\`: its relay has the endpoint`;
      yield { path: [...path, 'cdpUrl'], part: 'key', message };
    }
  }),
  atMaps(['hooks'], function* (hooks) {
    const mappings = isList(hooks['mappings']) ? hooks['mappings'] : [];
    const hasDefault = !isBlank(textAt(hooks, 'defaultSessionKey') ?? '');
    for (const [index, mapping] of mappings.entries()) {
      if (!isMap(mapping) || hasDefault || !isHomeless(mapping)) continue;
      const message = 'a persistent hook needs a `sessionKey`, a `hooks.defaultSessionKey` or a `transform`';
      yield { path: ['hooks', 'mappings', index], message };
    }
  }),
  atMaps(['talk', 'talk.realtime'], function* (talk, path) {
    const names = Object.keys(isMap(talk['providers']) ? talk['providers'] : {});
    const provider = (textAt(talk, 'provider') ?? '').trim().toLowerCase();
    const isMissing = provider === '' ? names.length > 1 : names.length > 0 && !names.includes(provider);
    if (!isMissing) return;
    const at = [...path, 'provider'];
    yield { path: at, message: `${named(at)} must be one of its providers: ${names.join(', ')}`, suggestions: names };
  }),
  atMaps(['broadcast'], function* (broadcast, path) {
    for (const [peer, group] of Object.entries(broadcast)) {
      const at = [...path, peer];
      if (isMap(group) && !isQualified(peer)) {
        yield {
          path: at,
          part: 'key',
          message: `\`${peer}\` has options, so it must name its channel: \`<channel>:${peer}\``,
        };
      } else if (isList(group) && isQualified(peer) && group.length > MOST_GROUP_AGENTS) {
        yield { path: at, message: `${named(at)} must have at most ${MOST_GROUP_AGENTS} agents, not ${group.length}` };
      }
    }
  }),
  atMaps(['bindings.*'], function* (binding, path) {
    if (binding['type'] !== 'acp' || !isMap(binding['match'])) return;
    const peer = binding['match']['peer'];
    if (isMap(peer) && !isBlank(textAt(peer, 'id') ?? 'x')) return;
    yield {
      path: [...path, 'match'],
      message: `${named([...path, 'match'])} of an ACP binding needs \`peer.id\`: one conversation`,
    };
  }),
  atMaps(['cloudWorkers.profiles', 'cloudWorkers.projectProfiles'], function* (profiles, path) {
    for (const [name, profile] of Object.entries(profiles)) yield* workerProblems(name, profile, [...path, name]);
  }),
];

function isHomeless(mapping: JsonMap): boolean {
  const isPersistent = (mapping['action'] ?? 'agent') === 'agent' && mapping['sessionMode'] === 'persistent';
  return isPersistent && isBlank(textAt(mapping, 'sessionKey') ?? '') && !mapping['transform'];
}

function* workerProblems(name: string, profile: Json, path: Path): Generator<Complaint> {
  if (path[1] === 'profiles') {
    if (name !== name.trim()) yield { path, part: 'key', message: `\`${name}\` may not begin or end with a blank` };
    return;
  }
  if (!/^[a-z0-9.-]+(?:\/[a-z0-9._-]+){2,}$/.test(name) || name.endsWith('.git')) {
    yield {
      path,
      part: 'key',
      message: `\`${name}\` must be a repository as host/owner/name in lower case, without .git`,
    };
  }
  if (typeof profile === 'string' && profile !== profile.trim()) {
    yield { path, message: `${named(path)} may not begin or end with a blank` };
  }
}
