// What is desired on a host, what the last apply left, and what is found there → what has to be done, in order: a gateway comes
// up only where its ports are free, and the rescue bot comes last. Pure.

import { parseJson } from '../document/json.ts';
import { FileError } from '../files/file-error.ts';
import { sha256 } from '../files/sha256.ts';
import { isUsedUp, isWorkspaceKind } from '../model/workspace-files.ts';
import { announcesReloads, isReloading, restartKeys } from '../openclaw/reload-keys.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { type Desired, type DesiredFile, isSeed, nameOf, serviceIdentity, servicePlace } from './desired.ts';
import { type Freshness, startHash } from './freshness.ts';
import type { Account, Found } from './machine.ts';
import type { PluginWork } from './plugins.ts';
import { type Applied, type ApplyRecord, filesHash, type Written, writtenFiles } from './record.ts';
import type { ServiceState } from './service-manager.ts';
import { missingGuard } from './shell-guard.ts';
import { type PlannedSnapshot, snapshotFolder } from './snapshot.ts';

export interface PlanInput {
  /** In the order of the manifest. */
  readonly desired: readonly Desired[];
  readonly record: ApplyRecord;
  readonly look: (path: string) => Found;
  /** By `serviceIdentity`. */
  readonly states: ReadonlyMap<string, ServiceState>;
  /** Whether it was started with the files that are desired. By `serviceIdentity`. */
  readonly running: ReadonlyMap<string, Freshness>;
  readonly ownerOf: (file: Pick<DesiredFile, 'isAccounts'>, deployment: Deployment) => Account;
  /** Nothing can be started. */
  readonly isOffline: boolean;
  /** Also files that were changed on the machine are replaced. */
  readonly force: boolean;
  /** Also files that an earlier apply took back are tried again. */
  readonly retry: boolean;
  /** Plugins that are to come or go, by `serviceIdentity`. */
  readonly plugins: ReadonlyMap<string, PluginWork>;
  /** Where a state is kept before another release has it; absent where none is. */
  readonly snapshotsIn?: string | undefined;
}

export type Action = 'create' | 'change' | 'restart' | 'start' | 'stop' | 'remove';

export interface Step {
  readonly action: Action;
  readonly deployment: Deployment;
  /** As it was when it last came up; absent where it never did. */
  readonly previous?: Applied | undefined;
  readonly writes: readonly DesiredFile[];
  readonly isReloaded: boolean;
  /** Whether the `.env` of its state folder lacks what keeps OpenClaw's commands from its config. */
  readonly isGuarded?: boolean | undefined;
  /** Whether it starts at boot, where that changes. */
  readonly boot?: 'enable' | 'disable' | undefined;
  /** What becomes of the running gateway. */
  readonly process?: 'start' | 'restart' | 'reload' | 'stop' | undefined;
  /** Why it is restarted, where no file of this step says so. */
  readonly reason?: string | undefined;
  /** Of the state as the release before left it, so that both can be put back together. */
  readonly snapshot?: PlannedSnapshot | undefined;
  /** Plugins that come or go while it is stopped. */
  readonly plugins?: PluginWork | undefined;
  /** Its unit is written or read anew, and the running gateway keeps the old one until its next start. */
  readonly isDeferred?: boolean | undefined;
}

/** A file that the user or OpenClaw changed: its instance is left alone as long as there is one. */
export interface Drift {
  readonly deployment: Deployment;
  readonly path: string;
  readonly reason: string;
  /** What the apply would put there; absent where it would remove it. */
  readonly file?: DesiredFile | undefined;
}

export interface ApplyPlan {
  readonly steps: readonly Step[];
  /** Nothing has to be done for these. */
  readonly unchanged: readonly Deployment[];
  readonly drift: readonly Drift[];
  /** With these files they did not come up in an earlier apply. */
  readonly failed: readonly Deployment[];
  /** They need what one that is left alone has. */
  readonly blocked: readonly Blocked[];
  /** Nothing is done for these, though something should be: for what drifted, failed or is blocked. */
  readonly left: readonly Deployment[];
}

/** An instance that waits until somebody settles what becomes of another one. */
export interface Blocked {
  readonly deployment: Deployment;
  readonly holder: Deployment;
  /** Such as `port 18789`. */
  readonly what: string;
}

export function planApply(input: PlanInput): ApplyPlan {
  const { desired, record } = input;
  const previous = new Map(record.instances.map((applied) => [serviceIdentity(applied.deployment), applied]));
  const before = ({ deployment }: Desired) => previous.get(serviceIdentity(deployment));
  const kept = new Set(desired.map(({ deployment }) => serviceIdentity(deployment)));
  const gone = record.instances.filter(
    ({ deployment }) => !kept.has(serviceIdentity(deployment)) && !isUnmanaged(deployment, desired),
  );
  const written = writtenFiles(record);
  const drift = [
    ...gone.flatMap((applied) => removalDrift(applied, written, input)),
    ...desired.flatMap((one) => driftOf(one, written, input)),
  ];
  const failed = input.retry ? [] : desired.filter((one) => hasFailed(one, record)).map(({ deployment }) => deployment);
  const left = new Set([...(input.force ? [] : drift.map(({ deployment }) => deployment)), ...failed]);
  const changes = desired
    .filter(({ deployment }) => !left.has(deployment))
    .map((one) => changeOf(one, before(one), input));
  const needed = changes.filter(({ isNeeded }) => isNeeded);
  const running = [
    ...gone.filter(({ deployment }) => left.has(deployment)),
    ...desired.filter(({ deployment }) => left.has(deployment)).flatMap((one) => before(one) ?? []),
  ];
  const holders = running.map(({ deployment }): Holder => ({ deployment, holds: holdingOf(deployment) }));
  const blocked = blockedBy(holders, needed);
  const isBlocked = new Set(blocked.map(({ deployment }) => deployment));
  const ordered = inOrder(needed.filter(({ deployment }) => !isBlocked.has(deployment))).map((next) =>
    'step' in next ? next.step : stopping(next),
  );
  return {
    steps: [...gone.filter(({ deployment }) => !left.has(deployment)).map(removal), ...ordered],
    unchanged: changes.filter(({ isNeeded }) => !isNeeded).map(({ deployment }) => deployment),
    drift,
    failed,
    blocked,
    left: [...left, ...isBlocked],
  };
}

/** Applied once, and no longer gwc's to stop: hosts.yaml has it as `managed: false`. */
function isUnmanaged({ scope, user, service }: Deployment, desired: readonly Desired[]): boolean {
  const all = desired.flatMap(({ deployment: { unmanaged = [] } }) => unmanaged);
  return all.some((one) => one.scope === scope && one.user === user && one.service === service);
}

/** Whether an apply took just these files back. */
function hasFailed({ deployment, files }: Desired, { failed = [] }: ApplyRecord): boolean {
  const service = serviceIdentity(deployment);
  return failed.some((one) => one.service === service && one.hash === filesHash(files));
}

interface PlannedChange extends Change<Step> {
  readonly isNeeded: boolean;
}

function removal(previous: Applied): Step {
  return {
    action: 'remove',
    deployment: previous.deployment,
    previous,
    writes: [],
    isReloaded: true,
    boot: 'disable',
    process: 'stop',
  };
}

function stopping({ stop, what }: Stop): Step {
  const reason = `another one gets its ${what} first`;
  return { action: 'stop', deployment: stop, writes: [], isReloaded: false, process: 'stop', reason };
}

function changeOf({ deployment, files }: Desired, previous: Applied | undefined, input: PlanInput): PlannedChange {
  const { record, states } = input;
  const identity = serviceIdentity(deployment);
  const state = states.get(identity);
  const isFirst = !previous?.files.length;
  const writes = files.filter((file) => !isInPlace(file, deployment, isFirst, input));
  const work = record.works.find(({ service }) => service === identity);
  const running = input.running.get(identity) ?? { result: 'unknown' };
  const config = configNeed({ deployment, files }, previous, writes, input);
  const before = otherRelease(deployment, previous);
  const plugins = input.plugins.get(identity);
  const isStale =
    work !== undefined ||
    before !== undefined ||
    plugins !== undefined ||
    needsRestart(files, running, previous, writes);
  const need = isStale ? 'restart' : config.process;
  const boot = bootChange(deployment, state);
  const process = input.isOffline ? undefined : processChange(deployment, state, need, record);
  const isSaid = writes.some(needsStart);
  const moved = before === undefined ? undefined : `OpenClaw ${before} → ${deployment.release}`;
  const why = moved ?? (running.result === 'stale' ? running.reason : config.reason);
  const reason = process === 'restart' && (!isSaid || moved !== undefined) ? why : undefined;
  const isUnitWritten = writes.some(({ path }) => path === servicePlace(deployment).path);
  const isOutdated = state?.needsReload === true;
  // A unit that was put back by hand may not be the one that the manager has read.
  const isReloaded = isUnitWritten || isOutdated || isStale || process === 'start';
  const isKept = process === undefined || process === 'reload';
  const isDeferred = (isUnitWritten || isOutdated) && isKept && state?.isActive === true && !input.isOffline;
  const isRenamed = previous !== undefined && nameOf(previous.deployment) !== nameOf(deployment);
  const held = previous ? ownPaths(previous.deployment) : [];
  const account = input.ownerOf({ isAccounts: true }, deployment);
  const isGuarded = missingGuard({ deployment, files }, account, input.look) !== undefined;
  const snapshot = before === undefined ? undefined : snapshotOf(deployment, before, input);
  const isOnlyProcess =
    writes.length === 0 &&
    !isGuarded &&
    plugins === undefined &&
    boot === undefined &&
    !isRenamed &&
    process !== undefined &&
    process !== 'reload';
  const action = isFirst ? 'create' : isOnlyProcess ? process : 'change';
  return {
    step: {
      action,
      deployment,
      previous,
      writes,
      isReloaded,
      isGuarded,
      boot,
      process,
      reason,
      snapshot,
      plugins,
      isDeferred,
    },
    isNeeded:
      writes.length > 0 ||
      isOutdated ||
      isGuarded ||
      plugins !== undefined ||
      snapshot !== undefined ||
      boot !== undefined ||
      process !== undefined ||
      isRenamed,
    deployment,
    holds: state?.isActive ? holdingOf(previous?.deployment ?? deployment, work?.port) : NOTHING,
    needs: {
      ports: isKept ? [] : [deployment.port],
      // Where it writes for the first time, nobody else may be at work.
      paths: ownPaths(deployment).filter((path) => !isKept || !held.includes(path)),
    },
  };
}

/** The release that had the state last, where it is another one. */
function otherRelease({ release }: Deployment, previous: Applied | undefined): string | undefined {
  const before = previous?.files.length ? previous.deployment.release : '';
  return before === '' || before === release ? undefined : before;
}

function snapshotOf(
  deployment: Deployment,
  release: string,
  { look, snapshotsIn }: PlanInput,
): PlannedSnapshot | undefined {
  if (snapshotsIn === undefined || look(deployment.stateDir).kind !== 'folder') return undefined;
  return { release, folder: snapshotFolder(snapshotsIn, deployment) };
}

function bootChange({ enabled }: Deployment, state: ServiceState | undefined): Step['boot'] {
  if ((state?.isEnabled ?? false) === enabled) return undefined;
  return enabled ? 'enable' : 'disable';
}

/** One that doesn't start at boot is not started here either, but where it runs, it runs with its files. */
function processChange(
  deployment: Deployment,
  state: ServiceState | undefined,
  need: ConfigNeed['process'],
  { works, stopped }: ApplyRecord,
): 'start' | 'restart' | 'reload' | undefined {
  if (state?.isActive) return need;
  const identity = serviceIdentity(deployment);
  const wasRunning = stopped.includes(identity) || works.some((work) => work.service === identity && work.wasRunning);
  return deployment.enabled || wasRunning ? 'start' : undefined;
}

/** Of its environment and its unit, by what is known of its process; else by the record. */
function needsRestart(
  files: readonly DesiredFile[],
  { result }: Freshness,
  previous: Applied | undefined,
  writes: readonly DesiredFile[],
): boolean {
  if (result !== 'unknown') return result === 'stale';
  return files.filter(needsStart).some((file) => !isRecorded(file, previous, writes));
}

/** Whether a gateway reads it at its start, and never again. */
function needsStart({ kind }: DesiredFile): boolean {
  return !['openclaw-config', 'secrets-example'].includes(kind) && !isWorkspaceKind(kind);
}

interface ConfigNeed {
  readonly process?: 'restart' | 'reload' | undefined;
  readonly reason?: string | undefined;
}

/** What a running gateway needs for its config: OpenClaw takes most changes by itself. */
function configNeed(
  { deployment, files }: Desired,
  previous: Applied | undefined,
  writes: readonly DesiredFile[],
  { look }: PlanInput,
): ConfigNeed {
  const file = files.find(({ kind }) => kind === 'openclaw-config');
  if (!file) return {};
  const { release } = deployment;
  const found = look(file.path);
  const after = parseJson(file.content.toString());
  const isInPlace = found.kind === 'file' && sha256(found.content) === file.sha256;
  if (isInPlace) return isReloading(after, release) || isRecorded(file, previous, writes) ? {} : { process: 'restart' };
  const before = found.kind === 'file' ? parseJson(found.content.toString()) : undefined;
  if (before === undefined || after === undefined || !isReloading(before, release) || !isReloading(after, release))
    return { process: 'restart' };
  const keys = restartKeys(before, after, release) ?? [];
  if (keys.length > 0) return { process: 'restart', reason: `OpenClaw needs one for ${keys.join(', ')}` };
  return { process: announcesReloads(before) && announcesReloads(after) ? 'reload' : 'restart' };
}

/** Whether it was last applied as it is desired; without a record, whether it is found so. */
function isRecorded(file: DesiredFile, previous: Applied | undefined, writes: readonly DesiredFile[]): boolean {
  if (!previous) return !writes.includes(file);
  return previous.files.some(({ path, ...recorded }) => path === file.path && startHash(recorded) === startHash(file));
}

function isInPlace(file: DesiredFile, deployment: Deployment, isFirst: boolean, { look, ownerOf }: PlanInput): boolean {
  const found = look(file.path);
  if (isSeed(file)) return found.kind !== 'missing' || (isUsedUp(file.path) && !isFirst);
  if (found.kind !== 'file' || sha256(found.content) !== file.sha256) return false;
  return found.mode === file.mode && found.uid === ownerOf(file, deployment).uid;
}

/** Files that are neither as desired nor as gwc left them. Throws a FileError where something else is in the way. */
function driftOf({ deployment, files }: Desired, written: Written, { look, force }: PlanInput): readonly Drift[] {
  return files.flatMap((file) => {
    const found = look(file.path);
    if (found.kind === 'missing' || isSeed(file)) return [];
    if (found.kind !== 'file') {
      const what = found.kind === 'obstacle' ? found.what : 'a folder';
      // An agent may do what it likes in its workspace, and that is its own instance's matter alone.
      if (isWorkspaceKind(file.kind) && !force) return [{ deployment, path: file.path, reason: `replaced by ${what}` }];
      const isUnit = file.path === servicePlace(deployment).path;
      const masked = isUnit ? ', by `systemctl unmask` if the unit is masked' : '';
      throw new FileError(`${file.path} is ${what}, where gwc writes a file; remove it${masked}`);
    }
    const digest = sha256(found.content);
    const own = written.get(file.path);
    if (digest === file.sha256 || own?.has(digest)) return [];
    return [{ deployment, path: file.path, reason: own ? CHANGED : FOREIGN, file }];
  });
}

const CHANGED = 'changed since the last apply';
const FOREIGN = 'not written by gwc';

function removalDrift({ deployment }: Applied, written: Written, { look }: PlanInput): readonly Drift[] {
  const { path } = servicePlace(deployment);
  const found = look(path);
  if (found.kind !== 'file' || written.get(path)?.has(sha256(found.content))) return [];
  return [{ deployment, path, reason: CHANGED }];
}

/** What only one gateway at a time may have. */
export interface Holding {
  /** Base ports. */
  readonly ports: readonly number[];
  /** The state folder and the config, such as `config /srv/a.json`. */
  readonly paths: readonly string[];
}

const NOTHING: Holding = { ports: [], paths: [] };

function holdingOf(deployment: Deployment, ...more: readonly (number | undefined)[]): Holding {
  const ports = [deployment.port, ...more].filter((port) => port !== undefined);
  return { ports, paths: ownPaths(deployment) };
}

function ownPaths({ stateDir, configPath }: Deployment): readonly string[] {
  return [`state folder ${stateDir}`, `config ${configPath}`];
}

interface Holder {
  readonly deployment: Deployment;
  /** What its running gateway may have. */
  readonly holds: Holding;
}

export interface Change<T> extends Holder {
  readonly step: T;
  /** What it is started on, and written to. */
  readonly needs: Holding;
}

/** Those that need what one of the holders has, and those that need what these have. */
function blockedBy(holders: readonly Holder[], changes: readonly Change<Step>[]): readonly Blocked[] {
  const blocked = changes.flatMap(({ deployment, needs }): readonly Blocked[] => {
    const holder = holders.find(({ holds }) => common(needs, holds) !== undefined);
    return holder ? [{ deployment, holder: holder.deployment, what: common(needs, holder.holds)! }] : [];
  });
  if (blocked.length === 0) return [];
  const isBlocked = ({ deployment }: Holder) => blocked.some((one) => one.deployment === deployment);
  const others = changes.filter((change) => !isBlocked(change));
  return [...blocked, ...blockedBy(changes.filter(isBlocked), others)];
}

/** It gives up what it has before its turn, as each of a circle waits for another one's. */
interface Stop {
  readonly stop: Deployment;
  /** Such as `port 18789`. */
  readonly what: string;
}

/** Changes keep their order as far as what they need and the rescue bot let them. */
export function inOrder<T>(changes: readonly Change<T>[]): readonly ({ readonly step: T } | Stop)[] {
  const waiting = [...changes].sort((a, b) => Number(isRescue(a.deployment)) - Number(isRescue(b.deployment)));
  const ordered: ({ readonly step: T } | Stop)[] = [];
  const stopped = new Set<Change<T>>();
  while (waiting.length > 0) {
    const inWay = (change: Change<T>) =>
      waiting.find((other) => other !== change && !stopped.has(other) && common(change.needs, other.holds));
    const next = waiting.find((change) => inWay(change) === undefined);
    if (next) {
      ordered.push({ step: next.step });
      waiting.splice(waiting.indexOf(next), 1);
      continue;
    }
    // Whoever holds what the first one waits for is in the circle, or leads to it.
    const [first] = waiting;
    const holder = inWay(first!)!;
    stopped.add(holder);
    ordered.push({ stop: holder.deployment, what: common(first!.needs, holder.holds)! });
  }
  return ordered;
}

/** A gateway listens on its base port and on the second above it from its start on. */
const CONTROL = 2;

/** Which of these both name, as a text. */
function common(needed: Holding, held: Holding): string | undefined {
  const port = held.ports.find((one) => needed.ports.some((other) => [0, CONTROL, -CONTROL].includes(other - one)));
  return port === undefined ? held.paths.find((path) => needed.paths.includes(path)) : `port ${port}`;
}

/** By its name or its profile. */
function isRescue({ instance, profile }: Deployment): boolean {
  return [instance, profile].some((name) => name.split(/[-_]/).includes('rescue'));
}
