// From what `openclaw config schema` prints to what is kept of it.

import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shareSubtrees } from '../../scripts/share-subtrees.ts';
import { KNOWN_RELEASES } from '../../src/openclaw/index.ts';
import { EARLY_RELEASE } from '../../src/openclaw/schema/early-release.ts';
import { keysBelow } from '../../src/openclaw/schema/json-schema.ts';
import { lazySchema, schemaText } from '../../src/openclaw/schema/schema-text.ts';
import { SCHEMA_RELEASES, shippedSchema, shippedSchemaText } from '../../src/openclaw/schema/shipped.ts';
import { structureOf } from '../../src/openclaw/schema/structure.ts';

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

describe('shared parts', () => {
  it('are written once and mean the same', () => {
    const part = {
      type: 'object',
      properties: { source: { const: 'env' }, id: { type: 'string', pattern: '^[A-Z]+$' } },
    };
    const shared = shareSubtrees({ properties: { token: part, password: part } } as never);
    expect(shared).toEqual({
      properties: { token: { $ref: '#/$defs/token' }, password: { $ref: '#/$defs/token' } },
      $defs: { token: part },
    });
    expect(structureOf(JSON.parse(JSON.stringify(shared)))).toEqual({ properties: { token: part, password: part } });
  });
});

describe('the files', () => {
  it('are those of the releases that gwc knows', () => {
    const files = readdirSync('schemas/openclaw').map((name) => name.replace(/\.json$/, ''));
    expect(files.sort()).toEqual([...SCHEMA_RELEASES]);
    expect(KNOWN_RELEASES).toEqual([EARLY_RELEASE, ...SCHEMA_RELEASES]);
  });

  it.each(SCHEMA_RELEASES)('%s: reading it line by line is reading it', (release) => {
    const text = shippedSchemaText(release);
    expect(lazySchema(text)).toEqual(JSON.parse(text));
    const { $schema, ...schema } = JSON.parse(text);
    expect(schemaText(schema)).toBe(text);
    expect(text).not.toMatch(/"(title|description)":"/);
    expect(text.length).toBeLessThan(250_000);
  });

  it.each(SCHEMA_RELEASES)('%s: every reference leads somewhere', (release) => {
    const text = shippedSchemaText(release);
    const named = [...text.matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name!);
    const known = Object.keys(shippedSchema(release).$defs!);
    expect([...new Set(named)].sort()).toEqual(known.sort());
    expect(keysBelow(shippedSchema(release), 'channels')).toContain('telegram');
  });
});
