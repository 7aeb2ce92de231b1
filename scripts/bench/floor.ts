// What any such program has to do: `floor.ts data.json tree out` parses the same data and writes the same bytes.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [data, tree, out] = process.argv.slice(2) as [string, string, string];
const files = readdirSync(tree, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const contents = files.map((path) => [join(out, path.slice(tree.length)), readFileSync(path)] as const);

const start = performance.now();
JSON.parse(readFileSync(data, 'utf8'));
for (const [path, content] of contents) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
process.stdout.write(String(performance.now() - start));
