// What apply and status begin with: the output folder, the machine, and which host of the one is the other.

import { realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Machine } from '../apply/machine.ts';
import { realMachine } from '../apply/real-machine.ts';
import { type RecordStore, recordFolder, recordStore } from '../apply/record-store.ts';
import { Refusal } from '../apply/refusal.ts';
import { type HostTree, nameOf, pickHost, readHostTree } from '../apply/wanted.ts';
import { withFile } from '../files/file-error.ts';
import type { Io } from './io.ts';
import { namedFolder } from './named-folder.ts';
import { UsageError } from './usage-error.ts';

export interface HostFlags {
  readonly host?: string;
  readonly root: string;
  readonly format: 'pretty' | 'json';
  readonly color?: boolean;
  readonly quiet?: boolean;
}

export interface Host {
  readonly tree: HostTree;
  readonly machine: Machine;
  readonly store: RecordStore;
}

const DEFAULT_FOLDER = 'out';

export function openHost(flags: HostFlags, io: Io, folder: string = DEFAULT_FOLDER): Host {
  const root = withFile('read', flags.root, () => realpathSync(resolve(io.cwd, flags.root)));
  const machine = realMachine({ root, env: io.env });
  const tree = readHostTree(namedFolder(folder, io), (hosts) => pickHost(hosts, flags.host, hostname()));
  for (const deployment of flags.quiet ? [] : tree.containers) {
    io.stderr.write(`${nameOf(deployment)} is left aside: it is a container (${deployment.target}), and no service\n`);
  }
  return { tree, machine, store: recordStore(machine, recordFolder(machine, io.env)) };
}

/** What a person can put right ends a run like wrong usage. */
export async function orUsageError<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof Refusal ? new UsageError(error.message) : error;
  }
}
