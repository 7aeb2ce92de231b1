// What `openclaw config schema` prints → what gwc checks by: no prose, and in place of each reference what it names.

import { oncePer } from '../../diagnostics/collections.ts';
import { describe, isList, isMap, type Json, type JsonMap, type Path, toPointer } from '../../document/json.ts';
import { MOST_DEPTH } from '../../document/source-tree.ts';
import { type JsonSchema, mapSchemas, type SchemaMap, type SchemaNode } from './json-schema.ts';

/** What is printed is no schema; the message says why. */
export class SchemaError extends Error {}

interface Printed extends SchemaNode {
  readonly $defs?: SchemaMap;
  readonly definitions?: SchemaMap;
}

/** The nearest schema around that has definitions, and where: OpenClaw embeds plugins' schemas, references and all. */
interface Home {
  readonly schema: Printed;
  readonly at: Path;
}

const PROSE: ReadonlySet<string> = new Set(['examples', 'deprecated', '$schema', '$comment']);
const DEFINITIONS: ReadonlySet<string> = new Set(['$defs', 'definitions']);

/** The one format that OpenClaw checks; it takes the others as remarks. */
const CHECKED_FORMAT = 'uri';

/** Patterns that the program matches without regard to case, which JSON Schema can't say: agent ids. */
const PATTERNS: ReadonlyMap<string, string> = new Map([
  ['^[a-z0-9_][a-z0-9_-]{0,63}$', '^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$'],
  ['^[a-z0-9][a-z0-9_-]{0,63}$', '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'],
]);

/** Ten times what OpenClaw's own come to. A few references that name each other come to any number. */
const MOST_SCHEMAS = 100_000;

/**
 * `printed` is the parsed output of the command. A schema that contains itself accepts anything from there on. Throws a SchemaError for
 * what is no schema.
 */
export function structureOf(printed: JsonMap): SchemaNode {
  return unexplained(explainedStructureOf(printed)) as SchemaNode;
}

/** With titles and descriptions. */
export const explainedStructureOf = oncePer((printed: JsonMap): SchemaNode => {
  if (isDeeper(printed, MOST_DEPTH)) throw tooDeep();
  const open = new Set<JsonSchema>();
  let count = 0;
  const strip = (schema: JsonSchema, at: Path, home: Home): JsonSchema => {
    if (open.has(schema)) return true;
    refuseFaulty(schema, at);
    if (typeof schema === 'boolean') return schema;
    count += 1;
    if (count > MOST_SCHEMAS) throw new SchemaError(`its references come to more than ${MOST_SCHEMAS} schemas`);
    if (open.size > MOST_DEPTH) throw tooDeep();
    open.add(schema);
    const stripped = schema.$ref === undefined ? inside(schema, at, home) : named(schema.$ref, home);
    open.delete(schema);
    return stripped;
  };
  const named = (reference: string, home: Home) => {
    const keys = reference.split('/').slice(1);
    return strip(follow(keys, home.schema), [...home.at, ...keys], home);
  };
  const inside = (schema: SchemaNode, at: Path, home: Home) => {
    const nearest = Object.keys(schema).some((keyword) => DEFINITIONS.has(keyword)) ? { schema, at } : home;
    return mapSchemas(withoutProse(schema), (inner, _, place) => strip(inner, [...at, ...place], nearest));
  };
  return strip(printed as Printed, [], { schema: printed as Printed, at: [] }) as SchemaNode;
});

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function tooDeep(): SchemaError {
  return new SchemaError(`it is nested deeper than ${MOST_DEPTH} levels`);
}

function unexplained(schema: JsonSchema): JsonSchema {
  if (typeof schema === 'boolean') return schema;
  const { title, description, ...kept } = schema;
  return mapSchemas(kept, unexplained);
}

function follow(keys: readonly string[], home: Printed): JsonSchema {
  const found = keys.reduce<unknown>((inner, key) => {
    const isThere = typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key);
    return isThere ? (inner as Record<string, unknown>)[key] : undefined;
  }, home);
  return (found as JsonSchema | undefined) ?? true;
}

function withoutProse(node: SchemaNode): SchemaNode {
  const kept = Object.entries(node).filter(([keyword, value]) => {
    if (keyword === 'format') return value === CHECKED_FORMAT;
    return !PROSE.has(keyword) && !DEFINITIONS.has(keyword) && keyword !== 'required';
  });
  const { pattern, required } = node;
  return {
    ...Object.fromEntries(kept),
    ...(pattern === undefined ? {} : { pattern: PATTERNS.get(pattern) ?? pattern }),
    ...withRequired(required?.filter((key) => !hasDefault(node, key)) ?? []),
  };
}

/** The print requires what the program itself fills in. */
function hasDefault({ properties }: SchemaNode, key: string): boolean {
  const property = properties?.[key];
  return typeof property === 'object' && property?.default !== undefined;
}

function withRequired(required: readonly string[]): SchemaNode {
  return required.length > 0 ? { required } : {};
}

interface Form {
  readonly name: string;
  readonly fits: (value: Json) => boolean;
}

const SCHEMA: Form = { name: 'a map, true or false', fits: (value) => isMap(value) || typeof value === 'boolean' };
const TEXT: Form = { name: 'a text', fits: isText };
const NUMBER: Form = { name: 'a number', fits: (value) => typeof value === 'number' };
const FLAG: Form = { name: 'true or false', fits: (value) => typeof value === 'boolean' };
const MAP: Form = { name: 'a map', fits: isMap };
const LIST: Form = { name: 'a list with an entry', fits: isFilled };
const TEXTS: Form = { name: 'a list of texts', fits: (value) => isList(value) && value.every(isText) };
const PATTERN: Form = { name: 'a regular expression of JavaScript with the flag u', fits: isPattern };

const TYPES: readonly Json[] = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'];
const TYPE: Form = {
  name: `${TYPES.join(', ')} or a list of these`,
  fits: (value) => (isFilled(value) ? value.every((one) => TYPES.includes(one)) : TYPES.includes(value)),
};

/** Of the keywords that gwc reads; what holds schemas is looked into besides. */
const FORMS: ReadonlyMap<string, Form> = new Map([
  ['$ref', TEXT],
  ['type', TYPE],
  ['enum', LIST],
  ['pattern', PATTERN],
  ['minLength', NUMBER],
  ['maxLength', NUMBER],
  ['minimum', NUMBER],
  ['maximum', NUMBER],
  ['exclusiveMinimum', NUMBER],
  ['exclusiveMaximum', NUMBER],
  ['minItems', NUMBER],
  ['maxItems', NUMBER],
  ['uniqueItems', FLAG],
  ['properties', MAP],
  ['patternProperties', MAP],
  ['required', TEXTS],
  ['minProperties', NUMBER],
  ['maxProperties', NUMBER],
  ['anyOf', LIST],
  ['oneOf', LIST],
  ['allOf', LIST],
  ['prefixItems', LIST],
]);

function refuseFaulty(schema: JsonSchema, at: Path): void {
  expect(SCHEMA, schema as Json, at);
  const { patternProperties } = schema as SchemaNode;
  for (const [keyword, value] of Object.entries(schema)) {
    const form = FORMS.get(keyword);
    if (form) expect(form, value, [...at, keyword]);
  }
  for (const pattern of Object.keys(patternProperties ?? {}))
    expect(PATTERN, pattern, [...at, 'patternProperties', pattern]);
}

function expect({ name, fits }: Form, value: Json, at: Path): void {
  const found = isList(value) && value.length === 0 ? 'an empty list' : describe(value, at);
  if (!fits(value)) throw new SchemaError(`\`${toPointer(at)}\` must be ${name}, not ${found}`);
}

function isText(value: Json): value is string {
  return typeof value === 'string';
}

function isFilled(value: Json): value is readonly Json[] {
  return isList(value) && value.length > 0;
}

function isPattern(value: Json): boolean {
  try {
    return isText(value) && new RegExp(value, 'u').unicode;
  } catch {
    return false;
  }
}
