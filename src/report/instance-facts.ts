// An instance → what is known of it, in short texts: shown in the report, and named by what each rule compared.

import { count } from '../diagnostics/finding-text.ts';
import { botsOf } from '../model/bots.ts';
import { isContainer } from '../model/container.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { hostBrowsers, hostListeners } from '../model/host-listeners.ts';
import { formatInterval } from '../model/intervals.ts';
import { isAdvertised } from '../openclaw/bonjour.ts';
import { gatewayAccess } from '../openclaw/gateway-auth.ts';

export interface InstanceFacts {
  readonly base: string;
  readonly span: string;
  readonly pins: string;
  readonly browsers: string;
  readonly listeners: string;
  readonly profile: string;
  readonly account: string;
  readonly service: string;
  readonly scope: string;
  readonly stateDir: string;
  readonly configPath: string;
  readonly workspace: string;
  readonly workingDirectory: string;
  readonly logFile: string;
  readonly secretsFile: string;
  readonly command: string;
  readonly secrets: string;
  readonly access: string;
  readonly bots: string;
  readonly bonjour: string;
  readonly allowed: string;
}

/** What all instances of a host have in common. */
export interface HostFacts {
  readonly host: string;
  readonly os: string;
  readonly reserved: string;
  readonly release: string;
}

const NONE = 'none';

export function hostFacts({ name, os, reserved }: Host, { target }: Fleet): HostFacts {
  const ports = reserved.map((range) => `${formatInterval(range)}${range.note === '' ? '' : ` (${range.note})`}`);
  return { host: name, os, reserved: list(ports), release: target.version };
}

export function instanceFacts(instance: Instance, { target }: Fleet): InstanceFacts {
  const { ports, port, user, group, service, command, secrets, allow } = instance;
  return {
    base: port === undefined ? NONE : String(port),
    span: ports ? formatInterval(ports.span) : NONE,
    pins: list(ports?.pins.map(String) ?? []),
    // Without credentials and path, which may hold secrets.
    browsers: list(hostBrowsers(instance).map((endpoint) => `${endpoint.host}:${endpoint.port}`)),
    listeners: list(hostListeners(instance).map((listener) => `${listener.name} ${formatInterval(listener)}`)),
    profile: instance.profile,
    account: group === undefined ? user : `${user}:${group}`,
    service: service.name,
    scope: service.scope,
    stateDir: instance.stateDir,
    configPath: instance.configPath,
    workspace: instance.workspace,
    workingDirectory: instance.workingDirectory,
    logFile: instance.logFile,
    secretsFile: instance.secretsFile,
    command: command.join(' '),
    secrets: list(secrets),
    access: accessText(instance),
    bots: count(botsOf(instance).length, 'bot'),
    bonjour: !isContainer(instance) && isAdvertised(instance, target.line) ? 'advertised' : 'not advertised',
    allowed: list(Object.entries(allow).map(([id, reason]) => `${id} (${reason})`)),
  };
}

function accessText(instance: Instance): string {
  const { bind, mode, tailscale } = gatewayAccess(instance);
  return `bind ${plain(bind)}, auth ${plain(mode)}, tailscale ${plain(tailscale)}`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function list(texts: readonly string[]): string {
  return texts.join(', ') || NONE;
}
