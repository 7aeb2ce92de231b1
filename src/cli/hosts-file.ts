// Which hosts.yaml a command works on where none is named, and which one a part belongs to.

import { lstatSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../diagnostics/diagnostic.ts';
import { decodeSource } from '../document/decode.ts';
import { fastDocument } from '../document/document.ts';
import { includesOf } from '../document/fleet-source.ts';
import { matchPath } from '../document/glob.ts';
import { readable, withFile } from '../files/file-error.ts';
import { readInputFile } from '../files/read-input.ts';
import type { Io } from './io.ts';

export const DEFAULT_FILE = 'hosts.yaml';
export const FILE_NAMES: readonly string[] = [DEFAULT_FILE, 'hosts.yml'];
export const FILE_VARIABLE = 'GWC_FILE';

export interface HostsFile {
  /** As the user named it, or from the working directory. */
  readonly name: string;
  /** The output folder of a build that names none. */
  readonly out: string;
  /** Neither named nor found. */
  readonly isMissing: boolean;
}

const OUT = 'out';

/** The file that is named, by the argument or the environment; else the nearest, here or above. Throws a UsageError where two are equally near. */
export function hostsFile(given: string | undefined, { cwd, env }: Io): HostsFile {
  const named = given ?? (env[FILE_VARIABLE] || undefined);
  if (named !== undefined) return { name: named, out: OUT, isMissing: false };
  for (const folder of foldersUp(cwd)) {
    const [found, other] = FILE_NAMES.map((name) => join(folder, name)).filter(exists);
    if (found === undefined) continue;
    const shown = relative(cwd, found);
    if (other !== undefined) throw new UsageError(`there are ${shown} and ${relative(cwd, other)}; name one of them`);
    return { name: shown, out: join(dirname(shown), OUT), isMissing: false };
  }
  return { name: DEFAULT_FILE, out: OUT, isMissing: true };
}

/** The nearest file above that includes this one. */
export function rootOf(path: string): string | undefined {
  for (const folder of foldersUp(dirname(path))) {
    const roots = FILE_NAMES.map((name) => join(folder, name));
    const root = roots.find((one) => one !== path && exists(one) && includes(one, relative(folder, path)));
    if (root !== undefined) return root;
  }
  return undefined;
}

/** What can't be read includes nothing. */
function includes(root: string, path: string): boolean {
  const text = readable(() => decodeSource(readInputFile(root), root).text);
  const document = text?.includes('include') ? fastDocument(text, root) : undefined;
  return document !== undefined && includesOf(document).some(({ pattern }) => matchPath(pattern, path) === 'whole');
}

/** As far as the repository goes. */
function* foldersUp(start: string): Generator<string> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    yield folder;
    if (folder === dirname(folder) || exists(join(folder, '.git'))) return;
  }
}

/** A link to nothing is there, too. Throws where the folder is closed: an account may be in one that it can't look into. */
function exists(path: string): boolean {
  return withFile('look at', path, () => lstatSync(path, { throwIfNoEntry: false })) !== undefined;
}
