// The folder that gwc keeps what it has applied in: applied.json, the files to be put back, and backups. Only gwc reads it.

import { posix } from 'node:path';
import { groupBy } from '../diagnostics/collections.ts';
import { FileError, readable } from '../files/file-error.ts';
import { FolderLocked } from '../files/folder-lock.ts';
import { sha256 } from '../files/sha256.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { type Desired, nameOf, serviceIdentity } from './desired.ts';
import type { Account, Machine } from './machine.ts';
import type { Problem } from './pre-check.ts';
import {
  type Applied,
  type AppliedFile,
  type ApplyRecord,
  EMPTY_RECORD,
  formatRecord,
  type LeftFile,
  parseRecord,
} from './record.ts';

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

export interface RecordStore {
  /** On the host. */
  readonly folder: string;
  /** Throws a FileError for one that can't be trusted. */
  readonly read: () => ApplyRecord;
  readonly write: (record: ApplyRecord) => void;
  /** A file to be put back, under a name. */
  readonly keep: (name: string, content: Uint8Array) => void;
  readonly kept: (name: string) => Buffer;
  readonly forgetKept: () => void;
  /** Of a file that the user changed. Gives where it is. */
  readonly backUp: (path: string, content: Uint8Array) => string;
}

/** Where an account keeps it: root's is the machine's. */
export function recordFolder(machine: Machine, env: Readonly<Record<string, string | undefined>>): string {
  if (machine.self.uid === 0 || machine.isOffline) return '/var/lib/gwc';
  const { XDG_STATE_HOME: states = '', HOME: home = '' } = env;
  if (states.startsWith('/')) return posix.join(states, 'gwc');
  if (home.startsWith('/')) return accountFolder(home);
  throw new FileError('cannot tell where to keep what is applied: neither XDG_STATE_HOME nor HOME is set');
}

/** Where an account keeps it that has no XDG_STATE_HOME. */
export function accountFolder(home: string): string {
  return posix.join(home, '.local/state/gwc');
}

export function recordStore(machine: Machine, folder: string, owner: Account = machine.self): RecordStore {
  const record = `${folder}/applied.json`;
  const keptFolder = `${folder}/kept`;
  const put = (path: string, content: Uint8Array | string) => {
    machine.makeFolder(posix.dirname(path), owner, FOLDER_MODE);
    machine.writeFile(path, { content, mode: FILE_MODE, owner });
  };
  return {
    folder,
    read: () => {
      const found = machine.look(record);
      if (found.kind === 'missing') return EMPTY_RECORD;
      if (found.kind !== 'file') throw new FileError(`${record} is no file; remove it`);
      return parseRecord(found.content.toString(), record);
    },
    write: (next) => put(record, formatRecord(next)),
    keep: (name, content) => put(`${keptFolder}/${name}`, content),
    kept: (name) => {
      const found = machine.look(`${keptFolder}/${name}`);
      if (found.kind !== 'file') throw new FileError(`${keptFolder}/${name} is gone, which was to be put back`);
      return found.content;
    },
    forgetKept: () => machine.removeFolder(keptFolder),
    backUp: (path, content) => {
      const time = new Date(machine.now()).toISOString().replace(/[:.]/g, '-');
      const place = `${folder}/backups/${time}${path}`;
      put(place, content);
      return place;
    },
  };
}

/**
 * Root's apply and that of an account whose services it handles don't run at once. Throws a FolderLocked where an account's runs.
 * Gives what ends that.
 */
export async function lockAccounts(deployments: readonly Deployment[], machine: Machine): Promise<() => void> {
  const releases: (() => void)[] = [];
  // Whatever an account has made of its folder meanwhile is no fault of this apply.
  const release = () => {
    for (const end of releases) readable(end);
  };
  try {
    for (const [deployment] of isRoot(machine) ? ofAccounts(deployments, (one) => one).values() : [])
      releases.push(await lockAccount(deployment!, machine));
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/** Nothing where the account has no home of its own yet, or its record can't be written: then it has no apply either. */
async function lockAccount({ user, group, home }: Deployment, machine: Machine): Promise<() => void> {
  const account = await machine.account(user, group);
  const folder = accountFolder(home);
  try {
    const found = machine.look(home);
    if (!account || found.kind !== 'folder' || found.uid !== account.uid) return () => {};
    machine.makeFolder(folder, account, FOLDER_MODE);
    return machine.lock(folder);
  } catch (error) {
    if (error instanceof FileError && !(error instanceof FolderLocked)) return () => {};
    throw error;
  }
}

/** Root's record, and of each service that is desired what the account's own says where that is what is found. */
export function withAccountRecords(record: ApplyRecord, desired: readonly Desired[], machine: Machine): ApplyRecord {
  if (!isRoot(machine)) return record;
  const found = [...ofAccounts(desired, ({ deployment }) => deployment).values()].flatMap((own) => {
    const other = readable(() => recordStore(machine, accountFolder(own[0]!.deployment.home), machine.self).read());
    const services = new Set(own.map(({ deployment }) => serviceIdentity(deployment)));
    const instances = other?.instances.filter(({ deployment }) => services.has(serviceIdentity(deployment))) ?? [];
    const works = other?.works.filter(({ service }) => services.has(service)) ?? [];
    return [{ instances, works, left: leftFor(own, record, other) }];
  });
  const adopted = found.flatMap(({ instances }) => instances).filter((one) => isNearer(one, record, machine));
  const identities = new Set(adopted.map(({ deployment }) => serviceIdentity(deployment)));
  const begun = found.flatMap(({ works }) => works).filter(({ service }) => identities.has(service));
  const left = found.flatMap((other) => other.left);
  if (adopted.length === 0 && left.length === 0) return record;
  return {
    ...record,
    ...(left.length > 0 && { left: joinedLeft(left, record.left, machine) }),
    instances: [
      ...record.instances.filter(({ deployment }) => !identities.has(serviceIdentity(deployment))),
      ...adopted,
    ],
    // What was kept to be put back is the account's: root only has to know what was being written.
    works: [
      ...record.works.filter(({ service }) => !begun.some((work) => work.service === service)),
      ...begun.map((work) => ({ ...work, kept: [] })),
    ],
  };
}

/** What the account's applies left where services are to be that root doesn't know yet. */
function leftFor(
  own: readonly Desired[],
  { instances }: ApplyRecord,
  other: ApplyRecord | undefined,
): readonly LeftFile[] {
  const known = new Set(instances.map(({ deployment }) => serviceIdentity(deployment)));
  const fresh = own.filter(({ deployment }) => !known.has(serviceIdentity(deployment)));
  const paths = new Set(fresh.flatMap(({ files }) => files.map(({ path }) => path)));
  return other?.left?.filter(({ path }) => paths.has(path)) ?? [];
}

/** Whether what is found was written by the account's apply, and not by root's. */
function isNearer(other: Applied, { instances }: ApplyRecord, machine: Machine): boolean {
  const own = instances.find(({ deployment }) => serviceIdentity(deployment) === serviceIdentity(other.deployment));
  return own === undefined || (isFound(other, machine) && !isFound(own, machine));
}

function isFound({ files }: Applied, machine: Machine): boolean {
  return files.every((file) => isFileFound(file, machine));
}

export function isFileFound({ path, sha256: digest }: AppliedFile, { look }: Machine): boolean {
  const found = readable(() => look(path));
  return found?.kind === 'file' && sha256(found.content) === digest;
}

/** One of each path: what is found there, and else the later one. */
export function joinedLeft(
  before: readonly LeftFile[] = [],
  more: readonly LeftFile[] = [],
  machine: Machine,
): readonly LeftFile[] {
  const byPath = groupBy([...before, ...more], ({ path }) => path);
  return [...byPath.values()].map((all) => {
    const last = all.at(-1)!;
    return all.length === 1 ? last : (all.find((file) => isFileFound(file, machine)) ?? last);
  });
}

/** After root's apply: each account's record says which of its services are root's, and what root left of others. */
export function markAsRoots(
  desired: readonly Deployment[],
  before: readonly Deployment[],
  { left = [] }: ApplyRecord,
  accountOf: (deployment: Deployment) => Account,
  machine: Machine,
): void {
  if (!isRoot(machine)) return;
  for (const [user, own] of ofAccounts([...desired, ...before], (deployment) => deployment)) {
    const [deployment] = own as [Deployment];
    const services = desired.filter((one) => own.includes(one));
    const ofUser = left.filter((file) => file.user === user);
    // An account whose home can't be written has no record of its own to update.
    const store = recordStore(machine, accountFolder(deployment.home), accountOf(deployment));
    readable(() => tell(store, services, ofUser, machine));
  }
}

function tell(
  store: RecordStore,
  ofRoot: readonly Deployment[],
  rootsLeft: readonly LeftFile[],
  machine: Machine,
): void {
  const record = store.read();
  const left = joinedLeft(record.left, rootsLeft, machine);
  const next = {
    ...record,
    ...(left.length > 0 && { left }),
    ...(ofRoot.length > 0 || record.ofRoot ? { ofRoot } : {}),
  };
  if (JSON.stringify(next) !== JSON.stringify(record)) store.write(next);
}

/** Services of an account that root applied, and that the account is not to change without --force. */
export function rootsProblems({ ofRoot = [] }: ApplyRecord, desired: readonly Desired[]): readonly Problem[] {
  const services = new Set(ofRoot.map(serviceIdentity));
  const taken = desired.filter(({ deployment }) => services.has(serviceIdentity(deployment)));
  if (taken.length === 0) return [];
  return [
    {
      instances: taken.map(({ deployment }) => nameOf(deployment)),
      what: 'was last applied by root: run gwc as root, with sudo, or take it over with --force',
      mend: [],
    },
  ];
}

/** The record of an account that takes over what root applied. */
export function withoutRoots({ ofRoot = [], ...rest }: ApplyRecord, desired: readonly Desired[]): ApplyRecord {
  const taken = desired.map(({ deployment }) => serviceIdentity(deployment));
  const left = ofRoot.filter((deployment) => !taken.includes(serviceIdentity(deployment)));
  return left.length === 0 ? rest : { ...rest, ofRoot: left };
}

function isRoot({ self, isOffline }: Machine): boolean {
  return self.uid === 0 && !isOffline;
}

/** What is about services of accounts, by account. */
function ofAccounts<T>(all: readonly T[], deploymentOf: (one: T) => Deployment): ReadonlyMap<string, readonly T[]> {
  const others = all.filter((one) => deploymentOf(one).scope === 'user' && deploymentOf(one).user !== 'root');
  return groupBy(others, (one) => deploymentOf(one).user);
}
