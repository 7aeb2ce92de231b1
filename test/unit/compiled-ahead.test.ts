// What is compiled ahead does what its source does.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { VALIDATOR_OPTIONS, validatorSchema } from '../../scripts/generated-files.ts';
import { schemaAt } from '../../src/document/hosts-schema.ts';
import { parseSource } from '../../src/document/parse-source.ts';
import { toValue } from '../../src/document/source-tree.ts';
import { TEMPLATES } from '../../src/generated/templates.ts';
import { validateHosts } from '../../src/generated/validate-hosts.ts';
import { TEMPLATE_OPTIONS } from '../../src/targets/compile-templates.ts';

describe('compiled ahead', () => {
  it('the validator of hosts.yaml finds what ajv finds', () => {
    const validate = new Ajv2020(VALIDATOR_OPTIONS).addVocabulary(['at']).compile(validatorSchema());
    const whole = new Ajv2020(VALIDATOR_OPTIONS).compile(JSON.parse(readFileSync('schemas/hosts.schema.json', 'utf8')));
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
  it.each(Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[])('%s gives what its text gives', (name) => {
    const template = Handlebars.create().compile(readFileSync(`templates/${name}`, 'utf8'), TEMPLATE_OPTIONS);
    for (const isEnabled of [true, false]) {
      expect(TEMPLATES[name]({ ...view, isEnabled })).toBe(template({ ...view, isEnabled }));
    }
    expect(() => TEMPLATES[name]({})).toThrow();
  });
});
