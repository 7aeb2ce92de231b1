// The [Service] directives that shut a linux gateway in, by the instance's `service.hardening`.

import type { Instance } from '../model/fleet.ts';
import { type FolderOptions, writableFolders } from '../model/writable-folders.ts';
import { HARDENING, MANAGER_SOCKETS } from '../openclaw/hardening.ts';
import { siblingDirectives } from './isolation.ts';
import { systemdWord } from './quoting.ts';
import type { Directive } from './unit-sections.ts';

interface Options extends FolderOptions {
  /** All instances of the host. */
  readonly neighbours: readonly Instance[];
}

export function hardeningDirectives(instance: Instance, { neighbours, ...options }: Options): readonly Directive[] {
  const { hardening, scope } = instance.service;
  if (hardening === 'off') return [];
  const isStrict = hardening === 'strict';
  const directives = HARDENING.filter(({ level }) => isStrict || level === 'standard');
  const writable = writableFolders(instance, options).map(systemdWord).join(' ');
  const strict: readonly Directive[] = [
    ['ReadWritePaths', writable],
    ['InaccessiblePaths', MANAGER_SOCKETS[scope].join(' ')],
  ];
  return [
    ...directives.map(({ key, value }): Directive => [key, value]),
    ...(isStrict ? strict : []),
    ...siblingDirectives(instance, neighbours),
  ];
}
