// schemas/hosts.schema.json, for messages: parsed where there is a finding.

import type { AnySchemaObject } from 'ajv';
import text from '../../schemas/hosts.schema.json?raw';
import { once } from '../diagnostics/collections.ts';
import { at, type Json } from './json.ts';

export const HOSTS_SCHEMA_TEXT = text;

const hostsSchema = once(() => JSON.parse(text) as Json);

/** The part that a pointer such as `#/$defs/host` names. */
export function schemaAt(pointer: string): AnySchemaObject {
  const [, ...keys] = pointer.split('/').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  return at(hostsSchema(), ...keys) as AnySchemaObject;
}

/** Numbers and booleans where a string is expected are mostly a forgotten quote. `written`: as they are in the file. */
export function quoteHint(value: Json | undefined, written: string, schemaOf: AnySchemaObject): string {
  if (typeof value !== 'number' && typeof value !== 'boolean') return '';
  const { type, pattern = '' } = schemaOf;
  const helps = [type].flat().includes('string') && new RegExp(pattern, 'u').test(written);
  return helps ? `; quote it: "${written}"` : '';
}

/** What a schema accepts, as a phrase. */
export function expected(schemaOf: AnySchemaObject): string {
  const { $ref, anyOf, const: only, minimum, maximum, pattern, required } = schemaOf;
  if (typeof $ref === 'string') return expected(schemaAt($ref));
  if (Array.isArray(anyOf))
    return anyOf
      .map(expected)
      .filter((phrase) => phrase !== '')
      .join(' or ');
  if (only !== undefined) return `\`${only}\``;
  const types = [schemaOf['type']].flat().filter((type) => type !== 'null');
  return types
    .map((type) => {
      if (type === 'integer' || type === 'number') {
        const number = type === 'integer' ? 'a whole number' : 'a number';
        return minimum === undefined ? number : `${number} from ${minimum} to ${maximum}`;
      }
      if (type === 'string' && pattern !== undefined) return `${withArticle(schemaOf)}${suchAs(schemaOf).slice(1)}`;
      if (type === 'object' && required !== undefined) return `a map with ${required.map(quoted).join(' and ')}`;
      return PHRASES[String(type)] ?? String(type);
    })
    .join(' or ');
}

export const PHRASES: Readonly<Record<string, string>> = {
  string: 'a string',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
};

/** "a port range", "an instance name" */
export function withArticle(schemaOf: AnySchemaObject): string {
  const title = lowerFirst(String(schemaOf['title'] ?? 'value'));
  return `${/^[aeio]/i.test(title) ? 'an' : 'a'} ${title}`;
}

export function suchAs(schemaOf: AnySchemaObject): string {
  const example = (schemaOf['examples'] as Json[] | undefined)?.[0];
  return example === undefined ? '' : `, such as ${JSON.stringify(example)}`;
}

function quoted(name: string): string {
  return `\`${name}\``;
}

export function lowerFirst(text: string): string {
  // An abbreviation stays as it is.
  return /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
