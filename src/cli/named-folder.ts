// The output folder that a person names.

import { resolve } from 'node:path';
import { type OutputFolder, outputFolder } from '../files/output-folder.ts';
import type { Io } from './io.ts';

export function namedFolder(name: string, { cwd }: Io): OutputFolder {
  return outputFolder(resolve(cwd, name), name.replace(/(?<=.)\/+$/, ''));
}
