// What is wanted on a host, what the last apply left, and what is found there → what has to be done, in order. Pure.

import { FileError } from '../files/file-error.ts';
import { sha256 } from '../files/sha256.ts';
import type { Deployment } from '../targets/deployment.ts';
import type { Account, Found } from './machine.ts';
import { type Change, inOrder } from './order.ts';
import type { Applied, ApplyRecord } from './record.ts';
import type { ServiceState } from './service-manager.ts';
import { nameOf, serviceIdentity, servicePlace, type Wanted, type WantedFile } from './wanted.ts';

export interface PlanInput {
  /** In the order of the manifest. */
  readonly wanted: readonly Wanted[];
  readonly record: ApplyRecord;
  readonly look: (path: string) => Found;
  /** By `serviceIdentity`. */
  readonly states: ReadonlyMap<string, ServiceState>;
  readonly ownerOf: (file: Pick<WantedFile, 'isAccounts'>, deployment: Deployment) => Account;
  /** Nothing can be started. */
  readonly isOffline: boolean;
}

export type Action = 'create' | 'change' | 'restart' | 'start' | 'stop' | 'remove';

export interface Step {
  readonly action: Action;
  readonly deployment: Deployment;
  /** As it was when it last came up; absent where it never did. */
  readonly previous?: Applied | undefined;
  readonly writes: readonly WantedFile[];
  readonly isReloaded: boolean;
  /** Whether it starts at boot, where that changes. */
  readonly boot?: 'enable' | 'disable' | undefined;
  /** What becomes of the running gateway. */
  readonly process?: 'start' | 'restart' | 'stop' | undefined;
}

/** A file that a person or OpenClaw changed: nothing is done as long as there is one. */
export interface Drift {
  readonly deployment: Deployment;
  readonly path: string;
  readonly reason: string;
}

export interface ApplyPlan {
  readonly steps: readonly Step[];
  /** Nothing has to be done for these. */
  readonly unchanged: readonly Deployment[];
  readonly drift: readonly Drift[];
}

export function planApply(input: PlanInput): ApplyPlan {
  const { wanted, record } = input;
  const previous = new Map(record.instances.map((applied) => [serviceIdentity(applied.deployment), applied]));
  const before = ({ deployment }: Wanted) => previous.get(serviceIdentity(deployment));
  const kept = new Set(wanted.map(({ deployment }) => serviceIdentity(deployment)));
  const gone = record.instances.filter(({ deployment }) => !kept.has(serviceIdentity(deployment)));
  const changes = wanted.map((one) => changeOf(one, before(one), input));
  const needed = changes.filter(({ isNeeded }) => isNeeded);
  const drift = [
    ...gone.flatMap((applied) => removalDrift(applied, input)),
    ...wanted.flatMap((one) => driftOf(one, before(one), input)),
  ];
  const ordered = inOrder(needed).map((next) => ('step' in next ? next.step : stopping(next.stop)));
  return {
    steps: [...gone.map(removal), ...ordered],
    unchanged: changes.filter(({ isNeeded }) => !isNeeded).map(({ deployment }) => deployment),
    drift,
  };
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

function stopping(deployment: Deployment): Step {
  return { action: 'stop', deployment, writes: [], isReloaded: false, process: 'stop' };
}

function changeOf({ deployment, files }: Wanted, previous: Applied | undefined, input: PlanInput): PlannedChange {
  const { record, states } = input;
  const identity = serviceIdentity(deployment);
  const state = states.get(identity);
  const writes = files.filter((file) => !isInPlace(file, deployment, input));
  const work = record.works.find(({ service }) => service === identity);
  const isCutOff = work !== undefined;
  // What runs was started with what the record says, or, where it says nothing, with what is found.
  const isStale =
    isCutOff || files.some((file) => file.kind !== 'secrets-example' && !isRunning(file, previous, writes));
  const boot = bootChange(deployment, state);
  const process = input.isOffline ? undefined : processChange(deployment, state, isStale, record);
  const isReloaded = isCutOff || writes.some(({ path }) => path === servicePlace(deployment).path);
  const isRenamed = previous !== undefined && nameOf(previous.deployment) !== nameOf(deployment);
  const isOnlyProcess = writes.length === 0 && boot === undefined && !isRenamed && process !== undefined;
  const action = !previous?.files.length ? 'create' : isOnlyProcess ? process : 'change';
  return {
    step: { action, deployment, previous, writes, isReloaded, boot, process },
    isNeeded: writes.length > 0 || boot !== undefined || process !== undefined || isRenamed,
    deployment,
    holds: state?.isActive ? [(previous?.deployment ?? deployment).port, ...(work ? [work.port] : [])] : [],
    needs: process === undefined ? undefined : deployment.port,
  };
}

function bootChange({ enabled }: Deployment, state: ServiceState | undefined): Step['boot'] {
  if ((state?.isEnabled ?? false) === enabled) return undefined;
  return enabled ? 'enable' : 'disable';
}

/** One that doesn't start at boot is not started here either, but where it runs, it runs with its files. */
function processChange(
  deployment: Deployment,
  state: ServiceState | undefined,
  isStale: boolean,
  { works, stopped }: ApplyRecord,
): 'start' | 'restart' | undefined {
  if (state?.isActive) return isStale ? 'restart' : undefined;
  const identity = serviceIdentity(deployment);
  const wasRunning = stopped.includes(identity) || works.some((work) => work.service === identity && work.wasRunning);
  return deployment.enabled || wasRunning ? 'start' : undefined;
}

function isRunning(
  { path, sha256: wanted }: WantedFile,
  previous: Applied | undefined,
  writes: readonly WantedFile[],
): boolean {
  if (!previous) return !writes.some((file) => file.path === path);
  return previous.files.some((file) => file.path === path && file.sha256 === wanted);
}

function isInPlace(file: WantedFile, deployment: Deployment, { look, ownerOf }: PlanInput): boolean {
  const found = look(file.path);
  if (found.kind !== 'file' || sha256(found.content) !== file.sha256) return false;
  return found.mode === file.mode && found.uid === ownerOf(file, deployment).uid;
}

/** Files that are neither as wanted nor as gwc left them. Throws a FileError where something else is in the way. */
function driftOf({ deployment, files }: Wanted, previous: Applied | undefined, input: PlanInput): readonly Drift[] {
  return files.flatMap((file) => {
    const found = input.look(file.path);
    if (found.kind === 'missing') return [];
    if (found.kind !== 'file') {
      const what = found.kind === 'obstacle' ? found.what : 'a folder';
      throw new FileError(`${file.path} is ${what}, where gwc writes a file; remove it`);
    }
    const digest = sha256(found.content);
    if (digest === file.sha256 || isOwn(file.path, digest, previous, input)) return [];
    const isKnown = previous?.files.some(({ path }) => path === file.path) === true;
    return [{ deployment, path: file.path, reason: isKnown ? CHANGED : FOREIGN }];
  });
}

const CHANGED = 'changed since the last apply';
const FOREIGN = 'not written by gwc';

function removalDrift(previous: Applied, input: PlanInput): readonly Drift[] {
  const { path } = servicePlace(previous.deployment);
  const found = input.look(path);
  if (found.kind !== 'file' || isOwn(path, sha256(found.content), previous, input)) return [];
  return [{ deployment: previous.deployment, path, reason: CHANGED }];
}

function isOwn(path: string, digest: string, previous: Applied | undefined, { record }: PlanInput): boolean {
  const own = [...(previous?.files ?? []), ...record.works.flatMap(({ writes }) => writes)];
  return own.some((file) => file.path === path && file.sha256 === digest);
}
