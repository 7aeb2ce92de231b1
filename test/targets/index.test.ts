// Every output is registered, and each has a golden case.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { TARGETS } from '../../src/targets/index.ts';
import { renderer } from '../../src/targets/templates.ts';

it('registers every output once', () => {
  const files = readdirSync('src/targets')
    .filter((name) => /: Target = \{/.test(readFileSync(`src/targets/${name}`, 'utf8')))
    .map((name) => name.replace(/\.ts$/, ''));
  expect(TARGETS.map(({ id }) => id).sort()).toEqual(files.sort());
});

it.each(TARGETS.map((target) => [target.id, target] as const))('%s has a golden case', (_, target) => {
  const emitted = readdirSync('test/ok').flatMap((name) => {
    const { fleet } = validate(readFileSync(`test/ok/${name}/hosts.yaml`, 'utf8'));
    const context = { line: fleet.target.line, neighbours: [], render: renderer() };
    return fleet.hosts.flatMap(({ instances }) => instances.flatMap((instance) => target.emit(instance, context)));
  });
  expect(emitted).not.toHaveLength(0);
});
