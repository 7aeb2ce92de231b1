// What the report's page reads: one small text for the whole fleet, and one for each host, which is read once that host is
// opened. Everything in them is text that can be shown as it is.

import { accountClaims } from '../claims/accounts.ts';
import { groupBy } from '../diagnostics/collections.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { count } from '../diagnostics/finding-text.ts';
import { renderFindings } from '../diagnostics/pretty.ts';
import type { Report } from '../diagnostics/report.ts';
import { visible } from '../diagnostics/terminal-text.ts';
import type { ContainerEngine } from '../managers/manager.ts';
import { containerName, isContainer } from '../model/container.ts';
import { environmentOf, filledConfig } from '../model/environment.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { formatInterval } from '../model/intervals.ts';
import { limitsOf, limitsText } from '../model/limits.ts';
import { hostBrowsers, hostListeners } from '../model/port-claims.ts';
import { gatewayAccess } from '../openclaw/gateway-auth.ts';
import { isAdvertised } from '../openclaw/listeners.ts';
import { type Artifact, formatMode } from '../outputs/artifact.ts';
import { shellArgument } from '../outputs/quoting.ts';
import { hostSvg } from './fleet-svg.ts';
import type { HostChart } from './host-chart.ts';

export interface FleetData {
  readonly rules: readonly RuleView[];
  readonly findings: readonly FindingView[];
  readonly hosts: readonly HostView[];
}

interface RuleView {
  readonly id: string;
  readonly severity: string;
  readonly compares: string;
}

interface HostView {
  readonly name: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly instances: readonly InstanceView[];
}

interface InstanceView {
  readonly name: string;
  readonly managed: boolean;
  readonly enabled: boolean;
  readonly facts: Readonly<Record<string, string>>;
  readonly checks: readonly string[];
}

interface FileView {
  readonly name: string;
  readonly kind: string;
  readonly mode: string;
  readonly owner: string;
  readonly installPath: string;
  readonly content: string;
}

/** Without a fleet, as hosts.yaml is no YAML, there are findings alone. */
export function fleetData(fleet: Fleet | undefined, report: Report): FleetData {
  return {
    rules: report.tool.rules.map(({ id, severity, compares }) => ({ id, severity, compares })),
    findings: findingViews(report),
    hosts: fleet?.hosts.map(hostView) ?? [],
  };
}

function hostView(host: Host): HostView {
  const instances = host.instances.map(instanceView);
  return { name: host.name, facts: shown(hostFacts(host)), instances };
}

function instanceView(instance: Instance): InstanceView {
  const { name, managed, enabled } = instance;
  const checks = quickChecks(instance).map(visible);
  return { name, managed, enabled, facts: shown(instanceFacts(instance)), checks };
}

function shown(facts: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, visible(String(value))]));
}

interface HostData {
  /** SVG. */
  readonly map: string;
  /** By instance name. */
  readonly files: Readonly<Record<string, readonly FileView[]>>;
}

/** `artifacts` are those of the host. */
export function hostData(chart: HostChart, artifacts: readonly Artifact[]): HostData {
  const ofInstances = groupBy(artifacts, ({ instance }) => instance);
  const files = [...ofInstances].map(([name, ofInstance]) => [name, ofInstance.map(fileView)] as const);
  return { map: hostSvg(chart), files: Object.fromEntries(files) };
}

function fileView({ path, kind, mode, owner, installPath, content }: Artifact): FileView {
  return {
    // Below the instance's folder.
    name: visible(path.split('/').slice(2).join('/')),
    kind,
    mode: formatMode(mode),
    owner: visible(owner),
    installPath: visible(installPath),
    content,
  };
}

/** JSON that ends no script element and no line of one. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

interface FindingView extends Pick<Diagnostic, 'severity' | 'code' | 'message' | 'instances'> {
  /** Code frames, notes and help, with secrets masked. */
  readonly frame: string;
}

const FRAME_WIDTH = 80;

function findingViews(report: Report): readonly FindingView[] {
  const rendered = renderFindings(report, { color: false, width: FRAME_WIDTH });
  return report.diagnostics.map(({ severity, code, message, instances }, index) => {
    return { severity, code, message: visible(message), frame: rendered[index]!.details, instances };
  });
}

export interface InstanceFacts {
  readonly release: string;
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
  readonly limits: string;
  readonly allowed: string;
}

/** What all instances of a host have in common. */
export interface HostFacts {
  readonly host: string;
  readonly os: string;
  readonly reserved: string;
}

const NONE = 'none';

export function hostFacts({ name, os, reserved }: Host): HostFacts {
  const ports = reserved.map((range) => `${formatInterval(range)}${range.note === '' ? '' : ` (${range.note})`}`);
  return { host: name, os, reserved: list(ports) };
}

export function instanceFacts(instance: Instance): InstanceFacts {
  const { ports, port, user, group, service, command, secrets, allow } = instance;
  return {
    release: instance.release.version,
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
    bots: count(accountClaims(instance).filter(({ access }) => access !== 'unsure').length, 'bot'),
    bonjour:
      !isContainer(instance) &&
      isAdvertised(
        { ...instance, config: filledConfig(instance), env: environmentOf(instance) },
        instance.release.facts,
      )
        ? 'advertised'
        : 'not advertised',
    limits: limitsText(limitsOf(instance)) || NONE,
    allowed: list(Object.entries(allow).map(([id, reason]) => `${id} (${reason})`)),
  };
}

function accessText(instance: Instance): string {
  const { bind, mode, tailscale } = gatewayAccess({ ...instance, config: filledConfig(instance) });
  return `bind ${plain(bind)}, auth ${plain(mode)}, tailscale ${plain(tailscale)}`;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function list(texts: readonly string[]): string {
  return texts.join(', ') || NONE;
}

/** For a shell of the instance's host. */
export function quickChecks(instance: Instance): readonly string[] {
  const { container } = instance.service.manager;
  if (container) return inContainer(instance, container);
  const checks = ['status', 'gateway status --deep', ...(instance.ports?.hasBrowser ? ['browser status'] : [])];
  const start = instance.service.scope === 'system' ? 'sudo gwc' : 'gwc';
  return checks.map((check) => `${start} exec ${instance.name} -- ${check}`);
}

/** There the environment says which gateway it is. */
function inContainer(instance: Instance, engine: ContainerEngine): readonly string[] {
  const start = [engine.program, 'exec', containerName(instance), ...instance.command.map(shellArgument)].join(' ');
  return [`${start} status`, `${start} gateway probe`];
}
