// What the reader of hosts.yaml has to know of a gateway beyond its keys, a line each. No line holds a value.

import type { JsonMap } from '../document/json.ts';
import type { ReadConfig } from './config/settle-config.ts';
import type { Disk } from './disk.ts';
import { parseEnvFile } from './env-file.ts';
import { currentName } from './environment.ts';
import type { FoundSecrets } from './found-secrets.ts';
import type { FoundService } from './found-service.ts';
import { configPort } from './gateway-settings.ts';
import type { Identity } from './identity.ts';

interface Subject {
  readonly service: FoundService;
  readonly identity: Identity;
  readonly found: ReadConfig;
  readonly secrets: FoundSecrets;
  /** As hosts.yaml has it. */
  readonly home: string;
  readonly disk: Disk;
}

export function gatewayComments({ service, identity, found, secrets, home, disk }: Subject): readonly string[] {
  return [
    ...movedComments(found, identity.configPath, secrets.file),
    ...secrets.inService.map(
      (name) => `the value of ${name} stands in ${service.files[0]}; move it to ${secrets.file}`,
    ),
    ...found.overridden.map((place) => `an option of the command wins over ${place} in ${identity.configPath}`),
    ...unsuppliedComments(secrets, found, identity),
    ...missingFileComments(service, secrets, disk),
    ...legacyComments(identity),
    ...portComments(identity, found.written),
    ...isolationComments(identity, home, service.account.home),
    ...workingFolderComments(service, identity, disk),
  ];
}

function movedComments({ moved }: ReadConfig, configPath: string, secretsFile: string): readonly string[] {
  return moved.map(({ name, place, isSupplied }) =>
    isSupplied
      ? `${place} in ${configPath} had the value of ${name}, which the service has already`
      : `${place} in ${configPath} has the value of ${name}; move it to ${secretsFile}`,
  );
}

function unsuppliedComments(
  { names, inService }: FoundSecrets,
  { moved }: ReadConfig,
  { variables, ownFile }: Identity,
): readonly string[] {
  const elsewhere = new Set([...inService, ...moved.map(({ name }) => name), ...variables.keys(), ...ownFile.keys()]);
  return names.filter((name) => !elsewhere.has(name)).map((name) => `nothing was found that sets ${name}`);
}

function legacyComments({ legacy }: Identity): readonly string[] {
  return [...new Set(legacy)].map((name) => `${name} is the old name of ${currentName(name)}`);
}

function portComments({ port }: Identity, config: JsonMap): readonly string[] {
  const written = configPort(config);
  if (port === undefined && written === undefined) return ["no port was found; this is OpenClaw's default"];
  return port === undefined || written === undefined || port === written
    ? []
    : [`openclaw.json says port ${written}, but command or environment say ${port}, and win`];
}

function isolationComments({ home, tilde }: Identity, own: string, accountHome: string): readonly string[] {
  if (tilde !== home) return [`OPENCLAW_HOME was ${tilde}; the paths below say the same`];
  return home === own
    ? []
    : [`HOME was ${home}; here it is ${accountHome}, and the paths below keep the gateway apart`];
}

/** OpenClaw reads `.env` of the folder that it was started in, which a user's unit has as the home. */
function workingFolderComments(
  { scope, workingDirectory, account }: FoundService,
  { stateDir }: Identity,
  disk: Disk,
): readonly string[] {
  const folder = workingDirectory ?? (scope === 'user' ? account.home : '/');
  const file = `${folder.replace(/\/$/, '')}/.env`;
  if (workingDirectory !== undefined || folder === stateDir || disk.kind(file) !== 'file') return [];
  const names = [...parseEnvFile(disk.text(file) ?? '').keys()];
  return names.length === 0
    ? []
    : [`OpenClaw also read ${file}, which sets ${names.join(', ')}; list it in envFiles to keep that`];
}

/** systemd reads `secretsFile` itself. */
function missingFileComments(
  { os, files }: FoundService,
  { names, file }: FoundSecrets,
  disk: Disk,
): readonly string[] {
  const isNeeded = os === 'linux' && files.length > 0 && names.length > 0;
  return isNeeded && disk.kind(file) === 'missing'
    ? [`${file} does not exist yet; the service will not start without it`]
    : [];
}
