// What a schema accepts, in words.

import type { Json } from '../../document/json.ts';
import { deref, type JsonSchema, type JsonType, type RootSchema, type SchemaNode } from './json-schema.ts';

const PHRASES: Readonly<Record<JsonType, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'a map',
};

/** JSON Schema writes an open end of whole numbers so. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/** Such as `a whole number from 1 to 65535`, or `` `off` or `hybrid` ``. */
export function expected(schema: JsonSchema, root: RootSchema): string {
  const phrases = [...new Set(phrasesOf(schema, root))];
  const last = phrases.at(-1) ?? 'something else';
  return phrases.length <= 1 ? last : `${phrases.slice(0, -1).join(', ')} or ${last}`;
}

function phrasesOf(unresolved: JsonSchema, root: RootSchema): readonly string[] {
  const schema = deref(unresolved, root);
  if (typeof schema === 'boolean') return [];
  const choices = choicesOf(schema);
  if (choices) return choices.map((choice) => `\`${choice}\``);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return alternatives.flatMap((part) => phrasesOf(part, root));
  return [schema.type ?? []].flat().map((type) => phrase(type as JsonType, schema));
}

/** The values that the schema lists. */
export function choicesOf({ const: only, enum: listed }: SchemaNode): readonly Json[] | undefined {
  return only === undefined ? listed : [only];
}

function phrase(type: JsonType, schema: SchemaNode): string {
  if (type === 'object' && isSecretReference(schema)) return 'a reference to a secret (`source`, `provider`, `id`)';
  if (type === 'number' || type === 'integer') return `${PHRASES[type]}${range(schema)}`;
  if (type === 'string' && schema.format === 'uri') return 'a URL';
  if (type === 'string' && schema.pattern !== undefined) return `a string like ${schema.pattern}`;
  return PHRASES[type];
}

function isSecretReference({ properties }: SchemaNode): boolean {
  return ['source', 'provider', 'id'].every((key) => properties !== undefined && Object.hasOwn(properties, key));
}

function range({ minimum, maximum = LARGEST, exclusiveMinimum, exclusiveMaximum }: SchemaNode): string {
  const most = maximum >= LARGEST ? undefined : maximum;
  if (minimum !== undefined && minimum > -LARGEST && most !== undefined) return ` from ${minimum} to ${most}`;
  const least = exclusiveMinimum === undefined ? atLeast(minimum) : ` above ${exclusiveMinimum}`;
  const end = exclusiveMaximum === undefined ? '' : ` below ${exclusiveMaximum}`;
  return `${least}${most === undefined ? end : ` up to ${most}`}`;
}

function atLeast(minimum: number | undefined): string {
  return minimum === undefined || minimum <= -LARGEST ? '' : ` of at least ${minimum}`;
}
