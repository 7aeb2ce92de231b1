// The interpreter of JSON Schema says what ajv says.

import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { checker } from '../../src/openclaw/schema/check.ts';
import type { RootSchema, SchemaNode } from '../../src/openclaw/schema/json-schema.ts';
import { SCHEMA_RELEASES, shippedSchema, shippedSchemaText } from '../../src/openclaw/schema/shipped.ts';
import { inFull, samples } from '../support/full.ts';
import { configsOf, sectionsOf } from './generated-configs.ts';

function ajv(): Ajv {
  return new Ajv({ strict: false, formats: { uri: (text: string) => URL.canParse(text) } });
}

describe.each([SCHEMA_RELEASES.at(0)!, SCHEMA_RELEASES.at(-1)!])('the schema of %s', (release) => {
  const root = shippedSchema(release);
  const { $defs } = JSON.parse(shippedSchemaText(release)) as RootSchema;
  const check = checker(root);

  inFull.it('gets values that fit it', () => {
    const fitting = sectionsOf(root).filter((section) =>
      configsOf(section, root, 12).some((config) => check(config).length === 0),
    );
    expect(fitting.length).toBeGreaterThan(sectionsOf(root).length - 3);
  });

  const some = sectionsOf(root).filter((_, index) => index % samples(6, 1) === 0);
  it.each(some.map((section) => [section.path.join('.'), section] as const))('%s', (_, section) => {
    const validate = ajv().compile({ ...(section.schema as SchemaNode), $defs });
    const judged = configsOf(section, root, 12).map((config) => {
      const value = section.path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], config);
      return { value, ajv: validate(value), gwc: check(value as never, section.schema).length === 0 };
    });
    expect(judged.filter((verdict) => verdict.ajv !== verdict.gwc)).toEqual([]);
  });
});

describe('keywords', () => {
  it.each<[string, SchemaNode, unknown, string[]]>([
    ['type', { type: 'integer' }, 1.5, ['type']],
    ['several types', { type: ['string', 'number'] }, true, ['type']],
    ['const', { const: 'a' }, 'b', ['value']],
    ['enum of another type', { enum: ['a', 1] }, true, ['value']],
    ['pattern', { pattern: '^\\p{Lu}$' }, 'a', ['text']],
    ['format', { format: 'uri' }, 'no url', ['text']],
    ['characters, not code units', { maxLength: 1 }, '👀', []],
    ['too short', { minLength: 2 }, '👀', ['text']],
    ['range', { minimum: 1, maximum: 3 }, 4, ['number']],
    ['open range', { exclusiveMinimum: 0 }, 0, ['number']],
    ['list size', { minItems: 1 }, [], ['size']],
    ['repeated items', { uniqueItems: true }, [{ a: 1 }, { a: 1 }], ['repeated']],
    ['tuple', { items: [{ type: 'string' }], additionalItems: { type: 'number' } }, ['a', 'b'], ['type']],
    ['map size', { maxProperties: 1 }, { a: 1, b: 2 }, ['size']],
    ['missing keys are one fault', { required: ['a', 'b'] }, {}, ['missing-keys']],
    ['unknown key', { additionalProperties: false }, { a: 1 }, ['unknown-key']],
    ['a key that is shut off', { properties: { a: false } }, { a: 1 }, ['unknown-key']],
    ['key name', { propertyNames: { pattern: '^a' } }, { b: 1 }, ['key-name']],
    ['key by pattern', { patternProperties: { '^a': { type: 'string' } } }, { a1: 1 }, ['type']],
    ['anyOf', { anyOf: [{ type: 'string' }, { type: 'number' }] }, true, ['alternatives']],
    ['oneOf, none', { oneOf: [{ const: 'a' }, { const: 'b' }] }, 'c', ['alternatives']],
    ['oneOf, two', { oneOf: [{ type: 'string' }, { minLength: 1 }] }, 'a', ['combination']],
    ['allOf', { allOf: [{ minLength: 2 }, { pattern: '^a' }] }, 'b', ['text', 'text']],
    ['not', { not: { required: ['a', 'b'] } }, { a: 1, b: 2 }, ['combination']],
    // biome-ignore lint/suspicious/noThenProperty: the keyword's name
    ['if, then', { if: { required: ['a'] }, then: { required: ['b'] } }, { a: 1 }, ['missing-keys']],
    ['if, else', { if: { required: ['a'] }, else: { required: ['b'] } }, {}, ['missing-keys']],
    [
      'a key like those of prototypes',
      { properties: {}, additionalProperties: false },
      { constructor: 1 },
      ['unknown-key'],
    ],
  ])('%s', (_, schema, value, kinds) => {
    expect(checker(schema)(value as never).map(({ kind }) => kind)).toEqual(kinds);
    expect(ajv().validate(schema, value)).toBe(kinds.length === 0);
  });
});

describe('what OpenClaw fills in', () => {
  const variable = (name: string) => `\${${name}}`;

  it.each<[string, SchemaNode, unknown, boolean]>([
    ['a variable can be any text', { enum: ['a', 'b'] }, variable('MODE'), true],
    ['inside a text', { pattern: '^https:' }, `http://${variable('HOST')}`, true],
    ['but no number', { type: 'integer' }, variable('PORT'), false],
    ['nor one of numbers', { enum: [1, 2] }, variable('PORT'), false],
    ['an escaped one is the text itself', { enum: ['a'] }, `$${variable('MODE')}`, false],
    ['a name in lower case is no variable', { enum: ['a'] }, variable('mode'), false],
    [
      'alternatives that it may choose',
      { oneOf: [{ properties: { k: { const: 'a' } } }, { properties: { k: { const: 'b' } } }] },
      { k: variable('K') },
      true,
    ],
    ['a file in place of a value', { type: 'string' }, { $include: './a.json' }, true],
    [
      'a file beside keys',
      { required: ['a'], properties: { b: { type: 'string' } } },
      { $include: './a.json', b: 1 },
      false,
    ],
    ['a file that may bring what is missing', { required: ['a'] }, { $include: './a.json', b: 1 }, true],
  ])('%s', (_, schema, value, accepted) => {
    expect(checker(schema)(value as never).length === 0).toBe(accepted);
  });
});
