// Owner and mode of every file, and of every folder on the way to it, against what the manifest says.

import type { Manifest } from '../../src/files/manifest.ts';
import { shellWord } from '../../src/outputs/quoting.ts';
import type { Box } from './box.ts';

/** `user:group mode` by path; without those that don't exist. */
export type Ownership = ReadonlyMap<string, string>;

export async function ownership(box: Box, paths: Iterable<string>): Promise<Ownership> {
  const words = [...new Set(paths)].map(shellWord).join(' ');
  const output = await box.run(`stat --printf '%n\\t%U:%G %04a\\n' -- ${words} 2> /dev/null || true`);
  return new Map(output.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t') as [string, string]])));
}

/** All that an installed tree has on the host: its files, its secrets, its folders and those above them. */
export function pathsOf(manifest: Manifest, names?: readonly string[]): ReadonlySet<string> {
  return new Set(entriesOf(manifest, names).flatMap(([path]) => [path, ...foldersAbove(path)]));
}

/** What was there before stays as it was; what was not is as the manifest says. */
export function expectedOwnership(manifest: Manifest, names: readonly string[], before: Ownership): Ownership {
  return new Map([...entriesOf(manifest, names), ...before]);
}

function entriesOf(
  { artifacts, instances = [] }: Manifest,
  names: readonly string[] = instances.map(({ instance }) => instance),
): readonly (readonly [string, string])[] {
  const files = artifacts.filter(({ instance }) => names.includes(instance));
  const deployments = instances.filter(({ instance }) => names.includes(instance));
  return [
    ...files.map(({ installPath, owner, mode }) => entry(installPath, owner, mode)),
    ...deployments.flatMap(({ folders, secretsFile, user }) => [
      ...folders.map(({ path, owner, mode }) => entry(path, owner, mode)),
      ...(secretsFile === undefined ? [] : [entry(secretsFile, user, '0600')]),
    ]),
  ];
}

/** Every account of these tests has a group of its own name. */
function entry(path: string, owner: string, mode: string): readonly [string, string] {
  return [path, `${owner.includes(':') ? owner : `${owner}:${owner}`} ${mode}`];
}

function foldersAbove(path: string): readonly string[] {
  const ends = [...path.matchAll(/\//g)].map(({ index }) => index);
  return ends.map((end) => path.slice(0, end) || '/');
}
