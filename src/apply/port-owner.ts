// Whose process listens on an instance's base port.

import type { Deployment } from '../targets/deployment.ts';
import type { Machine } from './machine.ts';
import type { ServiceState } from './service-manager.ts';

/** `unknown`: it may not be looked into, as with processes of another account. */
export type PortOwner = 'own' | 'other' | 'nobody' | 'unknown';

export function portOwner({ port }: Deployment, state: ServiceState, machine: Machine): Promise<PortOwner> {
  return machine.os === 'macos'
    ? ownerByLsof(port, state, machine)
    : Promise.resolve(ownerByProc(port, state, machine));
}

const LISTEN = '0A';

/** Sockets that listen have numbers in /proc/net, and processes have links to those numbers. */
function ownerByProc(port: number, state: ServiceState, machine: Machine): PortOwner {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => textAt(path, machine));
  if (tables.every((table) => table === undefined)) return 'unknown';
  const sockets = new Set(tables.flatMap((table) => socketsOn(port, table ?? '')));
  if (sockets.size === 0) return 'nobody';
  const answers = processesOf(state, machine).map((pid) => holds(pid, sockets, machine));
  if (answers.includes('own')) return 'own';
  return answers.length === 0 || answers.includes('unknown') ? 'unknown' : 'other';
}

function socketsOn(port: number, table: string): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === LISTEN && local.endsWith(suffix) ? [`socket:[${inode}]`] : [];
  });
}

/** Every process of the service, as far as its cgroup can be read; its first one in any case. */
function processesOf({ cgroup, pid }: ServiceState, machine: Machine): readonly string[] {
  const listed = cgroup === undefined ? undefined : textAt(`/sys/fs/cgroup${cgroup}/cgroup.procs`, machine);
  const first = pid === undefined ? [] : [String(pid)];
  return [...new Set([...first, ...(listed ?? '').split('\n').filter((line) => /^\d+$/.test(line))])];
}

function holds(pid: string, sockets: ReadonlySet<string>, machine: Machine): 'own' | 'other' | 'unknown' {
  const names = machine.list(`/proc/${pid}/fd`);
  // A process has open files, so none are to be seen by whom may not look.
  if (names.length === 0) return 'unknown';
  const isHolder = names.some((name) => sockets.has(machine.linkTarget(`/proc/${pid}/fd/${name}`) ?? ''));
  return isHolder ? 'own' : 'other';
}

function textAt(path: string, machine: Machine): string | undefined {
  const found = machine.look(path);
  return found.kind === 'file' ? found.content.toString() : undefined;
}

async function ownerByLsof(port: number, { pid }: ServiceState, machine: Machine): Promise<PortOwner> {
  const { code, stdout } = await machine.run(['lsof', '-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { seconds: 20 });
  const pids = stdout.split('\n').filter((line) => /^\d+$/.test(line));
  if (pids.length > 0) return pids.includes(String(pid)) ? 'own' : 'other';
  // It tells nothing of other accounts' processes, and exits 1 where it has nothing to tell.
  return code === 1 && machine.self.uid === 0 ? 'nobody' : 'unknown';
}
