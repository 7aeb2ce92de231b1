// What a service runs: the gateway's command, and its whole environment, secrets aside: what the installer would write, and
// what the user adds.

import { compareText, onceInARow } from '../diagnostics/collections.ts';
import { at } from '../document/json.ts';
import { isContainer } from '../model/container.ts';
import type { EnvFile, Instance } from '../model/fleet.ts';
import { isReadByGateway } from '../model/instance-paths.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import { LEGACY_SELECTORS, OWNED_VARIABLES } from '../openclaw/owned-variables.ts';

/** Values by name, sorted by name. */
export type Environment = ReadonlyMap<string, string>;

/** What tells OpenClaw that a service is one of its gateways. */
export const SERVICE_MARKERS = [
  ['OPENCLAW_SERVICE_KIND', 'gateway'],
  ['OPENCLAW_SERVICE_MARKER', 'openclaw'],
] as const;

export const serviceEnvironment = onceInARow((instance: Instance): Environment => {
  const usual = isContainer(instance) ? containerDefaults(instance) : defaults(instance);
  const merged = new Map([...usual, ...Object.entries(instance.env), ...owned(instance)]);
  return new Map([...merged].sort(([a], [b]) => compareText(a, b)));
});

/** Names that decide which gateway a process is and that this one must not inherit from anywhere. */
export function unsetVariables(environment: Environment): readonly string[] {
  return [...LEGACY_SELECTORS, ...OWNED_VARIABLES].filter((name) => !environment.has(name));
}

/**
 * The host's own environment files that the service manager reads, in the order of reading: a later one wins, and gateway.env
 * comes after all of them.
 */
export function hostFiles(instance: Instance): readonly EnvFile[] {
  const { envFiles, secrets, secretsFile } = instance;
  const isLeft = secrets.length === 0 || isReadByGateway(instance, secretsFile);
  return isLeft ? envFiles : [...envFiles, { path: secretsFile, optional: false }];
}

/** Secrets that OpenClaw reads by itself, and that a file read before it must not bring: names, sorted. */
export function gatewaysOwn(instance: Instance): readonly string[] {
  const { envFiles, secrets, secretsFile } = instance;
  return envFiles.length > 0 && isReadByGateway(instance, secretsFile) ? [...secrets].sort(compareText) : [];
}

type Entries = readonly (readonly [name: string, value: string])[];

function defaults(instance: Instance): Entries {
  const { os, stateDir, service } = instance;
  return [
    // An inherited `--inspect` would have two gateways fight for one port.
    ['NODE_OPTIONS', ''],
    ['PATH', servicePath(instance)],
    ['TMPDIR', os === 'macos' ? `${stateDir}/tmp` : '/tmp'],
    ...readonlyConfig(instance),
    ...(os === 'macos' ? MACOS_CERTIFICATES : []),
    // The home is read-only under this hardening.
    ...(os === 'linux' && service.hardening === 'strict' ? ([['XDG_CACHE_HOME', `${stateDir}/.cache`]] as const) : []),
  ];
}

/** The image has a PATH of its own. The home isn't mounted, and so caches go where something stays. */
function containerDefaults(instance: Instance): Entries {
  const { stateDir } = instance;
  return [
    ['NPM_CONFIG_CACHE', `${stateDir}/.npm`],
    ...readonlyConfig(instance),
    ['XDG_CACHE_HOME', `${stateDir}/.cache`],
  ];
}

function readonlyConfig({ release }: Instance): Entries {
  return release.facts.hasReadonlyConfig ? [['OPENCLAW_CONFIG_READONLY', '1']] : [];
}

/** Node has no access to the system's certificates by itself. */
const MACOS_CERTIFICATES: Entries = [
  ['NODE_EXTRA_CA_CERTS', '/etc/ssl/cert.pem'],
  ['NODE_USE_SYSTEM_CA', '1'],
];

function owned(instance: Instance): Entries {
  const { home, stateDir, configPath, profile, port } = instance;
  return [
    ['HOME', home],
    ['OPENCLAW_STATE_DIR', stateDir],
    ['OPENCLAW_CONFIG_PATH', configPath],
    ...(isDefaultProfile(profile) ? [] : ([['OPENCLAW_PROFILE', profile]] as const)),
    ['OPENCLAW_GATEWAY_PORT', String(port)],
    ...serviceOf(instance),
  ];
}

/** A gateway that finds these exits to be restarted; one in a container restarts itself, and stays the container's process. */
function serviceOf({ service: { name, manager } }: Instance): Entries {
  const { nameVariable } = manager;
  return nameVariable === undefined ? [] : [[nameVariable, name], ...SERVICE_MARKERS];
}

/** The installer's PATH, with the command's own folder in front where it isn't among them: `env node` must find its node. */
function servicePath({ os, home, command, release }: Instance): string {
  const folders = release.facts.servicePath[os].map((folder) => folder.replace(/^~/, () => home));
  const own = command[0]!.slice(0, command[0]!.lastIndexOf('/'));
  // PATH has no way to write a folder with a colon in its name.
  return [...new Set([...(folders.includes(own) ? [] : [own]), ...folders])]
    .filter((folder) => folder !== '' && !folder.includes(':'))
    .join(':');
}

export function gatewayCommand(instance: Instance): readonly string[] {
  const { command, port } = instance;
  // What `gateway.bind` says is of the host: on its own loopback nobody outside of the container would reach it.
  const bind = isContainer(instance) ? ['--bind', 'lan'] : [];
  return [...command, 'gateway', ...bind, '--port', String(port)];
}

/** `healthz`: the process is alive. `startupz`: startup is complete. Source: OpenClaw docs/gateway/health.md. */
export type Probe = 'healthz' | 'startupz';

export function healthUrl({ config, port }: Instance, address: string, probe: Probe = 'healthz'): string {
  const scheme = at(config, 'gateway', 'tls', 'enabled') === true ? 'https' : 'http';
  return `${scheme}://${address}:${port}/${probe}`;
}
