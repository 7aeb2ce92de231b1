// Every output is registered, and each has a golden case.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { workspaceReader } from '../../src/files/workspace-folder.ts';
import { OUTPUTS, rendererOf } from '../../src/outputs/index.ts';

it('registers every output once', () => {
  const ids = readdirSync('src/outputs').flatMap((name) =>
    [...readFileSync(`src/outputs/${name}`, 'utf8').matchAll(/: Output = \{\n {2}id: '([^']+)'/g)].map(([, id]) => id!),
  );
  expect(OUTPUTS.map(({ id }) => id).sort(), 'src/outputs/index.ts lists each').toEqual(ids.sort());
});

it.each(OUTPUTS.map((output) => [output.id, output] as const))('%s has a golden case', (_, output) => {
  const emitted = readdirSync('test/ok').flatMap((name) => {
    const { fleet } = validate(readFileSync(`test/ok/${name}/hosts.yaml`, 'utf8'), {
      workspaceFolder: workspaceReader(`test/ok/${name}`),
    });
    const context = { neighbours: [], render: rendererOf(output) };
    return fleet.hosts.flatMap(({ instances }) => instances.flatMap((instance) => output.emit(instance, context)));
  });
  expect(emitted).not.toHaveLength(0);
});
