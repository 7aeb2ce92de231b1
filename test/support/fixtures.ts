// Expected files beside their input. UPDATE=1 writes them anew: read the diff before you commit it.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'vitest';
import type { BuildOptions } from '../../src/build.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { workspaceReader } from '../../src/files/workspace-folder.ts';

const isUpdate = process.env['UPDATE'] === '1';

/** One line for a finding: range (with the file, where it is a part), severity, code, path, message, related places, suggestions, instances. */
export function formatFinding(diagnostic: Diagnostic): string {
  const { file, line, column, endLine, endColumn, severity, code, path, message, instances, related, suggestions } =
    diagnostic;
  const others = related
    .map((other) => ` [${inPart(other.file)}${other.line}:${other.column} ${other.message}]`)
    .join('');
  const fixes = suggestions.length > 0 ? ` {${suggestions.join(' | ')}}` : '';
  const about = instances.length > 0 ? ` <${instances.join(' ').toWellFormed()}>` : '';
  return `${inPart(file)}${line}:${column}-${endLine}:${endColumn} ${severity} ${code} ${path || '.'}: ${message}${others}${fixes}${about}`;
}

function inPart(file: string): string {
  return file.includes('/') ? `${file}:` : '';
}

/** The texts below a folder that `include` may name. */
export function partsIn(folder: string): Readonly<Record<string, string>> {
  const texts = Object.entries(readTree(folder)).filter(([path]) => path.endsWith('.yaml') && path !== 'hosts.yaml');
  return Object.fromEntries(texts);
}

/** A case of test/err: its text and what stands beside it. */
export function faultyInput(name: string): { readonly text: string; readonly options: BuildOptions } {
  const isFolder = existsSync(`test/err/${name}/hosts.yaml`);
  const folder = isFolder ? `test/err/${name}` : 'test/err';
  const lockPath = `test/err/${name}.lock.json`;
  const lock = existsSync(lockPath) ? { lock: readFileSync(lockPath, 'utf8'), isFrozen: true } : {};
  return {
    text: readFileSync(isFolder ? `${folder}/hosts.yaml` : `${folder}/${name}.yaml`, 'utf8'),
    options: { ...lock, workspaceFolder: workspaceReader(folder), parts: isFolder ? partsIn(folder) : {} },
  };
}

export function expectText(path: string, actual: string): void {
  if (isUpdate) writeFileSync(path, actual);
  expect(actual, `not as ${path}; UPDATE=1 writes it anew`).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
}

/** Holds a tree of files equal to a folder, byte for byte. */
export function expectTree(folder: string, actual: ReadonlyMap<string, string>): void {
  if (isUpdate) {
    rmSync(folder, { recursive: true, force: true });
    for (const [path, content] of actual) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }
  expect(Object.fromEntries(actual), `not as ${folder}; UPDATE=1 writes it anew`).toEqual(readTree(folder));
}

function readTree(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
  return Object.fromEntries(files.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}
