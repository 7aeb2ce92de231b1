// A config, or a part of one, that an earlier release took → the same for a later one, as a list of steps: what the release's own
// `doctor --fix` does to openclaw.json, where a name or a value has a successor. test/openclaw/migrate.test.ts compares both.

import { once } from '../../diagnostics/collections.ts';
import {
  at,
  formatPath,
  isList,
  isMap,
  type Json,
  type JsonMap,
  mapOf,
  mayBeSecret,
  type Path,
} from '../../document/json.ts';
import { configChecker } from './config-faults.ts';
import { hasKey, isGone, match, SUCCESSORS } from './history.ts';

export type Step =
  | {
      readonly kind: 'move';
      readonly from: Path;
      readonly to: Path;
      /** Another value than the one at `from`. */
      readonly value?: Json;
      /** A list of maps becomes a map of them, by this key. */
      readonly keyedBy?: string;
    }
  | { readonly kind: 'set'; readonly path: Path; readonly value: Json }
  | { readonly kind: 'remove'; readonly path: Path; readonly why: string };

export interface Migrated {
  readonly config: JsonMap;
  readonly steps: readonly Step[];
  /** The same, those together that are one change. */
  readonly changes: readonly (readonly Step[])[];
}

/** `isWanted`: a step that is not is left out, and so is what would follow from it. `release` is one that gwc knows. */
export function migrate(config: JsonMap, release: string, isWanted: (step: Step) => boolean = () => true): Migrated {
  const origins: Origin[] = [];
  let state: Migrated = { config, steps: [], changes: [] };
  const take = (steps: readonly Step[]) => {
    if (steps.length === 0 || !steps.every(isWanted)) return;
    const next = steps.reduce(applyStep, state.config);
    if (steps.some((step) => isRefused(step, state.config, next, release))) return;
    for (const step of steps) if (step.kind === 'move') origins.unshift({ from: step.from, to: step.to });
    state = { config: next, steps: [...state.steps, ...steps], changes: [...state.changes, steps] };
  };
  for (const rule of allRules()) {
    for (const { path, stars } of placesOf(rule.from, state.config))
      take(stepsFor(rule, path, stars, state.config, release));
  }
  for (const path of unknownKeys(state.config, release)) {
    // A secret always has a place, even if gwc doesn't know which.
    if (!mayBeSecret(path) && isGone(originOf(path, origins), release))
      take([{ kind: 'remove', path, why: 'nothing has come in its place' }]);
  }
  return state;
}

interface Origin {
  readonly from: Path;
  readonly to: Path;
}

/** Where a place was before the moves. */
function originOf(path: Path, origins: readonly Origin[]): Path {
  return origins.reduce((current, { from, to }) => {
    const isBelow = current.length > to.length && to.every((key, index) => String(key) === String(current[index]));
    if (!isBelow) return current;
    const rest = current.slice(to.length);
    return [...from, ...(formatPath(from) === 'agents.list' ? [0, ...rest.slice(1)] : rest)];
  }, path);
}

function unknownKeys(config: JsonMap, release: string): readonly Path[] {
  return configChecker(release)(config)
    .filter(({ at: path, part }) => part === 'key' && at(config, ...path) !== undefined && !hasKey(release, path))
    .map(({ at: path }) => path);
}

/** Whether the release has no place for what a move would write. What is gone from a map that moves is removed afterwards. */
function isRefused(step: Step, before: JsonMap, after: JsonMap, release: string): boolean {
  if (step.kind === 'remove') return false;
  const to = formatPath(step.kind === 'move' ? step.to : step.path);
  const check = (config: JsonMap) => configChecker(release)(withoutNulls(config) as JsonMap);
  const known = new Set(check(before).map(({ at: path, message }) => `${formatPath(path)} ${message}`));
  return check(after).some(({ at: path, part, message }) => {
    const place = formatPath(path);
    if (known.has(`${place} ${message}`)) return false;
    const isAbove = to === place || to.startsWith(`${place}.`);
    return isAbove || (part !== 'key' && place.startsWith(`${to}.`));
  });
}

/** In a part of a config null takes away what it inherits. */
function withoutNulls(value: Json): Json {
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return mapOf(entries.map(([key, inner]) => [key, withoutNulls(inner)]));
}

interface Rule {
  readonly from: string;
  /** The same as `from` where only the value changes. */
  readonly to: string;
  /** Undefined for a value that has no successor. */
  readonly convert?: (value: Json) => Json | undefined;
  readonly keyedBy?: string;
}

function stepsFor(rule: Rule, from: Path, stars: readonly string[], config: JsonMap, release: string): readonly Step[] {
  const old = at(config, ...from)!;
  const value = rule.convert && old !== null ? rule.convert(old) : old;
  if (value === undefined) return [];
  if (rule.from === rule.to)
    return value === old || !hasFault(config, from, release) ? [] : [{ kind: 'set', path: from, value }];
  if (hasKey(release, from)) return [];
  const { keyedBy } = rule;
  const to = filled(rule.to, stars);
  return merged({ from, to, value, isFresh: value !== old, ...(keyedBy === undefined ? {} : { keyedBy }) }, config);
}

function hasFault(config: JsonMap, path: Path, release: string): boolean {
  const place = formatPath(path);
  return configChecker(release)(config).some((fault) => {
    const found = formatPath(fault.at);
    return place === found || place.startsWith(`${found}.`) || found.startsWith(`${place}.`);
  });
}

/** A `*` that nothing stands for is a key of that name: every group. */
function filled(pattern: string, stars: readonly string[]): Path {
  let next = 0;
  return pattern.split('.').map((key) => (key === '*' ? (stars[next++] ?? key) : key));
}

interface Moving {
  readonly from: Path;
  readonly to: Path;
  readonly value: Json;
  readonly isFresh: boolean;
  readonly keyedBy?: string;
}

/** What is set already stays: of two maps the keys of both, of anything else the new name's. */
function merged({ from, to, value, isFresh, keyedBy }: Moving, config: JsonMap): readonly Step[] {
  const there = at(config, ...to);
  if (there === undefined) {
    const other = isFresh ? { value } : {};
    return [{ kind: 'move', from, to, ...other, ...(keyedBy === undefined ? {} : { keyedBy }) }];
  }
  const gone: Step = { kind: 'remove', path: from, why: `\`${formatPath(to)}\` is set` };
  if (!isMap(there) || !isMap(value)) return [gone];
  if (isFresh) return [...missing(value, there, to), gone];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    merged({ from: [...from, key], to: [...to, key], value: one, isFresh: false }, config),
  );
  return [...inner, ...(inner.length === 0 ? [gone] : [])];
}

function missing(value: JsonMap, there: JsonMap, to: Path): readonly Step[] {
  return Object.entries(value)
    .filter(([key]) => there[key] === undefined)
    .map(([key, one]): Step => ({ kind: 'set', path: [...to, key], value: one }));
}

export function applyStep(config: JsonMap, step: Step): JsonMap {
  switch (step.kind) {
    case 'set':
      return withValue(config, step.path, step.value);
    case 'remove':
      return without(config, step.path);
    case 'move':
      return withValue(without(config, step.from), step.to, step.value ?? at(config, ...step.from)!);
  }
}

function withValue(value: Json | undefined, [key, ...rest]: Path, fresh: Json): JsonMap {
  const inner = (old: Json | undefined) => (rest.length === 0 ? fresh : withValue(old, rest, fresh));
  if (isList(value)) return value.map((item, index) => (index === key ? inner(item) : item)) as unknown as JsonMap;
  const map = isMap(value) ? value : mapOf([]);
  return mapOf([
    ...Object.entries(map).filter(([name]) => name !== String(key)),
    [String(key), inner(map[String(key)])],
  ]);
}

function without(value: Json, path: Path, above: Path = []): JsonMap {
  const [key, ...rest] = path;
  const here = [...above, key!];
  if (isList(value))
    return value.map((item, index) => (index === key ? without(item, rest, here) : item)) as unknown as JsonMap;
  if (!isMap(value)) return value as unknown as JsonMap;
  return mapOf(
    Object.entries(value).flatMap(([name, inner]): (readonly [string, Json])[] => {
      if (name !== String(key)) return [[name, inner]];
      if (rest.length === 0) return [];
      const left = without(inner, rest, here);
      return isMap(left) && Object.keys(left).length === 0 && mayGo(here) ? [] : [[name, left]];
    }),
  );
}

/** Whether a map that has become empty says nothing: a channel, an account or an agent says that it is there. */
export function mayGo(path: Path): boolean {
  return path.length > 0 && !path.some((key) => typeof key === 'number') && !MEMBERS.has(String(path.at(-2)));
}

const MEMBERS: ReadonlySet<string> = new Set([
  'accounts',
  'channels',
  'entries',
  'groups',
  'guilds',
  'profiles',
  'providers',
  'rooms',
  'servers',
]);

interface Place {
  readonly path: Path;
  readonly stars: readonly string[];
}

/** Where a config has something that fits the pattern. */
function placesOf(pattern: string, config: JsonMap): readonly Place[] {
  const places = pattern.split('.').reduce<readonly Path[]>(
    (paths, key) =>
      paths.flatMap((path) => {
        const value = at(config, ...path);
        if (key !== '*') return isMap(value) && value[key] !== undefined ? [[...path, key]] : [];
        if (isList(value)) return value.map((_, index) => [...path, index]);
        return isMap(value) ? Object.keys(value).map((name) => [...path, name]) : [];
      }),
    [[]],
  );
  return places.map((path) => ({ path, stars: match(pattern, path)! }));
}

/** Values of a name that stays, and names whose value changes with them; they come before the plain ones of `SUCCESSORS`. */
const CHANGED: readonly Rule[] = [
  { from: 'agents.list', to: 'agents.entries', convert: byId, keyedBy: 'id' },
  { from: 'memorySearch.provider', to: 'memorySearch.provider', convert: oneOf({ auto: 'openai' }) },
  { from: 'env.*', to: 'env.vars.*' },
  ...['agents.defaults', 'agents.entries.*'].map((agent) => ({
    from: `${agent}.sandbox.perSession`,
    to: `${agent}.sandbox.scope`,
    convert: oneOf({ true: 'session', false: 'shared' }),
  })),
  { from: 'defaultModel', to: 'agents.defaults.model' },
  {
    from: 'gateway.bind',
    to: 'gateway.bind',
    convert: oneOf({
      '127.0.0.1': 'loopback',
      localhost: 'loopback',
      '::1': 'loopback',
      '0.0.0.0': 'lan',
      '::': 'lan',
    }),
  },
  {
    from: 'messages.queue.mode',
    to: 'messages.queue.mode',
    convert: oneOf({ queue: 'steer', 'steer-backlog': 'followup', 'steer+backlog': 'followup' }),
  },
  { from: 'messages.tts.enabled', to: 'messages.tts.auto', convert: oneOf({ true: 'always', false: 'off' }) },
  { from: 'bindings.*.match.peer.kind', to: 'bindings.*.match.peer.kind', convert: oneOf({ dm: 'direct' }) },
  {
    from: 'session.idleMinutes',
    to: 'session.reset',
    convert: (idleMinutes) =>
      mapOf([
        ['mode', 'idle'],
        ['idleMinutes', idleMinutes],
      ]),
  },
  { from: 'tools.experimental.planTool', to: 'tools.updatePlan' },
  {
    from: 'tools.message.allowCrossContextSend',
    to: 'tools.message.crossContext',
    convert: (isAllowed) => (isAllowed === true ? ANYWHERE : undefined),
  },
  {
    from: 'skills.workshop.autonomous.enabled',
    to: 'skills.workshop.autonomous.mode',
    convert: oneOf({ true: 'propose', false: 'off' }),
  },
  {
    from: 'plugins.entries.llm-task.config.allowedModels',
    to: 'plugins.entries.llm-task.llm',
    convert: (models) =>
      mapOf([
        ['allowModelOverride', true],
        ['allowAuthProfileOverride', true],
        ['allowedCompletionModels', models],
      ]),
  },
  ...['image', 'audio', 'video'].flatMap((kind): readonly Rule[] => [
    {
      from: `tools.media.${kind}.models`,
      to: 'tools.media.models',
      convert: (models) =>
        isList(models) && models.every(isMap)
          ? models.map((model) => mapOf([...Object.entries(model), ['capabilities', [kind]]]))
          : undefined,
    },
    {
      from: `tools.media.${kind}.deepgram`,
      to: `tools.media.${kind}.providerOptions.deepgram`,
      convert: (options) =>
        isMap(options) ? mapOf(Object.entries(options).map(([key, one]) => [snakeCase(key), one])) : undefined,
    },
  ]),
  {
    from: 'tools.web.x_search.apiKey',
    to: 'plugins.entries.xai',
    convert: (apiKey) =>
      mapOf([
        ['enabled', true],
        ['config', mapOf([['webSearch', mapOf([['apiKey', apiKey]])]])],
      ]),
  },
  ...['', '.accounts.*'].flatMap((account): readonly Rule[] => [
    {
      from: `channels.slack${account}.streamMode`,
      to: `channels.slack${account}.streaming.mode`,
      convert: oneOf({ append: 'block', status_final: 'progress', replace: 'partial' }),
    },
    {
      from: `channels.slack${account}.thread.requireExplicitMention`,
      to: `channels.slack${account}.implicitMentions.threadParticipation`,
      convert: (isRequired) => (typeof isRequired === 'boolean' ? !isRequired : undefined),
    },
    {
      from: `channels.telegram${account}.groupMentionsOnly`,
      to: `channels.telegram${account}.groups.*.requireMention`,
    },
    ...['telegram', 'discord'].map((channel) => ({
      from: `channels.${channel}${account}.streaming`,
      to: `channels.${channel}${account}.streaming`,
      convert: (streaming: Json) =>
        typeof streaming === 'boolean' || typeof streaming === 'string'
          ? mapOf([['mode', streaming === true ? 'partial' : streaming === false ? 'off' : streaming]])
          : streaming,
    })),
  ]),
];

const ANYWHERE: JsonMap = mapOf([
  ['allowWithinProvider', true],
  ['allowAcrossProviders', true],
]);

function oneOf(values: Readonly<Record<string, Json>>): (value: Json) => Json {
  return (value) => (Object.hasOwn(values, String(value)) ? values[String(value)]! : value);
}

function byId(list: Json): Json | undefined {
  if (!isList(list) || !list.every((item) => typeof at(item, 'id') === 'string')) return undefined;
  const ids = new Set(list.map((item) => at(item, 'id')));
  if (ids.size < list.length) return undefined;
  return mapOf(list.map((item) => [String(at(item, 'id')), without(item, ['id'])]));
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Maps whose parts went to different places. */
const SPREAD: ReadonlySet<string> = new Set(['tools.web.fetch.firecrawl', 'agents.defaults.promptOverlays']);

/** What has a name of the author's choice in it, or lies in a list, has no place that gwc could choose. */
function isPlain([from, to]: readonly [string, string]): boolean {
  const isFilled = to.split('*').length <= from.split('*').length || to.includes('.groups.*.');
  if (to.includes('<') || to.includes('[]') || !isFilled) return false;
  return !SPREAD.has(from) && !CHANGED.some((rule) => rule.from === from);
}

/** Few runs meet a config that has to change. */
const allRules = once((): readonly Rule[] => [
  ...CHANGED,
  ...SUCCESSORS.filter(isPlain).map(([from, to]) => ({ from, to })),
]);
