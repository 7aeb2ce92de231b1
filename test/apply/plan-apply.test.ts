// What is to be done: a table of what is wanted, what the last apply left and what is found.

import { describe, expect, it } from 'vitest';
import type { Found } from '../../src/apply/machine.ts';
import { type ApplyPlan, planApply } from '../../src/apply/plan-apply.ts';
import { type Applied, type ApplyRecord, EMPTY_RECORD } from '../../src/apply/record.ts';
import type { ServiceState } from '../../src/apply/service-manager.ts';
import { type HostTree, nameOf, serviceIdentity, servicePlace, type Wanted } from '../../src/apply/wanted.ts';
import { builtTree, hostsOf } from './built-tree.ts';

const OWNER = { name: 'claw', uid: 1500, gid: 1500 };
const RUNNING: ServiceState = {
  isActive: true,
  hasFailed: false,
  isEnabled: true,
  text: 'active (running)',
  restarts: 0,
};
const STOPPED: ServiceState = { ...RUNNING, isActive: false, text: 'inactive (dead)' };
const UNKNOWN: ServiceState = { ...STOPPED, isEnabled: false };

const MAIN = hostsOf({ main: '{ port: 18789 }' });

function appliedOf({ deployment, files }: Wanted): Applied {
  return { deployment, files: files.map(({ path, sha256 }) => ({ path, sha256 })) };
}

function recordOf({ instances }: HostTree): ApplyRecord {
  return { ...EMPTY_RECORD, instances: instances.map(appliedOf) };
}

function fileOf(content: Buffer | string, mode = 0o600, uid = OWNER.uid): Found {
  return { kind: 'file', content: Buffer.from(content), mode, uid, gid: OWNER.gid };
}

function diskOf({ instances }: HostTree): Map<string, Found> {
  return new Map(
    instances.flatMap(({ files }) => files.map(({ path, content, mode }) => [path, fileOf(content, mode)] as const)),
  );
}

interface Given {
  readonly record?: ApplyRecord;
  readonly disk?: ReadonlyMap<string, Found>;
  readonly state?: ServiceState;
  readonly isOffline?: boolean;
}

function plan(
  tree: HostTree,
  { record = EMPTY_RECORD, disk = new Map(), state = RUNNING, isOffline = false }: Given,
): ApplyPlan {
  return planApply({
    wanted: tree.instances,
    record,
    look: (path) => disk.get(path) ?? { kind: 'missing' },
    states: new Map(tree.instances.map(({ deployment }) => [serviceIdentity(deployment), state])),
    ownerOf: ({ isAccounts }) => (isAccounts ? OWNER : { name: 'root', uid: 0, gid: 0 }),
    isOffline,
  });
}

/** `change main openclaw.json: enable, start, reload`. */
function told({ steps }: ApplyPlan): readonly string[] {
  return steps.map(({ action, deployment, writes, boot, process, isReloaded }) => {
    const files = writes.map(({ kind }) => kind).join(' ');
    const deeds = [boot, process, isReloaded ? 'reload' : undefined].filter((deed) => deed !== undefined);
    return [action, deployment.instance, files, deeds.join(' ')].filter((word) => word !== '').join(' | ');
  });
}

describe('a plan', () => {
  it('creates what was never there', async () => {
    const tree = await builtTree(MAIN);
    expect(told(plan(tree, { state: UNKNOWN }))).toEqual([
      'create | main | env systemd-unit openclaw-config | enable start reload',
    ]);
  });

  it('has nothing to do where all is as applied, and adopts what is there without a record', async () => {
    const tree = await builtTree(MAIN);
    const disk = diskOf(tree);
    for (const record of [recordOf(tree), EMPTY_RECORD]) {
      const { steps, unchanged, drift } = plan(tree, { record, disk });
      expect({ steps, drift, unchanged: unchanged.map(nameOf) }).toEqual({
        steps: [],
        drift: [],
        unchanged: ['box-1/main'],
      });
    }
  });

  it('restarts for a config, an environment or a unit, and reloads for a unit alone', async () => {
    const old = await builtTree(MAIN);
    const given = { record: recordOf(old), disk: diskOf(old) };
    const cases = {
      '{ port: 18789, config: { logging: { level: debug } } }': 'change | main | openclaw-config | restart',
      '{ port: 18789, env: { A: b } }': 'change | main | env | restart',
      '{ port: 18789, service: { systemd: { Service: { MemoryMax: 2G } } } }':
        'change | main | systemd-unit | restart reload',
    };
    for (const [main, expected] of Object.entries(cases)) {
      expect(told(plan(await builtTree(hostsOf({ main })), given))).toEqual([expected]);
    }
  });

  it('does not restart for an example of secrets', async () => {
    const tree = await builtTree(hostsOf({ main: '{ port: 18789, secrets: [A] }' }));
    const disk = diskOf(tree);
    const example = tree.instances[0]!.files.find(({ kind }) => kind === 'secrets-example')!;
    const record = recordOf(tree);
    const old = {
      ...record.instances[0]!,
      files: record.instances[0]!.files.filter(({ path }) => path !== example.path),
    };
    disk.delete(example.path);
    expect(told(plan(tree, { record: { ...record, instances: [old] }, disk }))).toEqual([
      'change | main | secrets-example',
    ]);
  });

  it('puts mode and owner right without a restart', async () => {
    const tree = await builtTree(MAIN);
    for (const change of [{ mode: 0o644 }, { uid: 0 }]) {
      const disk = diskOf(tree);
      const { path, content } = tree.instances[0]!.files.find(({ kind }) => kind === 'openclaw-config')!;
      disk.set(path, { ...(fileOf(content) as Extract<Found, { kind: 'file' }>), ...change });
      expect(told(plan(tree, { record: recordOf(tree), disk }))).toEqual(['change | main | openclaw-config']);
    }
  });

  it('starts one that does not run, and enables one that is not', async () => {
    const tree = await builtTree(MAIN);
    const given = { record: recordOf(tree), disk: diskOf(tree) };
    expect(told(plan(tree, { ...given, state: STOPPED }))).toEqual(['start | main | start']);
    expect(told(plan(tree, { ...given, state: { ...RUNNING, isEnabled: false } }))).toEqual(['change | main | enable']);
  });

  it('leaves one that is not enabled stopped, and a running one running', async () => {
    const tree = await builtTree(hostsOf({ main: '{ port: 18789, enabled: false }' }));
    expect(told(plan(tree, { state: UNKNOWN }))).toEqual(['create | main | env systemd-unit openclaw-config | reload']);
    const given = { record: recordOf(tree), disk: diskOf(tree) };
    expect(told(plan(tree, { ...given, state: UNKNOWN }))).toEqual([]);
    expect(told(plan(tree, { ...given, state: { ...RUNNING, isEnabled: false } }))).toEqual([]);
    expect(told(plan(tree, { ...given, state: RUNNING }))).toEqual(['change | main | disable']);
    const other = await builtTree(hostsOf({ main: '{ port: 18789, enabled: false, env: { A: b } }' }));
    expect(told(plan(other, { ...given, state: { ...RUNNING, isEnabled: false } }))).toEqual([
      'change | main | env | restart',
    ]);
  });

  it('removes what is wanted no longer, before all else', async () => {
    const old = await builtTree(hostsOf({ gone: '{ port: 18789 }', main: '{ port: 18909 }' }));
    const given = { record: recordOf(old), disk: diskOf(old) };
    const tree = await builtTree(hostsOf({ another: '{ port: 18789 }', main: '{ port: 18909 }' }));
    expect(told(plan(tree, given))[0]).toBe('remove | gone | disable stop reload');
    expect(plan(tree, given).steps.map(({ action }) => action)).toEqual(['remove', 'create']);
  });

  it('takes a new name of one service for the same instance', async () => {
    const old = await builtTree(hostsOf({ main: '{ port: 18789, profile: default }' }));
    const tree = await builtTree(hostsOf({ prime: '{ port: 18789, profile: default }' }));
    const { steps } = plan(tree, { record: recordOf(old), disk: diskOf(old) });
    expect(steps.map(({ action, previous }) => [action, previous && nameOf(previous.deployment)])).toEqual([
      ['change', 'box-1/main'],
    ]);
  });

  it('starts nothing on a disk that nothing runs from', async () => {
    const tree = await builtTree(MAIN);
    expect(told(plan(tree, { state: UNKNOWN, isOffline: true }))).toEqual([
      'create | main | env systemd-unit openclaw-config | enable reload',
    ]);
  });
});

describe('a plan after one that was cut off', () => {
  it('restarts, whatever it finds, and takes what was written for its own', async () => {
    const old = await builtTree(MAIN);
    const between = await builtTree(hostsOf({ main: '{ port: 18789, env: { A: b } }' }));
    const { deployment, files } = between.instances[0]!;
    const writes = files.map(({ path, sha256 }) => ({ path, sha256 }));
    const record = {
      ...recordOf(old),
      works: [{ service: serviceIdentity(deployment), port: 18789, wasRunning: true, kept: [], writes }],
    };
    const disk = diskOf(between);
    const cases = [
      [between, 'restart | main | restart reload'],
      [old, 'change | main | env | restart reload'],
      [await builtTree(hostsOf({ main: '{ port: 18789, env: { A: c } }' })), 'change | main | env | restart reload'],
    ] as const;
    for (const [tree, expected] of cases) {
      const planned = plan(tree, { record, disk });
      expect({ told: told(planned), drift: planned.drift }).toEqual({ told: [expected], drift: [] });
    }
  });

  it('starts again what had to let go of its port', async () => {
    const tree = await builtTree(hostsOf({ main: '{ port: 18789, enabled: false }' }));
    const stopped = [serviceIdentity(tree.instances[0]!.deployment)];
    const given = { record: { ...recordOf(tree), stopped }, disk: diskOf(tree), state: UNKNOWN };
    expect(told(plan(tree, given))).toEqual(['start | main | start']);
  });
});

describe('drift', () => {
  it('is a file that is neither as wanted nor as applied', async () => {
    const tree = await builtTree(MAIN);
    const { path } = tree.instances[0]!.files.find(({ kind }) => kind === 'openclaw-config')!;
    const disk = diskOf(tree).set(path, fileOf('{}'));
    const reasons = (record: ApplyRecord) =>
      plan(tree, { record, disk }).drift.map((drift) => [drift.path, drift.reason]);
    expect(reasons(recordOf(tree))).toEqual([[path, 'changed since the last apply']]);
    expect(reasons(EMPTY_RECORD)).toEqual([[path, 'not written by gwc']]);
  });

  it('is a unit that is to be removed and was changed', async () => {
    const old = await builtTree(hostsOf({ gone: '{ port: 18789 }', main: '{ port: 18909 }' }));
    const tree = await builtTree(hostsOf({ main: '{ port: 18909 }' }));
    const unit = servicePlace(old.instances[0]!.deployment).path;
    const disk = diskOf(old).set(unit, fileOf('[Unit]', 0o644));
    expect(plan(tree, { record: recordOf(old), disk }).drift.map(({ path }) => path)).toEqual([unit]);
  });

  it.each([
    [{ kind: 'folder' }, 'a folder'],
    [{ kind: 'obstacle', what: 'a symbolic link' }, 'a symbolic link'],
  ] as const)('is not what is no file: %o is refused', async (found, what) => {
    const tree = await builtTree(MAIN);
    const { path } = tree.instances[0]!.files[0]!;
    expect(() => plan(tree, { disk: new Map([[path, found]]) })).toThrow(`${path} is ${what}`);
  });
});
