// applied.json: what gwc has put on this machine, and what it was doing when it was cut off. Text ↔ data. It is where only
// gwc writes, and is checked like any other file all the same.

import { groupBy } from '../diagnostics/collections.ts';
import { UsageError } from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import { at, isList, type Json, parseJson } from '../document/json.ts';
import { FileError } from '../files/file-error.ts';
import { isDigest, isPath, readRecordedDeployment } from '../files/read-deployment.ts';
import { sha256 } from '../files/sha256.ts';
import { managerOf } from '../managers/index.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { nameOf, serviceIdentity } from './desired.ts';
import type { Snapshot } from './snapshot.ts';

const RECORD_VERSION = 1;

export interface ApplyRecord {
  readonly instances: readonly Applied[];
  /** What the Ansible playbook, which shares the record, brought up as containers: left to it. */
  readonly containers: readonly Applied[];
  /** What was begun and not ended, by `service`: more than one where one run after the other was cut off. */
  readonly works: readonly Work[];
  /** Services that were stopped to let another one have their port, and are to run again. */
  readonly stopped: readonly string[];
  /** Written by gwc, no longer an instance's, and still there: configs of services that were removed or have another state folder. */
  readonly left?: readonly LeftFile[] | undefined;
  /** Files with which a gateway didn't come up, and that were taken back. */
  readonly failed?: readonly FailedFiles[] | undefined;
  /** In the record of an account: its services that root applied, and whose files it is to leave to root. */
  readonly ofRoot?: readonly Deployment[] | undefined;
}

export interface FailedFiles {
  readonly service: string;
  /** Of all of them: `filesHash`. */
  readonly hash: string;
}

/** Equal for files that are all the same. */
export function filesHash(files: readonly AppliedFile[]): string {
  return sha256(
    files
      .map((file) => `${file.sha256} ${file.path}\n`)
      .sort()
      .join(''),
  );
}

/** What gwc wrote that may still be there, whichever instance it was for: hashes by path. */
export function writtenFiles({ instances, containers, left = [], works }: ApplyRecord): Written {
  const recorded = [...instances, ...containers].flatMap(({ files }) => files);
  const files = [...recorded, ...left, ...works.flatMap(({ writes }) => writes)];
  const byPath = groupBy(files, ({ path }) => path);
  return new Map([...byPath].map(([path, all]) => [path, new Set(all.map((file) => file.sha256))]));
}

export type Written = ReadonlyMap<string, ReadonlySet<string>>;

/** An instance as it was when it last came up. */
export interface Applied {
  readonly deployment: Deployment;
  /** Empty for one that is being created. */
  readonly files: readonly AppliedFile[];
  /** The run of its service that is known to have been started with these files. */
  readonly started?: StartedRun | undefined;
}

export interface StartedRun {
  /** Another one after each start. */
  readonly run: string;
  /** Names of variables that the process has otherwise than its files say. */
  readonly otherVariables: readonly string[];
}

export interface AppliedFile {
  readonly path: string;
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
  /** Of a unit or a config: equal where a running gateway need not be restarted. */
  readonly restartSha256?: string | undefined;
}

export interface LeftFile extends AppliedFile {
  /** The account that it was written for. */
  readonly user: string;
}

/** A service whose files are being changed. */
export interface Work {
  readonly service: string;
  /** The base port that it is to have. */
  readonly port: number;
  /** Whether it ran before. */
  readonly wasRunning: boolean;
  /** What was there before, to be put back. */
  readonly kept: readonly KeptFile[];
  /** What they are to be: whatever of it is found is gwc's own. */
  readonly writes: readonly AppliedFile[];
  /** The state before another release had it, to be put back. */
  readonly snapshot?: Snapshot | undefined;
}

export interface KeptFile {
  readonly path: string;
  /** Its name in the folder of kept files; absent where there was no file. */
  readonly stored?: string | undefined;
  /** Permission bits. */
  readonly mode: number;
}

/** By `instance` or `host/instance`. Throws a UsageError where the record has no service of that name, or several. */
export function recordedInstance(name: string, { instances, containers, ofRoot = [] }: ApplyRecord): Deployment {
  const all = [...[...instances, ...containers].map(({ deployment }) => deployment), ...ofRoot];
  const [found, ...same] = all.filter((one) => name === one.instance || name === nameOf(one));
  const others = same.filter((one) => nameOf(one) !== nameOf(found!));
  if (found && others.length === 0) {
    refuseSeveral([found, ...same]);
    return found;
  }
  if (found)
    throw new UsageError(`\`${name}\` may be ${[found, ...others].map(nameOf).join(' or ')}; name one of them`);
  const names = [...new Set(all.map(({ instance }) => instance))];
  const known = didYouMean(suggest(name, names)) || `; there are ${names.join(', ')}`;
  throw new UsageError(
    names.length === 0
      ? '`gwc apply` of this account has installed nothing on this machine; ask as the account that ran it (root: with sudo)'
      : `no instance \`${name}\` was installed by this account${known}`,
  );
}

/** An apply that left an instance alone may have given its name to another service. */
function refuseSeveral(sameName: readonly [Deployment, ...Deployment[]]): void {
  const services = new Map(
    sameName.map((one) => [
      serviceIdentity(one),
      `${one.service} of ${one.scope === 'system' ? 'the system' : one.user}`,
    ]),
  );
  if (services.size === 1) return;
  const [{ os }] = sameName;
  throw new UsageError(
    `${nameOf(sameName[0])} is ${[...services.values()].join(' and ')}, since an apply left one of them as it was; ` +
      `run \`gwc apply\` until it leaves nothing alone, or use ${os === 'macos' ? 'launchctl' : 'systemctl'} with the service itself`,
  );
}

export const EMPTY_RECORD: ApplyRecord = { instances: [], containers: [], works: [], stopped: [] };

export function formatRecord({ instances, containers, ...rest }: ApplyRecord): string {
  return `${JSON.stringify({ version: RECORD_VERSION, instances: [...instances, ...containers], ...rest }, undefined, 2)}\n`;
}

/** Throws a FileError where the text is no record. */
export function parseRecord(text: string, shown: string): ApplyRecord {
  const fail = (reason: string): never => {
    throw new FileError(
      `${shown} can't be trusted: ${reason}; move it away, and the next apply looks at each file anew`,
    );
  };
  const value = parseJson(text);
  const version = at(value, 'version');
  if (typeof version === 'number' && version > RECORD_VERSION)
    throw new FileError(`${shown} was written by a newer gwc; update this one`);
  if (version !== RECORD_VERSION) return fail('it does not have the shape of a record');
  const listed = at(value, 'instances');
  if (!isList(listed)) return fail('it has no list of instances');
  const all = listed.map((entry) => {
    const deployment = readRecordedDeployment(at(entry, 'deployment') ?? null);
    const files = readFiles(at(entry, 'files'));
    const started = readStarted(at(entry, 'started'));
    if (typeof deployment === 'string' || !files) return fail('an instance in it has another shape');
    return { deployment, files, ...(started && { started }) };
  });
  const begun = at(value, 'works');
  const stopped = at(value, 'stopped');
  if (!isList(begun) || !isTexts(stopped)) return fail('what was begun has another shape');
  const failed = readFailed(at(value, 'failed'));
  const ofRoot = readDeployments(at(value, 'ofRoot'));
  const left = readLeft(at(value, 'left'));
  return {
    instances: all.filter(isApplied),
    containers: all.filter((applied) => !isApplied(applied)),
    works: begun.map((work) => readWork(work) ?? fail('what was begun has another shape')),
    stopped: stopped.map(currentIdentity),
    ...(left.length > 0 && { left }),
    ...(failed.length > 0 && { failed }),
    ...(ofRoot.length > 0 && { ofRoot }),
  };
}

/** Of a service of the system earlier records name the account too. */
function currentIdentity(service: string): string {
  return service.replace(/^\S+ (?=\/(?:etc|Library)\/)/, '');
}

/** What has another shape only spares a second try. */
function readFailed(value: Json | undefined): readonly FailedFiles[] {
  return (isList(value) ? value : []).flatMap((entry) => {
    const [service, hash] = [at(entry, 'service'), at(entry, 'hash')];
    return typeof service === 'string' && typeof hash === 'string' ? [{ service: currentIdentity(service), hash }] : [];
  });
}

/** What has another shape is only taken for a file of somebody else. */
function readLeft(value: Json | undefined): readonly LeftFile[] {
  return (isList(value) ? value : []).flatMap((entry) => {
    const [file, user] = [readFile(entry), at(entry, 'user')];
    return file && typeof user === 'string' ? [{ ...file, user }] : [];
  });
}

/** What has another shape is not known here, and root's record has it all the same. */
function readDeployments(value: Json | undefined): readonly Deployment[] {
  return (isList(value) ? value : []).map(readRecordedDeployment).filter((read) => typeof read !== 'string');
}

function isApplied({ deployment }: Applied): boolean {
  return managerOf(deployment.target).isApplied;
}

function readWork(value: Json): Work | undefined {
  const [service, port, wasRunning] = ['service', 'port', 'wasRunning'].map((key) => at(value, key));
  const kept = at(value, 'kept');
  const writes = readFiles(at(value, 'writes'));
  if (typeof service !== 'string' || typeof port !== 'number' || typeof wasRunning !== 'boolean') return undefined;
  if (!writes || !isList(kept) || !kept.every(isKept)) return undefined;
  const snapshot = at(value, 'snapshot');
  if (snapshot !== undefined && !isSnapshot(snapshot)) return undefined;
  return {
    ...{ service: currentIdentity(service), port, wasRunning, kept: kept as unknown as readonly KeptFile[], writes },
    ...(snapshot !== undefined && { snapshot: snapshot as unknown as Snapshot }),
  };
}

function isTexts(value: Json | undefined): value is readonly string[] {
  return isList(value) && value.every((text) => typeof text === 'string');
}

function isKept(value: Json): boolean {
  const stored = at(value, 'stored');
  const mode = Number(at(value, 'mode'));
  if (!isPath(at(value, 'path')) || !Number.isInteger(mode) || mode < 0 || mode > 0o777) return false;
  return stored === undefined || (typeof stored === 'string' && /^\d+$/.test(stored));
}

function isSnapshot(value: Json): boolean {
  return isPath(at(value, 'path')) && typeof at(value, 'release') === 'string';
}

/** Undefined also where it has another shape: it only spares a restart. */
function readStarted(value: Json | undefined): StartedRun | undefined {
  const [run, otherVariables] = [at(value, 'run'), at(value, 'otherVariables')];
  return typeof run === 'string' && isTexts(otherVariables) ? { run, otherVariables } : undefined;
}

function readFiles(value: Json | undefined): readonly AppliedFile[] | undefined {
  if (!isList(value)) return undefined;
  const files = value.map(readFile);
  return files.every((file) => file !== undefined) ? files : undefined;
}

function readFile(value: Json): AppliedFile | undefined {
  const [path, sha256, restartSha256] = ['path', 'sha256', 'restartSha256'].map((key) => at(value, key));
  if (!isPath(path) || !isDigest(sha256)) return undefined;
  if (restartSha256 !== undefined && !isDigest(restartSha256)) return undefined;
  const restart = restartSha256 === undefined ? {} : { restartSha256: String(restartSha256) };
  return { path: String(path), sha256: String(sha256), ...restart };
}
