// Who the agents are, and what refers to them.
// Source: openclaw@2026.9.6, src/config/zod-schema.agents, zod-schema, validation-core, agent-dirs.

import { posix } from 'node:path';
import type { Finding } from '../../../document/finding.ts';
import { isList, isMap, type Json, type JsonMap, type Path, at as valueAt } from '../../../document/json.ts';
import { AGENTS, at, atMaps, named, type Refinements, textAt, under, whole } from './refinement.ts';
import { isModelRef } from './texts.ts';

const MAIN = 'main';
const BLOCKED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const AGENT_REFINEMENTS: Refinements = {
  roster: atMaps(['agents'], function* (agents, path) {
    if (isMap(agents['entries'])) yield* roster(agents, Object.keys(agents['entries']), [...path, 'entries']);
    else if (agents['ownership'] !== undefined && agents['list'] === undefined) {
      yield { at: [...path, 'ownership'], message: '`agents.ownership` needs an agent in `agents.entries`' };
    }
  }),
  'blocked-keys': atMaps(['agents.entries.*'], function* (entry, path) {
    for (const key of Object.keys(entry).filter((name) => BLOCKED_KEYS.has(name))) {
      yield { at: [...path, key], part: 'key', message: `an agent may not have a key \`${key}\`` };
    }
  }),
  'shared-agent-dirs': whole(sharedFolders),
  avatars: whole(avatars),
  'exact-model-keys': at(under(AGENTS, 'models.*'), function* ({ value, path }) {
    const model = String(path.at(-1));
    if (!isMap(value) || (isModelRef(model) && !model.includes('*'))) return;
    for (const key of ['pickerRuntimes', 'codeMode'].filter((name) => value[name] !== undefined)) {
      yield { at: [...path, key], message: `\`${key}\` needs an exact provider/model above it, not \`${model}\`` };
    }
  }),
  'model-policy': at(under(AGENTS, 'modelPolicy.allow'), function* ({ value, path }) {
    if (isList(value)) yield* [...value.entries()].flatMap(([index, ref]) => policyComplaint(ref, [...path, index]));
  }),
};

/** Releases with `agents.entries` have the agent `main` where a config names none; the older ones then don't look. */
export function agentRefinements(hasEntries: boolean): Refinements {
  const known = whole((config) => (hasEntries || agentIds(config).length > 0 ? unknownAgents(config) : []));
  return { ...AGENT_REFINEMENTS, 'unknown-agents': known };
}

function* roster(agents: JsonMap, names: readonly string[], path: Path): Generator<Finding> {
  const entries = agents['entries'] as JsonMap;
  const marked = names.filter((name) => valueAt(entries, name, 'default') === true);
  const isExplicit = agents['ownership'] === 'explicit';
  if (names.length === 0 && isExplicit) yield { at: path, message: '`agents.entries` needs an agent' };
  for (const [index, name] of names.entries()) {
    const twin = names.slice(0, index).find((earlier) => agentId(earlier) === agentId(name));
    if (twin)
      yield {
        at: [...path, name],
        part: 'key',
        message: `\`${twin}\` and \`${name}\` are the same agent id; rename one`,
      };
  }
  if (marked.length > 1)
    yield { at: path, message: `at most one agent may have \`default: true\`, not ${marked.join(' and ')}` };
  const ownership = [...path.slice(0, -1), 'ownership'];
  if (isExplicit && marked.length > 0) {
    yield {
      at: ownership,
      message: '`ownership: explicit` leaves no room for an agent with `default: true`; remove one',
    };
  }
  if (names.length > 1 && marked.length === 0 && !isExplicit) {
    yield {
      at: ownership,
      message: 'more than one agent needs `agents.ownership: explicit`',
      suggestions: ['explicit'],
    };
  }
}

/** As OpenClaw compares them: what can't stand in an id becomes `-`, and nothing becomes `main`. */
function agentId(name: string): string {
  const id = name.trim().toLowerCase();
  if (/^[a-z0-9_][a-z0-9_-]{0,63}$/.test(id)) return id;
  const cleaned = id.replaceAll(/[^a-z0-9_-]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return cleaned.slice(0, 64) || MAIN;
}

function agentIds({ agents }: JsonMap): readonly string[] {
  const entries = valueAt(agents, 'entries');
  const list = valueAt(agents, 'list');
  const listed = isList(list) ? list.flatMap((entry) => valueAt(entry, 'id') ?? []).map(String) : [];
  return isMap(entries) ? Object.keys(entries) : listed;
}

function* unknownAgents(config: JsonMap): Generator<Finding> {
  const own = agentIds(config);
  const ids = own.length === 0 ? [MAIN] : own;
  const known = new Set(ids.map(agentId));
  const complaint = (path: Path): Finding => ({
    at: path,
    message: `${named(path)} names an agent that \`agents.entries\` doesn't have; it has ${[...known].join(', ')}`,
    suggestions: [...known],
  });
  const targets = [
    ['agents', 'defaults', 'heartbeat', 'agentId'],
    ['agents', 'defaults', 'systemAgent', 'agentId'],
    ['talk', 'agentId'],
  ];
  const isUnknown = (id: Json | undefined) => typeof id === 'string' && id.trim() !== '' && !known.has(agentId(id));
  for (const path of targets) if (isUnknown(valueAt(config, ...path))) yield complaint(path);
  const { bindings, broadcast } = config;
  for (const [index, binding] of isList(bindings) ? bindings.entries() : []) {
    const id = valueAt(binding, 'agentId');
    if (id !== MAIN && isUnknown(id)) yield complaint(['bindings', index, 'agentId']);
  }
  for (const [peer, group] of Object.entries(isMap(broadcast) ? broadcast : {})) {
    const [members, path] = isMap(group) ? [group['agents'], [peer, 'agents']] : [group, [peer]];
    for (const [index, id] of isList(members) ? members.entries() : []) {
      if (typeof id === 'string' && !ids.includes(id)) yield complaint(['broadcast', ...path, index]);
    }
  }
}

/** `<channel>:<peer>`. */
export function isQualified(peer: string): boolean {
  return /^[a-z][a-z0-9_-]*:.+$/i.test(peer);
}

function* sharedFolders(config: JsonMap): Generator<Finding> {
  const entries = valueAt(config, 'agents', 'entries');
  const folders = new Map<string, string>();
  for (const [name, entry] of Object.entries(isMap(entries) ? entries : {})) {
    const folder = isMap(entry) ? textAt(entry, 'agentDir')?.trim() : undefined;
    if (!folder) continue;
    const normal = posix.normalize(folder).replace(/(?<=.)\/$/, '');
    const owner = folders.get(normal);
    folders.set(normal, owner ?? name);
    const path = ['agents', 'entries', name, 'agentDir'];
    if (owner)
      yield { at: path, message: `\`${owner}\` has this folder already; each agent needs an \`agentDir\` of its own` };
  }
}

function* avatars(config: JsonMap): Generator<Finding> {
  const entries = valueAt(config, 'agents', 'entries');
  for (const [name, entry] of Object.entries(isMap(entries) ? entries : {})) {
    const identity = valueAt(entry, 'identity');
    const avatar = isMap(identity) ? textAt(identity, 'avatar')?.trim() : undefined;
    if (!avatar || /^(?:https?:\/\/|data:)/i.test(avatar)) continue;
    const isForeign = avatar.startsWith('~') || /^[a-z][a-z0-9+.-]+:/i.test(avatar);
    if (!isForeign && !posix.isAbsolute(avatar) && !posix.normalize(avatar).startsWith('../')) continue;
    if (posix.isAbsolute(avatar) && isInWorkspace(avatar, config, entry)) continue;
    const path = ['agents', 'entries', name, 'identity', 'avatar'];
    yield { at: path, message: `${named(path)} must be a path inside the workspace, an http(s) URL or a data URI` };
  }
}

function isInWorkspace(path: string, config: JsonMap, entry: Json): boolean {
  const workspace = valueAt(entry, 'workspace') ?? valueAt(config, 'agents', 'defaults', 'workspace');
  return typeof workspace === 'string' && `${posix.normalize(path)}/`.startsWith(`${posix.normalize(workspace)}/`);
}

function policyComplaint(ref: Json, path: Path): readonly Finding[] {
  if (typeof ref !== 'string' || isModelRef(ref)) return [];
  return [
    {
      at: path,
      message: `${named(path)} must be \`provider/model\` or \`provider/*\`, or an alias of \`agents.defaults.models\``,
    },
  ];
}
