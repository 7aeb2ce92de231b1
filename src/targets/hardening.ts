// The [Service] directives that shut a linux gateway in, by the instance's `service.hardening`.

import { posix } from 'node:path';
import type { Instance } from '../model/fleet.ts';
import { instancePaths, type PathRole } from '../model/instance-paths.ts';
import { isInside } from '../model/paths.ts';
import { HARDENING, MANAGER_SOCKETS } from '../openclaw/hardening.ts';
import { siblingDirectives } from './isolation.ts';
import { systemdWord } from './quoting.ts';

export type Directive = readonly [key: string, value: string];

interface Options {
  /** Whether the gateway leaves its openclaw.json alone. */
  readonly isConfigReadonly: boolean;
  /** The other instances of the host. */
  readonly siblings: readonly Instance[];
}

export function hardeningDirectives(instance: Instance, { isConfigReadonly, siblings }: Options): readonly Directive[] {
  const { hardening, scope } = instance.service;
  if (hardening === 'off') return [];
  const isStrict = hardening === 'strict';
  const directives = HARDENING.filter(({ level }) => isStrict || level === 'standard');
  const writable = writableFolders(instance, isConfigReadonly).map(systemdWord).join(' ');
  const strict: readonly Directive[] = [
    ['ReadWritePaths', writable],
    ['InaccessiblePaths', MANAGER_SOCKETS[scope].join(' ')],
  ];
  return [
    ...directives.map(({ key, value }): Directive => [key, value]),
    ...(isStrict ? strict : []),
    ...siblingDirectives(instance, siblings),
  ];
}

const WRITABLE: readonly PathRole[] = ['state', 'workspace', 'agentWorkspace', 'data', 'log'];

/** Where the gateway writes, those folders aside that lie in another one. */
function writableFolders(instance: Instance, isConfigReadonly: boolean): readonly string[] {
  const folders = instancePaths(instance)
    .filter(({ role }) => WRITABLE.includes(role) || (role === 'config' && !isConfigReadonly))
    .map(({ path, isFile }) => (isFile ? posix.dirname(path) : path));
  const isWithin = (folder: string) =>
    folders.some((outer) => outer !== folder && isInside(folder, outer, instance.os));
  return [...new Set(folders)].filter((folder) => !isWithin(folder));
}
