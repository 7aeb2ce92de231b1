// Does what a plan says, one instance after the other, and remembers at each moment what it is doing: whenever it is cut off,
// the next apply knows. An instance that doesn't come up gets its previous files back, and nothing further is done.

import { posix } from 'node:path';
import { FileError } from '../files/file-error.ts';
import type { Deployment } from '../targets/deployment.ts';
import { untilHealthy } from './health.ts';
import { type Account, type Machine, ROOT } from './machine.ts';
import type { ApplyPlan, Step } from './plan-apply.ts';
import type { Applied, ApplyRecord, KeptFile, Work } from './record.ts';
import type { RecordStore } from './record-store.ts';
import { ServiceError, type ServiceManager } from './service-manager.ts';
import { nameOf, serviceIdentity, servicePlace, type Wanted, type WantedFile } from './wanted.ts';

export interface ApplyContext {
  readonly machine: Machine;
  readonly manager: ServiceManager;
  readonly store: RecordStore;
  readonly ownerOf: (file: Pick<WantedFile, 'isAccounts'>, deployment: Deployment) => Account;
  /** How long a gateway may take until it serves. */
  readonly seconds: number;
  /** Told before each step, and of each backup. */
  readonly tell: (text: string) => void;
}

export interface Failure {
  readonly step: Step;
  readonly reason: string;
  /** What became of the instance. */
  readonly ending: string;
}

export interface Outcome {
  readonly done: readonly Step[];
  readonly failure?: Failure;
}

export async function runSteps(
  { steps, drift }: ApplyPlan,
  wanted: readonly Wanted[],
  context: ApplyContext,
): Promise<Outcome> {
  const { store, machine, tell } = context;
  for (const { path } of drift) {
    const found = machine.look(path);
    if (found.kind === 'file') tell(`backup of ${path}: ${store.backUp(path, found.content)}`);
  }
  const done: Step[] = [];
  let record = store.read();
  for (const step of steps) {
    tell(`${step.action} ${nameOf(step.deployment)}`);
    try {
      record = await runStep(step, wanted, record, context);
      done.push(step);
    } catch (error) {
      if (!isExpected(error)) throw error;
      return { done, failure: { step, reason: error.message, ending: await undo(step, context) } };
    }
  }
  remember(wanted, record, context);
  return { done };
}

function isExpected(error: unknown): error is Error {
  return error instanceof ServiceError || error instanceof FileError;
}

/** Instances that were as wanted without this apply count as applied, too; nothing is left begun. */
function remember(wanted: readonly Wanted[], record: ApplyRecord, { store }: ApplyContext): void {
  const next: ApplyRecord = { ...record, instances: wanted.map(appliedOf), works: [], stopped: [] };
  if (JSON.stringify(next) !== JSON.stringify(record)) store.write(next);
  store.forgetKept();
}

function appliedOf({ deployment, files }: Wanted): Applied {
  return { deployment, files: files.map(({ path, sha256 }) => ({ path, sha256 })) };
}

async function runStep(
  step: Step,
  wanted: readonly Wanted[],
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
    return settled(record, identity, undefined, context);
  }
  const begun = begin(step, record, context);
  await carryOut(step, context);
  const one = wanted.find(({ deployment }) => serviceIdentity(deployment) === identity)!;
  return settled(begun, identity, appliedOf(one), context);
}

/** The record with an instance as it is now, or without it, and its work done. */
function settled(
  record: ApplyRecord,
  identity: string,
  applied: Applied | undefined,
  { store }: ApplyContext,
): ApplyRecord {
  const { instances, works, stopped } = record;
  const isIt = ({ deployment }: Applied) => serviceIdentity(deployment) === identity;
  const others = instances.filter((one) => !isIt(one));
  const next: ApplyRecord = {
    ...record,
    instances: applied && instances.some(isIt) ? instances.map((one) => (isIt(one) ? applied : one)) : others,
    works: works.filter(({ service }) => service !== identity),
    stopped: stopped.filter((service) => service !== identity),
  };
  store.write(next);
  return next;
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
  const news = writes.map(({ path, sha256 }) => ({ path, sha256 }));
  const work: Work = {
    service,
    port: deployment.port,
    wasRunning: old?.wasRunning ?? process === 'restart',
    kept,
    writes: [...(old?.writes ?? []), ...news],
  };
  const begun: ApplyRecord = {
    ...record,
    instances: previous ? record.instances : [...record.instances, { deployment, files: [] }],
    works: [...record.works.filter((one) => one !== old), work],
  };
  store.write(begun);
  return begun;
}

async function carryOut(step: Step, { machine, manager, ownerOf, seconds }: ApplyContext): Promise<void> {
  const { deployment, writes, isReloaded, boot, process } = step;
  const account = ownerOf({ isAccounts: true }, deployment);
  const unit = servicePlace(deployment);
  makeFolders(deployment, account, machine);
  machine.makeFolder(posix.dirname(unit.path), ownerOf(unit, deployment), unit.isAccounts ? 0o700 : 0o755);
  // As long as its old unit says how.
  if (boot === 'disable') await manager.disable(deployment);
  for (const file of writes) {
    const { path, content, mode } = file;
    machine.writeFile(path, { content, mode, owner: ownerOf(file, deployment) });
  }
  if (isReloaded) await manager.reload(deployment);
  if (boot === 'enable') await manager.enable(deployment);
  if (process === undefined) return;
  await manager.restart(deployment, isReloaded);
  const reason = await untilHealthy(deployment, manager, machine, seconds);
  if (reason !== undefined) throw new ServiceError(reason);
}

/** A home that is missing comes first: it is the account's too, where one of its folders lies in it. */
function makeFolders({ home, folders }: Deployment, account: Account, machine: Machine): void {
  const isAtHome = folders.some((folder) => folder.startsWith(`${home}/`));
  for (const folder of [...(isAtHome ? [home] : []), ...folders]) machine.makeFolder(folder, account, 0o700);
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
async function undo(step: Step, context: ApplyContext): Promise<string> {
  const { store } = context;
  try {
    const record = store.read();
    const ending =
      step.action === 'remove' || step.action === 'stop' ? 'it is left as it is' : await putBack(step, record, context);
    await startStopped(context);
    if (store.read().works.length === 0) store.forgetKept();
    return ending;
  } catch (error) {
    if (!isExpected(error)) throw error;
    return `its previous files could not be put back: ${error.message}; the next apply tries again`;
  }
}

async function putBack(step: Step, record: ApplyRecord, context: ApplyContext): Promise<string> {
  const { machine, manager, store, ownerOf, seconds } = context;
  const { deployment, previous, boot, isReloaded } = step;
  const service = serviceIdentity(deployment);
  const unit = servicePlace(deployment);
  const { kept = [], wasRunning = false } = record.works.find((work) => work.service === service) ?? {};
  const isNew = kept.some(({ path, stored }) => path === unit.path && stored === undefined);
  if (isNew || !wasRunning) await manager.stop(deployment);
  if (boot === 'enable' && machine.look(unit.path).kind === 'file') await manager.disable(deployment);
  for (const { path, stored, mode } of kept) {
    const owner = path === unit.path ? ownerOf(unit, deployment) : ownerOf({ isAccounts: true }, deployment);
    if (stored === undefined) machine.removeFile(path, owner);
    else machine.writeFile(path, { content: store.kept(stored), mode, owner });
  }
  if (isReloaded) await manager.reload(deployment);
  if (boot === 'disable' && !isNew) await manager.enable(deployment);
  const before = previous?.files.length ? previous : undefined;
  const settle = () => settled(record, service, before, context);
  if (isNew || !wasRunning) {
    settle();
    return isNew ? 'it was taken away again' : 'its previous files are back';
  }
  await manager.restart(before?.deployment ?? deployment, isReloaded);
  const reason = await untilHealthy(before?.deployment ?? deployment, manager, machine, seconds);
  settle();
  return reason === undefined
    ? 'its previous files are back, and it serves'
    : `its previous files are back, but it does not serve: ${reason}`;
}

/** Those that had to let go of a port for a step that did not come about. */
async function startStopped({ manager, store }: ApplyContext): Promise<void> {
  const record = store.read();
  const { instances, stopped } = record;
  const waiting = instances.filter(({ deployment }) => stopped.includes(serviceIdentity(deployment)));
  for (const { deployment } of waiting) await manager.restart(deployment, false);
  if (stopped.length > 0) store.write({ ...record, stopped: [] });
}

/** Of the files that root owns. */
export function ownerLookup(accounts: ReadonlyMap<string, Account>): ApplyContext['ownerOf'] {
  return ({ isAccounts }, { user, group }) => (isAccounts ? accounts.get(accountKey(user, group))! : ROOT);
}

export function accountKey(user: string, group: string | undefined): string {
  return `${user}:${group ?? ''}`;
}
