// The language's shape: the document's value against schemas/hosts.schema.json, in our own words.

import type { AnySchemaObject, ErrorObject } from 'ajv';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { validateHosts } from '../generated/validate-hosts.ts';
import { describe, mayBeSecret } from './describe.ts';
import type { Part } from './document.ts';
import { schemaAt } from './hosts-schema.ts';
import { at, type Json } from './json.ts';
import { type Path, toPointer } from './path.ts';
import { expected, lowerFirst, PHRASES, quoteHint, suchAs, withArticle } from './schema-phrases.ts';

/** A fault of shape, at a path of the document. */
export interface SchemaProblem {
  readonly path: Path;
  readonly part: Part;
  readonly message: string;
  readonly suggestions: readonly string[];
}

/** Every fault of shape in the value, one for each place. */
export function checkSchema(value: Json): readonly SchemaProblem[] {
  if (validateHosts(value)) return [];
  const errors = validateHosts.errors ?? [];
  const problems = new Map<string, SchemaProblem>();
  for (const error of errors.filter((error) => isTold(error, errors))) {
    const problem = translate(error, value);
    const key = `${toPointer(problem.path)} ${problem.part}`;
    if (!problems.has(key)) problems.set(key, problem);
  }
  return [...problems.values()];
}

/** `anyOf` and `propertyNames` stand beside the errors inside them: only the more telling of the two is told. */
function isTold(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (error.keyword === 'propertyNames') return false;
  const alternatives = errors.find(
    (other) => other.keyword === 'anyOf' && isWithin(error.instancePath, other.instancePath),
  );
  if (!alternatives) return true;
  const inside = errors.filter((other) => isWithin(other.instancePath, alternatives.instancePath));
  const hasDetail = inside.some((other) => isDetail(other, alternatives));
  return hasDetail ? isDetail(error, alternatives) : error === alternatives;
}

function isWithin(pointer: string, parent: string): boolean {
  return pointer === parent || pointer.startsWith(`${parent}/`);
}

/** Whether an error inside `anyOf` says more than that no alternative fits: it is about a part of the value. */
function isDetail(error: ErrorObject, alternatives: ErrorObject): boolean {
  return (
    error.keyword === 'additionalProperties' ||
    error.keyword === 'required' ||
    error.instancePath.length > alternatives.instancePath.length
  );
}

function translate(error: ErrorObject, document: Json): SchemaProblem {
  const parent = fromPointer(error.instancePath, document);
  const schemaOf = schemaAt(error.parentSchema!['at']);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey([...parent, String(error.params['additionalProperty'])], schemaOf);
    case 'required':
      return missing(parent, String(error.params['missingProperty']), schemaOf);
    case 'enum':
      return notListed(parent, at(document, ...parent), schemaOf['enum'] as Json[]);
    case 'pattern':
      return error.propertyName === undefined
        ? notNamed(parent, 'value', at(document, ...parent), schemaOf)
        : notNamed([...parent, error.propertyName], 'key', error.propertyName, schemaOf);
    case 'uniqueItems':
      return duplicateItem(parent, Number(error.params['i']), Number(error.params['j']));
    default:
      return unexpected(parent, at(document, ...parent), schemaOf);
  }
}

/** A pointer's keys; those that index a list become numbers. */
function fromPointer(pointer: string, document: Json): Path {
  const path: (string | number)[] = [];
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(at(document, ...path)) ? Number(key) : key);
  }
  return path;
}

function missing(path: Path, key: string, schemaOf: AnySchemaObject): SchemaProblem {
  const fallback = schemaOf['properties']?.[key]?.default;
  const hint = fallback === undefined ? '' : `, such as \`${key}: ${fallback}\``;
  return { path, part: 'key', message: `\`${key}\` is missing${hint}`, suggestions: [] };
}

function unknownKey(path: Path, schemaOf: AnySchemaObject): SchemaProblem {
  const known = Object.keys(schemaOf['properties'] ?? {});
  const [word, ...value] = String(path.at(-1)).split(':');
  // What follows may be a secret.
  if (value.length > 0) return { path, part: 'key', message: `a space is missing after \`${word}:\``, suggestions: [] };
  const suggestions = suggest(String(path.at(-1)), known);
  const hint = suggestions.length > 0 ? didYouMean(suggestions) : `; known here: ${known.join(', ')}`;
  return { path, part: 'key', message: `unknown key ${nameOf(path)}${hint}`, suggestions };
}

function notListed(path: Path, value: Json | undefined, allowed: readonly Json[]): SchemaProblem {
  const names = allowed.filter((name): name is string => typeof name === 'string');
  const suggestions = typeof value === 'string' ? suggest(value, names) : [];
  const choice = names.map((name) => `\`${name}\``).join(' or ');
  return {
    path,
    part: 'value',
    message: `${nameOf(path)} must be ${choice}, not ${describe(value, path)}${didYouMean(suggestions)}`,
    suggestions: suggestions.length > 0 ? suggestions : names,
  };
}

function notNamed(path: Path, part: Part, value: Json | undefined, schemaOf: AnySchemaObject): SchemaProblem {
  const [form = ''] = lowerFirst(String(schemaOf['description'] ?? '')).split(/\.(?:\s|$)/);
  const message = `${describe(value, path)} is not ${withArticle(schemaOf)}: ${form}${suchAs(schemaOf)}`;
  return { path, part, message, suggestions: [] };
}

function duplicateItem(list: Path, first: number, second: number): SchemaProblem {
  const [earlier, later] = [Math.min(first, second), Math.max(first, second)];
  return {
    path: [...list, later],
    part: 'value',
    message: `${nameOf(list)} lists this twice, at positions ${earlier + 1} and ${later + 1}`,
    suggestions: [],
  };
}

function unexpected(path: Path, value: Json | undefined, schemaOf: AnySchemaObject): SchemaProblem {
  const isEmpty = value === '' || (Array.isArray(value) && value.length === 0);
  const wanted = expected(schemaOf);
  const message =
    isEmpty && wanted.includes(value === '' ? PHRASES['string']! : PHRASES['array']!)
      ? `${nameOf(path)} must not be empty`
      : `${nameOf(path)} must be ${wanted}, not ${describe(value, path)}${mayBeSecret(path) ? '' : quoteHint(value, schemaOf)}`;
  return { path, part: 'value', message, suggestions: [] };
}

function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'hosts.yaml';
  if (typeof last === 'number') return `item ${last + 1} of \`${path.at(-2) ?? 'the list'}\``;
  return `\`${last}\``;
}
