// A schema as `openclaw config schema` prints it → its structure: no prose, no references, and what the print gets wrong
// about the program set right.

import type { JsonMap } from '../../document/json.ts';
import { type JsonSchema, mapSchemas, type SchemaMap, type SchemaNode } from './json-schema.ts';

interface Printed extends SchemaNode {
  readonly $defs?: SchemaMap;
  readonly definitions?: SchemaMap;
}

const PROSE: ReadonlySet<string> = new Set(['title', 'description', 'examples', 'deprecated', '$schema', '$comment']);
const DEFINITIONS: ReadonlySet<string> = new Set(['$defs', 'definitions']);

/** The one format that OpenClaw checks; it takes the others as remarks. */
const CHECKED_FORMAT = 'uri';

/** Patterns that the program matches without regard to case, which JSON Schema can't say: agent ids. */
const PATTERNS: Readonly<Record<string, string>> = {
  '^[a-z0-9_][a-z0-9_-]{0,63}$': '^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$',
  '^[a-z0-9][a-z0-9_-]{0,63}$': '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$',
};

/** `printed` is the parsed output of the command. A schema that contains itself accepts anything from there on. */
export function structureOf(printed: JsonMap): SchemaNode {
  return strip(printed as Printed, printed as Printed, new Set()) as SchemaNode;
}

/** `home` is the nearest schema around that has definitions: OpenClaw embeds plugins' schemas, references and all. */
function strip(schema: JsonSchema, home: Printed, open: ReadonlySet<JsonSchema>): JsonSchema {
  if (typeof schema === 'boolean') return schema;
  if (open.has(schema)) return true;
  const inside = new Set([...open, schema]);
  if (schema.$ref !== undefined) return strip(follow(schema.$ref, home), home, inside);
  const nearest = Object.keys(schema).some((keyword) => DEFINITIONS.has(keyword)) ? schema : home;
  return mapSchemas(withoutProse(schema), (inner) => strip(inner, nearest, inside));
}

function follow(reference: string, home: Printed): JsonSchema {
  const found = reference
    .split('/')
    .slice(1)
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], home);
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
    ...(pattern === undefined ? {} : { pattern: PATTERNS[pattern] ?? pattern }),
    ...withRequired(required?.filter((key) => !hasDefault(node, key)) ?? []),
  };
}

/** The print requires what the program itself fills in. */
function hasDefault({ properties }: SchemaNode, key: string): boolean {
  const property = properties?.[key];
  return typeof property === 'object' && property.default !== undefined;
}

function withRequired(required: readonly string[]): SchemaNode {
  return required.length > 0 ? { required } : {};
}
