// An entry of `include` → the files that it names, below the folder of hosts.yaml and not by a link out of it. Bounded; what can't
// be read is a finding of hosts.yaml, so nothing is thrown.

import { type Dirent, readdirSync, realpathSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { decodeSource } from '../document/decode.ts';
import type { Included, PartText } from '../document/fleet-source.ts';
import { globParts, isPlain, isWild, matchName } from '../document/glob.ts';
import { sizeText } from '../model/limits.ts';
import { FileError, isMissing, readable, withFile } from './file-error.ts';
import { MANIFEST_NAME } from './manifest.ts';
import { readInputFile } from './read-input.ts';
import { isWithin } from './workspace-folder.ts';

const MOST_FILES = 5000;
/** Twice a hosts.yaml of a hundred thousand instances. In bytes, of all parts. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Files and folders that one entry looks at. */
const MOST_ENTRIES = 100_000;

export interface PartFolder {
  /** The folder of hosts.yaml. */
  readonly path: string;
  /** How findings name it. */
  readonly shown: string;
  /** hosts.yaml itself, which no wildcard means. Absent where it is a stream. */
  readonly root: string | undefined;
  /** Names of other files there that no wildcard means. */
  readonly skipped?: readonly string[];
}

/** Reads each file once, under its own name, whatever links lead to it. */
export function partReader(folder: PartFolder): (pattern: string) => Included {
  const { root, skipped = [] } = folder;
  const base = realPath(folder.path) ?? folder.path;
  const own = root === undefined ? undefined : realPath(root);
  const known = new Map<string, PartText>();
  let bytes = 0;

  const read = (path: string): PartText | undefined => {
    const place = join(base, path);
    const real = withFile('read', join(folder.shown, path), () => realpathSync(place));
    if (real === own && root !== undefined) {
      if (place === join(base, basename(root))) return undefined;
      throw new FileError(`\`${path}\` is a link to ${basename(root)} itself; remove it`);
    }
    if (!isWithin(real, base))
      throw new FileError(`\`${path}\` leads out of the folder of hosts.yaml by a link; copy the file into it`);
    const before = known.get(real);
    if (before) return before;
    const inside = relative(base, real);
    const file = join(folder.shown, inside);
    const content = readInputFile(real, file);
    bytes += content.length;
    if (known.size === MOST_FILES) throw new FileError(`a fleet has ${MOST_FILES} parts at most; unite some`);
    if (bytes > MOST_BYTES) throw new FileError(`the parts have more than ${sizeText(MOST_BYTES)}; leave some out`);
    const part = { path: inside, file, ...decodeSource(content, file) };
    known.set(real, part);
    return part;
  };

  return (pattern) => {
    const parts = globParts(pattern);
    if (root !== undefined && parts.join('/') === basename(root))
      return { parts: [], problems: [`\`${pattern}\` is the file that includes it; remove the entry`] };
    const { paths, problems } = search(parts, base, pattern);
    const found: PartText[] = [];
    for (const path of paths) {
      if (parts.some(isWild) && skipped.includes(path)) continue;
      try {
        const part = read(path);
        if (part) found.push(part);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        // Of a file that isn't there nothing is found.
        if (!isMissing(error) || parts.some(isWild)) problems.add(error.message);
      }
    }
    return { parts: found, problems: [...problems] };
  };
}

function realPath(path: string): string | undefined {
  return readable(() => withFile('read', path, () => realpathSync(path)));
}

interface Search {
  readonly parts: readonly string[];
  readonly base: string;
  readonly paths: Set<string>;
  readonly problems: Set<string>;
  /** Folders, with the part of the pattern that they were looked through for. */
  readonly seen: Set<string>;
  entries: number;
}

/** What may be a file, relative to the base. */
function search(parts: readonly string[], base: string, pattern: string): Pick<Search, 'paths' | 'problems'> {
  const search: Search = { parts, base, paths: new Set(), problems: new Set(), seen: new Set(), entries: 0 };
  look('', 0, search);
  const most = `more than ${MOST_ENTRIES} files and folders lie where \`${pattern}\` looks; name the folder of the parts`;
  if (search.entries > MOST_ENTRIES) search.problems.add(most);
  return search;
}

function look(folder: string, index: number, search: Search): void {
  const { parts, paths, seen } = search;
  const part = parts[index]!;
  const isLast = index === parts.length - 1;
  const inside = (name: string) => (folder === '' ? name : `${folder}/${name}`);
  if (!isWild(part)) {
    if (isLast) paths.add(inside(part));
    else look(inside(part), index + 1, search);
    return;
  }
  const key = `${index} ${folder}`;
  if (seen.has(key)) return;
  seen.add(key);
  if (part === '**') look(folder, index + 1, search);
  for (const entry of entriesOf(folder, search)) {
    const { name } = entry;
    if (part === '**') {
      // A link may lead back up.
      if (entry.isDirectory() && isPlain(name)) look(inside(name), index, search);
    } else if (!matchName(part, name)) continue;
    else if (!isLast) {
      if (entry.isDirectory() || entry.isSymbolicLink()) look(inside(name), index + 1, search);
    } else if (!entry.isDirectory()) paths.add(inside(name));
  }
}

/** None where there is no such folder, and of one that a build wrote. */
function entriesOf(folder: string, search: Search): readonly Dirent[] {
  const { base, problems } = search;
  const shown = folder === '' ? '.' : folder;
  const real = realPath(join(base, folder));
  if (real === undefined || search.entries > MOST_ENTRIES) return [];
  if (!isWithin(real, base)) {
    problems.add(`\`${shown}\` leads out of the folder of hosts.yaml by a link; copy the files into it`);
    return [];
  }
  try {
    const entries = withFile('read', shown, () => readdirSync(real, { withFileTypes: true }));
    search.entries += entries.length;
    return folder !== '' && entries.some(({ name }) => name === MANIFEST_NAME) ? [] : entries;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    problems.add(error.message);
    return [];
  }
}
