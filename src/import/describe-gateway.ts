// A service and the files that it leads to → a gateway in the words of hosts.yaml.

import { type JsonMap, mapOf } from '../document/json.ts';
import { resolvePath } from '../model/paths.ts';
import { PASSWORD_VARIABLE, TOKEN_VARIABLE } from '../openclaw/gateway-auth.ts';
import { configOf, type ReadConfig } from './config/draft-config.ts';
import type { Disk } from './disk.ts';
import { currentName, readDotenv, readEnvFile, type Variables } from './env-file.ts';
import type { FoundGateway } from './found-gateway.ts';
import type { Account, SurveyedMachine } from './found-machine.ts';
import { type FoundSecrets, findSecrets, gwcFileOf, gwcMark, secretFileValues } from './found-secrets.ts';
import type { FoundService } from './found-service.ts';
import { commandOptions, type GatewayCommand } from './gateway-command.ts';
import { configPort, defaultPort, logFileOf, releaseOf, workspaceOf } from './gateway-settings.ts';
import { type Identity, identify, LEGACY_BRANDS } from './identity.ts';
import { installedPlugins } from './installed-plugins.ts';
import { holdsKnown, withoutKnown } from './known-secrets.ts';
import { learn } from './learn-secrets.ts';
import { safeCommand } from './secret-values.ts';
import { serviceRemarks } from './service-remarks.ts';

/** `shared`: environment files that other services read too. */
export function describeGateway(
  service: FoundService,
  shared: ReadonlySet<string>,
  machine: SurveyedMachine,
): FoundGateway {
  const { disk, known } = machine;
  const { account, command, scope, group, workingDirectory, envFiles } = service;
  const identity = identify(service, disk);
  const { stateDir, configPath, variables } = identity;
  const mark = gwcMark(service, stateDir, disk);
  const profile = identity.profile ?? (mark ? 'default' : undefined);
  // A user's own manager reads units below the account's home alone.
  const home = scope === 'user' ? account.home : identity.home;
  const program = safeCommand(command.program, (word) => holdsKnown(word, known));
  const options = commandOptions(command.options);
  const found = configOf(configPath, { identity, home, options: options.config, machine });
  const isGwc = mark !== undefined;
  const secrets = findSecrets({ service, identity, found, options, isGwc, shared, machine });
  const files = secretFileValues(found.config, home, workingDirectory ?? stateDir, disk);
  const dotenvs = [globalFile(identity, disk), workingFile(service, identity, disk)] as const;
  const release = releaseOf(service, found.meta, disk);
  const workspace = workspaceOf(found.written, identity, release);
  learn(
    {
      service,
      found,
      secrets,
      options: options.values,
      dotenvs: [...dotenvs, identity.ownFile],
      files,
      places: [stateDir, configPath, workspace, workingDirectory, profile],
    },
    machine,
  );
  const port = identity.port ?? configPort(found.written);
  const plugins = installedPlugins(stateDir, disk);
  const packages = plugins.filter(({ name, version }) => name !== undefined && version !== undefined);
  const copies = plugins.filter(({ name }) => name === undefined).map(({ id }) => id);
  const unmanaged =
    service.doubt ??
    (found.isBroken ? 'not all of its openclaw.json could be read, and gwc would replace it' : undefined);
  const read = envFiles.filter((file) => file.variables && (!isGwc || file.path !== gwcFileOf(service, stateDir)));
  return {
    ...(mark ? { mark } : {}),
    user: account.name,
    ...(group === undefined ? {} : { group }),
    home,
    ...(profile === undefined ? {} : { profile }),
    port: port ?? defaultPort(identity.profile, release),
    isPortKnown: port !== undefined,
    stateDir,
    configPath,
    workspace,
    ...(workingDirectory === undefined ? {} : { workingDirectory: resolvePath(workingDirectory, account.home) }),
    ...logFileOf(found.written, identity),
    command: program.words,
    envFiles: secrets.envFiles,
    secretsFile: secrets.file,
    secrets: secrets.names,
    env: secrets.env,
    plugins: packages.map(({ name, version }) => `npm:${name}@${version}`),
    config: found.config,
    scope,
    serviceName: service.name,
    isEnabled: service.isEnabled,
    ...(unmanaged === undefined ? {} : { unmanaged }),
    ...(release ? { release } : {}),
    evidence: {
      service,
      files: [...service.files, ...found.files, ...read.map(({ path }) => path)],
      variables,
      values: new Map([...files, ...secretValues(identity, found, dotenvs), ...options.values]),
      config: found.written,
      hidden: found.moved.map(({ place }) => place),
      known,
    },
    comments: [
      ...gatewayComments({ service, identity, found, secrets, home, disk }),
      ...program.left.map(
        (what) => `${what} of the command may hold a secret, which every user of the host sees; it is left out`,
      ),
      ...options.comments,
      ...(copies.length === 0
        ? []
        : [`plugins that did not come from npm are left out: ${copies.join(', ')}; name their folders in \`plugins\``]),
    ].map((line) => withoutKnown(line, known)),
  };
}

/** What runs a state folder that no service uses, as far as it is known. */
export interface Unserved {
  readonly stateDir: string;
  readonly account: Account;
  readonly profile?: string | undefined;
  readonly command?: GatewayCommand;
  readonly environment?: Variables;
  /** That say so. */
  readonly files?: readonly string[];
  readonly isEnabled?: boolean;
  /** Why gwc doesn't manage it. */
  readonly reason: string;
}

/** As a service would find it that has nothing else to say. */
export function describeUnserved(unserved: Unserved, machine: SurveyedMachine): FoundGateway {
  const { stateDir, account, profile, command, environment = new Map(), files: from = [], isEnabled = true } = unserved;
  const service: FoundService = {
    os: 'linux',
    scope: 'user',
    name: '',
    files: from,
    account,
    isEnabled,
    command: command ?? { program: [], options: new Map() },
    environment: new Map([
      ['HOME', account.home],
      ...environment,
      ['OPENCLAW_STATE_DIR', stateDir],
      ...(profile === undefined ? [] : [['OPENCLAW_PROFILE', profile] as const]),
    ]),
    inherited: [],
    dropIns: [],
    isInstallers: false,
    envFiles: [],
    sections: new Map(),
    job: mapOf([]),
  };
  const described = describeGateway(service, new Set(), machine);
  const { evidence, serviceName, command: program, ...gateway } = described;
  const { service: _, ...rest } = evidence;
  return { ...gateway, unmanaged: unserved.reason, evidence: rest };
}

interface Subject {
  readonly service: FoundService;
  readonly identity: Identity;
  readonly found: ReadConfig;
  readonly secrets: FoundSecrets;
  /** As hosts.yaml has it. */
  readonly home: string;
  readonly disk: Disk;
}

function gatewayComments({ service, identity, found, secrets, home, disk }: Subject): readonly string[] {
  return [
    ...movedComments(found, identity.configPath, secrets.file),
    ...secrets.inService.map(
      (name) =>
        `the value of ${name} is in ${service.environmentFile ?? service.files[0] ?? 'the environment of its process'}; move it to ${secrets.file}`,
    ),
    ...found.overridden.map((place) => `an option of the command wins over ${place} in ${identity.configPath}`),
    ...unsuppliedComments(secrets, found, identity),
    ...missingFileComments(service, secrets, disk),
    ...serviceRemarks(service),
    ...tokenComments(service, identity, found),
    ...brandComments(identity),
    ...legacyComments(identity),
    ...recordComments(found.written),
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

/** Two values of one credential, of which OpenClaw takes the config's. */
function tokenComments({ command, files }: FoundService, { variables, configPath }: Identity, { moved }: ReadConfig) {
  return [TOKEN_VARIABLE, PASSWORD_VARIABLE].flatMap((variable) => {
    const key = variable === TOKEN_VARIABLE ? 'token' : 'password';
    const set = variables.get(variable) ?? variables.get(variable.replace('OPENCLAW_', 'CLAWDBOT_'));
    const written = moved.find(({ place }) => place === `gateway.auth.${key}`);
    if (!written || set === undefined || set === written.value || command.options.has(key)) return [];
    return [`${variable} of ${files[0]} is not the gateway.auth.${key} of ${configPath}, which wins`];
  });
}

/** gwc names the state folder by OPENCLAW_STATE_DIR, which only forks that keep up know. */
function brandComments({ brand }: Identity): readonly string[] {
  if (brand === 'openclaw') return [];
  if (!LEGACY_BRANDS.includes(brand))
    return [`its program is ${brand}; the files are those of OpenClaw, so check that it reads them`];
  return [
    `its program is ${brand}, which reads no OPENCLAW_* variables: install openclaw and set \`command\`; its folders stay`,
  ];
}

function legacyComments({ legacy }: Identity): readonly string[] {
  return [...new Set(legacy)].map((name) => `${name} is the old name of ${currentName(name)}`);
}

/** Kept by OpenClaw alone, which writes them anew. */
function recordComments(config: JsonMap): readonly string[] {
  const records = ['meta', 'wizard'].filter((key) => config[key] !== undefined);
  return records.length === 0
    ? []
    : [
        `${records.map((key) => `${key}.*`).join(' and ')} of openclaw.json are OpenClaw's own records; they are left out`,
      ];
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

/** What the gateway has under each name: its environment wins over `.env` of its working directory, that over its state's. */
function secretValues(
  { ownFile, variables }: Identity,
  { moved }: ReadConfig,
  [global, working]: readonly [Variables, Variables],
): Variables {
  const set = [...new Map([...global, ...ownFile, ...working, ...variables])];
  const legacy = set.map(([name, value]) => [currentName(name), value] as const);
  return new Map([...legacy, ...set, ...moved.map(({ name, value }) => [name, value] as const)]);
}

/** Of the default state folder. Source: src/infra/dotenv-global of openclaw@2026.9.6. */
function globalFile({ stateDir, home }: Identity, disk: Disk): Variables {
  const path = `${home}/.config/openclaw/gateway.env`;
  const isRead = stateDir === `${home}/.openclaw` && disk.kind(path) === 'file';
  return (isRead ? readEnvFile(path, disk) : undefined) ?? new Map();
}

/** OpenClaw reads `.env` of the folder that it is started in: of a user's unit that is the home. */
function workingFile(
  { scope, workingDirectory, account }: FoundService,
  { stateDir }: Identity,
  disk: Disk,
): Variables {
  const folder = workingDirectory ?? (scope === 'user' ? account.home : '/');
  return folder === stateDir ? new Map() : readDotenv(folder, disk);
}

/** A working directory that is set stays, and `.env` in it is read as before. */
function workingFolderComments(service: FoundService, identity: Identity, disk: Disk): readonly string[] {
  if (service.workingDirectory !== undefined) return [];
  const names = [...workingFile(service, identity, disk).keys()];
  const folder = service.scope === 'user' ? service.account.home : '';
  return names.length === 0
    ? []
    : [`OpenClaw also read ${folder}/.env, which sets ${names.join(', ')}; list it in envFiles to keep that`];
}

/** systemd reads `secretsFile` itself. */
function missingFileComments({ os, name }: FoundService, { names, file }: FoundSecrets, disk: Disk): readonly string[] {
  const isNeeded = os === 'linux' && name !== '' && names.length > 0;
  return isNeeded && disk.kind(file) === 'missing'
    ? [`${file} does not exist yet; the service will not start without it`]
    : [];
}
