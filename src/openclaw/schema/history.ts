// What became of a key that a release's schema doesn't know: renamed, gone, or not there yet.

import { formatPath, type Path } from '../../document/path.ts';
import { compareReleases } from '../index.ts';
import { deref, type JsonSchema, type RootSchema } from './json-schema.ts';
import { SCHEMA_RELEASES, shippedSchema } from './shipped.ts';
import { SUCCESSORS } from './successors.ts';

export interface KeyHistory {
  readonly message: string;
  readonly suggestions: readonly string[];
}

/** Undefined for a key that no release that gwc knows has had. */
export function keyHistory(path: Path, release: string): KeyHistory | undefined {
  const earlier = SCHEMA_RELEASES.findLast((other) => compareReleases(other, release) < 0 && hasKey(other, path));
  const later = SCHEMA_RELEASES.find((other) => compareReleases(other, release) > 0 && hasKey(other, path));
  const name = `\`${formatPath(path)}\``;
  const successor = renamed(path, 0, 1);
  if (successor !== undefined && later === undefined) {
    const known = earlier === undefined ? '' : ` (${earlier} had it)`;
    return {
      message: `OpenClaw ${release} has no ${name} any more${known}; use \`${successor}\``,
      suggestions: [successor],
    };
  }
  if (earlier !== undefined) {
    const message = `OpenClaw ${release} has no ${name} any more (${earlier} had it), and nothing in its place; remove the key`;
    return { message, suggestions: [] };
  }
  if (later === undefined) return undefined;
  const predecessor = renamed(path, 1, 0);
  const advice = predecessor === undefined ? '' : `; use \`${predecessor}\``;
  return {
    message: `OpenClaw ${release} has no ${name} yet (${later} has it)${advice}`,
    suggestions: predecessor === undefined ? [] : [predecessor],
  };
}

function hasKey(release: string, path: Path): boolean {
  const root = shippedSchema(release);
  const key = String(path.at(-1));
  return partsAt(root, path.slice(0, -1)).some(
    (part) => typeof part === 'object' && Object.hasOwn(part.properties ?? {}, key),
  );
}

/** Every part of the schema that a value at the path could have to fit. */
function partsAt(root: RootSchema, path: Path): readonly JsonSchema[] {
  return path.reduce<readonly JsonSchema[]>(
    (parts, key) => parts.flatMap((part) => alternativesOf(below(part, key), root)),
    alternativesOf(root, root),
  );
}

function below(schema: JsonSchema, key: string | number): JsonSchema {
  if (typeof schema === 'boolean') return false;
  const { items, properties = {}, additionalProperties = false } = schema;
  if (typeof key === 'number') return items !== undefined && !Array.isArray(items) ? (items as JsonSchema) : false;
  return Object.hasOwn(properties, key) ? properties[key]! : additionalProperties;
}

function alternativesOf(unresolved: JsonSchema, root: RootSchema): readonly JsonSchema[] {
  const schema = deref(unresolved, root);
  if (typeof schema === 'boolean') return [];
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...parts.flatMap((part) => alternativesOf(part, root))];
}

/** The name of the key on the other side of the table. */
function renamed(path: Path, side: 0 | 1, other: 0 | 1): string | undefined {
  for (const successor of SUCCESSORS) {
    const stars = match(successor[side], path);
    if (stars) return fill(successor[other], stars);
  }
  return undefined;
}

function match(pattern: string, path: Path): readonly string[] | undefined {
  const keys = pattern.split('.');
  if (keys.length !== path.length || !keys.every((key, index) => key === '*' || key === String(path[index])))
    return undefined;
  return path.filter((_, index) => keys[index] === '*').map(String);
}

function fill(pattern: string, stars: readonly string[]): string {
  let next = 0;
  return pattern.replaceAll('*', () => stars[next++] ?? '*');
}
