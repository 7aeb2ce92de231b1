// Configs made from a schema: arbitrary valid values, and small ways to break one.

import fc from 'fast-check';
import type { Path } from '../../src/document/json.ts';
import { isMap, type Json, type JsonMap, mapOf } from '../../src/document/json.ts';
import { checker } from '../../src/openclaw/schema/check.ts';
import { deref, type JsonSchema, type RootSchema, type SchemaNode } from '../../src/openclaw/schema/json-schema.ts';

/** Texts that some field or other takes; those that its pattern refuses are left out. */
const TEXTS = [
  'a',
  'main',
  'default',
  'x-1',
  'A_TOKEN',
  'a b',
  '/srv/a',
  'https://example.org/a',
  'wss://example.org',
  '30m',
  '12d',
  '5s',
  '#aabbcc',
  '+15550100',
  '12345',
  'a/b',
  'a@example.org',
  'openai/gpt-5',
  '*',
  'openai:a',
  '10mb',
  'example.org',
  '00000000-0000-4000-8000-000000000000',
  '2026-01-01T00:00:00Z',
  'github:a',
  'https://a.cloudflareaccess.com',
  'ghp_00000000000000000000000000000000',
  '127.0.0.1',
  'a.b',
  '10',
  'https://example.org',
];

/** Values that satisfy the schema, most of them small. */
export function valuesOf(schema: JsonSchema, root: RootSchema, depth = 0): fc.Arbitrary<Json> {
  const resolved = deref(schema, root);
  if (typeof resolved === 'boolean') return fc.constantFrom<Json>('a', 1, true, {});
  // Only forms of text are joined by `allOf` in these schemas.
  const node: SchemaNode = Object.assign({}, ...(resolved.allOf ?? []), resolved);
  if (node.const !== undefined) return fc.constant(node.const);
  if (node.enum) return fc.constantFrom(...node.enum);
  const alternatives = node.anyOf ?? node.oneOf;
  if (alternatives) return fc.oneof(...alternatives.map((part) => valuesOf(part, root, depth)));
  switch ([node.type].flat()[0]) {
    case 'string':
      return texts(node);
    case 'integer':
      return numbers(node);
    case 'number':
      return numbers(node);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return lists(node, root, depth);
    case 'object':
      return maps(node, root, depth);
    default:
      return fc.constantFrom<Json>('a', 1, true, {});
  }
}

function texts(node: SchemaNode): fc.Arbitrary<Json> {
  const check = checker(node);
  const fitting = TEXTS.filter((text) => check(text).length === 0);
  return fitting.length > 0
    ? fc.constantFrom(...fitting)
    : fc.stringMatching(new RegExp(node.pattern ?? '^a{1,3}$', 'u'));
}

function numbers(node: SchemaNode): fc.Arbitrary<Json> {
  const isInteger = node.type === 'integer';
  const least =
    node.minimum ?? (node.exclusiveMinimum === undefined ? 0 : node.exclusiveMinimum + (isInteger ? 1 : 0.5));
  const most = Math.min(node.maximum ?? node.exclusiveMaximum ?? 100_000, 100_000);
  if (!isInteger) return fc.constantFrom(least, Math.min(least + 1.5, most));
  return fc.oneof(fc.constant(least), fc.integer({ min: Math.min(least, most), max: Math.max(least, most) }));
}

function lists(node: SchemaNode, root: RootSchema, depth: number): fc.Arbitrary<Json> {
  const { items = true, minItems = 0 } = node;
  if (Array.isArray(items)) return fc.tuple(...items.map((item) => valuesOf(item, root, depth + 1)));
  return fc.array(valuesOf(items as JsonSchema, root, depth + 1), {
    minLength: minItems,
    maxLength: Math.max(minItems, 2),
  });
}

type Entries = readonly (readonly [string, Json])[];

function maps(node: SchemaNode, root: RootSchema, depth: number): fc.Arbitrary<Json> {
  const { properties = {}, required = [], additionalProperties, propertyNames } = node;
  const chance = depth === 0 ? 0.4 : 0.25;
  const lazily = (part: JsonSchema) => fc.constant(null).chain(() => valuesOf(part, root, depth + 1));
  const known = Object.entries(properties).map(([key, part]): fc.Arbitrary<Entries> => {
    const isKept = fc.double({ min: 0, max: 1, noNaN: true }).map((draw) => draw < chance || required.includes(key));
    return isKept.chain((keep) =>
      keep ? lazily(part).map((value): Entries => [[key, value]]) : fc.constant<Entries>([]),
    );
  });
  const names = texts(typeof propertyNames === 'object' ? { type: 'string', ...propertyNames } : { type: 'string' });
  const more: fc.Arbitrary<Entries> =
    typeof additionalProperties === 'object'
      ? fc.array(fc.tuple(names.map(String), lazily(additionalProperties)), { maxLength: 2 })
      : fc.constant<Entries>([]);
  return fc.tuple(more, ...known).map((entries) => mapOf(entries.flat()));
}

/** Every place in the value, the deepest last. */
export function placesOf(value: Json, path: Path = []): readonly Path[] {
  if (isMap(value)) return [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))];
  if (Array.isArray(value)) return [path, ...value.flatMap((inner, index) => placesOf(inner, [...path, index]))];
  return [path];
}

export function withValue(value: Json, [key, ...rest]: Path, replacement: Json): Json {
  if (key === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((inner, index) => (index === key ? withValue(inner, rest, replacement) : inner));
  const map = value as JsonMap;
  return mapOf([...Object.entries(map), [String(key), withValue(map[key] ?? {}, rest, replacement)]]);
}
