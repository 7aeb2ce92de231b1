// `npm run new-rule <id>`: a rule file, its fixture, and what is left to do.

import { existsSync, writeFileSync } from 'node:fs';

const id = process.argv[2] ?? '';
const path = `src/rules/${id}.ts`;

if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) fail('usage: npm run new-rule <id>, an id such as port-overlap');
if (existsSync(path)) fail(`${path} exists already`);

const name = id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
writeFileSync(
  path,
  `// TODO: what this rule holds, in one line.

import type { Fleet } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';

export const ${name}: Rule = {
  id: '${id}',
  severity: 'error',
  summary: 'TODO',
  why: 'TODO',
  source: 'TODO',
  examples: { bad: 'TODO', good: 'TODO' },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const host of fleet.hosts) {
    for (const instance of host.instances) {
      yield { at: instance.path, message: 'TODO' };
    }
  }
}
`,
);
writeFileSync(`test/err/${id}.yaml`, 'version: 1\nhosts: {}\n');
console.log(`wrote ${path} and test/err/${id}.yaml
next: fill in both, add \`${name}\` to src/rules/index.ts, then
  UPDATE=1 npx vitest run test/err.test.ts -t ${id}   # read the .out that this writes
  npm run generate && npm run check`);

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
