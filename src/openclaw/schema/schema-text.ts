// How a schema is kept in a file: JSON, with a line for each top-level key and each shared part. A diff then shows what
// changed, and a reader can leave unparsed what it doesn't look at, which is nearly all: a config uses a tenth of the schema.

import type { RootSchema } from './json-schema.ts';

const DIALECT = 'http://json-schema.org/draft-07/schema#';
const BY_LINE: readonly string[] = ['properties', '$defs'];

export function schemaText(schema: RootSchema): string {
  const entries = Object.entries({ $schema: DIALECT, ...schema }).map(([keyword, value]) =>
    BY_LINE.includes(keyword)
      ? entry(keyword, `{\n${lines(value as object)}\n}`)
      : entry(keyword, JSON.stringify(value)),
  );
  return `{\n${entries.join(',\n')}\n}\n`;
}

function lines(map: object): string {
  return Object.entries(map)
    .map(([name, part]) => entry(name, JSON.stringify(part)))
    .join(',\n');
}

function entry(name: string, json: string): string {
  return `${JSON.stringify(name)}:${json}`;
}

/** The schema of a text that `schemaText` made. */
export function lazySchema(text: string): RootSchema {
  const root = {};
  let map: object = root;
  for (const line of text.split('\n')) {
    const nameEnd = line.indexOf('":');
    if (nameEnd === -1) {
      map = root;
      continue;
    }
    const name = line.slice(1, nameEnd);
    const json = line.slice(nameEnd + 2, line.endsWith(',') ? -1 : undefined);
    if (json === '{') map = addMap(root, name);
    else addLazily(map, name, json);
  }
  return root;
}

function addMap(root: object, name: string): object {
  const map = {};
  Object.defineProperty(root, name, { value: map, enumerable: true });
  return map;
}

function addLazily(map: object, name: string, json: string): void {
  let parsed: unknown;
  Object.defineProperty(map, name, { enumerable: true, get: () => (parsed ??= JSON.parse(json)) });
}
