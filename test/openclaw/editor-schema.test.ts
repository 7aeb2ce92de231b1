// The schema by which an editor checks `config`, made of small ones, against ajv.

import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { explanationsOf } from '../../scripts/releases/explanations.ts';
import type { Json } from '../../src/document/json.ts';
import { editorSchema } from '../../src/openclaw/schema/editor-schema.ts';
import { shippedExplanations } from '../../src/openclaw/schema/explanations.ts';
import type { RootSchema } from '../../src/openclaw/schema/json-schema.ts';
import { shippedSchema } from '../../src/openclaw/schema/shipped.ts';

const SCHEMA: RootSchema = {
  type: 'object',
  required: ['mode'],
  properties: {
    mode: {
      anyOf: [
        { type: 'string', const: 'local' },
        { type: 'string', const: 'remote' },
      ],
    },
    url: { type: 'string', pattern: '^https://', maxLength: 20 },
    size: { type: 'integer', minimum: 1 },
    tags: { type: 'array', items: { type: 'string', enum: ['a', 'b'] }, minItems: 1 },
    pair: { type: 'array', items: [{ type: 'number' }, { type: 'string' }], additionalItems: false },
    accounts: {
      type: 'object',
      propertyNames: { type: 'string', pattern: '^[a-z]+$' },
      additionalProperties: { $ref: '#/$defs/account' },
    },
    never: false,
  },
  additionalProperties: false,
  $defs: {
    account: {
      oneOf: [
        { type: 'object', properties: { token: { type: 'string' } }, required: ['token'], additionalProperties: false },
        { type: 'object', properties: { key: { type: 'string' } }, required: ['key'], additionalProperties: false },
      ],
    },
  },
};

describe('the schema of a `config`', () => {
  const explanations = new Map([['accounts.*.token', { title: 'Token', description: 'Of the account.' }]]);
  const schema = editorSchema(SCHEMA, explanations);
  const accepts = new Ajv2020({ strict: false }).compile(schema);

  it.each<Json>([
    {},
    null,
    { mode: 'local', size: 2, tags: ['a'], pair: [1, 'x'], accounts: { a: { token: 'x' }, b: { key: 'y' } } },
    { mode: null, url: null, size: null, tags: null, accounts: null },
    { mode: '${MODE}', url: '$(home)', tags: ['${TAG}'] },
    { accounts: { a: {}, b: null } },
    { tags: { $include: 'tags.json5' }, accounts: { $include: 'accounts.json5' }, $include: ['more.json5'] },
  ])('takes %j', (config) => {
    expect(accepts(config)).toBe(true);
  });

  it.each<Json>([
    { mode: 'remot' },
    { mdoe: 'local' },
    { 'x-mode': 'local' },
    { url: 'http://example.org' },
    { size: '${SIZE}' },
    { size: 0 },
    { tags: [] },
    { tags: ['c'] },
    { tags: [null] },
    { tags: { include: 'tags.json5' } },
    { pair: [1, 'x', 2] },
    { pair: ['x'] },
    { accounts: { A: {} } },
    { accounts: { a: { token: 1 } } },
    { accounts: { a: { tokn: 'x' } } },
    { never: 1 },
  ])('refuses %j', (config) => {
    expect(accepts(config)).toBe(false);
  });

  it('lists in one place what may stand there', () => {
    expect(schema.properties?.['mode']).toMatchObject({ anyOf: [{ enum: ['local', 'remote', null] }, {}] });
  });

  it('has the explanation of each key, the schema’s own before others', () => {
    expect([...explanationsOf(schema)]).toEqual([...explanations]);
    const own: RootSchema = { type: 'object', properties: { a: { type: 'string', description: 'Own.' } } };
    const both = editorSchema(own, new Map([['a', { title: 'A', description: 'Other.' }]]));
    expect([...explanationsOf(both)]).toEqual([['a', { title: 'A', description: 'Own.' }]]);
  });
});

describe('explanations', () => {
  it.each(['2026.9.6', '2026.2.1'])('are there for %s', (release) => {
    const found = explanationsOf(editorSchema(shippedSchema(release), shippedExplanations()));
    expect(found.get('gateway.bind')).toMatchObject({
      title: 'Gateway Bind Mode',
      description: expect.stringContaining('Network bind profile'),
    });
    expect(found.size).toBeGreaterThan(300);
  });
});
