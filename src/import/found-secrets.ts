// A service with its environment files and config → the names of its secrets, the file that holds them, and the variables
// that are none.

import { isSecretName } from '../diagnostics/secrets.ts';
import { isList, isMap, type Json, type JsonMap } from '../document/json.ts';
import { ownManager } from '../managers/index.ts';
import type { EnvFile } from '../model/fleet.ts';
import { environmentFile } from '../model/instance-paths.ts';
import { resolvePath } from '../model/paths.ts';
import { isOwnedVariable } from '../openclaw/owned-variables.ts';
import type { ReadConfig } from './config/draft-config.ts';
import type { Disk } from './disk.ts';
import { currentName, parseEnvFile, sortVariables, type Variables } from './env-file.ts';
import type { GwcMark } from './found-gateway.ts';
import type { SurveyedMachine } from './found-machine.ts';
import type { FoundService } from './found-service.ts';
import type { CommandOptions } from './gateway-command.ts';
import type { Identity } from './identity.ts';
import { holdsKnown, type KnownSecrets } from './known-secrets.ts';

export interface FoundSecrets {
  /** For `secrets`. */
  readonly names: readonly string[];
  /** For `secretsFile`. */
  readonly file: string;
  readonly envFiles: readonly EnvFile[];
  readonly env: Variables;
  /** Those of the names whose values are in the unit or job itself. */
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
  readonly machine: Pick<SurveyedMachine, 'disk' | 'known'>;
}

export function findSecrets({ service, identity, found, options, isGwc, shared, machine }: Sources): FoundSecrets {
  const { disk, known } = machine;
  const { stateDir, ownFile } = identity;
  const gwcFile = gwcFileOf(service, stateDir);
  const own = isGwc ? parseEnvFile(disk.text(gwcFile) ?? '') : service.environment;
  const sorted = sortVariables(own, { os: service.os, stateDir, isGwc, isRead: readAsSecret(found, known) });
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

/** Whether openclaw.json has a variable for a secret, or the value holds a known one. */
function readAsSecret({ referred }: ReadConfig, known: KnownSecrets): (name: string, value: string) => boolean {
  const names = new Set(referred);
  return (name, value) => names.has(name) || holdsKnown(value, known);
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

/** Where gwc's environment file of a service is, if gwc wrote it; an earlier gwc had it in the state folder in any scope. */
export function gwcFileOf({ os, scope, name, envFiles }: FoundService, stateDir: string): string {
  const inState = `${stateDir}/gateway.env`;
  const place = environmentFile({ stateDir, service: { manager: ownManager(os), scope, name } });
  return envFiles.some(({ path }) => path === place) ? place : inState;
}

export function gwcMark(service: FoundService, stateDir: string, disk: Disk): GwcMark | undefined {
  const path = gwcFileOf(service, stateDir);
  const text = disk.kind(path) === 'file' ? disk.text(path) : undefined;
  const [, host, instance] = /^# ([a-z0-9.-]+)\/([a-z0-9_-]+): compiled by gwc /.exec(text ?? '') ?? [];
  return host === undefined || instance === undefined ? undefined : { host, instance };
}

export interface NeededSecrets {
  readonly names: readonly string[];
  readonly file?: string;
}

/** What secrets.env.example says of the secrets of a gateway that gwc wrote. */
function neededSecrets(stateDir: string, disk: Disk): NeededSecrets {
  const path = `${stateDir}/secrets.env.example`;
  const text = disk.kind(path) === 'file' ? (disk.text(path) ?? '') : '';
  const file = /^# \S+: the secrets that this gateway reads from (.*)$/m.exec(text)?.[1];
  // What has a value already is no secret.
  const names = [...parseEnvFile(text)].flatMap(([name, value]) => (value === '' ? [name] : []));
  return { names, ...(file === undefined ? {} : { file }) };
}

/** By `file:` and the path. `folder`: what a relative path is below of. */
export function secretFileValues(config: JsonMap, home: string, folder: string, disk: Disk): Variables {
  const paths = [...pathsIn(config['channels'] ?? null), ...pathsIn(config['secrets'] ?? null)];
  return new Map(
    paths.flatMap((written) => {
      const resolved = resolvePath(written, home);
      const path = resolved.startsWith('/') ? resolved : resolvePath(`${folder}/${resolved}`, '');
      const file = disk.kind(path) === 'folder' ? `${path}/${SESSION}` : path;
      const text = disk.kind(file) === 'file' ? disk.text(file) : undefined;
      return text === undefined ? [] : [[`file:${path}`, text] as const];
    }),
  );
}

/** In the `authDir` of WhatsApp. */
const SESSION = 'creds.json';

function pathsIn(value: Json, key = ''): readonly string[] {
  if (isList(value)) return value.flatMap((item) => pathsIn(item));
  if (isMap(value)) return Object.entries(value).flatMap(([name, item]) => pathsIn(item, name));
  return typeof value === 'string' && /(?:File|^authDir|^path)$/.test(key) && !value.includes('${') ? [value] : [];
}
