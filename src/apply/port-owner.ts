// Which process listens on a port of an instance. What may not be read leaves the answer open: it never makes the port another
// process's.

import { readable } from '../files/file-error.ts';
import type { PortRange } from '../model/fleet.ts';
import type { Deployment } from '../outputs/deployment.ts';
import type { Machine } from './machine.ts';
import { textAt } from './machine.ts';
import type { ServiceState } from './service-manager.ts';

type Answer = 'own' | 'other' | 'unknown';
export type PortOwner = Answer | 'nobody';

/** A TCP socket that listens. */
export interface Listener {
  readonly port: number;
  /** Of linux: the socket's number, and the account that opened it. */
  readonly socket?: string;
  readonly uid?: number;
  /** Where it is known. */
  readonly pid?: number;
  readonly program?: string;
  /** The service of the system that the process belongs to. */
  readonly unit?: string;
}

/** Everything that listens in these ranges; undefined where that can't be seen. */
export function listenersIn(ranges: readonly PortRange[], machine: Machine): Promise<readonly Listener[] | undefined> {
  return machine.os === 'macos' ? listenersByLsof(ranges, machine) : Promise.resolve(listenersByProc(ranges, machine));
}

/** Whose a listener is: one of these services', or another process's. */
export async function ownerOf(
  listener: Listener,
  services: readonly ServiceState[],
  machine: Machine,
): Promise<Answer> {
  const answers: readonly Answer[] =
    listener.socket === undefined
      ? await Promise.all(services.map((state) => descends(listener.pid, state, machine)))
      : services.map((state) => holds(listener.socket!, state, machine));
  if (answers.includes('own')) return 'own';
  return answers.includes('unknown') ? 'unknown' : 'other';
}

export async function portOwner({ port }: Deployment, state: ServiceState, machine: Machine): Promise<PortOwner> {
  const found = await listenersIn([{ from: port, to: port }], machine);
  if (!found) return 'unknown';
  const owners = await Promise.all(found.map((listener) => ownerOf(listener, [state], machine)));
  return (['own', 'unknown', 'other'] as const).find((owner) => owners.includes(owner)) ?? 'nobody';
}

/** Such as `postgres (pid 88, postgresql.service)`. */
export function holderText({ pid, program, unit }: Listener): string {
  if (pid === undefined) return 'another process';
  return `${program ?? 'a process'} (pid ${pid}${unit === undefined ? '' : `, ${unit}`})`;
}

/** The same listeners, with process and program as far as they can be found. */
export function withProcesses(listeners: readonly Listener[], machine: Machine): readonly Listener[] {
  const sockets = new Set(listeners.flatMap(({ socket }) => socket ?? []));
  if (sockets.size === 0) return listeners;
  const holders = new Map<string, number>();
  for (const pid of readable(() => machine.list('/proc')) ?? []) {
    if (!/^\d+$/.test(pid)) continue;
    for (const socket of socketsOf(pid, machine).sockets) if (sockets.has(socket)) holders.set(socket, Number(pid));
  }
  return listeners.map((listener) => {
    const pid = holders.get(listener.socket ?? '');
    if (pid === undefined) return listener;
    const program = programOf(pid, machine);
    const unit = /^.*:\/system\.slice\/(?:.*\/)?([^/\n]+\.service)$/m.exec(
      textAt(`/proc/${pid}/cgroup`, machine) ?? '',
    )?.[1];
    return { ...listener, pid, ...(program ? { program } : {}), ...(unit ? { unit } : {}) };
  });
}

/** Its first word alone: what follows may be secret. */
function programOf(pid: number, machine: Machine): string {
  const [first = ''] = (textAt(`/proc/${pid}/cmdline`, machine) ?? '').split(/[\0 ]/);
  return first.slice(first.lastIndexOf('/') + 1);
}

const LISTEN = '0A';

/** Of /proc/net: one table for each version of IP, and the second is not there without IPv6. */
function listenersByProc(ranges: readonly PortRange[], machine: Machine): readonly Listener[] | undefined {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => textAt(path, machine));
  if (tables.every((table) => table === undefined)) return undefined;
  return tables.flatMap((table = '') =>
    table.split('\n').flatMap((line) => {
      const [, local = '', , state, , , , uid, , inode = ''] = line.trim().split(/\s+/);
      const port = Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16);
      const isMeant = state === LISTEN && ranges.some(({ from, to }) => from <= port && port <= to);
      return isMeant ? [{ port, socket: `socket:[${inode}]`, uid: Number(uid) }] : [];
    }),
  );
}

function holds(socket: string, state: ServiceState, machine: Machine): Answer {
  const { pids, isComplete } = processesOf(state, machine);
  const found = pids.map((pid) => socketsOf(pid, machine));
  if (found.some(({ sockets }) => sockets.includes(socket))) return 'own';
  return isComplete && found.every((one) => one.isComplete) ? 'other' : 'unknown';
}

interface Processes {
  readonly pids: readonly string[];
  /** Whether these are all that the service has. */
  readonly isComplete: boolean;
}

/** The first process of a service is known by itself; the rest by its cgroup. */
function processesOf({ cgroup, pid, isUnknown }: ServiceState, machine: Machine): Processes {
  const first = pid === undefined ? [] : [String(pid)];
  // With neither of both it has no process, such as between two starts, which systemd calls activating.
  if (cgroup === undefined) return { pids: first, isComplete: first.length === 0 && !isUnknown };
  const folder = `/sys/fs/cgroup${cgroup}`;
  const listed = textAt(`${folder}/cgroup.procs`, machine);
  const hasInner = !/^nr_descendants 0$/m.test(textAt(`${folder}/cgroup.stat`, machine) ?? '');
  const pids = (listed ?? '').split('\n').filter((line) => /^[1-9]\d*$/.test(line));
  return { pids: [...new Set([...first, ...pids])], isComplete: listed !== undefined && !hasInner };
}

interface Sockets {
  readonly sockets: readonly string[];
  /** Whether all open files of the process could be seen. */
  readonly isComplete: boolean;
}

/** A process that has gone by now has none. */
function socketsOf(pid: string, machine: Machine): Sockets {
  const names = readable(() => machine.list(`/proc/${pid}/fd`));
  if (!names) return { sockets: [], isComplete: false };
  const targets = names.map((name) => readable(() => machine.linkTarget(`/proc/${pid}/fd/${name}`) ?? ''));
  return {
    sockets: targets.flatMap((target) => (target?.startsWith('socket:') ? [target] : [])),
    isComplete: !targets.includes(undefined),
  };
}

async function listenersByLsof(
  ranges: readonly PortRange[],
  machine: Machine,
): Promise<readonly Listener[] | undefined> {
  const ports = ranges.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join(',');
  const argv = ['lsof', '-nP', `-iTCP:${ports}`, '-sTCP:LISTEN', '-Fpcn'];
  const { code, stdout } = await machine.run(argv, { seconds: 20 });
  const found = readLsof(stdout);
  if (found.length > 0) return found;
  // It tells nothing of other accounts' processes, and exits 1 where it has nothing to tell.
  return code === 1 && machine.self.uid === 0 ? [] : undefined;
}

/** Of `lsof -F`: a line for each field, which its first letter names; those of a process hold for all its files. */
function readLsof(output: string): readonly Listener[] {
  const found: Listener[] = [];
  let process: Pick<Listener, 'pid' | 'program'> = {};
  for (const line of output.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) process = { pid: Number(value) };
    if (line.startsWith('c')) process = { ...process, program: value };
    const [, port] = (line.startsWith('n') && /:(\d+)$/.exec(value)) || [];
    if (port !== undefined) found.push({ ...process, port: Number(port) });
  }
  return found;
}

/** A start script that doesn't hand over with `exec` has the gateway as a child. */
async function descends(pid: number | undefined, state: ServiceState, machine: Machine): Promise<Answer> {
  if (state.pid === undefined) return state.isActive || state.isUnknown ? 'unknown' : 'other';
  if (pid === state.pid) return 'own';
  const { code, stdout } = await machine.run(['ps', '-axo', 'pid=,ppid=']);
  if (code !== 0) return 'unknown';
  const parents = new Map([...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)].map(([, child, parent]) => [child, parent]));
  for (let next: string | undefined = String(pid); next !== undefined && next !== '0'; next = parents.get(next)) {
    if (next === String(state.pid)) return 'own';
  }
  return 'other';
}
