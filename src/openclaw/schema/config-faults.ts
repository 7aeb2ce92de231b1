// openclaw.json against the schema of its release, and against what that release checks beyond its schema.

import type { Finding } from '../../document/finding.ts';
import { type JsonMap, type Path, toPointer } from '../../document/json.ts';
import { neighbours, releaseOf } from '../release.ts';
import { checker } from './check.ts';
import { tell } from './fault-message.ts';
import { isAmong, keyHistory } from './history.ts';
import { type JsonSchema, mapSchemas, type RootSchema, type SchemaMap, type SchemaNode } from './json-schema.ts';
import { refinementsFor, refiner } from './refinements/index.ts';
import type { Refinement } from './refinements/refinement.ts';
import { shippedSchema } from './shipped.ts';

/** Every fault of a config, in words; of one place one fault. */
export type CheckConfig = (config: JsonMap) => readonly Finding[];

/** Checks configs for a known release. */
export function configChecker(release: string): CheckConfig {
  const schema = shippedSchema(release);
  return checkBy(schema, release, refinementsFor(schema, release));
}

/**
 * Checks configs for a release that gwc doesn't know, by those on both sides of it: what one of them takes passes, and a key that neither
 * knows may be new.
 */
export function neighbourChecker(version: string): CheckConfig {
  const [first, ...others] = neighbours(version)
    .filter((release) => release !== undefined)
    .map(configChecker);
  return (config) => {
    const alsoElsewhere = others.map((check) => new Set(check(config).map(placeOf)));
    return first!(config)
      .filter((fault) => alsoElsewhere.every((places) => places.has(placeOf(fault))))
      .map((fault) => (fault.part === 'key' ? { ...fault, severity: 'warning' } : fault));
  };
}

function placeOf({ at, part }: Finding): string {
  return `${toPointer(at)} ${part}`;
}

/** Checks configs by a schema that a release of the user's own printed (`openclaw config schema`). */
export function ownSchemaChecker(printed: JsonMap, release: string): CheckConfig {
  const schema = structureOf(printed);
  return checkBy(schema, release, refinementsFor(schema, release));
}

function checkBy(root: RootSchema, release: string, refinements: readonly Refinement[]): CheckConfig {
  const check = checker(root);
  const refine = refiner(refinements);
  const speaker = `OpenClaw ${release}`;
  const { movedKeys } = releaseOf(release).facts;
  return (config) => {
    const context = { root, config, speaker, history: (path: Path) => keyHistory(path, release) };
    const faults = new Map<string, Finding>();
    const add = (fault: Finding) => {
      const place = placeOf(fault);
      const found: Finding = isAmong(movedKeys, fault.at) ? { ...fault, severity: 'warning' } : fault;
      if (!faults.has(place)) faults.set(place, found);
    };
    for (const fault of check(config)) for (const message of tell(fault, context)) add(message);
    for (const complaint of refine(config)) add({ part: 'value', ...complaint });
    return [...faults.values()];
  };
}

interface Printed extends SchemaNode {
  readonly $defs?: SchemaMap;
  readonly definitions?: SchemaMap;
}

const PROSE: ReadonlySet<string> = new Set(['examples', 'deprecated', '$schema', '$comment']);
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
  return unexplained(explainedStructureOf(printed)) as SchemaNode;
}

/** With titles and descriptions. */
export function explainedStructureOf(printed: JsonMap): SchemaNode {
  return strip(printed as Printed, printed as Printed, new Set()) as SchemaNode;
}

function unexplained(schema: JsonSchema): JsonSchema {
  if (typeof schema === 'boolean') return schema;
  const { title, description, ...kept } = schema;
  return mapSchemas(kept, unexplained);
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
