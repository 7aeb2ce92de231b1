// The first two checks of a hosts.yaml and of its parts: is it YAML, and does it have the language's shape.

import type { AnySchemaObject, ErrorObject } from 'ajv';
import validateHosts from '../../schemas/hosts.schema.json?validator';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import { type Part, type SourceDocument, withoutItems } from './document.ts';
import { concernedInstances, errorIn, type Finding, instanceOf, renaming, replacing } from './finding.ts';
import {
  asMap,
  at,
  describe,
  isMap,
  type Json,
  type JsonMap,
  mapOf,
  mayBeSecret,
  type Path,
  toPointer,
} from './json.ts';
import { expected, lowerFirst, PHRASES, quoteHint, schemaAt, suchAs, withArticle } from './schema-keys.ts';
import { toValue } from './source-tree.ts';

export interface CheckedSource {
  readonly diagnostics: readonly Diagnostic[];
  /** The document's value without its faulty parts. */
  readonly value: JsonMap;
  /** The document, asked by the paths of that value. */
  readonly document: SourceDocument;
  /** Pointers to the faulty parts. */
  readonly faulty: ReadonlySet<string>;
}

const CODE = 'schema';

/** `parts`: the values of the files that it includes. */
export function checkSource(document: SourceDocument, parts: readonly (Json | undefined)[] = []): CheckedSource {
  return checkDocument(document, parts, []);
}

/** Of a file that hosts.yaml includes. */
export function checkPart(document: SourceDocument): CheckedSource {
  return checkDocument(document, [], Object.keys(asMap(document.value)).filter(isMisplaced));
}

/** What holds for the fleet as a whole stands in hosts.yaml. */
function isMisplaced(key: string): boolean {
  return !PART_KEYS.has(key) && !key.startsWith('x-');
}

const PART_KEYS: ReadonlySet<string> = new Set(['version', 'defaults', 'hosts']);

function checkDocument(
  document: SourceDocument,
  parts: readonly (Json | undefined)[],
  misplaced: readonly string[],
): CheckedSource {
  const { problems, value: whole } = document;
  const broken: Omit<CheckedSource, 'diagnostics'> = { value: mapOf([]), faulty: new Set(), document };
  if (problems.length > 0) return { diagnostics: syntaxFindings(document), ...broken };
  if (whole === undefined) return { diagnostics: [wholeFinding(document, 'the document is empty')], ...broken };
  if (!isMap(whole)) return { diagnostics: [wholeFinding(document, 'the document must be a map')], ...broken };
  const excess = excessIn(document, [whole]);
  if (excess) return { diagnostics: [excess], ...broken };
  const faults = [
    ...checkSchema(document).filter(({ at: [key] }) => !misplaced.includes(String(key))),
    ...misplaced.map(misplacedKey),
  ];
  const faulty = new Set(faults.map((fault) => toPointer(fault.at)));
  const isFaulty = (path: Path) => faulty.has(toPointer(path));
  const sound =
    faults.length === 0
      ? { value: whole, document }
      : { value: toValue(document.root!, isFaulty) as JsonMap, document: withoutItems(document, isFaulty) };
  const instancesAt = concernedInstances(whole, parts);
  const diagnostics = faults.map((fault) => ({ ...errorIn(document, CODE, fault), instances: instancesAt(fault.at) }));
  return { diagnostics, faulty, ...sound };
}

/** Each takes memory in every stage, and there is an end to it. */
const MOST_INSTANCES = 150_000;

/** A finding in `root` where the files with these values have more than that together. */
export function excessIn(root: SourceDocument, values: readonly (Json | undefined)[]): Diagnostic | undefined {
  const count = values.reduce<number>((sum, value) => sum + countInstances(asMap(value)), 0);
  if (count <= MOST_INSTANCES) return undefined;
  const message = `over ${MOST_INSTANCES} instances are more than one fleet can have; give some of the hosts a hosts.yaml of their own`;
  return errorIn(root, CODE, { at: ['hosts'], part: 'key', message });
}

function countInstances(value: JsonMap): number {
  // Values of another shape haven't been refused yet.
  const instances = Object.values(asMap(value['hosts'])).map((host) => asMap(at(host, 'instances')));
  return instances.reduce((count, map) => count + Object.keys(map).length, 0);
}

function misplacedKey(key: string): Finding {
  if (!Object.hasOwn(schemaAt('#')['properties'], key)) return unknownKey([key], [...PART_KEYS]);
  const message = `\`${key}\` belongs in hosts.yaml: a part of it has ${[...PART_KEYS].join(', ')} and \`x-*\` keys, no others`;
  return { at: [key], part: 'key', message };
}

function syntaxFindings(document: SourceDocument): readonly Diagnostic[] {
  return document.problems.map(({ message, path = [], related, ...range }) => {
    const others = related ? [{ ...document.span(related), message: related.message }] : [];
    const own = instanceOf(path);
    const instances = own === undefined ? [] : [own];
    return { ...errorAt('syntax', message, document.span(range)), instances, related: others };
  });
}

function wholeFinding(document: SourceDocument, message: string): Diagnostic {
  const advice = `${message}; it needs \`version: 1\` and \`hosts:\` (\`gwc init\` writes an example)`;
  return errorAt(CODE, advice, document.span({ start: 0, end: 0 }));
}

/** Every fault of shape in the document's value, one for each place. */
function checkSchema(document: SourceDocument): readonly Finding[] {
  if (validateHosts(document.value)) return [];
  const errors = validateHosts.errors ?? [];
  const problems = new Map<string, Finding>();
  for (const error of mostSpecific(errors)) {
    const problem = translate(error, document);
    const key = `${toPointer(problem.at)} ${problem.part}`;
    if (!problems.has(key)) problems.set(key, problem);
  }
  return [...problems.values()];
}

/** `anyOf` and `propertyNames` come with the errors inside them: only the more telling of the two is shown. */
function mostSpecific(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const anyOfs = new Map(errors.filter(({ keyword }) => keyword === 'anyOf').map((it) => [it.instancePath, it]));
  const around = new Map(errors.map((error) => [error, enclosing(error.instancePath, anyOfs)]));
  const detailed = new Set(
    [...around].flatMap(([error, anyOf]) => (anyOf !== undefined && isDetail(error, anyOf) ? [anyOf] : [])),
  );
  return errors.filter((error) => {
    const anyOf = around.get(error);
    if (error.keyword === 'propertyNames') return false;
    if (anyOf === undefined) return true;
    return detailed.has(anyOf) ? isDetail(error, anyOf) : error === anyOf;
  });
}

/** The value at the pointer or the nearest one above it. */
function enclosing<T>(pointer: string, byPointer: ReadonlyMap<string, T>): T | undefined {
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf('/', end - 1)) {
    const found = byPointer.get(pointer.slice(0, end));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether an error inside `anyOf` says more than that no alternative fits: it is about a part of the value. */
function isDetail(error: ErrorObject, alternatives: ErrorObject): boolean {
  return (
    error.keyword === 'additionalProperties' ||
    error.keyword === 'required' ||
    error.instancePath.length > alternatives.instancePath.length
  );
}

function translate(error: ErrorObject, document: SourceDocument): Finding {
  const parent = fromPointer(error.instancePath, document.value!);
  const value = at(document.value, ...parent);
  const schemaOf = schemaAt(error.parentSchema!['at']);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(
        [...parent, String(error.params['additionalProperty'])],
        Object.keys(schemaOf['properties'] ?? {}),
      );
    case 'required':
      return missing(parent, String(error.params['missingProperty']), schemaOf);
    case 'enum':
      return notListed(parent, value, schemaOf['enum'] as Json[], document);
    case 'pattern':
      return error.propertyName === undefined
        ? notNamed(parent, 'value', value, schemaOf)
        : notNamed([...parent, error.propertyName], 'key', error.propertyName, schemaOf);
    case 'uniqueItems':
      return duplicateItem(parent, Number(error.params['i']), Number(error.params['j']));
    default:
      return unexpected(parent, value, schemaOf, document);
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

function missing(path: Path, key: string, schemaOf: AnySchemaObject): Finding {
  const fallback = schemaOf['properties']?.[key]?.default;
  const hint = fallback === undefined ? '' : `, such as \`${key}: ${fallback}\``;
  return { at: path, part: 'key', message: `\`${key}\` is missing${hint}` };
}

function unknownKey(path: Path, known: readonly string[]): Finding {
  const [word, ...value] = String(path.at(-1)).split(':');
  // What follows may be a secret.
  if (value.length > 0) return { at: path, part: 'key', message: `a space is missing after \`${word}:\`` };
  const suggestions = suggest(String(path.at(-1)), known);
  const hint = suggestions.length > 0 ? didYouMean(suggestions) : `; known here: ${known.join(', ')}`;
  // What other files would bring in, nobody has read.
  const meant = path.length === 1 && suggestions[0] === 'include' ? {} : renaming(path, suggestions);
  return { at: path, part: 'key', message: `unknown key ${nameOf(path)}${hint}`, suggestions, ...meant };
}

function notListed(path: Path, value: Json | undefined, allowed: readonly Json[], document: SourceDocument): Finding {
  const names = allowed.filter((name): name is string => typeof name === 'string');
  const suggestions = typeof value === 'string' ? suggest(value, names) : [];
  const choice = names.map((name) => `\`${name}\``).join(' or ');
  return {
    at: path,
    part: 'value',
    message: `${nameOf(path)} must be ${choice}, not ${asWritten(value, path, document)}${didYouMean(suggestions)}`,
    suggestions: suggestions.length > 0 ? suggestions : names,
    ...replacing(path, suggestions),
  };
}

function notNamed(path: Path, part: Part, value: Json | undefined, schemaOf: AnySchemaObject): Finding {
  const [form = ''] = lowerFirst(String(schemaOf['description'] ?? '')).split(/\.(?:\s|$)/);
  const message = `${describe(value, path)} is not ${withArticle(schemaOf)}: ${form}${suchAs(schemaOf)}`;
  return { at: path, part, message };
}

function duplicateItem(list: Path, first: number, second: number): Finding {
  const [earlier, later] = [Math.min(first, second), Math.max(first, second)];
  return {
    at: [...list, later],
    part: 'value',
    message: `${nameOf(list)} lists this twice, at positions ${earlier + 1} and ${later + 1}`,
  };
}

function unexpected(path: Path, value: Json | undefined, schemaOf: AnySchemaObject, document: SourceDocument): Finding {
  const isEmpty = value === '' || (Array.isArray(value) && value.length === 0);
  const wanted = expected(schemaOf);
  const message =
    isEmpty && wanted.includes(value === '' ? PHRASES['string']! : PHRASES['array']!)
      ? `${nameOf(path)} must not be empty`
      : `${nameOf(path)} must be ${wanted}, not ${asWritten(value, path, document)}${mayBeSecret(path) ? '' : quoteHint(value, document.written(path) ?? '', schemaOf)}`;
  return { at: path, part: 'value', message };
}

/** A number or boolean may be written in another way than it is read: 2026.10 is 2026.1. */
function asWritten(value: Json | undefined, path: Path, document: SourceDocument): string {
  const shown = describe(value, path);
  const written = document.written(path) ?? shown;
  if ((typeof value !== 'number' && typeof value !== 'boolean') || written === shown || mayBeSecret(path)) return shown;
  return `${written}, which YAML reads as ${shown} without quotes`;
}

function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'hosts.yaml';
  if (typeof last === 'number') return `item ${last + 1} of \`${path.at(-2) ?? 'the list'}\``;
  return `\`${last}\``;
}
