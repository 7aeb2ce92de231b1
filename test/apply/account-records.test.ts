// Root's record and an account's: what root takes over, and what it tells the account.

import { join } from 'node:path';
import { pid, ppid } from 'node:process';
import { describe, expect, it } from 'vitest';
import type { Desired } from '../../src/apply/desired.ts';
import { type Machine, ROOT } from '../../src/apply/machine.ts';
import { refuseOtherHost } from '../../src/apply/prepare.ts';
import { realMachine } from '../../src/apply/real-machine.ts';
import { type Applied, type ApplyRecord, EMPTY_RECORD, type LeftFile } from '../../src/apply/record.ts';
import {
  accountFolder,
  lockAccounts,
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

  it('takes of two that left a file the one whose file is found, and else its own', async () => {
    const { machine, desired, applied } = await given();
    const [found] = (await applied('{ port: 18788 }')).instances[0]!.files;
    const own = { ...found!, user: 'claw' };
    const other = { ...own, sha256: 'ab'.repeat(32) };
    const store = recordStore(machine, FOLDER);
    const leftOf = (roots: LeftFile, accounts: LeftFile) => {
      store.write({ ...EMPTY_RECORD, left: [accounts] });
      const { left } = withAccountRecords({ ...EMPTY_RECORD, left: [roots] }, desired, machine);
      markAsRoots([], deployments(desired), { ...EMPTY_RECORD, left: [roots] }, () => machine.self, machine);
      expect(store.read().left).toEqual(left);
      return left;
    };
    expect(leftOf(own, other)).toEqual([own]);
    expect(leftOf(other, own)).toEqual([own]);
    const third = { ...own, sha256: 'cd'.repeat(32) };
    expect(leftOf(third, other)).toEqual([third]);
  });
});

describe("root's apply and the account's", () => {
  const LOCK = `${FOLDER}/.gwc.lock`;

  it('do not run at once', async () => {
    const { machine: real, desired } = await given();
    const machine = { ...real, account: async () => real.self };
    // No home yet: nothing is made in its place.
    (await lockAccounts(deployments(desired), machine))();
    expect(machine.look('/home').kind).toBe('missing');
    machine.makeFolder('/home/claw', real.self, 0o700);
    const release = await lockAccounts(deployments(desired), machine);
    expect(machine.linkTarget(LOCK)).toBe(String(pid));
    release();
    expect(machine.look(LOCK).kind).toBe('missing');
    machine.makeLink(LOCK, String(ppid), real.self);
    await expect(lockAccounts(deployments(desired), machine)).rejects.toThrow(`another gwc, process ${ppid}`);
    // An account needs no lock but its own.
    (await lockAccounts(deployments(desired), { ...machine, self: { ...ROOT, uid: 1500 } }))();
    expect(machine.linkTarget(LOCK)).toBe(String(ppid));
  });

  it("are not kept from each other by what isn't gwc's", async () => {
    const { machine: real, desired } = await given();
    const machine = { ...real, account: async () => real.self };
    machine.makeFolder(FOLDER, real.self, 0o700);
    machine.writeFile(LOCK, { content: '', mode: 0o600, owner: real.self });
    (await lockAccounts(deployments(desired), machine))();
    expect(machine.look(LOCK).kind).toBe('file');
  });
});
