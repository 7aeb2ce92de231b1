// The config that a gateway reads → the `config` of hosts.yaml: without what other keys say, and with its secrets hidden.

import { looksRandom } from '../../diagnostics/secrets.ts';
import { at, formatPath, isList, isMap, type Json, type JsonMap, mapOf, type Path } from '../../document/json.ts';
import { inherit } from '../../model/resolve.ts';
import { configSecrets, type OpenSecret, placeOf, variableFor } from '../../openclaw/config-secrets.ts';
import { currentName, type Variables } from '../env-file.ts';
import type { SurveyedMachine } from '../found-machine.ts';
import type { Identity } from '../identity.ts';
import { type KnownSecrets, knownRegions } from '../known-secrets.ts';
import { readConfig } from './read-config.ts';

export interface ReadConfig {
  /** For `config`. */
  readonly config: JsonMap;
  /** The whole of it as it was found, with its secrets hidden. */
  readonly written: JsonMap;
  readonly meta: JsonMap;
  readonly moved: readonly MovedSecret[];
  readonly referred: readonly string[];
  /** Places in it that an option of the command wins over. */
  readonly overridden: readonly string[];
  readonly files: readonly string[];
  /** Secrets that stand in it, also where an option of the command wins over them. */
  readonly open: readonly string[];
  /** Whether there is a file that could not be understood as a whole. */
  readonly isBroken: boolean;
}

interface Context {
  readonly identity: Identity;
  /** What `~` will mean. */
  readonly home: string;
  /** What the command's options say, which win. */
  readonly options: JsonMap;
  readonly machine: SurveyedMachine;
}

/** Keys that belong elsewhere in hosts.yaml, and OpenClaw's own records of who wrote the file. */
const ELSEWHERE: readonly Path[] = [
  ['gateway', 'port'],
  ['agents', 'defaults', 'workspace'],
  ['logging', 'file'],
  ['meta'],
  ['wizard'],
];

export function configOf(path: string, { identity, home, options, machine }: Context): ReadConfig {
  const found = readConfig(path, machine);
  const whole = found?.value ?? mapOf([]);
  // What the command says wins, so the file's own word is of no account.
  const overridden = leafPaths(options).filter((place) => at(whole, ...place) !== undefined);
  const value = overridden.reduce<JsonMap>((config, place) => withoutPath(config, place), whole);
  const supplied = new Map([...identity.ownFile, ...identity.variables]);
  const { config: written, moved, referred } = hideSecrets(value, supplied, machine.known);
  const optional = at(written, 'gateway', 'mode') === 'local' ? [['gateway', 'mode']] : [];
  const reduced = [...ELSEWHERE, ...optional].reduce<JsonMap>((config, place) => withoutPath(config, place), written);
  const placed =
    identity.tilde === home ? reduced : mapStrings(reduced, (text) => text.replace(/^~(?=\/)/, () => identity.tilde));
  const meta = value['meta'];
  return {
    config: inherit([placed as JsonMap, options]),
    written,
    meta: isMap(meta) ? meta : mapOf([]),
    moved,
    referred,
    overridden: overridden.map(formatPath),
    open: configSecrets(whole).flatMap((secret) => (secret.kind === 'open' ? [secret.value] : [])),
    files: found?.files ?? [],
    isBroken: found !== undefined && !found.isWhole,
  };
}

/** Every string anew; `path` leads to it. */
function mapStrings(value: Json, change: (text: string, path: Path) => Json, path: Path = []): Json {
  if (typeof value === 'string') return change(value, path);
  if (isList(value)) return value.map((item, index) => mapStrings(item, change, [...path, index]));
  if (!isMap(value)) return value;
  return mapOf(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change, [...path, key])]));
}

function replaceAt(value: Json, [key, ...rest]: Path, replacement: Json): Json {
  if (key === undefined) return replacement;
  if (isList(value)) return value.map((item, index) => (index === key ? replaceAt(item, rest, replacement) : item));
  if (!isMap(value)) return value;
  return mapOf(
    Object.entries(value).map(([name, item]) => [name, name === key ? replaceAt(item, rest, replacement) : item]),
  );
}

/** Maps that are empty without it go too. */
function withoutPath(map: JsonMap, [key, ...rest]: Path): JsonMap {
  const name = String(key);
  const inner = map[name];
  if (inner === undefined) return map;
  const kept = rest.length > 0 && isMap(inner) ? withoutPath(inner, rest) : undefined;
  const isGone = rest.length === 0 || (kept !== undefined && kept !== inner && Object.keys(kept).length === 0);
  const entries = Object.entries(map).filter(([other]) => other !== name || !isGone);
  return mapOf(entries.map(([other, item]) => [other, other === name && kept ? kept : item]));
}

/** Of everything that is no map. */
function leafPaths(value: Json, path: Path = []): readonly Path[] {
  if (isMap(value)) return Object.entries(value).flatMap(([key, item]) => leafPaths(item, [...path, key]));
  return [path];
}

export interface HiddenSecrets {
  readonly config: JsonMap;
  /** In the order in which they were found. */
  readonly moved: readonly MovedSecret[];
  /** Variables that the config refers to. */
  readonly referred: readonly string[];
}

/** A secret's value is at `place`, and nowhere else yet under its new name. */
export interface MovedSecret {
  readonly name: string;
  readonly place: string;
  /** Compared, never shown. */
  readonly value: string;
  /** Whether the service has the value under that name already. */
  readonly isSupplied: boolean;
}

/** `supplied`: what the service finds set, to tell whether a name is free; `known`: what is secret wherever it stands. */
export function hideSecrets(config: JsonMap, supplied: Variables, known: KnownSecrets): HiddenSecrets {
  const moved: MovedSecret[] = [];
  let hidden = config;
  for (const secret of configSecrets(config)) {
    if (secret.kind === 'open') hidden = hide(hidden, secret, supplied, moved);
  }
  mapStrings(hidden, (text, path) => {
    if (looksRandom(text)) hidden = hide(hidden, { path, value: text, around: ['', ''] }, supplied, moved);
    return text;
  });
  mapStrings(hidden, (text, path) => {
    for (const { start, end } of knownRegions(text, known)) {
      const value = text.slice(start, end);
      // A variable that `env` sets to it keeps its own name.
      const variable = path[0] === 'env' && value === text ? undefined : nameOf(value, supplied, moved);
      const open: Open = { path, value, around: [text.slice(0, start), text.slice(end)], variable };
      hidden = hide(hidden, open, supplied, moved);
    }
    return text;
  });
  const referred = configSecrets(hidden).flatMap((secret) => {
    if (secret.kind === 'variables') return secret.names;
    return secret.kind === 'ref' && secret.ref.source === 'env' ? [secret.ref.id] : [];
  });
  return { config: hidden, moved, referred };
}

type Open = Pick<OpenSecret, 'value' | 'around' | 'name'> & {
  readonly path: Path;
  /** That has the value already. */
  readonly variable?: string | undefined;
};

function hide(config: JsonMap, open: Open, supplied: Variables, moved: MovedSecret[]): JsonMap {
  const { path, value, around, name } = open;
  const variable = open.variable ?? freeName(variableFor(placeOf(path, name)), value, supplied, moved);
  moved.push({ name: variable, place: formatPath(path), value, isSupplied: supplied.get(variable) === value });
  const text = String(at(config, ...path));
  // What `env` holds is set for the gateway, as a variable of the service is.
  if (path[0] === 'env' && text === value) return withoutPath(config, path);
  // Counted from the end: what comes before may be hidden already.
  const end = text.length - around[1].length;
  return replaceAt(config, path, `${text.slice(0, end - value.length)}\${${variable}}${text.slice(end)}`) as JsonMap;
}

/** Of the variable that has the value already. */
function nameOf(value: string, supplied: Variables, moved: readonly MovedSecret[]): string | undefined {
  const variables = [...moved.map((secret) => [secret.name, secret.value] as const), ...supplied];
  return variables.find(
    ([name, held]) => held === value && /^[A-Z_]\w*$/.test(name) && currentName(name) === name,
  )?.[0];
}

/** A name that has no other value: of two values the wrong one could win. */
function freeName(preferred: string, value: string, supplied: Variables, moved: readonly MovedSecret[]): string {
  const isFree = (name: string) =>
    !moved.some((other) => other.name === name) && (supplied.get(name) ?? value) === value;
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? preferred : `${preferred}_${count}`;
    if (isFree(name)) return name;
  }
}
