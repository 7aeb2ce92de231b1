// Generated files are committed; each must be what its source makes today.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generatedFiles } from '../scripts/generated-files.ts';

const files = await generatedFiles();

it.each(files.map(({ path, content }) => [path, content] as const))('%s is fresh', (path, content) => {
  expect(readFileSync(path, 'utf8'), 'run `npm run generate`').toBe(content);
});
