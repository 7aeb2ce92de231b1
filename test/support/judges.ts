// Validators too heavy for everyone's install: npm packages in the folder that GWC_JUDGES names (.ci/run fills one).

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = process.env['GWC_JUDGES'];
const packages = folder === undefined ? undefined : createRequire(join(folder, 'package.json'));

/** Whether they are here. */
export const hasJudges = folder !== undefined && existsSync(join(folder, 'node_modules'));

/** The path of a file of a package. */
export function judgePath(file: string): string {
  if (!packages) throw new Error('GWC_JUDGES names no folder');
  return packages.resolve(file);
}

/** What a package's main module gives. */
export function loadJudge(name: string): unknown {
  if (!packages) throw new Error('GWC_JUDGES names no folder');
  return packages(name);
}
