// A folder of `workspaceFiles` beside hosts.yaml → its files. Bounded, texts only, and nothing from outside of the folder that
// hosts.yaml lies in, not by a link either. What can't be used is a finding of hosts.yaml, so nothing is thrown.

import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { compareText } from '../diagnostics/collections.ts';
import type { WorkspaceFile, WorkspaceFolder } from '../model/fleet.ts';
import { sizeText } from '../model/limits.ts';
import { FileError, isMissing, readable, withFile } from './file-error.ts';
import { readInputFile } from './read-input.ts';

const MOST_FILES = 500;
const MOST_DEPTH = 8;
/** OpenClaw itself reads no more than a small part of that into a prompt. In bytes. */
const LARGEST = 1024 * 1024;
const MOST_BYTES = 8 * LARGEST;
/** The rest is most likely of the same kind. */
const MOST_PROBLEMS = 10;

/** What git and systems keep in folders for themselves. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', '.gitkeep', '.DS_Store']);

/** `base` is the folder of hosts.yaml. Reads each folder once. */
export function workspaceReader(base: string): (from: string) => WorkspaceFolder {
  const known = new Map<string, WorkspaceFolder>();
  return (from) => {
    const before = known.get(from);
    if (before) return before;
    const folder = readFolder(base, from);
    known.set(from, folder);
    return folder;
  };
}

interface Reading {
  /** The folder of hosts.yaml, without links. */
  readonly root: string;
  readonly from: string;
  readonly files: WorkspaceFile[];
  readonly problems: string[];
  bytes: number;
}

function readFolder(base: string, from: string): WorkspaceFolder {
  const reading: Reading = { root: readable(() => realPath(base)) ?? base, from, files: [], problems: [], bytes: 0 };
  const { files, problems } = reading;
  try {
    const top = withFile('read', from, () => realPath(join(base, from)));
    if (!isWithin(top, reading.root))
      problems.push(`\`${from}\` leads out of the folder of hosts.yaml by a link; copy the files into it`);
    else if (!statSync(top).isDirectory()) problems.push(`\`${from}\` is a file; name the folder that it is in`);
    else collect(top, '', reading);
  } catch (error) {
    problems.push(reasonOf(error, from));
  }
  return {
    files: files.sort((a, b) => compareText(a.path, b.path)),
    problems: problems.slice(0, MOST_PROBLEMS),
  };
}

function realPath(path: string): string {
  return withFile('read', path, () => realpathSync(path));
}

function reasonOf(error: unknown, from: string): string {
  if (!(error instanceof FileError)) throw error;
  if (isMissing(error)) return `there is no folder \`${from}\` beside hosts.yaml; make it, or remove the key`;
  return error.message;
}

function collect(folder: string, inside: string, reading: Reading): void {
  const { from, problems, files } = reading;
  if (inside.split('/').length > MOST_DEPTH) {
    problems.push(`\`${from}/${inside}\` lies deeper than ${MOST_DEPTH} folders; move it up`);
    return;
  }
  const entries = withFile('read', `${from}/${inside}`, () => readdirSync(folder, { withFileTypes: true }));
  for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
    if (files.length > MOST_FILES || problems.length > MOST_PROBLEMS) return;
    if (!SKIPPED.has(entry.name)) take(entry, folder, inside, reading);
  }
}

function take(entry: Dirent, folder: string, inside: string, reading: Reading): void {
  const { root, from, problems } = reading;
  const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
  const shown = `${from}/${path}`;
  const problem = (text: string) => void problems.push(`\`${shown}\` ${text}`);
  const found = readable(() => withFile('read', shown, () => target(join(folder, entry.name))));
  if (!found) problem("can't be read, or is a link to nothing; remove it");
  else if (/[\\\0-\x1f\x7f]/.test(entry.name)) problem('has a backslash or a control character in its name; rename it');
  else if (!isWithin(found.real, root)) problem('is a link that leads out of the folder of hosts.yaml; copy the file');
  else if (found.stats.isDirectory() && entry.isSymbolicLink()) problem('is a link to a folder; copy the files');
  else if (found.stats.isDirectory()) collect(found.real, path, reading);
  else if (!found.stats.isFile()) problem('is a pipe, socket or device; remove it');
  else if (found.stats.size > LARGEST) problem(`is larger than ${sizeText(LARGEST)}; leave it out`);
  else addFile(found.real, path, reading);
}

function target(path: string): { readonly real: string; readonly stats: Stats } {
  const real = realpathSync(path);
  return { real, stats: statSync(real) };
}

function addFile(real: string, path: string, reading: Reading): void {
  const { from, files, problems } = reading;
  const content = textOf(readInputFile(real, `${from}/${path}`));
  if (content === undefined) {
    problems.push(`\`${from}/${path}\` is no UTF-8 text; leave it out`);
    return;
  }
  reading.bytes += content.length;
  files.push({ path, content });
  if (files.length > MOST_FILES) problems.push(`\`${from}\` has more than ${MOST_FILES} files; leave some out`);
  else if (reading.bytes > MOST_BYTES && reading.bytes - content.length <= MOST_BYTES)
    problems.push(`the files of \`${from}\` have more than ${sizeText(MOST_BYTES)}; leave some out`);
}

/** Nothing for what is no text. Byte for byte what it was, once written again. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Whether a path is a folder or lies below it, both without links. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}
