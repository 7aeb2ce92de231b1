// The configs on which gwc and a release are compared: the same ones, in the same order, for every release, kept in a file because
// verdicts name them by their place. Run by itself, it lets the file grow at its end, so that what is recorded stays true: what doctor
// renames, one config for each key near the top that some release has and another hasn't, and from the schemas of a few releases that lie
// far apart, of each section some that fit and some that are broken in one place.

import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { once } from '../../src/diagnostics/collections.ts';
import type { JsonMap, Path } from '../../src/document/json.ts';
import { SUCCESSORS } from '../../src/openclaw/schema/history.ts';
import { deref, type JsonSchema, type RootSchema, type SchemaMap } from '../../src/openclaw/schema/json-schema.ts';
import { SCHEMA_RELEASES, shippedSchema } from '../../src/openclaw/schema/shipped.ts';
import { valuesOf, withValue } from '../../test/openclaw/from-schema.ts';
import { configsOf, sectionsOf } from '../../test/openclaw/generated-configs.ts';
import { HANDMADE } from '../../test/openclaw/handmade.ts';

const SOURCES = ['2026.3.28', '2026.6.11', '2026.8.2', '2026.9.6'];
const SEED = 20260201;
/** Of the keys below this depth not each one can have a config. */
const DEEPEST = 5;
const NEAR = 3;

const FILE = 'test/openclaw/releases/configs.jsonl';
const SIZE = 1850;

/** Any beginning of the list is a fair sample of the whole. */
export const configSet = once((): readonly JsonMap[] =>
  readFileSync(FILE, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line)),
);

/** Retired keys with a value that a release which still moves them takes. */
const MOVED: readonly JsonMap[] = [
  { agents: { list: [{ id: 'main' }] } },
  {
    agents: {
      list: [
        { id: 'main', default: true },
        { id: 'second', workspace: '/srv/second' },
      ],
    },
  },
  { models: { providers: { acme: { baseUrl: 'https://models.example.org', models: [], contextWindow: 8000 } } } },
  { models: { providers: { acme: { baseUrl: 'https://models.example.org', models: [], contextTokens: 8000 } } } },
  { agents: { defaults: { contextTokens: 8000 } } },
];

function neededConfigs(): readonly string[] {
  const near = changedKeys(SCHEMA_RELEASES).filter(({ path }) => path.length <= NEAR);
  const configs = [
    ...HANDMADE.map(({ config }) => config),
    ...MOVED,
    ...retiredKeys(),
    ...near.map(({ config }) => config),
  ];
  return configs.map((config) => JSON.stringify(config));
}

function moreConfigs(): readonly string[] {
  const roots = SOURCES.map(shippedSchema);
  const generated = roots.flatMap((root) => sectionsOf(root).flatMap((section) => configsOf(section, root, 2)));
  const far = changedKeys(SOURCES).map(({ config }) => config);
  return shuffled([...generated, ...far].map((config) => JSON.stringify(config)));
}

interface KeyConfig {
  readonly path: Path;
  readonly config: JsonMap;
}

/** A config for each key that a release has and its neighbour in the list hasn't, where the map around it is in both. */
function changedKeys(releases: readonly string[]): readonly KeyConfig[] {
  const roots = releases.map(shippedSchema);
  const pairs = roots
    .slice(1)
    .flatMap((root, index) => [[root, roots[index]!] as const, [roots[index]!, root] as const]);
  const found = new Map<string, KeyConfig>();
  for (const [root, other] of pairs) {
    for (const { path, schema } of onlyIn(root, root, other, other, [])) {
      const key = path.join('.');
      if (found.has(key)) continue;
      const [value] = fc.sample(valuesOf(schema, root), { seed: SEED, numRuns: 1 });
      found.set(key, { path, config: withValue({}, path, value!) as JsonMap });
    }
  }
  return [...found.values()];
}

interface KeyOfOne {
  readonly path: Path;
  readonly schema: JsonSchema;
}

function onlyIn(
  schema: JsonSchema,
  root: RootSchema,
  otherSchema: JsonSchema,
  otherRoot: RootSchema,
  path: Path,
): readonly KeyOfOne[] {
  const own = mapsOf(schema, root);
  const other = mapsOf(otherSchema, otherRoot);
  if (!own || !other || path.length > DEEPEST) return [];
  return Object.entries(own).flatMap(([key, part]) => {
    const at = [...path, key === '*' ? 'x' : key];
    const twin = Object.hasOwn(other, key) ? other[key] : other['*'];
    return twin === undefined ? [{ path: at, schema: part }] : onlyIn(part, root, twin, otherRoot, at);
  });
}

/** The keys of a map, `*` for any other. */
function mapsOf(schema: JsonSchema, root: RootSchema): SchemaMap | undefined {
  const node = deref(schema, root);
  if (typeof node === 'boolean') return undefined;
  const { properties, additionalProperties } = node;
  if (!properties && typeof additionalProperties !== 'object') return undefined;
  return { ...properties, ...(typeof additionalProperties === 'object' ? { '*': additionalProperties } : {}) };
}

/** What doctor renames, with a value of each kind. */
function retiredKeys(): readonly JsonMap[] {
  return SUCCESSORS.filter(([from]) => !from.startsWith('channels.*.')).flatMap(([from]) =>
    [true, 'a'].map((value) => {
      const path = from.split('.').map((key) => (key === '*' ? 'x' : key.replace('[]', '')));
      return withValue({}, path, value) as JsonMap;
    }),
  );
}

/** By a fixed order of chance. */
function shuffled(texts: readonly string[]): readonly string[] {
  const [keys] = fc.sample(fc.array(fc.nat(), { minLength: texts.length, maxLength: texts.length }), {
    seed: SEED,
    numRuns: 1,
  });
  return texts
    .map((text, index) => [keys![index]!, text] as const)
    .toSorted(([a, s], [b, t]) => a - b || (s < t ? -1 : 1))
    .map(([, text]) => text);
}

if (process.argv[1] === import.meta.filename) {
  const kept = configSet().map((config) => JSON.stringify(config));
  const made = [...new Set([...neededConfigs(), ...moreConfigs()])].filter((text) => !kept.includes(text));
  const added = shuffled(made.slice(0, Math.max(0, SIZE - kept.length)));
  writeFileSync(FILE, [...kept, ...added].map((text) => `${text}\n`).join(''));
}
