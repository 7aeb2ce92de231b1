// The [Service] directives that shut a linux gateway in, by the instance's `service.hardening`.

import { posix } from 'node:path';
import type { Instance } from '../model/fleet.ts';
import { isInside } from '../model/paths.ts';
import { HARDENING } from '../openclaw/hardening.ts';
import { systemdWord } from './quoting.ts';

export type Directive = readonly [key: string, value: string];

export function hardeningDirectives(instance: Instance, { isConfigReadonly }: Options): readonly Directive[] {
  const { hardening, scope } = instance.service;
  if (hardening === 'off') return [];
  const isStrict = hardening === 'strict';
  const isUserScope = scope === 'user';
  const directives = HARDENING.filter(({ level }) => isStrict || level === 'standard')
    .filter(({ isUnprivileged }) => isUnprivileged || isStrict || !isUserScope)
    .map(({ key, value }): Directive => [key, value]);
  if (!isStrict) return directives;
  return [
    // Without a user namespace the user's own manager leaves the mounts out, and says nothing.
    ...(isUserScope ? ([['PrivateUsers', 'yes']] as const) : []),
    ...directives,
    ['ReadWritePaths', writablePaths(instance, isConfigReadonly).map(systemdWord).join(' ')],
  ];
}

interface Options {
  /** Whether the gateway leaves its openclaw.json alone. */
  readonly isConfigReadonly: boolean;
}

/** What the gateway writes, each folder once: those inside another one aside. */
function writablePaths(instance: Instance, isConfigReadonly: boolean): readonly string[] {
  const { stateDir, workspace, workingDirectory, logFile, configPath, os } = instance;
  const folders = [
    stateDir,
    workspace,
    workingDirectory,
    posix.dirname(logFile),
    ...(isConfigReadonly ? [] : [posix.dirname(configPath)]),
  ];
  return [...new Set(folders)].filter(
    (folder) => !folders.some((outer) => outer !== folder && isInside(folder, outer, os)),
  );
}
