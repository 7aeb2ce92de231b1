// A schema of the person's own in place of the one that gwc has.

import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { inTime } from '../../src/cli/time-limit.ts';
import { check } from '../../src/compile.ts';
import type { JsonMap } from '../../src/document/json.ts';
import { parseSource } from '../../src/document/yaml.ts';
import { FileError } from '../../src/files/file-error.ts';

const TEXT = `version: 1
openclaw: 2027.1.0
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, config: { robots: { count: three } } }
`;

/** As a later release might print it: prose, definitions of its own, defaults that it requires. */
const PRINTED: JsonMap = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'OpenClaw',
  type: 'object',
  properties: {
    gateway: { type: 'object' },
    agents: { type: 'object' },
    logging: { type: 'object' },
    robots: {
      $defs: { count: { type: 'integer', description: 'How many.' } },
      type: 'object',
      properties: { count: { $ref: '#/$defs/count' }, kind: { type: 'string', default: 'small' } },
      required: ['count', 'kind'],
    },
  },
  additionalProperties: false,
};

describe('a schema of the person’s own', () => {
  it('is used in place of ours', () => {
    const { diagnostics } = validate(TEXT, { openclawSchema: PRINTED });
    expect(diagnostics.filter(({ code }) => code === 'openclaw-schema').map(({ message }) => message)).toEqual([
      '`robots.count` must be a whole number, not "three"',
    ]);
  });

  it('isn’t without it', () => {
    const { diagnostics } = validate(TEXT);
    const [found, ...others] = diagnostics.filter(({ code }) => code === 'openclaw-schema');
    expect(found?.message).toMatch(/^OpenClaw 2026\.9\.6 has no `robots`/);
    expect(others).toEqual([]);
  });

  it('ends where a pattern of it would take for ever', () => {
    const properties = {
      gateway: {},
      agents: {},
      logging: {},
      robots: { properties: { count: { pattern: '^(e+)+$' } } },
    };
    const root = parseSource(TEXT.replace('three', `${'e'.repeat(60)}!`), 'hosts.yaml');
    const run = () =>
      check(
        { root, parts: [], diagnostics: [] },
        { openclawSchema: { properties }, limited: (_, use) => inTime(0.2, () => 'too long', use) },
      );
    expect(run).toThrow(new FileError('too long'));
  });
});
