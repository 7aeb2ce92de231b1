// Root's record and an account's: what root takes over, and what it tells the account.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Desired } from '../../src/apply/desired.ts';
import { type Machine, ROOT } from '../../src/apply/machine.ts';
import { refuseOtherHost } from '../../src/apply/prepare.ts';
import { realMachine } from '../../src/apply/real-machine.ts';
import { type Applied, type ApplyRecord, EMPTY_RECORD } from '../../src/apply/record.ts';
import {
  accountFolder,
  markAsRoots,
  recordStore,
  rootsProblems,
  withAccountRecords,
  withoutRoots,
} from '../../src/apply/record-store.ts';
import { folderWith } from '../cli/gwc.ts';
import { builtTree, hostsOf } from './built-tree.ts';

const FOLDER = accountFolder('/home/claw');
const system = '{ port: 18909, service: { scope: system } }';

interface Given {
  readonly machine: Machine;
  readonly desired: readonly Desired[];
  /** With the files of that hosts.yaml on the disk, and the record that such an apply leaves. */
  readonly applied: (main: string) => Promise<ApplyRecord>;
}

/** Root on a machine below a folder. */
async function given(): Promise<Given> {
  const real = realMachine({ root: folderWith(), env: {} });
  const machine: Machine = { ...real, isOffline: false, self: ROOT };
  const { instances: desired } = await builtTree(hostsOf({ main: '{ port: 18789 }', other: system }));
  const applied = async (main: string) => {
    const { instances } = await builtTree(hostsOf({ main }));
    const { deployment, files } = instances[0]!;
    for (const { path, content, mode } of files) {
      machine.makeFolder(join(path, '..'), real.self, 0o700);
      machine.writeFile(path, { content, mode, owner: real.self });
    }
    const one: Applied = { deployment, files: files.map(({ path, sha256 }) => ({ path, sha256 })) };
    return { ...EMPTY_RECORD, instances: [one] };
  };
  return { machine, desired, applied };
}

const deployments = (desired: readonly Desired[]) => desired.map(({ deployment }) => deployment);
const ports = ({ instances }: ApplyRecord) => instances.map(({ deployment }) => deployment.port);

describe("root's apply", () => {
  it('takes over what the account applied by itself, and is what is found', async () => {
    const { machine, desired, applied } = await given();
    const before = await applied('{ port: 18787 }');
    recordStore(machine, FOLDER).write(await applied('{ port: 18788 }'));
    expect(ports(withAccountRecords(EMPTY_RECORD, desired, machine))).toEqual([18788]);
    expect(ports(withAccountRecords(before, desired, machine))).toEqual([18788]);
  });

  it('keeps to its own record where its own files are found', async () => {
    const { machine, desired, applied } = await given();
    recordStore(machine, FOLDER).write(await applied('{ port: 18787 }'));
    const own = await applied('{ port: 18788 }');
    expect(withAccountRecords(own, desired, machine)).toBe(own);
  });

  it("looks at nothing in an account's record that it is not to apply, and at no record that is none", async () => {
    const { machine, desired, applied } = await given();
    const store = recordStore(machine, FOLDER);
    store.write(await applied('{ port: 18788, profile: elsewhere }'));
    expect(withAccountRecords(EMPTY_RECORD, desired, machine)).toBe(EMPTY_RECORD);
    machine.writeFile(`${FOLDER}/applied.json`, { content: 'nonsense', mode: 0o600, owner: machine.self });
    expect(withAccountRecords(EMPTY_RECORD, desired, machine)).toEqual(EMPTY_RECORD);
  });

  it('goes by its own record for which host the machine is', async () => {
    const { machine, desired, applied } = await given();
    recordStore(machine, FOLDER).write(await applied('{ port: 18788 }'));
    const elsewhere = await builtTree(hostsOf({ one: system }).replace('box-1', 'box-2'));
    const own: ApplyRecord = {
      ...EMPTY_RECORD,
      instances: elsewhere.instances.map(({ deployment }) => ({ deployment, files: [] })),
    };
    const tree = await builtTree(hostsOf({ main: '{ port: 18789 }', other: system }));
    expect(() => refuseOtherHost(tree, own)).toThrow('this machine was applied as box-2');
    // What the account applied as this host is no sign that the machine is it.
    expect(withAccountRecords(own, desired, machine).instances.map(({ deployment }) => deployment.host)).toEqual([
      'box-2',
      'box-1',
    ]);
    expect(() => refuseOtherHost(tree, EMPTY_RECORD)).not.toThrow();
  });

  it("tells the account which services are root's, and --force gives them back", async () => {
    const { machine, desired } = await given();
    markAsRoots(deployments(desired), [], EMPTY_RECORD, () => machine.self, machine);
    const record = recordStore(machine, FOLDER).read();
    const [main] = desired;
    expect(record.ofRoot).toEqual([main!.deployment]);
    expect(rootsProblems(record, desired).map(({ instances }) => instances)).toEqual([['box-1/main']]);
    expect(rootsProblems(withoutRoots(record, desired), desired)).toEqual([]);
  });

  it('leaves files in place, and the account does: each knows those of the other', async () => {
    const { machine, desired } = await given();
    const own = deployments(desired);
    const [config] = desired[0]!.files;
    const file = { path: config!.path, sha256: 'ab'.repeat(32), user: 'claw' };
    const others = { ...file, path: '/home/claw/else', user: 'oc-other' };
    markAsRoots(own, [], EMPTY_RECORD, () => machine.self, machine);
    markAsRoots([], own, { ...EMPTY_RECORD, left: [file, others] }, () => machine.self, machine);
    const record = recordStore(machine, FOLDER).read();
    expect([record.left, record.ofRoot]).toEqual([[file], undefined]);
    // What is no place of a service that is desired, root doesn't take from an account.
    recordStore(machine, FOLDER).write({ ...record, left: [file, { ...file, path: '/etc/passwd' }] });
    const known = withAccountRecords(EMPTY_RECORD, desired, machine);
    expect(known.left).toEqual([file]);
    expect(withAccountRecords(known, desired, machine)).toEqual(known);
  });
});
