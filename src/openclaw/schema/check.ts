// A value against a JSON Schema → its faults. An interpreter: what a config doesn't use costs nothing, so that the first
// check of a run takes a millisecond where compiled validators of the same schema take twenty. A test holds it equal to ajv.

import { isList, isMap, type Json, type JsonMap, type Path } from '../../document/json.ts';
import {
  checkedText,
  dependsOnEnvironment,
  deref,
  INCLUDE,
  type JsonSchema,
  type JsonType,
  type RootSchema,
  type SchemaMap,
  type SchemaNode,
} from './json-schema.ts';

export interface Fault {
  /** In the value that was checked. Of a key that is not allowed there, or not with that name, the key's own. */
  readonly path: Path;
  readonly kind: FaultKind;
  /** The schema that isn't satisfied; of a key's fault the schema of its map. */
  readonly schema: SchemaNode;
  /** Of `missing-keys`. */
  readonly keys?: readonly string[];
  /** Of `alternatives`: what each of them finds, in their order. */
  readonly branches?: readonly Faults[];
}

export type Faults = readonly Fault[];

export type FaultKind =
  | 'type'
  | 'value'
  | 'text'
  | 'number'
  | 'size'
  | 'repeated'
  | 'unknown-key'
  | 'key-name'
  | 'missing-keys'
  | 'alternatives'
  | 'combination';

type Visit = (schema: JsonSchema, value: Json) => Faults;

const NONE: Faults = [];

/** A function that checks values against one schema, or a part of it. */
export function checker(root: RootSchema): (value: Json, part?: JsonSchema) => Faults {
  const visit: Visit = (unresolved, value) => {
    const schema = deref(unresolved, root);
    if (schema === true) return NONE;
    if (schema === false) return [fault('combination', { not: true })];
    if (isMap(value) && isIncludeOnly(value)) return NONE;
    if (schema.type !== undefined && !hasType(value, schema.type)) return [fault('type', schema)];
    return join(directFaults(schema, value, visit), combinedFaults(schema, value, visit));
  };
  return (value, part = root) => visit(part, value);
}

function isIncludeOnly(value: JsonMap): boolean {
  return Object.hasOwn(value, INCLUDE) && Object.keys(value).length === 1;
}

function directFaults(schema: SchemaNode, value: Json, visit: Visit): Faults {
  if (isMap(value)) return join(mapFaults(schema, value), entriesFaults(schema, value, visit));
  if (isList(value)) return join(listFaults(schema, value), itemsFaults(schema, value, visit));
  const kind = checkScalar(schema, value);
  return kind === undefined ? NONE : [fault(kind, schema)];
}

function mapFaults(schema: SchemaNode, value: JsonMap): Faults {
  const { required, minProperties, maxProperties } = schema;
  const isWhole = required !== undefined && !Object.hasOwn(value, INCLUDE);
  const missing = isWhole ? required.filter((key) => !Object.hasOwn(value, key)) : [];
  const faults = missing.length > 0 ? [{ ...fault('missing-keys', schema), keys: missing }] : NONE;
  if (minProperties === undefined && maxProperties === undefined) return faults;
  const size = Object.keys(value).length;
  return size < (minProperties ?? 0) || size > (maxProperties ?? size) ? [...faults, fault('size', schema)] : faults;
}

function listFaults(schema: SchemaNode, value: readonly Json[]): Faults {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems } = schema;
  if (value.length < minItems || value.length > maxItems) return [fault('size', schema)];
  if (uniqueItems !== true) return NONE;
  const again = value.findIndex((item, index) => value.slice(0, index).some((earlier) => sameValue(earlier, item)));
  return again === -1 ? NONE : [below(again, fault('repeated', schema))];
}

function entriesFaults(schema: SchemaNode, value: JsonMap, visit: Visit): Faults {
  let faults = NONE;
  for (const key of Object.keys(value)) faults = join(faults, entryFaults(schema, key, value[key]!, visit));
  return faults;
}

function itemsFaults({ items, additionalItems = true }: SchemaNode, value: readonly Json[], visit: Visit): Faults {
  if (items === undefined) return NONE;
  return collect([...value.entries()], ([index, item]) => {
    const part = isTuple(items) ? (items[index] ?? additionalItems) : items;
    return within(index, visit(part, item));
  });
}

function isTuple(items: JsonSchema | readonly JsonSchema[]): items is readonly JsonSchema[] {
  return Array.isArray(items);
}

function entryFaults(schema: SchemaNode, key: string, value: Json, visit: Visit): Faults {
  if (key === INCLUDE) return NONE;
  const { properties, patternProperties, propertyNames, additionalProperties } = schema;
  if (propertyNames !== undefined && visit(propertyNames, key).length > 0)
    return [below(key, fault('key-name', schema))];
  const named = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
  if (named === false) return [below(key, fault('unknown-key', schema))];
  const matching = patternProperties === undefined ? [] : matchingParts(patternProperties, key);
  if (named !== undefined || matching.length > 0) {
    const faults = named === undefined ? NONE : visit(named, value);
    return within(
      key,
      matching.length === 0
        ? faults
        : join(
            faults,
            collect(matching, (part) => visit(part, value)),
          ),
    );
  }
  if (additionalProperties === undefined) return NONE;
  if (additionalProperties === false) return [below(key, fault('unknown-key', schema))];
  return within(key, visit(additionalProperties, value));
}

function matchingParts(patterns: SchemaMap, key: string): readonly JsonSchema[] {
  return Object.entries(patterns)
    .filter(([pattern]) => new RegExp(pattern, 'u').test(key))
    .map(([, part]) => part);
}

function combinedFaults(schema: SchemaNode, value: Json, visit: Visit): Faults {
  const { allOf, anyOf, oneOf, not } = schema;
  let faults = NONE;
  if (allOf) faults = collect(allOf, (part) => visit(part, value));
  if (anyOf) faults = join(faults, alternativeFaults(schema, anyOf, value, visit, true));
  if (oneOf) faults = join(faults, alternativeFaults(schema, oneOf, value, visit, false));
  if (not !== undefined && visit(not, value).length === 0) faults = join(faults, [fault('combination', schema)]);
  if (schema.if === undefined) return faults;
  const consequence = visit(schema.if, value).length === 0 ? schema.then : schema.else;
  return consequence === undefined ? faults : join(faults, visit(consequence, value));
}

/** Of a value that the environment completes, no more is known than that some alternative can fit. */
function alternativeFaults(
  schema: SchemaNode,
  alternatives: readonly JsonSchema[],
  value: Json,
  visit: Visit,
  mayFitMany: boolean,
): Faults {
  const branches: Faults[] = [];
  let fitting = 0;
  for (const alternative of alternatives) {
    const faults = visit(alternative, value);
    if (faults.length > 0) branches.push(faults);
    else if (mayFitMany) return NONE;
    else fitting += 1;
  }
  if (fitting === 1 || (fitting > 1 && dependsOnEnvironment(value))) return NONE;
  return [fitting > 1 ? fault('combination', schema) : { ...fault('alternatives', schema), branches }];
}

function fault(kind: FaultKind, schema: SchemaNode): Fault {
  return { path: [], kind, schema };
}

function below(key: string | number, inner: Fault): Fault {
  return { ...inner, path: [key, ...inner.path] };
}

function within(key: string | number, faults: Faults): Faults {
  return faults.length === 0 ? faults : faults.map((inner) => below(key, inner));
}

function join(a: Faults, b: Faults): Faults {
  if (a.length === 0) return b;
  return b.length === 0 ? a : [...a, ...b];
}

function collect<T>(items: readonly T[], find: (item: T) => Faults): Faults {
  let faults = NONE;
  for (const item of items) faults = join(faults, find(item));
  return faults;
}

const IS_OF_TYPE: Readonly<Record<JsonType, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: isList,
  object: isMap,
};

function hasType(value: Json, type: JsonType | readonly JsonType[]): boolean {
  return typeof type === 'string' ? IS_OF_TYPE[type](value) : type.some((one) => IS_OF_TYPE[one](value));
}

/** Which kind of fault the value has, if any. A text that the environment completes can become any text. */
function checkScalar(schema: SchemaNode, value: Json): 'value' | 'text' | 'number' | undefined {
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

function sameValue(a: Json, b: Json): boolean {
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
