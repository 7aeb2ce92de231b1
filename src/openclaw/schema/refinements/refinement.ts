// What OpenClaw checks beyond its JSON Schema, which can't say it: the contract, and the means to write one down.

import type { Finding } from '../../../document/finding.ts';
import { formatPath, isMap, type Json, type JsonMap, type Path } from '../../../document/json.ts';
import { show } from '../fault-message.ts';
import { checkedText } from '../json-schema.ts';

/** It may be run on a config that doesn't fit the schema, and then finds what it can. */
export interface Refinement {
  /** The places that it looks at, from the top: keys with `.` between them, `*` for every key of a map or item of a list. */
  readonly patterns: readonly string[];
  readonly find: (place: Place) => Iterable<Finding>;
}

/** By name: the data of the releases says which of them were seen to accept what one complains of. */
export type Refinements = Readonly<Record<string, Refinement>>;

export interface Place {
  readonly path: Path;
  readonly value: Json;
  /** All of it. */
  readonly config: JsonMap;
}

/** Runs `find` at every place that one of the patterns names. */
export function at(patterns: readonly string[], find: (place: Place) => Iterable<Finding>): Refinement {
  return { patterns, find };
}

/** The same for maps. */
export function atMaps(patterns: readonly string[], find: (map: JsonMap, path: Path) => Iterable<Finding>): Refinement {
  return at(patterns, ({ value, path }) => (isMap(value) ? find(value, path) : []));
}

/** Looks at the config as a whole. */
export function whole(find: (config: JsonMap) => Iterable<Finding>): Refinement {
  return atMaps([TOP], find);
}

/** The pattern of the config itself. */
export const TOP = '';

/** Texts at these places must be such as `isFine` takes; what those are, `expected` says. A text with `${NAME}` can be any. */
export function texts(patterns: readonly string[], isFine: (text: string) => boolean, expected: string): Refinement {
  return at(patterns, function* ({ value, path }) {
    const text = typeof value === 'string' ? checkedText(value) : undefined;
    if (text === undefined || isFine(text)) return;
    yield { at: path, message: `${named(path)} must be ${expected}, not ${show(text, path)}` };
  });
}

/** Each pattern below each of the scopes. */
export function under(scopes: readonly string[], ...patterns: readonly string[]): readonly string[] {
  return scopes.flatMap((scope) => patterns.map((pattern) => `${scope}.${pattern}`));
}

/** The text at a key, undefined where there is none or where the environment completes it. */
export function textAt(map: JsonMap, key: string): string | undefined {
  const value = Object.hasOwn(map, key) ? map[key] : undefined;
  return typeof value === 'string' ? checkedText(value) : undefined;
}

export function named(path: Path): string {
  return `\`${formatPath(path)}\``;
}

/** The paths of agents' settings: of all of them, and of each. */
export const AGENTS: readonly string[] = ['agents.defaults', 'agents.entries.*', 'agents.list.*'];
