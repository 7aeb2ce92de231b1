// What is compiled ahead does what its source does.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import validateHosts from '../../schemas/hosts.schema.json?validator';
import { VALIDATOR_OPTIONS, validatorSchema } from '../../scripts/validator.js';
import { HOSTS_SCHEMA_TEXT, schemaAt } from '../../src/document/schema-keys.ts';
import { toValue } from '../../src/document/source-tree.ts';
import { parseSource } from '../../src/document/yaml.ts';
import { OUTPUTS } from '../../src/outputs/index.ts';
import options from '../../src/outputs/template-options.json' with { type: 'json' };

describe('compiled ahead', () => {
  it('the validator of hosts.yaml finds what ajv finds', () => {
    const schema = JSON.parse(HOSTS_SCHEMA_TEXT);
    const validate = new Ajv2020(VALIDATOR_OPTIONS).addVocabulary(['at']).compile(validatorSchema(schema));
    const whole = new Ajv2020(VALIDATOR_OPTIONS).compile(schema);
    const values = ['test/err', 'examples']
      .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)))
      .filter((path) => path.endsWith('.yaml'))
      .flatMap((path) => parseSource(readFileSync(path, 'utf8'), path).root ?? [])
      .map((root) => toValue(root));
    const results = values.map((value) => {
      expect([validateHosts(value), validateHosts.errors]).toEqual([validate(value), validate.errors]);
      expect(validate(value)).toBe(whole(value));
      expect(validate.errors?.map(({ parentSchema }) => schemaAt(parentSchema!['at']))).toEqual(
        whole.errors?.map(({ parentSchema }) => parentSchema),
      );
      return validate(value);
    });
    expect(results).toContain(true);
    expect(results).toContain(false);
  });

  const view = {
    host: 'h<&>"',
    instance: 'i',
    lines: ['A=1', 'B={{x}}'],
    names: ['A', 'B'],
    secretsFile: '/s',
    dictionary: '<dict/>',
    unit: [{ key: 'K', value: 'v' }],
    service: [],
    install: [{ key: 'W', value: "it's" }],
    isEnabled: true,
    container: [{ key: 'Image', value: 'i' }],
    project: '"p"',
    image: '"i"',
    user: '"1:1"',
    command: ['"a"', '"b"'],
    workingDirectory: '"/w"',
    environment: [{ name: '"A"', value: '"$$"' }],
    envFiles: [{ path: '"/e"', isRequired: false }],
    publish: '"1:1"',
    mounts: [{ path: '"/m"', isReadonly: true, isOwn: false }],
    healthCheck: ['"h"'],
    restart: 'r',
    stopSeconds: 9,
    isHardened: true,
    isStrict: false,
  };
  const TEMPLATES = OUTPUTS.flatMap(({ template }) => template ?? []);

  it('every template is there by its name', () => {
    const names = readdirSync('templates').filter((name) => name.endsWith('.hbs'));
    expect(TEMPLATES.map(({ name }) => name).sort(), 'an output in src/outputs has each').toEqual(names.sort());
  });

  it.each(TEMPLATES)('$name gives what its text gives', ({ name, fill }) => {
    const template = Handlebars.create().compile(readFileSync(`templates/${name}`, 'utf8'), options);
    for (const isEnabled of [true, false]) {
      expect(fill({ ...view, isEnabled })).toBe(template({ ...view, isEnabled }));
    }
    expect(() => fill({})).toThrow();
  });
});
