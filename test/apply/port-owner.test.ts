// Whose a port is, on a disk with the files of /proc and /sys: what can't be read leaves it open.

import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../src/apply/machine.ts';
import { listenersIn, portOwner, withProcesses } from '../../src/apply/port-owner.ts';
import { realMachine } from '../../src/apply/real-machine.ts';
import type { ServiceState } from '../../src/apply/service-manager.ts';
import { FileError } from '../../src/files/file-error.ts';
import type { Deployment } from '../../src/outputs/deployment.ts';
import { folderWith } from '../cli/gwc.ts';

const CGROUP = '/system.slice/gateway.service';
const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:4965 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1500        0 11 1 0 100 0 0 10 0
   1: 0100007F:4966 0100007F:9999 01 00000000:00000000 00:00000000 00000000  1500        0 12 1 0 100 0 0 10 0
   2: 00000000:4967 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 13 1 0 100 0 0 10 0
`;
const RUNNING: ServiceState = {
  isActive: true,
  hasFailed: false,
  isEnabled: true,
  text: 'active (running)',
  restarts: 0,
  pid: 100,
  cgroup: CGROUP,
};
const STOPPED: ServiceState = { ...RUNNING, isActive: false, pid: undefined, cgroup: undefined };

/** 100 and 101 are the service's, 200 is not; 101 listens on 18789 (4965), 200 on 18791. */
function machineWith({ inner = 0 } = {}): Machine {
  const root = folderWith({
    'proc/net/tcp': TABLE,
    'proc/200/cmdline': '/usr/lib/postgresql/bin/postgres\0-D\0/secret\0',
    'proc/200/cgroup': '0::/system.slice/postgresql.service\n',
    [`sys/fs/cgroup${CGROUP}/cgroup.procs`]: '100\n101\n',
    [`sys/fs/cgroup${CGROUP}/cgroup.stat`]: `nr_descendants ${inner}\nnr_dying_descendants 0\n`,
  });
  for (const [pid, target] of Object.entries({ 100: 'pipe:[1]', 101: 'socket:[11]', 200: 'socket:[13]' })) {
    mkdirSync(join(root, 'proc', pid, 'fd'), { recursive: true });
    symlinkSync(target, join(root, 'proc', pid, 'fd/3'));
  }
  return { ...realMachine({ root, env: {} }), os: 'linux' };
}

/** Without the right to read these paths. */
function blind(machine: Machine, hidden: RegExp): Machine {
  const closed = <T>(read: (path: string) => T) => {
    return (path: string): T => {
      if (hidden.test(path)) throw new FileError(`cannot read ${path}: permission denied`);
      return read(path);
    };
  };
  return { ...machine, look: closed(machine.look), list: closed(machine.list), linkTarget: closed(machine.linkTarget) };
}

describe('a port', () => {
  it.each([
    ['a child of the service', 18789, RUNNING, 'own'],
    ['a process outside of it', 18791, RUNNING, 'other'],
    ['a connection, which does not listen', 18790, RUNNING, 'nobody'],
    ['a process, and the service is stopped', 18789, STOPPED, 'other'],
    ['a process, and the service is between two starts', 18789, { ...STOPPED, isActive: true }, 'other'],
    ['a process, and the service could not be asked', 18789, { ...STOPPED, isUnknown: true }, 'unknown'],
    ['a process, and of the service one alone is known', 18791, { ...RUNNING, cgroup: undefined }, 'unknown'],
  ] as const)('of %s', async (_, port, state, owner) => {
    expect(await portOwner({ port } as Deployment, state, machineWith())).toBe(owner);
  });

  it.each([
    ['the links of its open files', /^\/proc\/101\/fd\//],
    ['its open files', /^\/proc\/101\/fd$/],
    ['the cgroup', /cgroup\.procs$/],
    ['the cgroups in that', /cgroup\.stat$/],
    ['the table of sockets', /^\/proc\/net\//],
  ])('is open, and never another process’s, where %s can not be read', async (_, hidden) => {
    for (const port of [18789, 18791]) {
      const owner = await portOwner({ port } as Deployment, RUNNING, blind(machineWith(), hidden));
      expect(owner === 'own' ? 18789 : owner).toBe(owner === 'own' ? port : 'unknown');
    }
  });

  it('is open where processes may be in a cgroup of the service’s own', async () => {
    expect(await portOwner({ port: 18791 } as Deployment, RUNNING, machineWith({ inner: 1 }))).toBe('unknown');
  });
});

it('what listens has a process and a program, as far as they can be seen', async () => {
  const machine = machineWith();
  const found = await listenersIn([{ from: 18789, to: 18899 }], machine);
  expect(withProcesses(found!, machine)).toMatchObject([
    { port: 18789, pid: 101 },
    { port: 18791, uid: 0, pid: 200, program: 'postgres', unit: 'postgresql.service' },
  ]);
  expect(withProcesses(found!, blind(machine, /^\/proc\/200\/fd/))).toMatchObject([{ pid: 101 }, { port: 18791 }]);
});
