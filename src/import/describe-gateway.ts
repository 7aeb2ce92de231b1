// A service and the files that it leads to → a gateway in the words of hosts.yaml.

import { mapOf } from '../document/json.ts';
import { resolvePath } from '../model/paths.ts';
import type { Account } from './accounts.ts';
import { commandOptions } from './command-options.ts';
import { configOf } from './config/settle-config.ts';
import type { FoundGateway } from './found-gateway.ts';
import { findSecrets } from './found-secrets.ts';
import type { FoundService } from './found-service.ts';
import { gatewayComments } from './gateway-comments.ts';
import { configPort, defaultPort, logFileOf, releaseOf, workspaceOf } from './gateway-settings.ts';
import { gwcMark } from './gwc-mark.ts';
import { identify } from './identity.ts';
import type { Machine } from './machine.ts';
import { safeCommand } from './safe-command.ts';

/** `shared`: environment files that other services read too. */
export function describeGateway(service: FoundService, shared: ReadonlySet<string>, machine: Machine): FoundGateway {
  const { disk, notes } = machine;
  const { account, command, scope, group, workingDirectory, envFiles } = service;
  const identity = identify(service, disk);
  const { stateDir, configPath, variables } = identity;
  const mark = gwcMark(stateDir, disk);
  const profile = identity.profile ?? (mark ? 'default' : undefined);
  // A user's own manager reads units below the account's home alone.
  const home = scope === 'user' ? account.home : identity.home;
  const program = safeCommand(command.program);
  const options = commandOptions(command.options);
  const found = configOf(configPath, { identity, home, options: options.config, disk, notes });
  const isGwc = mark !== undefined;
  const secrets = findSecrets({ service, identity, found, options, isGwc, shared, disk });
  const release = releaseOf(service, found.meta, disk);
  const read = envFiles.filter((file) => file.variables && (!isGwc || file.path !== `${stateDir}/gateway.env`));
  return {
    ...(mark ? { mark } : {}),
    user: account.name,
    ...(group === undefined ? {} : { group }),
    home,
    ...(profile === undefined ? {} : { profile }),
    port: identity.port ?? configPort(found.written) ?? defaultPort(identity.profile, release),
    stateDir,
    configPath,
    workspace: workspaceOf(found.written, identity, release),
    ...(workingDirectory === undefined ? {} : { workingDirectory: resolvePath(workingDirectory, account.home) }),
    ...logFileOf(found.written, identity),
    command: program.words,
    envFiles: secrets.envFiles,
    secretsFile: secrets.file,
    secrets: secrets.names,
    env: secrets.env,
    config: found.config,
    scope,
    serviceName: service.name,
    isEnabled: service.isEnabled,
    ...(found.isBroken ? { unmanaged: 'not all of its openclaw.json could be read, and gwc would replace it' } : {}),
    ...(release ? { release } : {}),
    evidence: {
      service,
      files: [...service.files, ...found.files, ...read.map(({ path }) => path)],
      variables,
      config: found.written,
      hidden: found.moved.map(({ place }) => place),
    },
    comments: [
      ...gatewayComments({ service, identity, found, secrets, home, disk }),
      ...program.left.map(
        (what) => `${what} of the command may hold a secret, which every user of the host sees; it is left out`,
      ),
      ...options.comments,
    ],
  };
}

/** A state folder with a config, which no service uses: as a service would find it that has nothing else to say. */
export function describeFolder(
  stateDir: string,
  profile: string | undefined,
  account: Account,
  machine: Machine,
): FoundGateway {
  const environment = new Map([
    ['HOME', account.home],
    ['OPENCLAW_STATE_DIR', stateDir],
    ...(profile === undefined ? [] : [['OPENCLAW_PROFILE', profile] as const]),
  ]);
  const service: FoundService = {
    os: 'linux',
    scope: 'user',
    name: '',
    files: [],
    account,
    isEnabled: true,
    command: { program: [], options: new Map() },
    environment,
    envFiles: [],
    sections: new Map(),
    job: mapOf([]),
  };
  const { evidence, serviceName, command, ...gateway } = describeGateway(service, new Set(), machine);
  const { files, variables, config, hidden } = evidence;
  const unmanaged = 'no service runs it: no unit or job was found that does';
  return { ...gateway, unmanaged, evidence: { files, variables, config, hidden } };
}
