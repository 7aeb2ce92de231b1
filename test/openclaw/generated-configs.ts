// Configs made from a release's schema: of every top-level key, every channel and every plugin some that fit and some that
// are broken in one place. The same ones on every run.

import fc from 'fast-check';
import type { Path } from '../../src/document/json.ts';
import { isMap, type Json, type JsonMap } from '../../src/document/json.ts';
import { deref, type JsonSchema, keysBelow, type RootSchema } from '../../src/openclaw/schema/json-schema.ts';
import { placesOf, valuesOf, withValue } from './from-schema.ts';

const SEED = 20260906;

/** A part of openclaw.json that is tested on its own. */
export interface Section {
  readonly path: readonly string[];
  readonly schema: JsonSchema;
}

export function sectionsOf(root: RootSchema): readonly Section[] {
  const split = [['channels'], ['plugins', 'entries']];
  const top = keysBelow(root).filter((key) => key !== 'channels');
  return [
    ...top.map((key) => [key]),
    ...split.flatMap((path) => keysBelow(root, ...path).map((key) => [...path, key])),
  ].map((path) => ({ path, schema: schemaAt(root, path) }));
}

function schemaAt(root: RootSchema, path: readonly string[]): JsonSchema {
  return path.reduce<JsonSchema>((schema, key) => {
    const node = deref(schema, root);
    return (typeof node === 'object' && node.properties?.[key]) || true;
  }, root);
}

/** `count` configs of a section that fit its schema, and as many that are broken, if only in what they mean. */
export function configsOf({ path, schema }: Section, root: RootSchema, count: number): readonly JsonMap[] {
  const options = { seed: SEED, numRuns: count };
  const whole = valuesOf(schema, root).map((value) => withValue({}, path, value));
  const broken = fc.tuple(whole, fc.nat(), fc.constantFrom(...BREAKS)).map(([config, place, wreck]) => {
    const places = placesOf(config).filter((at) => at.length >= path.length);
    return wreck(config, places[place % places.length]!);
  });
  return [...fc.sample(whole, options), ...fc.sample(broken, options)] as readonly JsonMap[];
}

type Break = (config: Json, at: Path) => Json;

const BREAKS: readonly Break[] = [
  ...['', 'no such thing', -1, 0.5, true, [], {}].map(
    (value): Break =>
      (config, at) =>
        withValue(config, at, value),
  ),
  (config, at) => {
    const value = at.reduce<Json | undefined>(
      (inner, key) => (inner as Record<string, Json> | undefined)?.[key],
      config,
    );
    return withValue(config, at, isMap(value) ? { ...value, noSuchKey: 1 } : [value ?? '']);
  },
];
