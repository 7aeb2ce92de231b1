// Which changes of openclaw.json a running gateway takes by itself, by the rules of its release. Those of plugins aren't among them, as
// whether a plugin is loaded isn't known: their keys count as in need of a restart.

import { oncePer } from '../diagnostics/collections.ts';
import { at, isMap, type Json } from '../document/json.ts';
import { fetchedChannels } from './channels.ts';
import { type ReloadKind, type ReloadRules, releaseOf } from './release.ts';

/** Whether a gateway of that release takes a changed openclaw.json, with this config, and gwc knows by which rules. */
export function isReloading(config: Json | undefined, release: string): boolean {
  return rulesOf(release) !== undefined && at(config, 'gateway', 'reload', 'mode') !== 'off';
}

/** Changed keys that a restart is needed for, sorted; undefined where that isn't known. */
export function restartKeys(before: Json, after: Json, release: string): readonly string[] | undefined {
  const rules = rulesOf(release);
  if (!rules) return undefined;
  // A package is fetched at a start alone.
  const known = fetchedChannels(before, release);
  const fetched = fetchedChannels(after, release).filter((channel) => !known.includes(channel));
  const keys = changedKeys(before, after, '').filter((key) => kindOf(key, rules) === 'restart');
  return [...new Set([...keys, ...fetched.map((channel) => `channels.${channel}`)])].sort();
}

/**
 * What of a config a running gateway needs a restart for, as text: equal for configs between which it reloads. Undefined where
 * that isn't known, or a gateway with this config doesn't say in its log that it reloaded.
 */
export function restartText(config: Json, release: string): string | undefined {
  const rules = rulesOf(release);
  if (!rules || !isReloading(config, release) || !announcesReloads(config)) return undefined;
  const fixed = leavesOf(config, '').filter(([key]) => key === 'logging.file' || kindOf(key, rules) === 'restart');
  const lines = [...fixed, ...fetchedChannels(config, release)].map((one) => JSON.stringify(one));
  return lines.sort().join('\n');
}

/** Levels at which a gateway says nothing of a reload. */
const QUIET: readonly (Json | undefined)[] = ['silent', 'fatal', 'error', 'warn'];

/** Whether the log of a gateway with this config says what becomes of the next one. */
export function announcesReloads(config: Json | undefined): boolean {
  return typeof at(config, 'logging', 'file') === 'string' && !QUIET.includes(at(config, 'logging', 'level'));
}

/** Whether a gateway only reads the changed keys when it needs them: it says that it saw the change, and nothing of the end. */
export function isReadLater(before: Json, after: Json, release: string): boolean {
  const rules = rulesOf(release);
  return rules !== undefined && changedKeys(before, after, '').every((key) => kindOf(key, rules) === 'none');
}

function rulesOf(release: string): ReloadRules | undefined {
  return release === '' ? undefined : releaseOf(release).facts.reload;
}

function kindOf(key: string, rules: ReloadRules): ReloadKind {
  const known = knownKinds(rules);
  const kind = known.get(key) ?? findKind(key, rules);
  known.set(key, kind);
  return kind;
}

/** The instances of a fleet have much the same keys. */
const knownKinds = oncePer((_: ReloadRules) => new Map<string, ReloadKind>());

function findKind(key: string, rules: ReloadRules): ReloadKind {
  const kinds = (['restart', 'hot', 'none'] as const).map((kind) => [kind, longest(key, rules[kind])] as const);
  return kinds.reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

function longest(key: string, prefixes: readonly string[]): number {
  const found = prefixes.filter((prefix) => key === prefix || key.startsWith(`${prefix}.`));
  return Math.max(-1, ...found.map(({ length }) => length));
}

/** With dots, as OpenClaw names them; a list is one value. */
function changedKeys(before: Json | undefined, after: Json | undefined, key: string): readonly string[] {
  const names = [before, after].flatMap((value) => (isMap(value) ? Object.keys(value) : []));
  if (names.length === 0 || isOther(before) || isOther(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [key];
  return [...new Set(names)].flatMap((name) =>
    changedKeys(at(before, name), at(after, name), key === '' ? name : `${key}.${name}`),
  );
}

/** Values by key; a list is one value. */
function leavesOf(value: Json, key: string): readonly (readonly [string, Json])[] {
  if (!isMap(value) || Object.keys(value).length === 0) return [[key, value]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner!, key === '' ? name : `${key}.${name}`));
}

/** Neither a map nor nothing. */
function isOther(value: Json | undefined): boolean {
  return value !== undefined && !isMap(value);
}
