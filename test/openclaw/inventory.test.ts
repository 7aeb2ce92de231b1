// Every field of a shipped schema that can place something, and every variable that a release reads, is classified.

import { describe, expect, it } from 'vitest';
import {
  describeUndecided,
  FIELDS_FILE,
  recordsOf,
  undecided,
  VARIABLES_FILE,
} from '../../scripts/inventory-records.ts';
import { KNOWN_PLUGINS } from '../../src/openclaw/config-paths.ts';
import { type Entry, entries, entriesOf, specificity } from '../../src/openclaw/inventory/entry.ts';
import { FIELDS, placingFields } from '../../src/openclaw/inventory/fields.ts';
import { VARIABLES } from '../../src/openclaw/inventory/variables.ts';
import { deref, type JsonSchema, type RootSchema, type SchemaNode } from '../../src/openclaw/schema/json-schema.ts';
import { SCHEMA_RELEASES, shippedSchema } from '../../src/openclaw/schema/shipped.ts';

const fields = [...new Set(SCHEMA_RELEASES.flatMap((release) => placingFields(shippedSchema(release))))];
const recordedFields = recordsOf(FIELDS_FILE);
const recordedVariables = recordsOf(VARIABLES_FILE);
const variables = [...recordedVariables.keys()];

/** The names that a person has to look at, and what to do about them. */
function open(names: readonly string[], all: readonly Entry[], records: ReturnType<typeof recordsOf>): string {
  const found = undecided(names, all, records).map(describeUndecided);
  return found.length === 0 ? '' : ['run `npm run inventory -- RELEASE` and decide:', ...found].join('\n');
}

/** Of packages or of releases that aren't in the list. */
const ELSEWHERE = [
  // A field of a map that takes anything.
  'channels.synology-chat{,.accounts.*}.token',
  // Read by a package of its own: @openclaw/clickclack.
  'CLICKCLACK_BOT_TOKEN',
];

const PLACING_FIELD = /(?:port|path|paths|dir|dirs|file|folder|socket|root|roots|store|bind|binds|cwd|url|host|home)$/i;
const PLACING_VARIABLE = /_(?:PORT|PATH|PATHS|DIR|FILE|SOCKET|ROOT|HOME|STORE)$/;

describe.each([
  ['fields', fields, FIELDS, PLACING_FIELD, '.', recordedFields],
  ['variables', variables, VARIABLES, PLACING_VARIABLE, '_', recordedVariables],
] as const)('%s', (what, names, all, placing, separator, records) => {
  const found = new Map(names.map((name) => [name, entriesOf(name, all)] as const));

  it(`are decided one by one: a pattern of src/openclaw/inventory/${what}.ts only proposes`, () => {
    expect(open(names, all, records)).toBe('');
  });

  it('leave no entry without anything that it decides', () => {
    const deciding = new Set([...found.values()].flatMap(([first]) => first?.family ?? []));
    const idle = new Set(all.map(({ family }) => family).filter((family) => !deciding.has(family)));
    expect([...idle].sort()).toEqual(all === FIELDS ? ELSEWHERE.slice(0, 1) : ELSEWHERE.slice(1));
  });

  it('have one entry that is more specific than the others of another class', () => {
    const tied = names.filter((name) => {
      const [first, second] = found.get(name)!;
      return first && second && first.class !== second.class && specificity(first) === specificity(second);
    });
    expect(tied).toEqual([]);
  });

  it('that speak of a place are decided by an entry that names it', () => {
    const loose = names.filter((name) => {
      const own = name.replace(/(?:\.\*)+$/, '');
      const last = own.split(separator).at(-1)!;
      return placing.test(own) && !LIBRARIES.test(own) && !found.get(name)![0]!.pattern.endsWith(last);
    });
    expect(loose).toEqual([]);
  });
});

/** Whatever such a variable places is a library's or another program's. */
const LIBRARIES =
  /^(?:PW|PWTEST|PLAYWRIGHT|GIT|LOBSTER|CRABBOX|CLAWDBOT|NODE|GOOGLE|BUN|PNPM|JITI|TSX|GEMINI|CLAWD?HUB|OPENCLAW_CLAWHUB|AWS)_/;

it.each([
  [['channels', 'telegram', 'spoolDir'], 'channels.telegram.spoolDir: unclassified'],
  [['foo', 'token'], 'foo.token: harmless? (`**.token`: a key'],
  [['browser', 'cachePath'], 'browser.cachePath: unclassified'],
  [['hooks', 'name'], 'hooks.name: harmless? (`**.name`: a text'],
])('a new field %j is for a person to decide', (path, line) => {
  const root = shippedSchema(SCHEMA_RELEASES[0]!);
  const schema = { ...root, ...withField(root, path) };
  const asked = open(placingFields(schema), FIELDS, recordedFields);
  expect(asked).toContain('run `npm run inventory -- RELEASE`');
  expect(asked.split('\n').slice(1)).toEqual([expect.stringContaining(line)]);
});

/** The schema with one more text at the path. */
function withField(root: RootSchema, [key = '', ...rest]: readonly string[], schema: JsonSchema = root): SchemaNode {
  const node = deref(schema, root);
  const known = typeof node === 'object' ? node : {};
  const inner: JsonSchema =
    rest.length === 0 ? { type: 'string' } : withField(root, rest, known.properties?.[key] ?? { type: 'object' });
  return { ...known, properties: { ...known.properties, [key]: inner } };
}

it('a new variable, and one whose class changes, is for a person to decide', () => {
  const records = new Map([...recordedVariables, ['XAI_API_KEY', { class: 'path', releases: [] } as const]]);
  expect(
    open([...variables, 'OPENCLAW_NEW_TOKEN'], VARIABLES, records)
      .split('\n')
      .slice(1),
  ).toEqual([
    expect.stringContaining('XAI_API_KEY: harmless? ('),
    expect.stringContaining('OPENCLAW_NEW_TOKEN: harmless? ('),
  ]);
});

it('prefers the pattern with more of the name', () => {
  const all = [...entries('harmless', 'any', '**.path a.**'), ...entries('path', 'one', 'a{,.*}.b.path')];
  expect(entriesOf('a.b.path', all).map(({ pattern }) => pattern)).toEqual(['a.b.path', '**.path', 'a.**']);
  expect(entriesOf('a.x.b.path.*', all)[0]!.class).toBe('path');
  expect(entriesOf('path', all)[0]!.class).toBe('harmless');
  expect(entriesOf('b.paths', all)).toEqual([]);
});

it('knows the plugins whose settings a schema has', () => {
  const described = fields.flatMap((field) => /^plugins\.entries\.([^.*]+)\.config\./.exec(field)?.[1] ?? []);
  expect([...new Set(described)].sort()).toEqual([...KNOWN_PLUGINS].sort());
});
