// Texts of the repository to start fuzzing from.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../src/rules/index.ts';

const MOST_BYTES = 4096;

export function bytes(text: string): Uint8Array {
  return Buffer.from(text);
}

/** Every hosts.yaml of the tests and examples, and of the rules. */
export function hostsSeeds(): readonly Uint8Array[] {
  const files = [
    ...filesIn('test/err', /\.yaml$/),
    ...filesIn('test/ok', /hosts\.yaml$/),
    ...filesIn('examples', /hosts\.yaml$/),
  ];
  const examples = RULES.flatMap(({ examples: { bad, good } }) => [bad, good]);
  return [...files.map((path) => readFileSync(path)), ...examples.map(bytes)].filter(
    ({ length }) => length <= MOST_BYTES,
  );
}

export function filesIn(folder: string, name: RegExp): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => name.test(path)).map((path) => join(folder, path));
}
