// What is to be done: a table of what is desired, what the last apply left and what is found.

import { describe, expect, it } from 'vitest';
import { type Desired, type HostTree, nameOf, serviceIdentity, servicePlace } from '../../src/apply/desired.ts';
import type { Freshness } from '../../src/apply/freshness.ts';
import type { Found } from '../../src/apply/machine.ts';
import { type ApplyPlan, planApply } from '../../src/apply/plan-apply.ts';
import { type Applied, type ApplyRecord, EMPTY_RECORD, filesHash } from '../../src/apply/record.ts';
import type { ServiceState } from '../../src/apply/service-manager.ts';
import { missingGuard } from '../../src/apply/shell-guard.ts';
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

const GUARD = 'OPENCLAW_CONFIG_READONLY=1\nOPENCLAW_SUPERVISOR_MODE=external\n';

const MAIN = hostsOf({ main: '{ port: 18789 }' });

function appliedOf({ deployment, files }: Desired): Applied {
  const applied = files.map(({ path, sha256, restartSha256 }) => ({ path, sha256, restartSha256 }));
  return { deployment, files: applied };
}

function recordOf({ instances }: HostTree): ApplyRecord {
  return { ...EMPTY_RECORD, instances: instances.map(appliedOf) };
}

function fileOf(content: Buffer | string, mode = 0o600, uid = OWNER.uid): Found {
  return { kind: 'file', content: Buffer.from(content), mode, uid, gid: OWNER.gid, modified: 0, changed: 0 };
}

function diskOf({ instances }: HostTree): Map<string, Found> {
  return new Map(
    instances.flatMap(({ deployment, files }) => [
      ...files.map(({ path, content, mode }) => [path, fileOf(content, mode)] as const),
      [`${deployment.stateDir}/.env`, fileOf(GUARD)] as const,
    ]),
  );
}

interface Given {
  readonly record?: ApplyRecord;
  readonly disk?: ReadonlyMap<string, Found>;
  readonly state?: ServiceState;
  readonly isOffline?: boolean;
  readonly running?: Freshness;
  readonly force?: boolean;
  readonly retry?: boolean;
  readonly snapshotsIn?: string;
}

function plan(
  tree: HostTree,
  {
    record = EMPTY_RECORD,
    disk = new Map(),
    state = RUNNING,
    isOffline = false,
    running = { result: 'unknown' },
    force = false,
    retry = false,
    snapshotsIn,
  }: Given,
): ApplyPlan {
  return planApply({
    desired: tree.instances,
    record,
    look: (path) => disk.get(path) ?? { kind: 'missing' },
    states: new Map(tree.instances.map(({ deployment }) => [serviceIdentity(deployment), state])),
    running: new Map(tree.instances.map(({ deployment }) => [serviceIdentity(deployment), running])),
    ownerOf: ({ isAccounts }) => (isAccounts ? OWNER : { name: 'root', uid: 0, gid: 0 }),
    isOffline,
    force,
    retry,
    plugins: new Map(),
    snapshotsIn,
  });
}

/** `change main openclaw.json: enable, start, reload`. */
function summary({ steps }: ApplyPlan): readonly string[] {
  return steps.map(({ action, deployment, writes, boot, process, isReloaded }) => {
    const files = writes.map(({ kind }) => kind).join(' ');
    const deeds = [boot, process, isReloaded ? 'reload' : undefined].filter((deed) => deed !== undefined);
    return [action, deployment.instance, files, deeds.join(' ')].filter((word) => word !== '').join(' | ');
  });
}

describe('a plan', () => {
  it('creates what was never there', async () => {
    const tree = await builtTree(MAIN);
    expect(summary(plan(tree, { state: UNKNOWN }))).toEqual([
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

  it("adds what the state folder's .env lacks for OpenClaw's commands, and nothing else of it", async () => {
    const tree = await builtTree(MAIN);
    const [{ deployment }] = tree.instances as [Desired];
    const path = `${deployment.stateDir}/.env`;
    const account = tree.instances[0]!;
    const contents = (found: Found | undefined) => {
      const look = () => found ?? ({ kind: 'missing' } as const);
      return missingGuard(account, OWNER, look)?.content.toString('latin1');
    };
    expect(contents(undefined)).toBe(GUARD);
    expect(contents(fileOf('# mine\nTOKEN=a'))).toBe(`# mine\nTOKEN=a\n${GUARD}`);
    expect(contents(fileOf('OPENCLAW_CONFIG_READONLY=0\n'))).toBe(
      'OPENCLAW_CONFIG_READONLY=0\nOPENCLAW_SUPERVISOR_MODE=external\n',
    );
    expect(contents(fileOf(GUARD))).toBeUndefined();
    expect(contents(fileOf('A=b\\\n'))).toBe(`A=b\\\n\n${GUARD}`);
    const latin1 = Buffer.from('# für mich\n', 'latin1');
    expect(contents(fileOf(latin1))).toBe(`# für mich\n${GUARD}`);
    expect(contents(fileOf('TOKEN=a\n', 0o600, 0))).toBeUndefined();
    expect(contents({ kind: 'obstacle', what: 'a symbolic link' })).toBeUndefined();
    const disk = diskOf(tree).set(path, fileOf('TOKEN=a\n'));
    expect(summary(plan(tree, { record: recordOf(tree), disk }))).toEqual(['change | main']);
  });

  it('leaves that alone where hosts.yaml lets OpenClaw write its config, and for releases that know no better', async () => {
    for (const main of [
      "{ port: 18789, env: { OPENCLAW_CONFIG_READONLY: '0' } }",
      '{ port: 18789, openclaw: 2026.9.3 }',
    ]) {
      const [one] = (await builtTree(hostsOf({ main }))).instances;
      expect(missingGuard(one!, OWNER, () => ({ kind: 'missing' }))).toBeUndefined();
    }
  });

  it('restarts for an environment or a unit, which the manager reads anew', async () => {
    const old = await builtTree(MAIN);
    const given = { record: recordOf(old), disk: diskOf(old) };
    const cases = {
      '{ port: 18789, config: { logging: { level: debug } } }': 'change | main | openclaw-config | reload',
      '{ port: 18789, env: { A: b } }': 'change | main | env | restart reload',
      '{ port: 18789, service: { systemd: { Service: { MemoryMax: 2G } } } }':
        'change | main | systemd-unit | restart reload',
    };
    for (const [main, expected] of Object.entries(cases)) {
      expect(summary(plan(await builtTree(hostsOf({ main })), given))).toEqual([expected]);
    }
  });

  it('restarts what was not started with the files of now, whatever the record says', async () => {
    const tree = await builtTree(MAIN);
    const given = { record: recordOf(tree), disk: diskOf(tree) };
    const { steps } = plan(tree, { ...given, running: { result: 'stale', reason: 'of A' } });
    expect(steps.map(({ action, process, reason }) => [action, process, reason])).toEqual([
      ['restart', 'restart', 'of A'],
    ]);
  });

  it('does not restart what was started with the files of now, whatever it writes', async () => {
    const tree = await builtTree(MAIN);
    const { path } = tree.instances[0]!.files.find(({ kind }) => kind === 'env')!;
    const disk = diskOf(tree).set(path, fileOf('A=b'));
    const processes = (running: Freshness) =>
      plan(tree, { record: recordOf(tree), disk, running, force: true }).steps.map(({ process }) => process);
    expect(processes({ result: 'fresh' })).toEqual([undefined]);
    expect(processes({ result: 'stale', reason: 'of A' })).toEqual(['restart']);
  });

  it.each([
    ['a key that OpenClaw takes by itself', '{ agents: { defaults: { maxConcurrent: 3 } } }', 'reload', undefined],
    [
      'a key that it needs a restart for',
      '{ gateway: { controlUi: { basePath: /ui } } }',
      'restart',
      'OpenClaw needs one for gateway.controlUi.basePath',
    ],
    ['reload switched off', '{ gateway: { reload: { mode: off } } }', 'restart', undefined],
    ['a log that says nothing of it', '{ logging: { level: error } }', 'restart', undefined],
  ])('%s in openclaw.json', async (_, config, process, reason) => {
    const old = await builtTree(MAIN);
    const tree = await builtTree(hostsOf({ main: `{ port: 18789, config: ${config} }` }));
    const { steps } = plan(tree, { record: recordOf(old), disk: diskOf(old), running: { result: 'fresh' } });
    expect(steps.map((step) => [step.process, step.reason])).toEqual([[process, reason]]);
  });

  it.each([
    ['2026.9.1', 'agents: { defaults: { maxConcurrent: 3 } }', 'restart', undefined],
    ['2026.9.2', 'agents: { defaults: { maxConcurrent: 3 } }', 'reload', undefined],
    [
      '2026.9.4',
      'plugins: { load: { paths: [/srv/plugins] } }',
      'restart',
      'OpenClaw needs one for plugins.load.paths',
    ],
    ['2026.9.5', 'plugins: { load: { paths: [/srv/plugins] } }', 'reload', undefined],
  ])('OpenClaw %s, for %s: %s', async (release, config, process, reason) => {
    const tree = (more: string) =>
      builtTree(hostsOf({ main: `{ port: 18789, openclaw: ${release}, config: { ${more} } }` }));
    const [old, young] = [await tree(''), await tree(config)];
    const { steps } = plan(young, { record: recordOf(old), disk: diskOf(old), running: { result: 'fresh' } });
    expect(steps.map((step) => [step.process, step.reason])).toEqual([[process, reason]]);
  });

  it('writes the unit of a running gateway that another instance came to, and does not restart it', async () => {
    const strict = 'service: { scope: system, hardening: strict }';
    const old = await builtTree(hostsOf({ main: `{ port: 18789, ${strict} }` }));
    const tree = await builtTree(hostsOf({ main: `{ port: 18789, ${strict} }`, more: `{ port: 18909, ${strict} }` }));
    const disk = diskOf(old);
    for (const [path, found] of disk) if (path.startsWith('/etc')) disk.set(path, { ...found, uid: 0 } as Found);
    for (const result of ['fresh', 'unknown'] as const) {
      const { steps } = plan(tree, { record: recordOf(old), disk, running: { result } });
      const main = steps.find(({ deployment }) => deployment.instance === 'main')!;
      const { process, isReloaded, isDeferred, writes } = main;
      expect({ process, isReloaded, isDeferred, writes: writes.map(({ kind }) => kind) }).toEqual({
        process: undefined,
        isReloaded: true,
        isDeferred: true,
        writes: ['systemd-unit'],
      });
    }
  });

  it('leaves files alone that an earlier apply took back, until they change or are tried again', async () => {
    const old = await builtTree(MAIN);
    const bad = await builtTree(hostsOf({ main: '{ port: 18789, env: { A: bad } }' }));
    const { deployment, files } = bad.instances[0]!;
    const failed = [{ service: serviceIdentity(deployment), hash: filesHash(files) }];
    const given = { record: { ...recordOf(old), failed }, disk: diskOf(old), running: { result: 'fresh' } as const };
    const left = plan(bad, given);
    expect([left.steps, left.failed.map(nameOf)]).toEqual([[], ['box-1/main']]);
    expect(plan(bad, { ...given, retry: true }).steps).toHaveLength(1);
    const good = await builtTree(hostsOf({ main: '{ port: 18789, env: { A: good } }' }));
    expect(plan(good, given)).toMatchObject({ failed: [], steps: [{ action: 'change' }] });
  });

  it('restarts for another release, and keeps the state of the one before', async () => {
    const [before, after] = [await builtTree(`openclaw: 2026.9.5\n${MAIN}`), await builtTree(MAIN)];
    const given = { record: recordOf(before), running: { result: 'fresh' } as const };
    const folder: Found = { kind: 'folder', uid: OWNER.uid };
    const disk = new Map([...diskOf(after), ['/home/claw/.openclaw-main', folder] as const]);
    const [step] = plan(after, { ...given, disk, snapshotsIn: '/var/lib/gwc' }).steps;
    expect(step).toMatchObject({
      action: 'restart',
      reason: 'OpenClaw 2026.9.5 → 2026.9.6',
      snapshot: { release: '2026.9.5', folder: '/var/lib/gwc/snapshots/box-1/main' },
    });
    expect(plan(after, { ...given, disk }).steps[0]).toMatchObject({ action: 'restart', snapshot: undefined });
    // A cold standby's too, before somebody starts it.
    const asleep = `openclaw: 2026.9.5\n${hostsOf({ main: '{ port: 18789, enabled: false }' })}`;
    const [old, next] = [await builtTree(asleep), await builtTree(asleep.replace('9.5', '9.6'))];
    const there = new Map([...diskOf(next), ['/home/claw/.openclaw-main', folder] as const]);
    const cold = { record: recordOf(old), disk: there, state: UNKNOWN, snapshotsIn: '/x' };
    expect(plan(next, cold).steps[0]).toMatchObject({
      action: 'change',
      process: undefined,
      snapshot: { folder: '/x/snapshots/box-1/main' },
    });
    expect(plan(after, { ...given, disk: diskOf(after), snapshotsIn: '/x' }).steps[0]?.snapshot).toBeUndefined();
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
    expect(summary(plan(tree, { record: { ...record, instances: [old] }, disk }))).toEqual([
      'change | main | secrets-example',
    ]);
  });

  it('puts mode and owner right without a restart', async () => {
    const tree = await builtTree(MAIN);
    for (const change of [{ mode: 0o644 }, { uid: 0 }]) {
      const disk = diskOf(tree);
      const { path, content } = tree.instances[0]!.files.find(({ kind }) => kind === 'openclaw-config')!;
      disk.set(path, { ...(fileOf(content) as Extract<Found, { kind: 'file' }>), ...change });
      expect(summary(plan(tree, { record: recordOf(tree), disk }))).toEqual(['change | main | openclaw-config']);
    }
  });

  it('starts one that does not run, and enables one that is not', async () => {
    const tree = await builtTree(MAIN);
    const given = { record: recordOf(tree), disk: diskOf(tree) };
    expect(summary(plan(tree, { ...given, state: STOPPED }))).toEqual(['start | main | start reload']);
    expect(summary(plan(tree, { ...given, state: { ...RUNNING, isEnabled: false } }))).toEqual([
      'change | main | enable',
    ]);
  });

  it('leaves one that is not enabled stopped, and a running one running', async () => {
    const tree = await builtTree(hostsOf({ main: '{ port: 18789, enabled: false }' }));
    expect(summary(plan(tree, { state: UNKNOWN }))).toEqual([
      'create | main | env systemd-unit openclaw-config | reload',
    ]);
    const given = { record: recordOf(tree), disk: diskOf(tree) };
    expect(summary(plan(tree, { ...given, state: UNKNOWN }))).toEqual([]);
    expect(summary(plan(tree, { ...given, state: { ...RUNNING, isEnabled: false } }))).toEqual([]);
    expect(summary(plan(tree, { ...given, state: RUNNING }))).toEqual(['change | main | disable']);
    const other = await builtTree(hostsOf({ main: '{ port: 18789, enabled: false, env: { A: b } }' }));
    expect(summary(plan(other, { ...given, state: { ...RUNNING, isEnabled: false } }))).toEqual([
      'change | main | env | restart reload',
    ]);
  });

  it('has the manager read a unit that it read before it last changed, and restarts nothing', async () => {
    const tree = await builtTree(MAIN);
    const state = { ...RUNNING, needsReload: true };
    const given = { record: recordOf(tree), disk: diskOf(tree), state, running: { result: 'fresh' } } as const;
    expect(summary(plan(tree, given))).toEqual(['change | main | reload']);
  });

  it('removes what is no longer desired, before all else', async () => {
    const old = await builtTree(hostsOf({ gone: '{ port: 18789 }', main: '{ port: 18909 }' }));
    const given = { record: recordOf(old), disk: diskOf(old) };
    const tree = await builtTree(hostsOf({ another: '{ port: 18789 }', main: '{ port: 18909 }' }));
    expect(summary(plan(tree, given))[0]).toBe('remove | gone | disable stop reload');
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
    expect(summary(plan(tree, { state: UNKNOWN, isOffline: true }))).toEqual([
      'create | main | env systemd-unit openclaw-config | enable reload',
    ]);
  });
});

describe('a plan beside what is left alone', () => {
  const two = (a: string, b: string, c = '{ port: 19029 }') => builtTree(hostsOf({ a, b, c }));
  const configOf = (tree: HostTree, name: string) =>
    tree.instances.find(({ deployment }) => deployment.instance === name)!.deployment.configPath;
  const blocked = (plan: ApplyPlan) =>
    plan.blocked.map(({ deployment, holder, what }) => [nameOf(deployment), nameOf(holder), what]);

  it('gives its port to nobody, nor what those have who wait for it', async () => {
    const old = await two('{ port: 18789 }', '{ port: 18909 }');
    const tree = await two('{ port: 19149 }', '{ port: 18789 }', '{ port: 18909 }');
    const disk = diskOf(old).set(configOf(old, 'a'), fileOf('{}'));
    const planned = plan(tree, { record: recordOf(old), disk });
    expect(blocked(planned)).toEqual([
      ['box-1/b', 'box-1/a', 'port 18789'],
      ['box-1/c', 'box-1/b', 'port 18909'],
    ]);
    expect({ steps: summary(planned), left: planned.left.map(nameOf) }).toEqual({
      steps: [],
      left: ['box-1/a', 'box-1/b', 'box-1/c'],
    });
    expect(plan(tree, { record: recordOf(old), disk, force: true }).blocked).toEqual([]);
    // Nor does one whose new files did not come up.
    const { deployment, files } = tree.instances[0]!;
    const failed = [{ service: serviceIdentity(deployment), hash: filesHash(files) }];
    expect(blocked(plan(tree, { record: { ...recordOf(old), failed }, disk: diskOf(old) }))).toEqual(blocked(planned));
  });

  it('gives the state folder of one that left hosts.yaml, with a unit that was changed, to nobody', async () => {
    const old = await two('{ port: 18789 }', '{ port: 18909 }');
    const tree = await builtTree(
      hostsOf({ b: '{ port: 18909 }', c: '{ port: 19029 }', d: '{ port: 19149, stateDir: ~/.openclaw-a }' }),
    );
    const unit = servicePlace(old.instances[0]!.deployment).path;
    const disk = diskOf(old).set(unit, fileOf('[Unit]', 0o644));
    const planned = plan(tree, { record: recordOf(old), disk });
    expect(blocked(planned)).toEqual([['box-1/d', 'box-1/a', 'state folder /home/claw/.openclaw-a']]);
    expect(planned.steps).toEqual([]);
  });
});

describe('a plan that moves what two gateways have', () => {
  it('stops one of two that swap their state folders', async () => {
    const old = await builtTree(hostsOf({ a: '{ port: 18789, stateDir: ~/1 }', b: '{ port: 18909, stateDir: ~/2 }' }));
    const tree = await builtTree(hostsOf({ a: '{ port: 18789, stateDir: ~/2 }', b: '{ port: 18909, stateDir: ~/1 }' }));
    const { steps } = plan(tree, { record: recordOf(old), disk: diskOf(old) });
    expect(steps.map(({ action, deployment, reason }) => [action, deployment.instance, reason])).toEqual([
      ['stop', 'b', 'another one gets its state folder /home/claw/2 first'],
      ['change', 'a', undefined],
      ['change', 'b', undefined],
    ]);
  });

  it('takes another account in system scope for the same service', async () => {
    const system = (user: string) =>
      builtTree(hostsOf({ a: `{ port: 18789, user: ${user}, service: { scope: system } }` }));
    const [old, tree] = [await system('claw'), await system('dora')];
    const { steps } = plan(tree, { record: recordOf(old), disk: diskOf(old) });
    expect(steps.map(({ action, process, boot }) => [action, process, boot])).toEqual([
      ['change', 'restart', undefined],
    ]);
  });

  it('leaves one alone that hosts.yaml has as unmanaged now', async () => {
    const old = await builtTree(hostsOf({ a: '{ port: 18789 }', b: '{ port: 18909 }' }));
    const tree = await builtTree(hostsOf({ a: '{ port: 18789, managed: false }', b: '{ port: 18909 }' }));
    expect(plan(tree, { record: recordOf(old), disk: diskOf(old) }).steps).toEqual([]);
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
      expect({ steps: summary(planned), drift: planned.drift }).toEqual({ steps: [expected], drift: [] });
    }
  });

  it('starts again what had to let go of its port', async () => {
    const tree = await builtTree(hostsOf({ main: '{ port: 18789, enabled: false }' }));
    const stopped = [serviceIdentity(tree.instances[0]!.deployment)];
    const given = { record: { ...recordOf(tree), stopped }, disk: diskOf(tree), state: UNKNOWN };
    expect(summary(plan(tree, given))).toEqual(['start | main | start reload']);
  });
});

describe('drift', () => {
  it('is a file that is neither as desired nor as applied', async () => {
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
    [{ kind: 'folder', uid: 0 }, 'a folder'],
    [{ kind: 'obstacle', what: 'a symbolic link' }, 'a symbolic link'],
  ] as const)('is not what is no file: %o is refused', async (found, what) => {
    const tree = await builtTree(MAIN);
    const { path } = tree.instances[0]!.files[0]!;
    expect(() => plan(tree, { disk: new Map([[path, found]]) })).toThrow(`${path} is ${what}`);
  });

  it('says of a unit that is a link how it may have become one', async () => {
    const tree = await builtTree(MAIN);
    const { path } = servicePlace(tree.instances[0]!.deployment);
    const disk = new Map([[path, { kind: 'obstacle', what: 'a symbolic link' } as const]]);
    expect(() => plan(tree, { disk })).toThrow(/; remove it, by `systemctl unmask` if the unit is masked$/);
  });
});
