// A fault of a config, in words.

import { didYouMean, suggest } from '../../diagnostics/finding-text.ts';
import type { Part } from '../../document/document.ts';
import { type Finding, renaming, replacing } from '../../document/finding.ts';
import { at, describe, formatPath, type Json, type JsonMap, mayBeSecret, type Path } from '../../document/json.ts';
import { isSecretField } from '../config-secrets.ts';
import type { Fault, FaultKind, Faults } from './check.ts';
import { deref, type JsonSchema, type JsonType, type RootSchema, type SchemaNode } from './json-schema.ts';

export interface TellContext {
  readonly root: RootSchema;
  readonly config: JsonMap;
  /** How messages name what refuses the config, such as `OpenClaw 2026.9.6`. */
  readonly speaker: string;
  /** What is to be said of a key that the schema doesn't know, where there is more to say than that. */
  readonly history: (path: Path) => Pick<Finding, 'message' | 'suggestions'> | undefined;
}

const MOST_LISTED = 12;

export function tell(fault: Fault, context: TellContext): readonly Finding[] {
  return closestFaults(fault).map((closest) => ({
    at: closest.path,
    part: partOf(closest),
    ...words(closest, context),
  }));
}

const OF_KEYS: ReadonlySet<FaultKind> = new Set(['unknown-key', 'key-name', 'missing-keys']);

/** Items of a list have no key to point at. */
function partOf({ kind, path }: Fault): Part {
  return OF_KEYS.has(kind) && typeof path.at(-1) === 'string' ? 'key' : 'value';
}

type Words = Pick<Finding, 'message'> & Partial<Finding>;

function words(fault: Fault, context: TellContext): Words {
  const { path, kind, schema } = fault;
  const { root, config } = context;
  const value = at(config, ...path);
  const name = nameOf(path);
  switch (kind) {
    case 'unknown-key':
      return unknownKey(fault, context);
    case 'missing-keys':
      return { message: `${name} lacks ${fault.keys?.map((key) => `\`${key}\``).join(' and ')}, which it must have` };
    case 'key-name':
      return { message: `\`${path.at(-1)}\` can't be a key of ${nameOf(path.slice(0, -1))}: ${keyForm(fault, root)}` };
    case 'value':
      return notListed(path, value, choicesOf(schema) ?? []);
    case 'alternatives':
      return notListedIn(fault, value, context) ?? unexpected(fault, value, context);
    case 'text':
      return { message: `${name} must be ${textForm(fault)}, not ${show(value, path)}` };
    case 'size':
      return { message: `${name} must have ${sizeOf(fault)}` };
    case 'repeated':
      return { message: `${nameOf(path.slice(0, -1))} lists this twice` };
    case 'combination':
      return { message: `${name} combines what ${context.speaker} doesn't accept together` };
    default:
      return unexpected(fault, value, context);
  }
}

function unknownKey({ path, schema }: Fault, { speaker, history }: TellContext): Words {
  const known = history(path);
  if (known) return known;
  const names = Object.keys(schema.properties ?? {});
  const suggestions = suggest(String(path.at(-1)), names);
  const listed = names.length > MOST_LISTED ? `${names.slice(0, MOST_LISTED).join(', ')}, …` : names.join(', ');
  const hint = suggestions.length > 0 ? didYouMean(suggestions) : names.length > 0 ? `; known here: ${listed}` : '';
  return { message: `${speaker} has no ${nameOf(path)}${hint}`, suggestions, ...renaming(path, suggestions) };
}

function notListed(path: Path, value: Json | undefined, choices: readonly Json[]): Words {
  const suggestions = typeof value === 'string' ? suggest(value, choices.map(String)) : [];
  const listed = choices.map((choice) => `\`${choice}\``);
  const all = listed.length > 1 ? `${listed.slice(0, -1).join(', ')} or ${listed.at(-1)}` : listed.join('');
  return {
    message: `${nameOf(path)} must be ${all}, not ${show(value, path)}${didYouMean(suggestions)}`,
    suggestions: suggestions.length > 0 ? suggestions : choices.map(String),
    ...replacing(path, suggestions),
  };
}

/** Where every alternative is a value, they are one list. */
function notListedIn({ path, schema }: Fault, value: Json | undefined, { root }: TellContext): Words | undefined {
  const parts = (schema.anyOf ?? schema.oneOf ?? []).map((part) => deref(part, root));
  const choices = parts.map((part) => (typeof part === 'object' ? choicesOf(part) : undefined));
  return choices.every((choice) => choice !== undefined) ? notListed(path, value, choices.flat()) : undefined;
}

function unexpected({ path, schema }: Fault, value: Json | undefined, { root }: TellContext): Words {
  const wanted = expected(schema, root);
  const isBare = (typeof value === 'number' || typeof value === 'boolean') && !mayBeSecret(path);
  const hint = isBare && wanted.includes('a string') ? `; quote it: "${value}"` : '';
  return { message: `${nameOf(path)} must be ${wanted}, not ${show(value, path)}${hint}` };
}

function textForm({ schema: { pattern, format, minLength, maxLength } }: Fault): string {
  if (format === 'uri' && pattern === undefined) return 'a URL';
  if (pattern !== undefined) return `a text that matches ${pattern}`;
  if (minLength !== undefined && maxLength !== undefined) return `a text of ${minLength} to ${maxLength} characters`;
  if (maxLength !== undefined) return `a text of at most ${maxLength} characters`;
  return minLength === 1 ? 'a text that is not empty' : `a text of at least ${minLength} characters`;
}

function keyForm({ schema }: Fault, root: RootSchema): string {
  const names = deref(schema.propertyNames ?? true, root);
  if (typeof names === 'boolean') return 'it has no such keys';
  return `a key must be ${choicesOf(names) ? expected(names, root) : textForm({ path: [], kind: 'text', schema: names })}`;
}

function sizeOf({ schema }: Fault): string {
  const least = schema.minItems ?? schema.minProperties ?? 0;
  const most = schema.maxItems ?? schema.maxProperties;
  if (most === undefined) return `at least ${least} ${least === 1 ? 'entry' : 'entries'}`;
  return least > 0 ? `${least} to ${most} entries` : `at most ${most} entries`;
}

function nameOf(path: Path): string {
  return path.length === 0 ? 'openclaw.json' : `\`${formatPath(path)}\``;
}

/** The faults of the alternative that the value nearly fits; where none is nearer than the others, the fault as it is. */
function closestFaults(fault: Fault): Faults {
  if (fault.kind !== 'alternatives') return [fault];
  const branches = (fault.branches ?? []).map((faults) => faults.flatMap(closestFaults));
  const rightType = branches.filter((faults) => !faults.some(isWrongType));
  const meant = rightType.filter((faults) => !faults.some(saysOtherKind));
  const closest = meant.length > 0 ? leastOf(meant) : unknownKind(rightType);
  if (closest === undefined || closest.some(isOfValueItself)) return [fault];
  return closest.map((inner) => ({ ...inner, path: [...fault.path, ...inner.path] }));
}

function isWrongType({ path, kind }: Fault): boolean {
  return path.length === 0 && kind === 'type';
}

/** A key such as `source: env` says which alternative a map is. */
function saysOtherKind({ path, kind, schema }: Fault): boolean {
  return path.length === 1 && kind === 'value' && schema.const !== undefined;
}

/** Told better together with what the other alternatives take. */
function isOfValueItself({ path, kind }: Fault): boolean {
  return path.length === 0 && kind !== 'missing-keys' && kind !== 'size' && kind !== 'combination';
}

/** The shortest list, if it is the only one so short, or all so short say the same. */
function leastOf(branches: readonly Faults[]): Faults | undefined {
  const fewest = Math.min(...branches.map((faults) => faults.length));
  const shortest = branches.filter((faults) => faults.length === fewest);
  const texts = new Set(
    shortest.map((faults) => JSON.stringify(faults.map(({ path, kind, keys }) => [path, kind, keys]))),
  );
  return texts.size === 1 ? shortest[0] : undefined;
}

/** Where the key that says the kind has a value of none: its values in all alternatives. */
function unknownKind(branches: readonly Faults[]): Faults | undefined {
  const kinds = branches.flatMap((faults) => faults.filter(saysOtherKind));
  const keys = new Set(kinds.map(({ path }) => path[0]));
  const [first] = kinds;
  if (first === undefined || keys.size > 1) return undefined;
  return [{ ...first, schema: { enum: kinds.map(({ schema }) => schema.const!) } }];
}

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
function expected(schema: JsonSchema, root: RootSchema): string {
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
function choicesOf({ const: only, enum: listed }: SchemaNode): readonly Json[] | undefined {
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

export function show(value: Json | undefined, path: Path): string {
  if (value === '') return 'an empty text';
  if (typeof value === 'string' && /\/.*@/.test(value)) return 'an address with credentials';
  const isSecret = path.some((_, index) => isSecretField(path.slice(0, index + 1)));
  return isSecret && typeof value === 'string' ? 'a string' : describe(value, path);
}
