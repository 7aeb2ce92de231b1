// A service with its environment files and config → the names of its secrets, the file that holds them, and the variables
// that are none.

import { isSecretName } from '../diagnostics/secret-names.ts';
import type { EnvFile } from '../model/fleet.ts';
import { isOwnedVariable } from '../openclaw/environment.ts';
import type { CommandOptions } from './command-options.ts';
import type { ReadConfig } from './config/settle-config.ts';
import type { Disk } from './disk.ts';
import { parseEnvFile, type Variables } from './env-file.ts';
import { currentName, sortVariables } from './environment.ts';
import type { FoundService } from './found-service.ts';
import { neededSecrets } from './gwc-mark.ts';
import type { Identity } from './identity.ts';

export interface FoundSecrets {
  /** For `secrets`. */
  readonly names: readonly string[];
  /** For `secretsFile`. */
  readonly file: string;
  readonly envFiles: readonly EnvFile[];
  readonly env: Variables;
  /** Those of the names whose values stand in the unit or job itself. */
  readonly inService: readonly string[];
}

interface Sources {
  readonly service: FoundService;
  readonly identity: Identity;
  readonly found: ReadConfig;
  readonly options: CommandOptions;
  /** Whether gwc wrote the service. */
  readonly isGwc: boolean;
  /** Environment files that other services read too. */
  readonly shared: ReadonlySet<string>;
  readonly disk: Disk;
}

export function findSecrets({ service, identity, found, options, isGwc, shared, disk }: Sources): FoundSecrets {
  const { stateDir, ownFile } = identity;
  const gwcFile = `${stateDir}/gateway.env`;
  const own = isGwc ? parseEnvFile(disk.text(gwcFile) ?? '') : service.environment;
  const sorted = sortVariables(own, { os: service.os, stateDir, isGwc });
  const files = service.envFiles.filter(({ path }) => !isGwc || path !== gwcFile);
  const ownFiles = files.filter(({ path }) => !shared.has(path));
  const inService = [...new Set([...sorted.secrets, ...options.secrets])];
  const needed = isGwc ? neededSecrets(stateDir, disk) : undefined;
  const names = needed?.names ?? [
    ...inService,
    ...ownFiles.flatMap(({ variables }) => secretNames(variables)),
    ...secretNames(ownFile),
    ...found.referred,
    ...found.moved.map(({ name }) => name),
  ];
  const file = needed?.file ?? secretsFileOf(ownFiles, stateDir);
  return {
    names: [...new Set(names)].filter((name) => !isOwnedVariable(name) && !sorted.env.has(name)),
    file,
    envFiles: files.filter(({ path }) => path !== file).map(({ path, optional }) => ({ path, optional })),
    env: sorted.env,
    inService,
  };
}

function secretNames(variables: Variables | undefined): readonly string[] {
  return [...(variables ?? [])]
    .filter(([name, value]) => isSecretName(name) && value !== '' && currentName(name) === name)
    .map(([name]) => name);
}

/** The last of the files that hold secrets, so that it still wins; else the one that OpenClaw itself reads. */
function secretsFileOf(
  files: readonly (EnvFile & { readonly variables: Variables | undefined })[],
  stateDir: string,
): string {
  return files.findLast(({ variables }) => secretNames(variables).length > 0)?.path ?? `${stateDir}/.env`;
}
