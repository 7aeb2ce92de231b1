// Writes every generated file of the tree; `--check` writes nothing and fails where one is stale.

import { readFileSync, writeFileSync } from 'node:fs';
import { generatedFiles } from './generated-files.ts';

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const { path, content } of await generatedFiles()) {
  if (read(path) === content) continue;
  stale.push(path);
  if (!isCheck) writeFileSync(path, content);
}
for (const path of stale) console.log(isCheck ? `${path} is stale: run npm run generate` : `wrote ${path}`);
process.exitCode = isCheck && stale.length > 0 ? 1 : 0;

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
