// The keywords of JSON Schema that look at a value without looking inside it.

import { isList, isMap, type Json } from '../../document/json.ts';
import type { JsonType, SchemaNode } from './json-schema.ts';
import { checkedText } from './substitution.ts';

const IS_OF_TYPE: Readonly<Record<JsonType, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: isList,
  object: isMap,
};

export function hasType(value: Json, type: JsonType | readonly JsonType[]): boolean {
  return typeof type === 'string' ? IS_OF_TYPE[type](value) : type.some((one) => IS_OF_TYPE[one](value));
}

/** Which kind of fault the value has, if any. A text that the environment completes can become any text. */
export function checkScalar(schema: SchemaNode, value: Json): 'value' | 'text' | 'number' | undefined {
  if (typeof value === 'string') return checkText(schema, checkedText(value));
  if (!isListed(schema, value)) return 'value';
  return typeof value === 'number' && !isInRange(schema, value) ? 'number' : undefined;
}

function checkText(schema: SchemaNode, text: string | undefined): 'value' | 'text' | undefined {
  if (text === undefined) return takesText(schema) ? undefined : 'value';
  if (!isListed(schema, text)) return 'value';
  const { pattern, format, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (pattern !== undefined && !expression(pattern).test(text)) return 'text';
  if (format === 'uri' && !URL.canParse(text)) return 'text';
  return isShorter(text, minLength) || !isShorter(text, maxLength + 1) ? 'text' : undefined;
}

function takesText({ const: only, enum: listed }: SchemaNode): boolean {
  if (only !== undefined) return typeof only === 'string';
  return listed === undefined || listed.some((choice) => typeof choice === 'string');
}

function isListed({ const: only, enum: listed }: SchemaNode, value: Json): boolean {
  if (only !== undefined && !sameValue(only, value)) return false;
  return listed === undefined || listed.some((choice) => sameValue(choice, value));
}

export function sameValue(a: Json, b: Json): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}

function isInRange(schema: SchemaNode, value: number): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (minimum !== undefined && value < minimum) return false;
  if (maximum !== undefined && value > maximum) return false;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return false;
  return exclusiveMaximum === undefined || value < exclusiveMaximum;
}

/** JSON Schema counts characters, not UTF-16 code units. */
function isShorter(text: string, length: number): boolean {
  return text.length < length || (text.length < 2 * length && [...text].length < length);
}

const expressions = new Map<string, RegExp>();

function expression(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known) return known;
  const compiled = new RegExp(pattern, 'u');
  expressions.set(pattern, compiled);
  return compiled;
}
