// JSON Schema as OpenClaw prints it: draft-07, and of that the keywords that it uses.

import { isMap, type Json, type Path } from '../../document/json.ts';
import { substitute, variablesIn } from '../config-secrets.ts';

/** A key that has OpenClaw put the content of a file in its map's place. */
export const INCLUDE = '$include';

export type JsonSchema = boolean | SchemaNode;

export interface SchemaNode {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly default?: Json;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  /** A list of schemas is a tuple. */
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly additionalItems?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: SchemaMap;
  readonly patternProperties?: SchemaMap;
  readonly additionalProperties?: JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly not?: JsonSchema;
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
}

export type SchemaMap = Readonly<Record<string, JsonSchema>>;
export type JsonType = 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object';

/** A whole schema; `$ref`s in it are `#/$defs/<name>`. */
export interface RootSchema extends SchemaNode {
  readonly $defs?: SchemaMap;
}

const DEFINITIONS = '#/$defs/';

/** What a schema stands for: itself, or what its `$ref` names. */
export function deref(schema: JsonSchema, root: RootSchema): JsonSchema {
  let current = schema;
  while (typeof current === 'object' && current.$ref !== undefined) {
    current = root.$defs?.[current.$ref.slice(DEFINITIONS.length)] ?? true;
  }
  return current;
}

/** The keys that a schema knows in the map at a path; `*` in it is any other key. */
export function keysBelow(schema: RootSchema, ...path: readonly string[]): readonly string[] {
  let node = deref(schema, schema);
  for (const key of path) node = deref(propertyOf(node, key), schema);
  return Object.keys((typeof node === 'object' && node.properties) || {});
}

function propertyOf(schema: JsonSchema, key: string): JsonSchema {
  if (typeof schema === 'boolean') return true;
  return (key === '*' ? schema.additionalProperties : schema.properties?.[key]) ?? true;
}

/** A reference to a shared part. */
export function definitionRef(name: string): SchemaNode {
  return { $ref: DEFINITIONS + name };
}

/** Smaller ones, in characters of JSON, aren't worth a reference. */
const LEAST_SIZE = 80;

/** The schema with whatever in it is large named: equal parts by one name, which `nameOf` gives. */
export function withNamedParts(schema: SchemaNode, nameOf: (part: SchemaNode) => string): SchemaNode {
  const named = (part: JsonSchema): JsonSchema => {
    if (typeof part === 'boolean') return part;
    const inside = mapSchemas(part, named);
    return JSON.stringify(inside).length < LEAST_SIZE ? inside : definitionRef(nameOf(inside));
  };
  return mapSchemas(schema, named);
}

/** Gets a schema, the key that it stands under (a property's name, or else the keyword), and its place. */
type Replace = (schema: JsonSchema, key: string, place: Path) => JsonSchema;

/** The schema with each schema right inside it replaced. Keywords keep their order. */
export function mapSchemas(node: SchemaNode, replace: Replace): SchemaNode {
  return Object.fromEntries(
    Object.entries(node).map(([keyword, value]) => [keyword, mapKeyword(keyword, value, replace)]),
  );
}

const HOLDS_MAP: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs', 'definitions']);
const HOLDS_LIST: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const HOLDS_ONE: ReadonlySet<string> = new Set([
  'items',
  'additionalItems',
  'additionalProperties',
  'propertyNames',
  'not',
  'if',
  'then',
  'else',
]);

function mapKeyword(keyword: string, value: unknown, replace: Replace): unknown {
  if (HOLDS_MAP.has(keyword)) {
    return Object.fromEntries(
      Object.entries(value as SchemaMap).map(([name, part]) => [name, replace(part, name, [keyword, name])]),
    );
  }
  if (HOLDS_LIST.has(keyword) || (keyword === 'items' && Array.isArray(value))) {
    return (value as readonly JsonSchema[]).map((part, index) => replace(part, keyword, [keyword, index]));
  }
  return HOLDS_ONE.has(keyword) ? replace(value as JsonSchema, keyword, [keyword]) : value;
}

/** The text that OpenClaw checks, or nothing where a variable completes it, so that it can be any. */
export function checkedText(text: string): string | undefined {
  if (!text.includes('${')) return text;
  return variablesIn(text).length > 0 ? undefined : substitute(text, (name) => name);
}

/** Whether the value is such a text, or has one inside. */
export function dependsOnEnvironment(value: Json): boolean {
  if (typeof value === 'string') return checkedText(value) === undefined;
  if (typeof value !== 'object' || value === null) return false;
  return (isMap(value) ? Object.values(value) : value).some(dependsOnEnvironment);
}
