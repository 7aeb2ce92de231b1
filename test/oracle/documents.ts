// The hosts.yaml files that the transformations start from: every example, every good case, and generated fleets.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { anyFleet } from './fleet.ts';
import { lockOf, render } from './render.ts';

/** A document as plain data: no anchor, no comment, no two places that share a value. */
export type Value = string | number | boolean | null | readonly Value[] | ValueMap;
/** Maps as the parser gives them, so that a key such as `__proto__` is one. */
export type ValueMap = ReadonlyMap<string, Value>;

export interface Source {
  readonly text: string;
  /** The hosts.lock.json beside it. */
  readonly lock?: string;
}

/** Those in one file: a transformation deals others out. */
const written: readonly Source[] = ['examples', 'test/ok'].flatMap((folder) =>
  readdirSync(folder).flatMap((name) => {
    const lock = `${folder}/${name}/hosts.lock.json`;
    const text = readFileSync(`${folder}/${name}/hosts.yaml`, 'utf8');
    if (/^include:/m.test(text)) return [];
    return existsSync(lock) ? { text, lock: readFileSync(lock, 'utf8') } : { text };
  }),
);

/** Written by a person or generated. */
export const anySource: fc.Arbitrary<Source> = fc.oneof(
  fc.constantFrom(...written),
  anyFleet.map((fleet) => ({ text: render(fleet), lock: lockOf(fleet) })),
);

export function plainOf({ text }: Source): ValueMap {
  return parse(text, { mapAsMap: true, merge: true }) as ValueMap;
}

/** A line for each scalar, so that every line can take a comment. Two places that hold one object get an anchor. */
export function textOf(value: ValueMap, isSharing = false): string {
  // Each value on one line: a comment or a blank line between two lines changes nothing then.
  const lines = {
    lineWidth: 0,
    blockQuote: false,
    singleQuote: false,
    doubleQuotedMinMultiLineLength: Number.POSITIVE_INFINITY,
  };
  return stringify(value, { ...lines, aliasDuplicateObjects: isSharing });
}

export function isMap(value: Value | undefined): value is ValueMap {
  return value instanceof Map;
}

/** The value with something else at a place. */
export function withAt(
  value: Value,
  path: readonly string[],
  change: (old: Value | undefined) => Value | undefined,
): Value {
  const [key, ...rest] = path;
  if (key === undefined) return change(value) ?? null;
  const map = new Map(isMap(value) ? value : []);
  const changed = rest.length === 0 ? change(map.get(key)) : withAt(map.get(key) ?? new Map(), rest, change);
  if (changed === undefined) map.delete(key);
  else map.set(key, changed);
  return map;
}

/** Every host's and instance's name, in the document's order. */
export function instancesOf(value: ValueMap): readonly (readonly [host: string, instance: string])[] {
  const hosts = value.get('hosts');
  return [...(isMap(hosts) ? hosts : [])].flatMap(([host, keys]) => {
    const instances = isMap(keys) ? keys.get('instances') : undefined;
    return [...(isMap(instances) ? instances.keys() : [])].map((instance) => [host, instance] as const);
  });
}
