// What apply and status begin with: the output folder, the machine, and which host of the one is the other.

import { realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type HostTree, nameOf, pickHost, readHostTree } from '../apply/desired.ts';
import type { Machine } from '../apply/machine.ts';
import { realMachine } from '../apply/real-machine.ts';
import type { ApplyRecord } from '../apply/record.ts';
import { type RecordStore, recordFolder, recordStore } from '../apply/record-store.ts';
import { withFile } from '../files/file-error.ts';
import { namedFolder, nonEmpty } from './flags.ts';
import type { Io } from './io.ts';

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
    io.stderr.write(`${nameOf(deployment)} is left alone: apply does not control ${deployment.target}\n`);
  }
  return { tree, machine, store: recordStore(machine, recordFolder(machine, io.env)) };
}

/** This machine, and what whoever runs gwc has installed on it. */
export function openRecord(io: Io): { readonly machine: Machine; readonly record: ApplyRecord } {
  const machine = realMachine({ root: '/', env: io.env });
  return { machine, record: recordStore(machine, recordFolder(machine, io.env)).read() };
}

/** A command on an output folder and this machine. */
export function hostCommand(name: string): Command {
  return new Command(name)
    .argument('[folder]', 'the output folder (default: out)', nonEmpty)
    .option(
      '--host <host>',
      'which host of the folder this machine is (default: its own name, or the only one)',
      nonEmpty,
    )
    .addOption(
      new Option('--root <folder>', 'the folder that has the disk of the machine').argParser(nonEmpty).default('/'),
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['pretty', 'json']).default('pretty'));
}
