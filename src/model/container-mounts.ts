// The host's folders that a container sees, each at its own path, so that a path means the same on both sides.

import { posix } from 'node:path';
import type { Instance } from './fleet.ts';
import { instancePaths } from './instance-paths.ts';
import { isInside } from './paths.ts';
import { type FolderOptions, writableFolders } from './writable-folders.ts';

export interface Mount {
  readonly path: string;
  readonly isReadonly: boolean;
  /** Whether the folder is the instance's alone, and not one that also holds other things. */
  readonly isOwn: boolean;
}

/** The config's folder is mounted, not the file: a new openclaw.json takes the old one's place by its name. */
export function containerMounts(instance: Instance, options: FolderOptions): readonly Mount[] {
  const { os, configPath, workingDirectory } = instance;
  const own = new Set(instancePaths(instance).flatMap(({ path, isFile }) => (isFile ? [] : [path])));
  const folders = writableFolders(instance, options);
  const writable = folders.map((path): Mount => ({ path, isReadonly: false, isOwn: own.has(path) }));
  const read = [posix.dirname(configPath), workingDirectory].filter(
    (path, index, paths) => paths.indexOf(path) === index && !folders.some((outer) => isInside(path, outer, os)),
  );
  return [...writable, ...read.map((path): Mount => ({ path, isReadonly: true, isOwn: false }))];
}
