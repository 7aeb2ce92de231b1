// How the instances of a host are: the checks of each, and what else runs a gateway there. It reads only, and what can't be read
// is unknown. Without `deep` no program but the service manager's is started.

import { posix } from 'node:path';
import { at, isList, parseJson } from '../document/json.ts';
import { readable } from '../files/file-error.ts';
import { sha256 } from '../files/sha256.ts';
import { type Disk, openDisk } from '../import/disk.ts';
import { installedPlugins } from '../import/installed-plugins.ts';
import { dropIns, unitFolders } from '../import/systemd/unit-files.ts';
import { isUsedUp } from '../model/workspace-files.ts';
import { formatMode } from '../outputs/artifact.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { type Desired, type DesiredFile, type HostTree, isSeed, serviceIdentity } from './desired.ts';
import { asOnDisk, freshness } from './freshness.ts';
import { ANSWER_TIME } from './health.ts';
import { cliProblems, installedOpenclaw } from './installed-openclaw.ts';
import { type HttpAnswer, lookThrough, type Machine } from './machine.ts';
import { isInstalled, pluginDisk } from './plugins.ts';
import { holderText, type Listener, listenersIn, ownerOf, type PortOwner, withProcesses } from './port-owner.ts';
import type { Applied, ApplyRecord } from './record.ts';
import { type SecretsProblem, type SharedSecret, secretsProblems, sharedSecrets } from './secrets-files.ts';
import type { ServiceManager, ServiceState } from './service-manager.ts';
import { type UnlistedGateway, unlistedGateways } from './unlisted-gateways.ts';

export const CHECKS = [
  'unit',
  'files',
  'port',
  'health',
  'ready',
  'fresh',
  'release',
  'dropIns',
  'secrets',
  'plugins',
  'cli',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** `none`: there is nothing to check; `unknown`: it could not be checked, as without the rights to look. */
export interface Check {
  readonly result: 'ok' | 'off' | 'none' | 'unknown';
  /** A few words. */
  readonly text: string;
}

type Checks = Readonly<Record<CheckName, Check>>;

export interface InstanceStatus {
  readonly deployment: Deployment;
  readonly checks: Checks;
}

export interface HostStatus {
  readonly instances: readonly InstanceStatus[];
  readonly unlisted: readonly UnlistedGateway[];
}

export function isOff({ checks }: InstanceStatus): boolean {
  return CHECKS.some((name) => checks[name].result === 'off');
}

export interface StatusContext {
  readonly machine: Machine;
  readonly manager: ServiceManager;
  readonly record: ApplyRecord;
  /** Whether OpenClaw's own command line is asked too. */
  readonly deep: boolean;
  /** Told how many of how many instances it was asked about. */
  readonly tell: (done: number, all: number) => void;
}

export async function hostStatus(
  { instances: desired, containers }: Pick<HostTree, 'instances' | 'containers'>,
  context: StatusContext,
): Promise<HostStatus> {
  const { machine, manager, record } = context;
  const identities = new Set(desired.map(({ deployment }) => serviceIdentity(deployment)));
  const left = record.instances.filter(({ deployment }) => !identities.has(serviceIdentity(deployment)));
  const deployments = [...desired, ...left].map(({ deployment }) => deployment);
  const [states, listeners] = await Promise.all([
    manager.states(deployments),
    machine.isOffline
      ? undefined
      : listenersIn(
          desired.map(({ deployment }) => deployment.ports),
          machine,
        ),
  ]);
  const view: View = {
    ...context,
    listeners,
    disk: openDisk(machine.root),
    shared: sharedSecrets(desired, machine),
  };
  const checked = await Promise.all(desired.map((one, index) => statusOf(one, states[index]!, view)));
  const contained = await Promise.all(containers.map((deployment) => containerStatus(deployment, machine)));
  const leftOver = left.map((applied, index) => leftOverStatus(applied, states[desired.length + index]!));
  return {
    instances: [...(await withCli(checked, states, context)), ...contained, ...leftOver],
    unlisted: await unlistedGateways(deployments, machine),
  };
}

interface View extends StatusContext {
  /** In the ports of all instances. */
  readonly listeners: readonly Listener[] | undefined;
  readonly disk: Disk;
  readonly shared: ReadonlyMap<Desired, readonly SharedSecret[]>;
}

async function statusOf(one: Desired, state: ServiceState, view: View): Promise<InstanceStatus> {
  const { deployment, files } = one;
  const { machine, record } = view;
  const applied = record.instances.find((known) => serviceIdentity(known.deployment) === serviceIdentity(deployment));
  const isAwake = !isAsleep(deployment, state, machine);
  const [port, [health, ready, version], fresh] = await Promise.all([
    isAwake ? portCheck(deployment, state, view) : NONE,
    isAwake ? ownAnswers(deployment, state, machine) : ([NONE, NONE, undefined] as const),
    isAwake ? freshCheck(one, state, machine, applied) : NONE,
  ]);
  return {
    deployment,
    checks: {
      unit: unitCheck(deployment, state, machine),
      files: filesCheck(files, applied, machine),
      port,
      health,
      ready,
      fresh,
      release: releaseCheck(deployment, version, view),
      dropIns: dropInCheck(deployment, state, view),
      secrets: isAwake ? secretsCheck(one, view) : NONE,
      plugins: isAwake ? pluginsCheck(deployment, machine) : NONE,
      cli: NONE,
    },
  };
}

/** Of an instance that apply leaves alone, what is seen from outside. Its image may have the packages of channels. */
async function containerStatus(deployment: Deployment, machine: Machine): Promise<InstanceStatus> {
  const unit: Check = { result: 'none', text: deployment.target };
  if (machine.isOffline || !deployment.enabled) return { deployment, checks: { ...NO_CHECKS, unit } };
  const [health, ready] = await answerChecks(deployment, machine);
  const plugins = pluginsCheck({ ...deployment, fetched: [] }, machine);
  return { deployment, checks: { ...NO_CHECKS, unit, health, ready, plugins } };
}

/** Of an instance that the last apply put here, and that is no longer desired. */
function leftOverStatus({ deployment }: Applied, { text }: ServiceState): InstanceStatus {
  const files = off('not in the output folder');
  return { deployment, checks: { ...NO_CHECKS, unit: { result: 'none', text }, files } };
}

/** One that doesn't start at boot may be stopped. */
function isAsleep({ enabled }: Deployment, { isActive }: ServiceState, { isOffline }: Machine): boolean {
  return isOffline || (!enabled && !isActive);
}

const NONE: Check = { result: 'none', text: '-' };

const NO_CHECKS = Object.fromEntries(CHECKS.map((name) => [name, NONE])) as Checks;

function ok(text: string): Check {
  return { result: 'ok', text };
}

function off(text: string): Check {
  return { result: 'off', text };
}

function unknown(text: string): Check {
  return { result: 'unknown', text };
}

function unitCheck({ enabled }: Deployment, state: ServiceState, { isOffline }: Machine): Check {
  const { pid, isEnabled, isUnknown, needsReload, text } = state;
  if (isUnknown) return unknown(text);
  const isRight = isEnabled === enabled && (pid !== undefined || !enabled || isOffline) && !needsReload;
  const boot = isEnabled === enabled ? (enabled ? 'enabled' : 'not enabled') : enabled ? 'NOT enabled' : 'ENABLED';
  const reload = needsReload ? ', changed since daemon-reload' : '';
  return { result: isRight ? 'ok' : 'off', text: `${text}, ${boot}${reload}` };
}

function filesCheck(files: readonly DesiredFile[], applied: Applied | undefined, machine: Machine): Check {
  const found = files.map((file) => [posix.basename(file.path), fileProblem(file, applied, machine)] as const);
  const problems = new Set(found.flatMap(([, problem]) => problem ?? []));
  if (problems.size === 0) return ok('as applied');
  const texts = [...problems].map((problem) => {
    const names = found.filter(([, one]) => one === problem).map(([name]) => name);
    return `${names.length === 1 ? names[0] : `${names.length} files`} ${problem}`;
  });
  const isUnknown = problems.size === 1 && problems.has(UNREADABLE);
  return { result: isUnknown ? 'unknown' : 'off', text: texts.join(', ') };
}

const UNREADABLE = 'cannot be read';

function fileProblem(file: DesiredFile, applied: Applied | undefined, machine: Machine): string | undefined {
  const found = readable(() => machine.look(file.path));
  if (!found) return UNREADABLE;
  // Any file of that name will do.
  if (isSeed(file)) return found.kind !== 'missing' || isUsedUp(file.path) ? undefined : 'missing';
  if (found.kind === 'missing') return 'missing';
  if (found.kind !== 'file') return 'is no file';
  const digest = sha256(found.content);
  if (digest !== file.sha256) {
    const isOld = applied?.files.some(({ path, sha256: old }) => path === file.path && old === digest);
    return isOld ? 'not applied yet' : 'changed';
  }
  return found.mode === file.mode ? undefined : `has mode ${formatMode(found.mode)}`;
}

/** Its base port is the gateway's own, and nobody else listens on the rest of its ports. */
async function portCheck({ port, ports }: Deployment, state: ServiceState, view: View): Promise<Check> {
  const { machine, listeners } = view;
  if (!listeners) return unknown(`${port} unknown`);
  const near = listeners.filter((one) => ports.from <= one.port && one.port <= ports.to);
  const owners = await Promise.all(near.map((one) => ownerOf(one, [state], machine)));
  const foreign = withProcesses(
    near.filter((_, index) => owners[index] === 'other'),
    machine,
  );
  const base = baseText(port, new Set(owners.filter((_, index) => near[index]!.port === port)));
  const text = [base, ...foreign.map((one) => `${one.port} held by ${holderText(one)}`)].join(', ');
  if (foreign.length > 0 || base.endsWith('closed')) return off(text);
  return base.endsWith('own') ? ok(text) : unknown(text);
}

function baseText(port: number, owners: ReadonlySet<PortOwner>): string {
  if (owners.has('own')) return `${port} own`;
  if (owners.has('unknown')) return `${port} open`;
  return owners.has('other') ? `${port} not its own` : `${port} closed`;
}

/** Whether it lives, whether it is ready, and the release that it runs, where it tells that. */
/** Without a process, whatever answers is another one's. */
async function ownAnswers(
  deployment: Deployment,
  { pid, cgroup, isUnknown }: ServiceState,
  machine: Machine,
): Promise<readonly [Check, Check, string | undefined]> {
  const none = off('no process');
  return pid === undefined && cgroup === undefined && !isUnknown
    ? [none, none, undefined]
    : answerChecks(deployment, machine);
}

async function answerChecks(
  { health }: Deployment,
  machine: Machine,
): Promise<readonly [Check, Check, string | undefined]> {
  const ask = (probe: string) => machine.get(health.replace(/healthz$/, probe), ANSWER_TIME);
  const [alive, ready, startup] = await Promise.all(['healthz', 'readyz', 'startupz'].map(ask));
  const version = at(bodyOf(startup), 'version');
  return [healthCheck(alive), readyCheck(ready, startup), typeof version === 'string' ? version : undefined];
}

function bodyOf(answer: HttpAnswer | undefined) {
  return parseJson(answer?.body ?? '') ?? null;
}

function healthCheck(answer: HttpAnswer | undefined): Check {
  if (answer?.status === 200) return ok('ok');
  return off(answer ? `answers ${answer.status}` : 'no answer');
}

/** Early releases have neither of the two: they answer with a page, or none. */
function readyCheck(ready: HttpAnswer | undefined, startup: HttpAnswer | undefined): Check {
  if (!ready) return off('no answer');
  const isReady = at(bodyOf(ready), 'ready');
  const failing = at(bodyOf(ready), 'failing');
  if (isReady === true) return ok('ready');
  if (isReady === false) return off(isList(failing) ? `failing: ${failing.join(', ')}` : 'not ready');
  const isStarted = at(bodyOf(startup), 'ok');
  if (isStarted === undefined) return NONE;
  return isStarted === true ? ok('started') : off('starting');
}

async function freshCheck(
  one: Desired,
  state: ServiceState,
  machine: Machine,
  applied: Applied | undefined,
): Promise<Check> {
  const found = await freshness(asOnDisk(one, machine), state, machine, applied);
  if (found.result === 'stale') return off(found.reason);
  if (found.isUnitNewer) return ok('fresh, its new unit takes effect at its next start');
  return found.result === 'fresh' ? ok('fresh') : unknown('unknown');
}

/** What runs, and else what is installed, is the release that the files are for. */
function releaseCheck({ command, release }: Deployment, running: string | undefined, view: View): Check {
  const { disk, machine } = view;
  if (readable(() => lookThrough(command[0]!, machine))?.kind === 'missing') {
    return machine.isOffline ? NONE : off('not installed');
  }
  const installed = installedOpenclaw(command, disk)?.version;
  const found = running ?? installed;
  if (found === undefined) return unknown('unknown');
  const isMeant = (version: string | undefined) => version === undefined || version === release;
  if (isMeant(running) && isMeant(installed)) return ok(found);
  const both = running !== undefined && installed !== undefined && running !== installed;
  return off(`${both ? `${running} runs, ${installed} installed` : found}, not ${release}`);
}

/** Those that the user or a tool put beside the unit; what a distribution ships for all services is not meant. */
function dropInCheck(deployment: Deployment, state: ServiceState, { disk, machine }: View): Check {
  if (deployment.os === 'macos') return NONE;
  const { scope, home, service } = deployment;
  const read = machine.isOffline ? [] : state.dropIns;
  if (read === undefined) return unknown('unknown');
  // The manager doesn't see a new folder of them until it reads its files again, such as at the next boot.
  const found = new Set([...read, ...dropIns(disk, unitFolders(scope, home), service)]);
  const meant = [...found].filter((path) => !/^\/(usr\/lib|lib|run)\/systemd\/[^/]+\/service\.d\//.test(path));
  return meant.length === 0 ? ok('none') : off(meant.join(', '));
}

function secretsCheck(one: Desired, { machine, shared }: View): Check {
  if (one.deployment.secretsFile === undefined) return NONE;
  const problems = secretsProblems(one.deployment, machine);
  const common = shared.get(one) ?? [];
  if (problems.length === 0 && common.length === 0) return ok('set');
  const text = [...problems.map(secretsText), ...common.map(sharedText)].join(', ');
  return common.length === 0 && problems.every(({ kind }) => kind === 'unreadable') ? unknown(text) : off(text);
}

/** Those that `plugins` names, and those that channels need. */
function pluginsCheck({ stateDir, plugins = [], fetched = [] }: Deployment, machine: Machine): Check {
  if (plugins.length + fetched.length === 0) return NONE;
  if (readable(() => machine.list(stateDir)) === undefined) return unknown(UNREADABLE);
  const disk = pluginDisk(machine);
  const installed = installedPlugins(stateDir, disk);
  const missing = [
    ...plugins.filter((spec) => !isInstalled(spec, installed, disk)),
    ...fetched.filter((name) => !installed.some((one) => one.name === name)),
  ];
  return missing.length === 0
    ? ok('installed')
    : off(`no ${missing.map((one) => one.replace(/^npm:/, '')).join(', ')}`);
}

function secretsText({ kind, file, names, mode }: SecretsProblem): string {
  if (kind === 'without values') return `no value for ${names.join(', ')}`;
  if (kind === 'open') return `${file} has mode ${formatMode(mode!)}`;
  return `${file} ${{ missing: 'missing', 'not a file': 'is no file', unreadable: UNREADABLE }[kind]}`;
}

function sharedText({ name, others }: SharedSecret): string {
  return `${name} is also that of ${others.join(', ')}`;
}

/** Each question starts a Node.js with all of OpenClaw. */
const AT_ONCE = 3;

/** The same with what OpenClaw says of them. */
async function withCli(
  checked: readonly InstanceStatus[],
  states: readonly ServiceState[],
  { machine, deep, tell }: StatusContext,
): Promise<readonly InstanceStatus[]> {
  if (!deep) return checked;
  const awake = checked.filter(({ deployment }, index) => !isAsleep(deployment, states[index]!, machine));
  const answers = new Map<InstanceStatus, Check>();
  const waiting = [...awake];
  const worker = async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      answers.set(one, await cliCheck(one.deployment, machine));
      tell(answers.size, awake.length);
    }
  };
  tell(0, awake.length);
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return checked.map((one) => ({ ...one, checks: { ...one.checks, cli: answers.get(one) ?? NONE } }));
}

async function cliCheck(deployment: Deployment, machine: Machine): Promise<Check> {
  const answer = await cliProblems(deployment, machine);
  if (typeof answer === 'string') return unknown(answer);
  return answer.length === 0 ? ok('ok') : off(answer.join(', '));
}
