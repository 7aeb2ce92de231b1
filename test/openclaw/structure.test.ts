// From what `openclaw config schema` prints to what is kept of it.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explanationLines } from '../../scripts/releases/explanations.ts';
import { addSchema } from '../../scripts/releases/store.ts';
import type { Json, JsonMap } from '../../src/document/json.ts';
import { compareReleases, factsOf, KNOWN_RELEASES } from '../../src/openclaw/release.ts';
import { part, partText } from '../../src/openclaw/release-data.ts';
import { readExplanations } from '../../src/openclaw/schema/explanations.ts';
import { keysBelow, type RootSchema } from '../../src/openclaw/schema/json-schema.ts';
import { SCHEMA_RELEASES, shippedSchema, shippedSchemaText } from '../../src/openclaw/schema/shipped.ts';
import { SchemaError, structureOf } from '../../src/openclaw/schema/structure.ts';

describe('the structure of a printed schema', () => {
  it('has no prose, but properties of such names', () => {
    const printed = {
      title: 'A',
      description: 'B',
      properties: { title: { type: 'string', title: 'T' }, examples: true },
    };
    expect(structureOf(printed)).toEqual({ properties: { title: { type: 'string' }, examples: true } });
  });

  it('requires nothing that has a default', () => {
    const printed = { properties: { a: { default: 1 }, b: {} }, required: ['a', 'b'] };
    expect(structureOf(printed).required).toEqual(['b']);
    expect(structureOf({ ...printed, required: ['a'] })).not.toHaveProperty('required');
  });

  it('follows a reference to the definitions nearest around it', () => {
    const plugin = { $defs: { s: { type: 'string' } }, properties: { p: { $ref: '#/$defs/s' } } };
    expect(structureOf({ $defs: { s: { type: 'number' } }, properties: { plugin } })).toEqual({
      properties: { plugin: { properties: { p: { type: 'string' } } } },
    });
  });

  it('ends where a schema contains itself', () => {
    expect(structureOf({ $defs: { a: { items: { $ref: '#/$defs/a' } } }, items: { $ref: '#/$defs/a' } })).toEqual({
      items: { items: true },
    });
  });

  it('keeps only the format that is checked', () => {
    expect(structureOf({ anyOf: [{ format: 'uri' }, { format: 'starts_with' }] })).toEqual({
      anyOf: [{ format: 'uri' }, {}],
    });
  });

  it('is its own structure', () => {
    const structure = structureOf(JSON.parse(shippedSchemaText('2026.9.6')));
    expect(structureOf(JSON.parse(JSON.stringify(structure)))).toEqual(structure);
  });
});

describe('what is no schema', () => {
  const chain = (length: number) => Object.fromEntries(Array.from({ length }, (_, at) => [at, ref(at + 1)]));
  const doubling = Object.fromEntries(
    Array.from({ length: 30 }, (_, at) => [at, { allOf: [ref(at + 1), ref(at + 1)] }]),
  );

  it.each<[Json, string]>([
    [null, '`/properties/x` must be a map, true or false, not null'],
    [{ not: 3 }, '`/properties/x/not` must be a map, true or false, not 3'],
    [{ items: [true, []] }, '`/properties/x/items/1` must be a map, true or false, not an empty list'],
    [
      { type: 'nonsense' },
      '`/properties/x/type` must be string, number, integer, boolean, null, array, object or a list of these, not "nonsense"',
    ],
    [{ enum: 3 }, '`/properties/x/enum` must be a list with an entry, not 3'],
    [{ allOf: [{ anyOf: [] }] }, '`/properties/x/allOf/0/anyOf` must be a list with an entry, not an empty list'],
    [{ anyOf: {} }, '`/properties/x/anyOf` must be a list with an entry, not a map'],
    [{ properties: 3 }, '`/properties/x/properties` must be a map, not 3'],
    [{ required: 5 }, '`/properties/x/required` must be a list of texts, not 5'],
    [{ uniqueItems: 1 }, '`/properties/x/uniqueItems` must be true or false, not 1'],
    [{ minLength: 'a' }, '`/properties/x/minLength` must be a number, not "a"'],
    [{ $ref: 5 }, '`/properties/x/$ref` must be a text, not 5'],
    [{ $ref: '#/type' }, '`/type` must be a map, true or false, not "object"'],
    [{ pattern: '(' }, '`/properties/x/pattern` must be a regular expression of JavaScript with the flag u, not "("'],
    [
      { patternProperties: { '\\-': true } },
      '`/properties/x/patternProperties/\\-` must be a regular expression of JavaScript with the flag u, not "\\\\-"',
    ],
    [
      { $defs: { a: { enum: 3 } }, items: { $ref: '#/$defs/a' } },
      '`/properties/x/$defs/a/enum` must be a list with an entry, not 3',
    ],
    [nested(3000), 'it is nested deeper than 100 levels'],
    [{ const: nested(10_000) }, 'it is nested deeper than 100 levels'],
    [{ $defs: chain(3000), ...allOf(0) }, 'it is nested deeper than 100 levels'],
    [{ $defs: doubling, ...allOf(0) }, 'its references come to more than 100000 schemas'],
  ])('%#', (x, message) => {
    expect(() => structureOf({ type: 'object', properties: { x } })).toThrow(new SchemaError(message));
  });

  it('is not looked for where nothing leads', () => {
    const printed = {
      $defs: { a: 3 },
      properties: { constructor: { pattern: 'constructor', $comment: 3 }, x: { $ref: '#/toString' } },
    };
    expect(structureOf(printed)).toEqual({ properties: { constructor: { pattern: 'constructor' }, x: true } });
  });
});

function ref(name: number): JsonMap {
  return { $ref: `#/$defs/${name}` };
}

function allOf(name: number): JsonMap {
  return { allOf: [ref(name)] };
}

function nested(levels: number): JsonMap {
  return Array.from({ length: levels }).reduce<JsonMap>((inner) => ({ properties: { a: inner } }), {});
}

/** The schema that a name stands for, in full. */
function inFull(name: string, parts: ReadonlyMap<string, string>): unknown {
  const texts = Object.fromEntries([...parts].map(([key, text]) => [key, JSON.parse(text)]));
  return structureOf({ ...texts[name], $defs: texts });
}

describe('shared parts', () => {
  const large = { type: 'object', properties: { id: { type: 'string', pattern: '^[A-Z]{1,64}$' }, more: true } };

  it('are written once, for all schemas, and mean the same', () => {
    const parts = new Map<string, string>();
    const schemas = [{ properties: { token: large, password: large } }, { properties: { token: large } }];
    const names = schemas.map((schema) => addSchema(schema as never, parts));
    expect(parts.size).toBe(3);
    expect(names.map((name) => inFull(name, parts))).toEqual(schemas);
  });

  it('hold bytes alone', () => {
    const parts = new Map<string, string>();
    const schema = { enum: ['é', '…'] };
    expect(inFull(addSchema(schema, parts), parts)).toEqual(schema);
    expect([...parts.values()].join('')).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('the files', () => {
  const lines = readFileSync('schemas/openclaw/parts.txt', 'utf8').trimEnd().split('\n');
  const parts = new Map(lines.map((line) => [line.slice(0, 7), line.slice(8)]));

  it('have each part once, by the name that its content gives, in order', () => {
    expect([...parts.keys()]).toEqual([...parts.keys()].sort());
    expect(parts.size).toBe(lines.length);
    for (const [name, text] of parts) {
      expect(createHash('sha256').update(text).digest('base64url').slice(0, 7)).toBe(name);
      expect(partText(name)).toBe(text);
    }
    expect(() => part('0000000')).toThrow('no release has a part 0000000');
  });

  it('take at most 3 MB', () => {
    const files = ['parts.txt', 'releases.jsonl', 'explanations.jsonl'].map((name) =>
      readFileSync(`schemas/openclaw/${name}`),
    );
    expect(files.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(3_000_000);
  });

  it('have each explanation once', () => {
    const text = readFileSync('schemas/openclaw/explanations.jsonl', 'utf8');
    expect(`${explanationLines(readExplanations(text)).join('\n')}\n`).toBe(text);
  });

  it('have no part that no release needs', () => {
    const used = new Set<string>();
    const visit = (name: string) => {
      if (used.has(name)) return;
      used.add(name);
      for (const [, inner] of parts.get(name)!.matchAll(/"#\/\$defs\/([^"]+)"/g)) visit(inner!);
    };
    for (const line of readFileSync('schemas/openclaw/releases.jsonl', 'utf8').trimEnd().split('\n')) {
      const { release, ...names } = JSON.parse(line);
      for (const name of Object.values<string>(names)) visit(name);
    }
    expect([...parts.keys()].filter((name) => !used.has(name))).toEqual([]);
  });

  it('have the releases in order', () => {
    expect(KNOWN_RELEASES).toEqual(KNOWN_RELEASES.toSorted(compareReleases));
    expect(new Set(KNOWN_RELEASES).size).toBe(KNOWN_RELEASES.length);
  });

  it.each(SCHEMA_RELEASES)('%s: its schema stands on its own', (release) => {
    const text = shippedSchemaText(release);
    const schema = JSON.parse(text) as RootSchema;
    const named = [...text.matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name!);
    expect([...new Set(named)].sort()).toEqual(Object.keys(schema.$defs!).sort());
    expect(keysBelow(schema)).toEqual(keysBelow(shippedSchema(release)));
    expect(keysBelow(shippedSchema(release), 'channels')).toContain('telegram');
    expect(text).not.toMatch(/"(title|description)":"/);
    expect(factsOf(release).systemd.length).toBeGreaterThan(5);
  });
});
