// Does what a plan says, one instance after the other, and remembers at each moment what it is doing: whenever it is cut off,
// the next apply knows. An instance that doesn't come up gets its previous files back, and nothing further is done.

import { posix } from 'node:path';
import { parseJson } from '../document/json.ts';
import { FileError, readable } from '../files/file-error.ts';
import { sha256 } from '../files/sha256.ts';
import { ownEnvFile } from '../model/instance-paths.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { type Desired, type DesiredFile, nameOf, serviceIdentity, servicePlace } from './desired.ts';
import { type Freshness, startedRun } from './freshness.ts';
import { type LastWords, lastWords } from './gateway-log.ts';
import { NotReady, untilReady, type Waiting } from './health.ts';
import { type Account, type Machine, ROOT } from './machine.ts';
import type { ApplyPlan, Drift, Step } from './plan-apply.ts';
import { bringPlugins, pluginDisk, pluginWork } from './plugins.ts';
import {
  type Applied,
  type AppliedFile,
  type ApplyRecord,
  filesHash,
  type KeptFile,
  type LeftFile,
  type StartedRun,
  type Work,
} from './record.ts';
import { isFileFound, joinedLeft, type RecordStore } from './record-store.ts';
import { ReloadRefused, watchReload } from './reload.ts';
import { ServiceError } from './service-manager.ts';
import { GUARD_LINES, missingGuard } from './shell-guard.ts';
import { putSnapshotBack, takeSnapshot } from './snapshot.ts';

export interface ApplyContext extends Waiting {
  readonly store: RecordStore;
  readonly ownerOf: (file: Pick<DesiredFile, 'isAccounts'>, deployment: Deployment) => Account;
  /** What is known of what ran before, by `serviceIdentity`. */
  readonly running: ReadonlyMap<string, Freshness>;
  readonly begun: (step: Step) => void;
  readonly done: (step: Step, seconds: number) => void;
  readonly failed: () => void;
  /** Something else that the user should know. */
  readonly note: (text: string) => void;
}

export interface Failure {
  readonly step: Step;
  readonly reason: string;
  /** What became of the instance. */
  readonly ending: string;
  /** Of its gateway, where one was started. */
  readonly words?: LastWords | undefined;
}

export interface Outcome {
  readonly done: readonly Step[];
  /** How long each step took. */
  readonly seconds: ReadonlyMap<Step, number>;
  readonly failure?: Failure;
}

export async function runSteps(
  { steps, drift, left }: ApplyPlan,
  desired: readonly Desired[],
  start: ApplyRecord,
  context: ApplyContext,
): Promise<Outcome> {
  const { machine } = context;
  backUp(steps, drift, context);
  const done: Step[] = [];
  const seconds = new Map<Step, number>();
  let record = start;
  for (const step of steps) {
    context.begun(step);
    const begin = machine.now();
    try {
      record = await runStep(step, desired, record, context);
    } catch (error) {
      if (!isExpected(error)) throw error;
      const failure = await fail(step, error, begin, desired, context);
      context.failed();
      return { done, seconds, failure };
    } finally {
      seconds.set(step, (machine.now() - begin) / 1000);
    }
    done.push(step);
    context.done(step, seconds.get(step)!);
  }
  remember(desired, left, record, done, context);
  return { done, seconds };
}

/** Of what --force replaces. */
function backUp(steps: readonly Step[], drift: readonly Drift[], { store, machine, note }: ApplyContext): void {
  const stepped = steps.map(({ deployment }) => serviceIdentity(deployment));
  for (const { deployment, path } of drift) {
    const found = stepped.includes(serviceIdentity(deployment)) ? machine.look(path) : undefined;
    if (found?.kind === 'file') note(`backup of ${path}: ${store.backUp(path, found.content)}`);
  }
}

async function fail(
  step: Step,
  error: Error,
  begin: number,
  desired: readonly Desired[],
  context: ApplyContext,
): Promise<Failure> {
  const { manager, machine, store } = context;
  const { deployment } = step;
  const isFault = error instanceof NotReady;
  // Before what was there is started again, and says more.
  const words = isFault ? await lastWords(deployment, begin, manager, machine) : undefined;
  const ending = await undo(step, error, context);
  const record = store.read();
  const identity = serviceIdentity(deployment);
  const one = desired.find((candidate) => serviceIdentity(candidate.deployment) === identity);
  if (isFault && one && !record.works.some(({ service }) => service === identity)) {
    const others = (record.failed ?? []).filter(({ service }) => service !== identity);
    store.write({ ...record, failed: [...others, { service: identity, hash: filesHash(one.files) }] });
  }
  return { step, reason: error.message, ending, words };
}

function isExpected(error: unknown): error is Error {
  return error instanceof ServiceError || error instanceof FileError;
}

/** Instances that were as desired without this apply count as applied, too; of those that were left alone nothing changes. */
function remember(
  desired: readonly Desired[],
  left: readonly Deployment[],
  record: ApplyRecord,
  done: readonly Step[],
  { store, running }: ApplyContext,
): void {
  const untouched = new Set(left.map(serviceIdentity));
  const isLeft = (identity: string) => untouched.has(identity);
  const isDone = new Set(done.map(({ deployment }) => serviceIdentity(deployment)));
  const known = new Map(record.instances.map((one) => [serviceIdentity(one.deployment), one]));
  const instances = desired.flatMap((one) => {
    const identity = serviceIdentity(one.deployment);
    const before = known.get(identity);
    if (isLeft(identity)) return before ?? [];
    const started = before?.started;
    return appliedOf(one, isDone.has(identity) ? started : startedBefore(running.get(identity), started));
  });
  const gone = record.instances.filter(
    ({ deployment }) => isLeft(serviceIdentity(deployment)) && !instances.some((one) => one.deployment === deployment),
  );
  const next: ApplyRecord = {
    ...record,
    instances: [...instances, ...gone],
    works: record.works.filter(({ service }) => isLeft(service)),
    stopped: record.stopped.filter(isLeft),
  };
  if (JSON.stringify(next) !== JSON.stringify(store.read())) store.write(next);
  if (next.works.length === 0) store.forgetKept();
}

/** What ran before this apply and goes on: that it was found to be fresh is worth remembering. */
function startedBefore(running: Freshness | undefined, known: StartedRun | undefined): StartedRun | undefined {
  if (running?.result !== 'fresh' || running.run === undefined) return known;
  return { run: running.run, otherVariables: known?.otherVariables ?? [] };
}

function appliedOf({ deployment, files }: Desired, started: StartedRun | undefined): Applied {
  return {
    deployment,
    files: files.map(appliedFile),
    ...(started && { started }),
  };
}

function appliedFile({ path, sha256, restartSha256 }: DesiredFile): AppliedFile {
  return { path, sha256, ...(restartSha256 && { restartSha256 }) };
}

async function runStep(
  step: Step,
  desired: readonly Desired[],
  record: ApplyRecord,
  context: ApplyContext,
): Promise<ApplyRecord> {
  const { manager, store } = context;
  const identity = serviceIdentity(step.deployment);
  if (step.action === 'stop') {
    const next = { ...record, stopped: [...new Set([...record.stopped, identity])] };
    store.write(next);
    await manager.stop(step.deployment);
    return next;
  }
  if (step.action === 'remove') {
    await remove(step.deployment, context);
    return recorded(record, step.deployment, undefined, context);
  }
  const begun = await secureState(step, begin(step, record, context), context);
  const one = desired.find(({ deployment }) => serviceIdentity(deployment) === identity)!;
  await carryOut(step, one, context);
  return recorded(begun, step.deployment, appliedOf(one, await startedOf(step, one, context)), context);
}

/**
 * Keeps the state as the release before left it. What a run that was cut off had kept is put back where that release is wanted
 * again, and is what counts where the next one may have moved the state on.
 */
async function secureState(
  { deployment, snapshot: planned }: Step,
  record: ApplyRecord,
  context: ApplyContext,
): Promise<ApplyRecord> {
  const { manager, machine, store, ownerOf, note } = context;
  const work = record.works.find(({ service }) => service === serviceIdentity(deployment))!;
  const { snapshot } = work;
  const isWanted = snapshot !== undefined && (snapshot.isBeingPutBack || snapshot.release === deployment.release);
  if (!isWanted && (snapshot !== undefined || planned === undefined)) return record;
  await manager.stop(deployment);
  if (isWanted) {
    await putStateBack(deployment, work, record, context);
    return store.read();
  }
  const account = ownerOf({ isAccounts: true }, deployment);
  const taken = await takeSnapshot(deployment, planned!, account, machine);
  note(`snapshot of the state of ${nameOf(deployment)}: ${taken.path}`);
  return withWork(record, { ...work, snapshot: taken }, context);
}

/** It may be cut off, and then is begun anew. */
async function putStateBack(
  deployment: Deployment,
  work: Work,
  record: ApplyRecord,
  context: ApplyContext,
): Promise<void> {
  const { machine, ownerOf } = context;
  const { path, release } = work.snapshot!;
  const snapshot = { path, release };
  withWork(record, { ...work, snapshot: { ...snapshot, isBeingPutBack: true } }, context);
  await putSnapshotBack(deployment, snapshot, ownerOf({ isAccounts: true }, deployment), machine);
  withWork(record, { ...work, snapshot }, context);
}

function withWork(record: ApplyRecord, work: Work, { store }: ApplyContext): ApplyRecord {
  const works = record.works.map((one) => (one.service === work.service ? work : one));
  const next = { ...record, works };
  store.write(next);
  return next;
}

async function startedOf(
  { deployment, process, previous }: Step,
  one: Desired,
  { manager, machine, running }: ApplyContext,
): Promise<StartedRun | undefined> {
  if (process === undefined) return startedBefore(running.get(serviceIdentity(deployment)), previous?.started);
  return startedRun(one, await manager.state(deployment), machine);
}

/** The record with an instance as it is now, or without it, and its work done. */
function recorded(
  record: ApplyRecord,
  of: Deployment,
  applied: Applied | undefined,
  { store, machine }: ApplyContext,
): ApplyRecord {
  const { instances, works, stopped, failed } = record;
  const identity = serviceIdentity(of);
  const isIt = ({ deployment }: Applied) => serviceIdentity(deployment) === identity;
  const others = instances.filter((one) => !isIt(one));
  const left = leftFiles(record, of, instances.find(isIt), applied, machine);
  const next: ApplyRecord = {
    ...record,
    left: left.length > 0 ? left : undefined,
    instances: applied && instances.some(isIt) ? instances.map((one) => (isIt(one) ? applied : one)) : others,
    works: works.filter(({ service }) => service !== identity),
    stopped: stopped.filter((service) => service !== identity),
    failed: failed?.filter(({ service }) => service !== identity),
  };
  store.write(next);
  return next;
}

/** What was written for instances and is no longer theirs, as long as it is there. */
function leftFiles(
  { left, works }: ApplyRecord,
  of: Deployment,
  before: Applied | undefined,
  now: Applied | undefined,
  machine: Machine,
): readonly LeftFile[] {
  // Of a run that was cut off, these may have been written or not.
  const begun = works.filter(({ service }) => service === serviceIdentity(of)).flatMap(({ writes }) => writes);
  const fresh = [
    ...(before ? before.files.map((file) => ({ ...file, user: before.deployment.user })) : []),
    ...begun.filter((file) => isFileFound(file, machine)).map((file) => ({ ...file, user: of.user })),
  ];
  const taken = new Set(now?.files.map(({ path }) => path));
  return joinedLeft(left, fresh, machine).filter(({ path }) => !taken.has(path) && machine.look(path).kind === 'file');
}

/** Before the first change: what is there is kept, and what is to come is known to be gwc's own. */
function begin(step: Step, record: ApplyRecord, { store, machine }: ApplyContext): ApplyRecord {
  const { deployment, previous, writes, process } = step;
  const service = serviceIdentity(deployment);
  // Of a run that was cut off: what was there before it, and not what it left.
  const old = record.works.find((work) => work.service === service);
  const kept: KeptFile[] = [...(old?.kept ?? [])];
  let number = Math.max(0, ...record.works.flatMap((work) => work.kept.map(({ stored = 0 }) => Number(stored))));
  for (const { path, mode } of writes) {
    if (kept.some((file) => file.path === path)) continue;
    const found = machine.look(path);
    if (found.kind !== 'file') {
      kept.push({ path, mode });
      continue;
    }
    number += 1;
    store.keep(String(number), found.content);
    kept.push({ path, stored: String(number), mode: found.mode & 0o777 });
  }
  // Its secrets are not copied: where there is one already, the lines that it gets may stay.
  const guard = ownEnvFile(deployment);
  if (step.isGuarded && machine.look(guard).kind === 'missing') kept.push({ path: guard, mode: 0o600 });
  const news = writes.map(appliedFile);
  const work: Work = {
    service,
    port: deployment.port,
    wasRunning: old?.wasRunning ?? (process === 'restart' || process === 'reload'),
    kept,
    writes: [...(old?.writes ?? []), ...news],
    snapshot: old?.snapshot,
  };
  const begun: ApplyRecord = {
    ...record,
    instances: previous ? record.instances : [...record.instances, { deployment, files: [] }],
    works: [...record.works.filter((one) => one !== old), work],
  };
  store.write(begun);
  return begun;
}

async function carryOut(step: Step, one: Desired, context: ApplyContext): Promise<void> {
  const { machine, manager, ownerOf } = context;
  const { deployment, writes, isReloaded, isGuarded, boot, plugins, process } = step;
  const account = ownerOf({ isAccounts: true }, deployment);
  for (const { path, owner, mode } of deployment.folders) {
    machine.makeFolder(path, owner === 'root' ? ROOT : account, Number.parseInt(mode, 8));
  }
  const unit = servicePlace(deployment);
  // An image may not have the system's.
  if (!unit.isAccounts) machine.makeFolder(posix.dirname(unit.path), ROOT, 0o755);
  // As long as its old unit says how.
  if (boot === 'disable') await manager.disable(deployment);
  const config = writes.find(({ kind }) => kind === 'openclaw-config')?.content.toString() ?? '';
  const watch = process === 'reload' ? watchReload(deployment, parseJson(config), context) : undefined;
  for (const file of writes) {
    const { path, content, mode } = file;
    machine.writeFile(path, { content, mode, owner: ownerOf(file, deployment) });
  }
  const guard = isGuarded ? missingGuard(one, account, machine.look) : undefined;
  if (guard) machine.writeFile(guard.path, { ...guard, owner: account });
  if (isReloaded) await manager.reload(deployment);
  if (plugins) {
    await manager.stop(deployment);
    await bringPlugins(deployment, plugins, machine);
  }
  if (boot === 'enable') await manager.enable(deployment);
  if (process === undefined) return;
  const answer = await watch?.result();
  if (answer === 'unseen')
    context.note(`${nameOf(deployment)}: its log doesn't say that it took openclaw.json; restarting it`);
  if (answer !== 'taken') await manager.restart(deployment, isReloaded);
  await untilReady(deployment, context);
}

async function remove(deployment: Deployment, { machine, manager, ownerOf }: ApplyContext): Promise<void> {
  const unit = servicePlace(deployment);
  await manager.stop(deployment);
  if (machine.look(unit.path).kind === 'file') {
    await manager.disable(deployment);
    machine.removeFile(unit.path, ownerOf(unit, deployment));
  }
  await manager.reload(deployment);
}

/** Puts back what was there before the step. Gives in words how that ended. */
async function undo(step: Step, error: Error, context: ApplyContext): Promise<string> {
  const { store } = context;
  try {
    const record = store.read();
    const isBegun = record.works.some(({ service }) => service === serviceIdentity(step.deployment));
    const ending =
      isBegun && step.action !== 'remove' && step.action !== 'stop'
        ? await putBack(step, error, record, context)
        : 'it is left as it is';
    await startStopped(context);
    // What is left of it is written over by the next apply.
    if (store.read().works.length === 0) readable(() => store.forgetKept());
    return ending;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return `its previous files could not be put back: ${error.message}; the next apply tries again`;
  }
}

async function putBack(step: Step, error: Error, record: ApplyRecord, context: ApplyContext): Promise<string> {
  const { machine, manager, store, ownerOf } = context;
  const { deployment, previous, boot, isReloaded, process } = step;
  const service = serviceIdentity(deployment);
  const unit = servicePlace(deployment);
  const work = record.works.find((one) => one.service === service);
  const { kept = [], wasRunning = false, writes = [] } = work ?? {};
  const isNew = kept.some(({ path, stored }) => path === unit.path && stored === undefined);
  // One that refused its new config, or that this step doesn't touch, goes on as it is.
  const isUntouched = error instanceof ReloadRefused || (process === undefined && !wasRunning && !isNew);
  const hasState = work?.snapshot !== undefined && !isUntouched;
  if (hasState || (!isUntouched && (isNew || !wasRunning))) await manager.stop(deployment);
  if (hasState) await putStateBack(deployment, work, record, context);
  if (boot === 'enable' && machine.look(unit.path).kind === 'file') await manager.disable(deployment);
  for (const { path, stored, mode } of kept) {
    const owner = path === unit.path ? ownerOf(unit, deployment) : ownerOf({ isAccounts: true }, deployment);
    if (stored === undefined && !isSomebodys(path, deployment, writes, machine)) machine.removeFile(path, owner);
    if (stored !== undefined) machine.writeFile(path, { content: store.kept(stored), mode, owner });
  }
  if (isReloaded) await manager.reload(deployment);
  if (boot === 'disable' && !isNew) await manager.enable(deployment);
  const before = previous?.files.length ? previous : undefined;
  const what = hasState ? 'its previous files and its state are back' : 'its previous files are back';
  if (isUntouched || isNew || !wasRunning) {
    recorded(record, deployment, before, context);
    return isNew ? 'it was taken away again' : `${what}${isUntouched ? ', and it goes on' : ''}`;
  }
  const old = before?.deployment ?? deployment;
  const undone = step.plugins && pluginWork(old, deployment, pluginDisk(machine));
  if (undone) {
    await manager.stop(deployment);
    await bringPlugins(old, undone, machine);
  }
  await manager.restart(old, isReloaded);
  const reason = await whyNotReady(old, context);
  recorded(record, deployment, before, context);
  return reason === undefined ? `${what}, and it serves` : `${what}, but it does not serve: ${reason}`;
}

/** What a person or the agent wrote into such a file since, maybe after a run that was cut off, is theirs. */
function isSomebodys(path: string, deployment: Deployment, writes: readonly AppliedFile[], machine: Machine): boolean {
  const isGuard = path === ownEnvFile(deployment);
  if (!isGuard && !path.startsWith(`${deployment.workspace}/`)) return false;
  const found = machine.look(path);
  if (found.kind !== 'file') return false;
  const digest = sha256(found.content);
  return isGuard
    ? !found.content.equals(GUARD_LINES)
    : !writes.some((file) => file.path === path && file.sha256 === digest);
}

async function whyNotReady(deployment: Deployment, context: ApplyContext): Promise<string | undefined> {
  try {
    await untilReady(deployment, context);
    return undefined;
  } catch (error) {
    if (error instanceof NotReady) return error.message;
    throw error;
  }
}

/** Those that had to let go of a port for a step that did not come about. */
async function startStopped({ manager, store }: ApplyContext): Promise<void> {
  const record = store.read();
  const { instances, stopped } = record;
  const waiting = instances.filter(({ deployment }) => stopped.includes(serviceIdentity(deployment)));
  for (const { deployment } of waiting) await manager.restart(deployment, false);
  if (stopped.length > 0) store.write({ ...record, stopped: [] });
}

/** An account that is missing has no number yet, so nothing is its own. */
export function ownerLookup(accounts: ReadonlyMap<string, Account>): ApplyContext['ownerOf'] {
  return ({ isAccounts }, { user, group }) =>
    isAccounts ? (accounts.get(accountKey(user, group)) ?? { name: user, uid: -1, gid: -1 }) : ROOT;
}

export function accountKey(user: string, group: string | undefined): string {
  return `${user}:${group ?? ''}`;
}
