// The schema of an openclaw.json → the one by which an editor completes, explains and underlines a `config` of hosts.yaml.

import type { Json } from '../../document/json.ts';
import { deref, INCLUDE, type JsonSchema, type RootSchema, type SchemaMap, type SchemaNode } from './json-schema.ts';

export type Explanation = Pick<SchemaNode, 'title' | 'description'>;

/** By path: keys joined by dots, `*` for any other key, `[]` for an item. */
export type Explanations = ReadonlyMap<string, Explanation>;

/** In JSON Schema 2020-12 a tuple has a keyword of its own. */
interface EditorNode extends SchemaNode {
  readonly prefixItems?: readonly JsonSchema[];
}

/**
 * A `config` is a part of the whole: nothing is required, null removes a key, and combinations of keys aren't looked at. A variable may
 * stand in any text, an include in place of a map or list. `explanations` are for the keys that the schema itself doesn't explain.
 * The result is in JSON Schema 2020-12, without references.
 */
export function editorSchema(root: RootSchema, explanations: Explanations): SchemaNode {
  const relax = (unresolved: JsonSchema, path: string): JsonSchema => {
    const schema = deref(unresolved, root);
    if (typeof schema === 'boolean') return schema;
    const alternatives = schema.anyOf ?? schema.oneOf;
    return orVariable({
      ...scalarKeywords(schema),
      ...(alternatives && { anyOf: united(alternatives.map((part) => relax(part, path))) }),
      ...(schema.allOf && { allOf: schema.allOf.map((part) => relax(part, path)) }),
      ...(schema.type === 'object' && mapKeywords(schema, path)),
      ...(schema.type === 'array' && listKeywords(schema, path)),
    });
  };

  const entry = (unresolved: JsonSchema, path: string): JsonSchema => {
    const schema = deref(unresolved, root);
    const relaxed = orNull(relax(schema, path));
    if (typeof relaxed === 'boolean') return relaxed;
    return { ...explanations.get(path), ...(typeof schema === 'object' && explanationOf(schema)), ...relaxed };
  };

  const entries = (map: SchemaMap = {}, path: string): SchemaMap =>
    Object.fromEntries(Object.entries(map).map(([key, schema]) => [key, entry(schema, pathBelow(path, key))]));

  const mapKeywords = (schema: SchemaNode, path: string): EditorNode => {
    const { properties, patternProperties, propertyNames, additionalProperties: others } = schema;
    return {
      ...(properties && { properties: entries(properties, path) }),
      patternProperties: { ...entries(patternProperties, path), ...ONLY_INCLUDE },
      ...(propertyNames !== undefined && {
        propertyNames: { anyOf: [relax(propertyNames, path), { enum: [INCLUDE] }] },
      }),
      ...(others !== undefined && { additionalProperties: entry(others, pathBelow(path, '*')) }),
    };
  };

  const listKeywords = ({ items = true, additionalItems = true }: SchemaNode, path: string): EditorNode => {
    const item = (schema: JsonSchema) => relax(schema, pathBelow(path, '[]'));
    return {
      type: ['array', 'object'],
      ...(isTuple(items) ? { prefixItems: items.map(item), items: additionalItems } : { items: item(items) }),
      patternProperties: ONLY_INCLUDE,
      additionalProperties: false,
    };
  };

  return orNull(relax(root, '')) as SchemaNode;
}

export function pathBelow(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

export function explanationOf({ title, description }: SchemaNode): Explanation {
  return { ...(title !== undefined && { title }), ...(description !== undefined && { description }) };
}

/** A pattern is no key that an editor would offer in every map. */
const ONLY_INCLUDE: SchemaMap = { [`^\\${INCLUDE}$`]: true };

/** Without `default`: an editor would insert it where nobody asked for the key. */
const SCALAR_KEYWORDS = [
  'type',
  'enum',
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'uniqueItems',
  'maxProperties',
] as const;

function scalarKeywords(schema: SchemaNode): SchemaNode {
  const kept = SCALAR_KEYWORDS.flatMap((keyword) =>
    schema[keyword] === undefined ? [] : [[keyword, schema[keyword]] as const],
  );
  return { ...Object.fromEntries(kept), ...(schema.const !== undefined && { enum: [schema.const] }) };
}

function isTuple(items: JsonSchema | readonly JsonSchema[]): items is readonly JsonSchema[] {
  return Array.isArray(items);
}

/** `${NAME}` and `$(name)`. The title is for the editor's choice of what it shows. */
const VARIABLE: SchemaNode = { title: 'Text with variables', type: 'string', pattern: '\\$[{(]' };

function orVariable(node: SchemaNode): SchemaNode {
  const { enum: listed, type } = node;
  const takesText = listed ? listed.some((value) => typeof value === 'string') : type === 'string';
  const isLimited = listed ?? node.pattern ?? node.format ?? node.maxLength;
  if (!takesText || isLimited === undefined) return node;
  return { anyOf: [node, VARIABLE] };
}

/** What is listed, in one list, so that an editor offers and names all of it. */
function united(alternatives: readonly JsonSchema[]): readonly JsonSchema[] {
  const flat = alternatives.flatMap((part) => (typeof part === 'object' && part.anyOf) || [part]);
  const listed = flat.flatMap((part): readonly Json[] => (typeof part === 'object' && part.enum) || []);
  const others = new Set(flat.filter((part) => typeof part === 'boolean' || part.enum === undefined));
  return listed.length === 0 ? [...others] : [{ enum: [...new Set(listed)] }, ...others];
}

function orNull(schema: JsonSchema): JsonSchema {
  if (typeof schema === 'boolean') return schema;
  const { type, enum: listed, anyOf, allOf } = schema;
  return {
    ...schema,
    ...(type && { type: [...new Set([type, 'null' as const].flat())] }),
    ...(listed && { enum: [...new Set([...listed, null])] }),
    ...(anyOf && { anyOf: [orNull(anyOf[0]!), ...anyOf.slice(1)] }),
    ...(allOf && { allOf: allOf.map(orNull) }),
  };
}
