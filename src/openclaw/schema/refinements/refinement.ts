// What OpenClaw checks beyond its JSON Schema, which can't say it: the contract, and the means to write one down.

import type { Part } from '../../../document/document.ts';
import { isMap, type Json, type JsonMap } from '../../../document/json.ts';
import { formatPath, type Path } from '../../../document/path.ts';
import { show } from '../show.ts';
import { checkedText } from '../substitution.ts';

/** A fault in a config that fits its schema. Paths are those of openclaw.json. */
export interface Complaint {
  readonly path: Path;
  readonly part?: Part;
  readonly message: string;
  readonly suggestions?: readonly string[];
}

/** It may be run on a config that doesn't fit the schema, and then finds what it can. */
export interface Refinement {
  /** The places that it looks at, from the top: keys with `.` between them, `*` for every key of a map or item of a list. */
  readonly patterns: readonly string[];
  readonly find: (place: Place) => Iterable<Complaint>;
}

export interface Place {
  readonly path: Path;
  readonly value: Json;
  /** All of it. */
  readonly config: JsonMap;
}

/** Runs `find` at every place that one of the patterns names. */
export function at(patterns: readonly string[], find: (place: Place) => Iterable<Complaint>): Refinement {
  return { patterns, find };
}

/** The same for maps. */
export function atMaps(
  patterns: readonly string[],
  find: (map: JsonMap, path: Path) => Iterable<Complaint>,
): Refinement {
  return at(patterns, ({ value, path }) => (isMap(value) ? find(value, path) : []));
}

/** Looks at the config as a whole. */
export function whole(find: (config: JsonMap) => Iterable<Complaint>): Refinement {
  return atMaps([TOP], find);
}

/** The pattern of the config itself. */
export const TOP = '';

/** Texts at these places must be such as `isFine` takes; what those are, `expected` says. A text with `${NAME}` can be any. */
export function texts(patterns: readonly string[], isFine: (text: string) => boolean, expected: string): Refinement {
  return at(patterns, function* ({ value, path }) {
    const text = typeof value === 'string' ? checkedText(value) : undefined;
    if (text === undefined || isFine(text)) return;
    yield { path, message: `${named(path)} must be ${expected}, not ${show(text, path)}` };
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

/** Where the settings of agents stand: all of them, and each. */
export const AGENTS: readonly string[] = ['agents.defaults', 'agents.entries.*', 'agents.list.*'];
