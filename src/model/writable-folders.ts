// Where a gateway writes on its host.

import type { Instance } from './fleet.ts';
import { folderOf, instancePaths, type PathRole } from './instance-paths.ts';
import { isInside } from './paths.ts';

export interface FolderOptions {
  /** Whether the gateway leaves its openclaw.json alone. */
  readonly isConfigReadonly: boolean;
}

const WRITABLE: readonly PathRole[] = ['state', 'workspace', 'agentWorkspace', 'data', 'log'];

/** Without those that lie in another one of them. */
export function writableFolders(instance: Instance, { isConfigReadonly }: FolderOptions): readonly string[] {
  const folders = instancePaths(instance)
    .filter(({ role }) => WRITABLE.includes(role) || (role === 'config' && !isConfigReadonly))
    .map(folderOf);
  const isWithin = (folder: string) =>
    folders.some((outer) => outer !== folder && isInside(folder, outer, instance.os));
  return [...new Set(folders)].filter((folder) => !isWithin(folder));
}
