// Whether a gateway that runs was started with given files and with the secrets that are on the machine now. Best first: the
// environment of its process, what the record says of this very run, and its start time against the times of the files. What
// can't be read is unknown, never stale. Values of variables are compared in memory and go nowhere.

import { posix } from 'node:path';
import { readable } from '../files/file-error.ts';
import { sha256 } from '../files/sha256.ts';
import { parseEnvFile, type Variables } from '../import/env-file.ts';
import { splitAssignment } from '../managers/systemd-values.ts';
import { environmentFile, isReadByGateway } from '../model/instance-paths.ts';
import { LEGACY_SELECTORS, OWNED_VARIABLES, SHELL_GUARD } from '../openclaw/owned-variables.ts';
import { type Deployment, environmentReader } from '../outputs/deployment.ts';
import { type Desired, type DesiredFile, servicePlace } from './desired.ts';
import { lookThrough, type Machine, textAt } from './machine.ts';
import type { Applied, AppliedFile, StartedRun } from './record.ts';
import type { ServiceState } from './service-manager.ts';

export type Freshness = Answer & {
  /** The run of the service that it is about; absent where nothing runs, or it can't be told from another one. */
  readonly run?: string | undefined;
  /** Whether the unit has new lines that concern other instances alone, which it takes at its next start. */
  readonly isUnitNewer?: boolean;
};

type Answer =
  | { readonly result: 'fresh' | 'unknown' }
  /** As in `gateway.env changed after it started`. */
  | { readonly result: 'stale'; readonly reason: string };

const FRESH: Answer = { result: 'fresh' };
const UNKNOWN: Answer = { result: 'unknown' };

/** Of the environment, the unit and the secrets; OpenClaw reads a changed openclaw.json by itself. */
export async function freshness(
  { deployment, files }: Desired,
  state: ServiceState,
  machine: Machine,
  applied: Applied | undefined,
): Promise<Freshness> {
  const { pid } = state;
  if (machine.isOffline || pid === undefined) return UNKNOWN;
  const start = await startTime(pid, machine);
  const run = runOf(state, start);
  const view: View = { machine, applied, start, isRecorded: run !== undefined && applied?.started?.run === run };
  const environment = files.find(({ kind }) => kind === 'env');
  const service = files.find(({ path }) => path === servicePlace(deployment).path);
  const found = startEnvironment(pid, machine);
  const answers = [
    ...(environment ? [found ? byEnvironment(deployment, environment, found, view) : byFile(environment, view)] : []),
    ...(found ? ownFiles(deployment) : hostFiles(deployment)).map((path) => byTime(path, view)),
    ...(service ? [byFile(service, view)] : []),
  ];
  const worst = (['stale', 'unknown'] as const).flatMap((one) => answers.find(({ result }) => result === one) ?? []);
  const isUnitNewer = service?.restartSha256 !== undefined && byTime(service.path, view).result === 'stale';
  return { ...(worst[0] ?? FRESH), run, isUnitNewer };
}

/** The same files as they are on the machine, for whether the process knows what is there now. */
export function asOnDisk({ deployment, files }: Desired, machine: Machine): Desired {
  return {
    deployment,
    files: files.flatMap((file) => {
      const found = readable(() => machine.look(file.path));
      if (found?.kind !== 'file') return [];
      const digest = sha256(found.content);
      return digest === file.sha256 ? [file] : [{ ...file, content: found.content, sha256: digest }];
    }),
  };
}

/** Of a gateway that was just started with these files. Nothing where one run of it can't be told from another one. */
export async function startedRun(
  { deployment, files }: Desired,
  state: ServiceState,
  machine: Machine,
): Promise<StartedRun | undefined> {
  const { pid } = state;
  if (machine.isOffline || pid === undefined) return undefined;
  const run = runOf(state, await startTime(pid, machine));
  const environment = files.find(({ kind }) => kind === 'env');
  const found = startEnvironment(pid, machine);
  // A wrapper in `command` may set variables of its own.
  const otherVariables = environment && found ? differing(expected(deployment, environment, machine), found) : [];
  return run === undefined ? undefined : { run, otherVariables };
}

interface View {
  readonly machine: Machine;
  readonly applied: Applied | undefined;
  readonly start: number | undefined;
  /** Whether this run of the service is the one that the record is of. */
  readonly isRecorded: boolean;
}

/** What the host adds to gateway.env, in the order of reading. */
export function hostFiles({ envFiles, secretsFile }: Deployment): readonly string[] {
  return [...envFiles.map(({ path }) => path), ...(secretsFile === undefined ? [] : [secretsFile])];
}

/** Those of them that OpenClaw reads by itself after its start: no environment of a process tells what it found there. */
export function ownFiles(deployment: Deployment): readonly string[] {
  const { secretsFile } = deployment;
  return secretsFile !== undefined && isReadByGateway(environmentReader(deployment), secretsFile) ? [secretsFile] : [];
}

/** As the service manager puts it together: gateway.env comes last, and selectors of another gateway are taken out. */
function expected(deployment: Deployment, { content }: DesiredFile, machine: Machine): Variables {
  // The guard is for commands: a gateway has its config read-only without it.
  const unset = new Set([...LEGACY_SELECTORS, ...OWNED_VARIABLES, ...SHELL_GUARD.keys()]);
  const own = ownFiles(deployment);
  const read = hostFiles(deployment).filter((path) => !own.includes(path));
  const host = read.flatMap((path) => [...(variablesAt(path, machine) ?? [])]);
  return new Map([...host.filter(([name]) => !unset.has(name)), ...parseEnvFile(content.toString())]);
}

function differing(desired: Variables, found: Variables): readonly string[] {
  return [...desired].filter(([name, value]) => found.get(name) !== value).map(([name]) => name);
}

function byEnvironment(deployment: Deployment, file: DesiredFile, found: Variables, view: View): Answer {
  const { machine, applied, isRecorded } = view;
  const desired = expected(deployment, file, machine);
  const changed = differing(desired, found).filter((name) => !applied?.started?.otherVariables.includes(name));
  if (changed.length > 0) return { result: 'stale', reason: `it was started with another value of ${list(changed)}` };
  // A variable that left the file is still in the process.
  const old = variablesAt(environmentFile(environmentReader(deployment)), machine) ?? new Map<string, string>();
  const gone = [...old]
    .filter(([name, value]) => !desired.has(name) && found.get(name) === value)
    .map(([name]) => name);
  if (gone.length > 0) return { result: 'stale', reason: `it was started with ${list(gone)}, which is no longer set` };
  return isRecorded && recordedHash(file, applied) !== startHash(file) ? startedWithout(file) : FRESH;
}

function list(names: readonly string[]): string {
  return [...names].sort().join(', ');
}

function byFile(file: DesiredFile, { machine, applied, start, isRecorded }: View): Answer {
  const recorded = recordedHash(file, applied);
  const desired = startHash(file);
  if (isRecorded) return recorded === desired ? FRESH : startedWithout(file);
  const found = readable(() => machine.look(file.path));
  if (found?.kind !== 'file' || start === undefined) return UNKNOWN;
  const isSame = foundHash(found.content, file, applied) === desired;
  if (start >= lastChange(found)) return isSame ? FRESH : startedWithout(file);
  // It was started with what stood there before.
  if (!isSame) return recorded === desired ? FRESH : startedWithout(file);
  // Lines that concern other instances alone are written without a restart, and not with an old time.
  if (file.restartSha256 !== undefined && recorded === desired && start < found.modified) return UNKNOWN;
  return changedSince(file.path);
}

function byTime(path: string, { machine, start }: View): Answer {
  const found = readable(() => lookThrough(path, machine));
  if (found?.kind !== 'file' || start === undefined) return UNKNOWN;
  return start >= lastChange(found) ? FRESH : changedSince(path);
}

function lastChange({ modified, changed }: { readonly modified: number; readonly changed: number }): number {
  return Math.max(modified, changed);
}

function startedWithout({ path }: DesiredFile): Answer {
  return { result: 'stale', reason: `it was started with another ${posix.basename(path)}` };
}

function changedSince(path: string): Answer {
  return { result: 'stale', reason: `${posix.basename(path)} changed after it started` };
}

/** Equal for files that a gateway need not be restarted between. */
export function startHash({ sha256: whole, restartSha256 }: Pick<AppliedFile, 'sha256' | 'restartSha256'>): string {
  return restartSha256 ?? whole;
}

function recordedHash({ path }: DesiredFile, applied: Applied | undefined): string | undefined {
  const recorded = applied?.files.find((file) => file.path === path);
  return recorded && startHash(recorded);
}

/** Of a content that gwc knows, the hash for the start; else the whole. */
function foundHash(content: Uint8Array, file: DesiredFile, applied: Applied | undefined): string {
  const digest = sha256(content);
  const known = [file, ...(applied?.files ?? [])].find(({ sha256: one }) => one === digest);
  return known ? startHash(known) : digest;
}

/** A start is given in steps of this. Source: proc(5), "starttime", with the usual 100 a second. In milliseconds. */
const TICK = 10;
/** `ps` tells whole seconds. */
const SECOND = 1000;

/** Since 1970, in milliseconds, at the latest; undefined where it can't be read. */
async function startTime(pid: number, machine: Machine): Promise<number | undefined> {
  return machine.os === 'macos' ? startByPs(pid, machine) : startByProc(pid, machine);
}

/** By what the boot was: a clock that was set since then doesn't matter much. */
function startByProc(pid: number, machine: Machine): number | undefined {
  const uptime = Number.parseFloat(textAt('/proc/uptime', machine) ?? '');
  const ticks = Number.parseInt(statOf(pid, machine)[19] ?? '', 10);
  if (!Number.isFinite(uptime) || !Number.isFinite(ticks)) return undefined;
  return machine.now() - uptime * 1000 + (ticks + 1) * TICK;
}

/** The fields of a process behind its name, which may have anything in it. Source: proc(5). */
function statOf(pid: number | undefined, machine: Machine): readonly string[] {
  const stat = pid === undefined ? '' : (textAt(`/proc/${pid}/stat`, machine) ?? '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function startByPs(pid: number, machine: Machine): Promise<number | undefined> {
  const { code, stdout } = await machine.run(['ps', '-o', 'lstart=', '-p', String(pid)], { seconds: 20 });
  const time = Date.parse(stdout.trim());
  return code === 0 && Number.isFinite(time) ? time + SECOND : undefined;
}

/** Undefined where it can't be read, or isn't a gateway's: right after a fork it is that of the service manager. */
function startEnvironment(pid: number, machine: Machine): Variables | undefined {
  if (machine.os === 'macos') return undefined;
  const text = textAt(`/proc/${pid}/environ`, machine);
  const entries = (text ?? '').split('\0').filter((entry) => entry.includes('='));
  const variables = new Map(entries.map(splitAssignment));
  return variables.has('OPENCLAW_STATE_DIR') ? variables : undefined;
}

export function variablesAt(path: string, machine: Machine): Variables | undefined {
  const text = textAt(path, machine);
  return text === undefined ? undefined : parseEnvFile(text);
}

/** One run of a service: another one after each start. */
function runOf({ invocation, pid }: ServiceState, start: number | undefined): string | undefined {
  if (invocation !== undefined) return invocation;
  return pid === undefined || start === undefined ? undefined : `${pid} ${start}`;
}

/** What all processes of a service have had of a processor, in milliseconds; 0 where that can't be read. */
export function processorTime({ cgroup, pid }: ServiceState, machine: Machine): number {
  const [, used] = /^usage_usec (\d+)$/m.exec(textAt(`/sys/fs/cgroup${cgroup}/cpu.stat`, machine) ?? '') ?? [];
  if (used !== undefined) return Number(used) / 1000;
  // By the first process alone: time in its own code and in the kernel.
  const [user = 0, kernel = 0] = statOf(pid, machine).slice(11, 13).map(Number);
  return (user + kernel) * TICK;
}
