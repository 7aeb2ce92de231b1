// Whole applies on the files of a Mac, with recorded answers of launchctl: what is called, and that whenever it is cut off, the
// next apply ends where an uninterrupted one does.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HostTree } from '../../src/apply/desired.ts';
import type { Machine } from '../../src/apply/machine.ts';
import { prepare } from '../../src/apply/prepare.ts';
import { recordStore } from '../../src/apply/record-store.ts';
import { type Outcome, runSteps } from '../../src/apply/run-steps.ts';
import { serviceManagerOf } from '../../src/apply/service-of.ts';
import { FileError } from '../../src/files/file-error.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { openDisk } from '../../src/import/disk.ts';
import { installedPlugins } from '../../src/import/installed-plugins.ts';
import { folderWith, modeOf, pathsIn } from '../cli/gwc.ts';
import { samples } from '../support/full.ts';
import { builtTree, hostsOf } from './built-tree.ts';
import { launchctlRecording, PROGRAM, type Recording, STATE } from './launchctl-recording.ts';

const MAC = 'os: macos\n    env: { OPENCLAW_DISABLE_BONJOUR: "1" }';
const RECORD = '/Users/claw/.local/state/gwc';
const mac = (instances: Readonly<Record<string, string>>) => builtTree(hostsOf(instances, MAC));

const START = { main: '{ port: 18789 }', old: '{ port: 18909 }', rescue: '{ port: 19789 }' };

const SILENT = { begun: () => {}, waiting: () => {}, done: () => {}, failed: () => {}, note: () => {} };

/** As `gwc apply` does it. */
async function apply(tree: HostTree, machine: Machine, force = false): Promise<Outcome> {
  const manager = serviceManagerOf(machine);
  const store = recordStore(machine, RECORD);
  const record = store.read();
  const options = { force, retry: false, snapshots: true, recordFolder: RECORD };
  const { plan, ownerOf, running } = await prepare(tree, record, machine, manager, options);
  const context = { machine, manager, store, ownerOf, running, seconds: 30, ...SILENT };
  return runSteps(plan, tree.instances, record, context);
}

async function applied(instances: Readonly<Record<string, string>>): Promise<{ root: string; recording: Recording }> {
  const root = folderWith();
  const recording = launchctlRecording(root);
  expect((await apply(await mac(instances), recording.machine)).failure).toBeUndefined();
  const state = join(root, 'Users/claw/.openclaw-main', STATE);
  mkdirSync(dirname(state));
  writeFileSync(state, PROGRAM);
  recording.calls.length = 0;
  recording.started.length = 0;
  return { root, recording };
}

/** Files with their modes, and what each gateway runs with. */
function stateOf(root: string, { jobs }: Recording): unknown {
  const paths = pathsIn(root).filter((path) => !/\.log$|\/snapshots\//.test(path));
  const files = paths.map((path) => [path, modeOf(join(root, path)), contentOf(join(root, path))]);
  const running = [...jobs].map(([label, { port, config }]) => [label, port, config]).sort();
  const folders = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('/kept'));
  return { files, running, folders };
}

/** What failed is remembered, and nothing else of it. */
function contentOf(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (!path.endsWith('applied.json')) return text;
  const { failed: _, ...rest } = JSON.parse(text);
  return JSON.stringify(rest);
}

describe('an apply on a Mac', () => {
  it('loads every job once it has its files, the rescue bot last', async () => {
    const root = folderWith();
    const { machine, calls, started } = launchctlRecording(root);
    expect((await apply(await mac(START), machine)).done).toHaveLength(3);
    expect(started).toEqual(['ai.openclaw.main', 'ai.openclaw.old', 'ai.openclaw.rescue']);
    expect(calls.slice(0, 2)).toEqual([
      'enable gui/501/ai.openclaw.main',
      'bootstrap gui/501 /Users/claw/Library/LaunchAgents/ai.openclaw.main.plist',
    ]);
    expect(modeOf(join(root, 'Users/claw/.openclaw-main'))).toBe('0700');
    expect(modeOf(join(root, 'Users/claw/.openclaw-main/tmp'))).toBe('0700');
    expect(modeOf(join(root, 'Users/claw/Library/Logs/openclaw'))).toBe('0700');
    expect(modeOf(join(root, 'Users/claw/.openclaw-main/openclaw.json'))).toBe('0600');
    expect(modeOf(join(root, 'Users/claw/Library/LaunchAgents/ai.openclaw.main.plist'))).toBe('0644');
    expect(modeOf(join(root, RECORD, 'applied.json'))).toBe('0600');
    expect(modeOf(join(root, RECORD))).toBe('0700');
  });

  it('does nothing the second time', async () => {
    const { root, recording } = await applied(START);
    const before = stateOf(root, recording);
    expect(await apply(await mac(START), recording.machine)).toMatchObject({ done: [] });
    expect(recording.calls).toEqual([]);
    expect(stateOf(root, recording)).toEqual(before);
  });

  it.each([
    ['lets a gateway read its config again', '{ logging: { level: debug } }', []],
    [
      'restarts one with kickstart for a key that needs it',
      '{ gateway: { controlUi: { basePath: /ui } } }',
      ['kickstart -k gui/501/ai.openclaw.main'],
    ],
  ])('%s', async (_, config, calls) => {
    const { recording } = await applied(START);
    const next = { ...START, main: `{ port: 18789, config: ${config} }` };
    await apply(await mac(next), recording.machine);
    expect(recording.calls).toEqual(calls);
    const { config: text, configPath } = recording.jobs.get('ai.openclaw.main')!;
    expect(text).toBe(
      (await mac(next)).instances[0]!.files.find(({ path }) => path === configPath)!.content.toString(),
    );
  });

  it('loads a changed job anew', async () => {
    const { recording } = await applied(START);
    await apply(await mac({ ...START, main: '{ port: 18789, env: { A: b } }' }), recording.machine);
    expect(recording.calls).toEqual([
      'bootout gui/501/ai.openclaw.main',
      'enable gui/501/ai.openclaw.main',
      'bootstrap gui/501 /Users/claw/Library/LaunchAgents/ai.openclaw.main.plist',
    ]);
  });

  it('removes the job that is no longer desired, and nothing of its data', async () => {
    const { root, recording } = await applied(START);
    const { old: _, ...rest } = START;
    await apply(await mac(rest), recording.machine);
    expect(recording.calls).toEqual(['bootout gui/501/ai.openclaw.old']);
    const left = pathsIn(root).filter((path) => path.includes('old'));
    const kept = ['.env', 'gateway.env', 'openclaw.json'];
    expect(left).toEqual(kept.map((name) => `Users/claw/.openclaw-old/${name}`));
  });

  it('lets two swap their ports', async () => {
    const { recording } = await applied(START);
    const next = { ...START, main: '{ port: 18909 }', old: '{ port: 18789 }' };
    const { done, failure } = await apply(await mac(next), recording.machine);
    expect(failure).toBeUndefined();
    expect(done.map(({ action, deployment }) => `${action} ${deployment.instance}`)).toEqual([
      'stop old',
      'change main',
      'change old',
    ]);
    expect([...recording.jobs].map(([label, { port }]) => `${label} ${port}`).sort()).toEqual([
      'ai.openclaw.main 18909',
      'ai.openclaw.old 18789',
      'ai.openclaw.rescue 19789',
    ]);
  });

  it('puts back the files of one that does not serve, and begins nothing further', async () => {
    const { root, recording } = await applied(START);
    const before = stateOf(root, recording);
    const broken = '{ port: 18789, env: { A: b }, config: { messages: { responsePrefix: broken } } }';
    const next = { ...START, main: broken, rescue: '{ port: 19909 }' };
    const { done, failure } = await apply(await mac(next), recording.machine);
    expect(done).toEqual([]);
    expect(failure?.reason).toBe(
      'http://127.0.0.1:18789/startupz did not answer within 30 seconds; its service is running',
    );
    expect(failure?.ending).toBe('its previous files are back, and it serves');
    expect(stateOf(root, recording)).toEqual(before);
  });

  it('leaves a gateway running that refuses its new config, and does not try that config again', async () => {
    const { root, recording } = await applied(START);
    const before = stateOf(root, recording);
    const next = await mac({ ...START, main: '{ port: 18789, config: { messages: { responsePrefix: broken } } }' });
    const { failure } = await apply(next, recording.machine);
    expect([failure?.reason, failure?.ending]).toEqual([
      'config reload skipped (invalid config): broken',
      'its previous files are back, and it goes on',
    ]);
    expect(await apply(next, recording.machine)).toMatchObject({ done: [] });
    expect(recording.calls).toEqual([]);
    expect(stateOf(root, recording)).toEqual(before);
  });

  it('takes away a new one that does not serve', async () => {
    const { root, recording } = await applied(START);
    const before = stateOf(root, recording);
    const next = { ...START, another: '{ port: 19029, config: { messages: { responsePrefix: broken } } }' };
    const { failure } = await apply(await mac(next), recording.machine);
    expect(failure?.ending).toBe('it was taken away again');
    expect(stateOf(root, recording)).toEqual(before);
  });

  it('but nothing of a person or the agent that came into its folders since', async () => {
    const { root, recording } = await applied(START);
    const another = '{ port: 19029, config: { messages: { responsePrefix: broken } } }';
    const tree = await builtTree(hostsOf({ ...START, another }, MAC));
    const [one] = tree.instances.filter(({ deployment }) => deployment.instance === 'another');
    const { workspace, stateDir } = one!.deployment;
    const seed = (name: string) => {
      const content = Buffer.from(name);
      const path = `${workspace}/${name}`;
      return { kind: 'workspace' as const, path, mode: 0o600, isAccounts: true, content, sha256: sha256(content) };
    };
    const files = [...one!.files, seed('AGENTS.md'), seed('SOUL.md')];
    const next = { ...tree, instances: tree.instances.map((other) => (other === one ? { ...one, files } : other)) };
    const get: Machine['get'] = async () => {
      writeFileSync(join(root, stateDir, '.env'), 'TOKEN=of-a-person\n');
      writeFileSync(join(root, workspace, 'SOUL.md'), 'of the agent');
      return undefined;
    };
    const { failure } = await apply(next, { ...recording.machine, get });
    expect(failure?.ending).toBe('it was taken away again');
    expect(pathsIn(root).filter((path) => path.includes('another'))).toEqual([
      'Users/claw/.openclaw-another/.env',
      'Users/claw/.openclaw-another/workspace/SOUL.md',
    ]);
  });

  describe('of another release', () => {
    const main = `{ port: 18789, openclaw: 2026.9.5, command: ${PROGRAM}-2026.9.5`;
    const state = `Users/claw/.openclaw-main/${STATE}`;
    const snapshots = (root: string) => pathsIn(root).filter((path) => path.endsWith('.tar'));

    it('keeps the state before the other one has it', async () => {
      const { root, recording } = await applied(START);
      const { failure } = await apply(await mac({ ...START, main: `${main} }` }), recording.machine);
      expect(failure).toBeUndefined();
      expect(readFileSync(join(root, state), 'utf8')).toBe(`${PROGRAM}-2026.9.5`);
      expect(snapshots(root)).toEqual([
        expect.stringMatching(/gwc\/snapshots\/box-1\/main\/2026-.*Z-2026\.9\.6\.tar$/),
      ]);
      expect(modeOf(join(root, snapshots(root)[0]!))).toBe('0600');
      expect(modeOf(join(root, RECORD, 'snapshots/box-1/main'))).toBe('0700');
    });

    it('puts it back with the files of one that does not serve', async () => {
      const { root, recording } = await applied(START);
      const before = stateOf(root, recording);
      const next = { ...START, main: `${main}, config: { messages: { responsePrefix: broken } } }` };
      const { failure } = await apply(await mac(next), recording.machine);
      expect(failure?.ending).toBe('its previous files and its state are back, and it serves');
      for (const path of snapshots(root)) rmSync(join(root, path));
      expect(stateOf(root, recording)).toEqual(before);
    });

    it('keeps that of a cold standby too, which may have none yet', async () => {
      const cold = (release: string) =>
        `{ port: 19029, enabled: false, openclaw: ${release}, command: ${PROGRAM}-${release} }`;
      const { root, recording } = await applied({ ...START, cold: cold('2026.9.6') });
      const next = await mac({ ...START, cold: cold('2026.9.5') });
      expect((await apply(next, recording.machine)).failure).toBeUndefined();
      expect(snapshots(root)).toHaveLength(1);
      expect(await apply(next, recording.machine)).toMatchObject({ done: [] });
    });

    it('keeps the last three', async () => {
      const { root, recording } = await applied(START);
      for (const release of ['2026.9.5', '2026.9.4', '2026.9.3', '2026.9.2']) {
        const one = `{ port: 18789, openclaw: ${release}, command: ${PROGRAM}-${release} }`;
        await apply(await mac({ ...START, main: one }), recording.machine);
        await recording.machine.sleep(1000);
      }
      expect(snapshots(root).map((path) => path.slice(-'2026.9.6.tar'.length))).toEqual([
        '2026.9.5.tar',
        '2026.9.4.tar',
        '2026.9.3.tar',
      ]);
    });
  });

  describe('of plugins', () => {
    const main = (plugins: string, rest = '') => `{ port: 18789, plugins: [${plugins}]${rest} }`;
    const DEMO = 'npm:@acme/demo@1.0.0';
    const found = (root: string) =>
      installedPlugins('/Users/claw/.openclaw-main', openDisk(root)).map(({ name, version }) => `${name}@${version}`);
    const configs = (root: string) => pathsIn(root).filter((path) => path.includes('-main/openclaw.json'));

    it('installs them while the gateway is stopped, and leaves its config alone', async () => {
      const { root, recording } = await applied(START);
      const before = readFileSync(join(root, configs(root)[0]!), 'utf8');
      const tree = await mac({ ...START, main: main(DEMO) });
      expect((await apply(tree, recording.machine)).failure).toBeUndefined();
      expect(found(root)).toEqual(['@acme/demo@1.0.0']);
      expect(recording.calls[0]).toBe('bootout gui/501/ai.openclaw.main');
      expect(recording.started).toEqual(['ai.openclaw.main']);
      expect([configs(root).length, readFileSync(join(root, configs(root)[0]!), 'utf8')]).toEqual([1, before]);
      expect(await apply(tree, recording.machine)).toMatchObject({ done: [] });
      await apply(await mac(START), recording.machine);
      expect(found(root)).toEqual([]);
    });

    it.each([
      [
        'a package that is not to be had',
        main(`${DEMO}, npm:none@1.0.0`),
        /plugins install npm:none@1.0.0` failed: no such package/,
      ],
      [
        'a gateway that does not come up with another version',
        main('npm:@acme/demo@2.0.0', ', env: { A: b }, config: { messages: { responsePrefix: broken } }'),
        /did not answer/,
      ],
    ])('puts back what was there for %s', async (_, next, reason) => {
      const { root, recording } = await applied({ ...START, main: main(DEMO) });
      const before = stateOf(root, recording);
      const { failure } = await apply(await mac({ ...START, main: next }), recording.machine);
      expect([failure?.reason, failure?.ending]).toEqual([
        expect.stringMatching(reason),
        'its previous files are back, and it serves',
      ]);
      expect(found(root)).toEqual(['@acme/demo@1.0.0']);
      expect(stateOf(root, recording)).toEqual(before);
    });
  });

  it('is left as it is where the record of its change can not be written', async () => {
    const { root, recording } = await applied(START);
    const before = stateOf(root, recording);
    const fails = (path: string) => {
      throw new FileError(`cannot write ${path}: no space is left on the device`);
    };
    const next = await mac({ ...START, main: '{ port: 18789, env: { A: b } }' });
    const { failure } = await apply(next, { ...recording.machine, writeFile: fails });
    expect([failure?.reason, failure?.ending]).toEqual([
      `cannot write ${RECORD}/kept/1: no space is left on the device`,
      'it is left as it is',
    ]);
    expect(recording.calls).toEqual([]);
    expect(stateOf(root, recording)).toEqual(before);
  });

  it('knows the files of one that was cut off while it came, went, and comes back', async () => {
    const { recording } = await applied(START);
    const get: Machine['get'] = () => {
      throw new Killed();
    };
    const another = (port: number) => mac({ ...START, another: `{ port: ${port} }` });
    await expect(apply(await another(19029), { ...recording.machine, get })).rejects.toThrow(Killed);
    const actions = async (tree: HostTree) =>
      (await apply(tree, recording.machine)).done.map(({ action, deployment }) => `${action} ${deployment.instance}`);
    expect(await actions(await mac(START))).toEqual(['remove another']);
    expect(await actions(await another(19149))).toEqual(['create another']);
  });

  it('starts again whom it stopped for a port that was not taken in the end', async () => {
    const { root, recording } = await applied(START);
    const before = stateOf(root, recording);
    const broken = '{ port: 18909, config: { messages: { responsePrefix: broken } } }';
    const { failure } = await apply(await mac({ ...START, main: broken, old: '{ port: 18789 }' }), recording.machine);
    expect(failure?.ending).toBe('its previous files are back, and it serves');
    expect(stateOf(root, recording)).toEqual(before);
  });
});

/** Cut off right before its call of that number. */
class Killed extends Error {}

function killedAt(machine: Machine, number: number): { readonly machine: Machine; readonly count: () => number } {
  let calls = 0;
  const guard = <T extends (...args: never[]) => unknown>(act: T): T =>
    ((...args: never[]) => {
      calls += 1;
      if (calls === number) throw new Killed();
      return act(...args);
    }) as T;
  const guarded: Machine = {
    ...machine,
    writeFile: guard(machine.writeFile),
    makeFolder: guard(machine.makeFolder),
    makeLink: guard(machine.makeLink),
    removeFile: guard(machine.removeFile),
    removeFolder: guard(machine.removeFolder),
    run: guard(machine.run),
    get: guard(machine.get),
  };
  return { machine: guarded, count: () => calls };
}

const CHANGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a first apply': START,
  'an apply that changes, adds and removes': {
    main: '{ port: 18789, config: { logging: { level: debug } }, env: { A: b } }',
    another: '{ port: 19029 }',
    rescue: '{ port: 19909 }',
  },
  'an apply that swaps ports': { ...START, main: '{ port: 18909 }', old: '{ port: 18789 }' },
  'an apply that does not come up': {
    ...START,
    main: '{ port: 18789, config: { messages: { responsePrefix: broken } }, env: { A: b } }',
  },
  'an apply of another release that does not come up': {
    ...START,
    main: `{ port: 18789, openclaw: 2026.9.5, command: ${PROGRAM}-2026.9.5, config: { messages: { responsePrefix: broken } } }`,
  },
};

describe.each(Object.entries(CHANGES))('%s, cut off before each of its calls', (title, next) => {
  const isFirst = title === 'a first apply';

  it('ends as if it had not been, once it is run again', { timeout: 300_000 }, async () => {
    const [tree, before] = [await mac(next), await mac(START)];
    const model = isFirst ? { root: folderWith(), recording: launchctlRecording('/') } : await applied(START);
    const begin = () => {
      const root = mkdtempSync(join(tmpdir(), 'gwc-mac-'));
      cpSync(model.root, root, { recursive: true });
      return { root, recording: launchctlRecording(root, model.recording.jobs) };
    };
    const whole = begin();
    const counted = killedAt(whole.recording.machine, 0);
    await apply(tree, counted.machine);
    const desired = stateOf(whole.root, whole.recording);
    rmSync(whole.root, { recursive: true });
    expect(counted.count()).toBeGreaterThan(30);
    for (let number = 1; number <= counted.count(); number += samples(11, 1)) {
      const { root, recording } = begin();
      const cut = killedAt(recording.machine, number);
      await expect(apply(tree, cut.machine)).rejects.toThrow(Killed);
      // Every second time it is the change before that is desired again.
      if (number % 2 === 0 && !isFirst) {
        const { failure } = await apply(before, recording.machine);
        expect([number, failure?.reason, failure?.ending]).toEqual([number, undefined, undefined]);
        expect([...recording.jobs.keys()].sort()).toEqual([
          'ai.openclaw.main',
          'ai.openclaw.old',
          'ai.openclaw.rescue',
        ]);
      }
      await apply(tree, recording.machine);
      expect(stateOf(root, recording)).toEqual(desired);
      rmSync(root, { recursive: true });
    }
  });
});
