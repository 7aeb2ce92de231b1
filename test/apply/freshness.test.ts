// Whether what runs was started with what stands on the machine: a table of what the process has, what the record says, and
// when files were written.

import { describe, expect, it } from 'vitest';
import { type Desired, servicePlace } from '../../src/apply/desired.ts';
import { asOnDisk, freshness } from '../../src/apply/freshness.ts';
import type { Found, Machine } from '../../src/apply/machine.ts';
import type { Applied } from '../../src/apply/record.ts';
import type { ServiceState } from '../../src/apply/service-manager.ts';
import { FileError } from '../../src/files/file-error.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { builtTree, hostsOf } from './built-tree.ts';

const NOW = Date.UTC(2026, 0, 2);
/** The process started a minute before; the machine an hour. */
const BEFORE = NOW - 120_000;
const AFTER = NOW - 30_000;
const STATE: ServiceState = {
  isActive: true,
  hasFailed: false,
  isEnabled: true,
  text: 'active (running)',
  restarts: 0,
  pid: 42,
  invocation: 'run-1',
};
const STAT = `42 (openclaw (x) y) S ${Array.from({ length: 18 }, () => '0').join(' ')} ${(3600 - 60) * 100 - 1} 0\n`;
const SECRETS = '/home/claw/.openclaw-main/.env';

interface Given {
  readonly tree: Desired;
  /** By path; else as the tree has it. */
  readonly found?: Readonly<
    Record<string, { readonly text?: string; readonly at?: number; readonly changed?: number }>
  >;
  /** Of the process; `null` where it can't be read. */
  readonly environ?: Readonly<Record<string, string>> | null;
  readonly state?: Partial<ServiceState>;
  readonly recorded?: Applied;
}

function machineOf({ tree, found = {}, environ }: Given): Machine {
  const fileOf = (text: string, modified: number, changed = modified): Found => {
    return { kind: 'file', content: Buffer.from(text), mode: 0o600, uid: 1500, gid: 1500, modified, changed };
  };
  const files: Record<string, Found> = {
    '/proc/42/stat': fileOf(STAT, NOW),
    '/proc/uptime': fileOf('3600.00 1.0\n', NOW),
  };
  for (const { path, content } of tree.files) files[path] = fileOf(content.toString(), BEFORE);
  for (const [path, { text, at = BEFORE, changed }] of Object.entries(found)) {
    const old = files[path];
    files[path] = fileOf(text ?? (old?.kind === 'file' ? old.content.toString() : ''), at, changed);
  }
  if (environ) {
    const entries = Object.entries(environ).map(([name, value]) => `${name}=${value}\0`);
    files['/proc/42/environ'] = fileOf(entries.join(''), NOW);
  }
  const look = (path: string): Found => {
    if (path === '/proc/42/environ' && environ === null) throw new FileError('permission denied');
    return files[path] ?? { kind: 'missing' };
  };
  return { os: 'linux', isOffline: false, look, now: () => NOW } as unknown as Machine;
}

async function answer(given: Given): Promise<string> {
  const { tree, state, recorded } = given;
  const found = await freshness(tree, { ...STATE, ...state }, machineOf(given), recorded);
  return found.result === 'stale' ? found.reason : found.result;
}

async function treeOf(main: string): Promise<Desired> {
  return (await builtTree(hostsOf({ main }))).instances[0]!;
}

/** What systemd gives the process by gateway.env. */
function environOf({ files }: Desired, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const text = files.find(({ kind }) => kind === 'env')!.content.toString();
  const lines = text.split('\n').filter((line) => /^[A-Z]/.test(line));
  const pairs = lines.map((line) => [
    line.slice(0, line.indexOf('=')),
    line.slice(line.indexOf('=') + 1).replace(/^["']|["']$/g, ''),
  ]);
  return { LANG: 'C', ...Object.fromEntries(pairs), ...more };
}

function recordOf({ deployment, files }: Desired, run = 'run-1', otherVariables: readonly string[] = []): Applied {
  return {
    deployment,
    files: files.map(({ path, sha256: digest, restartSha256 }) => ({ path, sha256: digest, restartSha256 })),
    started: { run, otherVariables },
  };
}

const env = ({ files }: Desired) => files.find(({ kind }) => kind === 'env')!.path;
const unit = ({ deployment }: Desired) => servicePlace(deployment).path;

describe('by the environment of the process', () => {
  it('is fresh where every variable is as the files have it, whenever those were written', async () => {
    const tree = await treeOf('{ port: 18789, env: { A: b } }');
    expect(await answer({ tree, environ: environOf(tree), found: { [env(tree)]: { at: AFTER } } })).toBe('fresh');
  });

  it('is stale for another value, one that is missing, and one that left the file', async () => {
    const tree = await treeOf('{ port: 18789, env: { A: b } }');
    const { A: _, ...without } = environOf(tree);
    const reason = 'it was started with another value of A';
    expect(await answer({ tree, environ: environOf(tree, { A: 'c' }) })).toBe(reason);
    expect(await answer({ tree, environ: without })).toBe(reason);
    const old = { [env(tree)]: { text: 'A=b\nGONE=x\n' } };
    expect(await answer({ tree, environ: environOf(tree, { GONE: 'x' }), found: old })).toBe(
      'it was started with GONE, which is no longer set',
    );
  });

  it('is stale for a rotated secret, and names no value', async () => {
    const tree = await treeOf('{ port: 18789, secrets: [TOKEN] }');
    const secrets = { [SECRETS]: { text: "TOKEN='new-value'\n" } };
    const environ = environOf(tree, { TOKEN: 'old-value' });
    expect(await answer({ tree, environ, found: secrets })).toBe('it was started with another value of TOKEN');
    expect(await answer({ tree, environ: { ...environ, TOKEN: 'new-value' }, found: secrets })).toBe('fresh');
  });

  it('knows the variables that a wrapper sets', async () => {
    const tree = await treeOf('{ port: 18789 }');
    const environ = environOf(tree, { NODE_OPTIONS: '--max-old-space-size=2048' });
    expect(await answer({ tree, environ })).toBe('it was started with another value of NODE_OPTIONS');
    expect(await answer({ tree, environ, recorded: recordOf(tree, 'run-0', ['NODE_OPTIONS']) })).toBe('fresh');
  });

  it('leaves out what the unit unsets', async () => {
    const tree = await treeOf('{ port: 18789, secrets: [TOKEN] }');
    const secrets = { [SECRETS]: { text: 'TOKEN=t\nOPENCLAW_GATEWAY_URL=ws://elsewhere\n' } };
    expect(await answer({ tree, environ: environOf(tree, { TOKEN: 't' }), found: secrets })).toBe('fresh');
  });
});

describe('by the record', () => {
  it.each([
    ['the run that it knows', 'run-1', 'fresh'],
    ['another run', 'run-0', 'openclaw-gateway-main.service changed after it started'],
  ])('%s: a unit that was written since then', async (_, run, expected) => {
    const tree = await treeOf('{ port: 18789 }');
    const found = { [unit(tree)]: { at: AFTER } };
    expect(await answer({ tree, environ: environOf(tree), found, recorded: recordOf(tree, run) })).toBe(expected);
  });

  it('is stale where that run was started with another unit', async () => {
    const tree = await treeOf('{ port: 18789 }');
    const old = await treeOf('{ port: 18789, service: { systemd: { Service: { MemoryMax: 2G } } } }');
    expect(await answer({ tree, environ: environOf(tree), recorded: recordOf(old) })).toBe(
      'it was started with another openclaw-gateway-main.service',
    );
  });

  it('is fresh where the units differ in lines of other instances alone', async () => {
    const plain = await treeOf('{ port: 18789 }');
    const hashed = (restartSha256: string): Desired => {
      const files = plain.files.map((file) => (file.path === unit(plain) ? { ...file, restartSha256 } : file));
      return { ...plain, files };
    };
    const old = recordOf({
      ...hashed('a'),
      files: hashed('a').files.map((file) => ({ ...file, sha256: sha256(file.path) })),
    });
    const environ = environOf(plain);
    expect(
      await answer({
        tree: hashed('a'),
        environ,
        recorded: {
          ...old,
          files: old.files
            .filter(({ path }) => path !== env(plain))
            .concat({ path: env(plain), sha256: plain.files.find(({ kind }) => kind === 'env')!.sha256 }),
        },
      }),
    ).toBe('fresh');
    const isUnitNewer = async (found: Given['found']) => {
      const machine = machineOf({ tree: hashed('a'), environ, ...(found && { found }) });
      return (await freshness(hashed('a'), STATE, machine, recordOf(hashed('a')))).isUnitNewer;
    };
    expect([await isUnitNewer({ [unit(plain)]: { at: AFTER } }), await isUnitNewer({})]).toEqual([true, false]);
    expect(await answer({ tree: hashed('b'), environ, recorded: recordOf(hashed('a')) })).toContain('another openclaw');
    // Written since then by another tool that knows: what the process has can't be told.
    const found = { [unit(plain)]: { at: AFTER } };
    expect(await answer({ tree: hashed('a'), environ, found, recorded: recordOf(hashed('a'), 'run-0') })).toBe(
      'unknown',
    );
  });
});

it.each([
  ['of an instance alone', {}],
  ['with lines of other instances', { restartSha256: 'a' }],
])('a unit %s that was put back with its old time is not what an unknown run was started with', async (_, more) => {
  const plain = await treeOf('{ port: 18789 }');
  const tree = {
    ...plain,
    files: plain.files.map((file) => (file.path === unit(plain) ? { ...file, ...more } : file)),
  };
  const found = { [unit(tree)]: { changed: AFTER } };
  const given = { tree, environ: environOf(tree), found };
  expect(await answer({ ...given, recorded: recordOf(tree, 'run-0') })).toContain('changed after it started');
  expect(await answer({ ...given, recorded: recordOf(tree) })).toBe('fresh');
});

describe('by time, where the environment can not be read', () => {
  it.each([
    ['nothing was written since the start', {}, 'fresh'],
    ['gateway.env was', { env: { at: AFTER } }, 'gateway.env changed after it started'],
    ['a secret was', { secrets: { at: AFTER, text: 'TOKEN=t' } }, '.env changed after it started'],
    [
      'it was edited by hand before the start',
      { env: { text: 'A=edited' } },
      'it was started with another gateway.env',
    ],
    ['it was edited by hand after the start', { env: { text: 'A=edited', at: AFTER } }, 'fresh'],
    [
      'the unit was edited by hand before the start',
      { unit: { text: '[Unit]' } },
      'it was started with another openclaw-gateway-main.service',
    ],
  ])(
    '%s',
    async (_, {
      env: ofEnv,
      unit: ofUnit,
      secrets = { text: 'TOKEN=t' },
    }: Readonly<Record<string, object>>, expected) => {
      const tree = await treeOf('{ port: 18789, secrets: [TOKEN] }');
      const found = {
        [SECRETS]: secrets,
        ...(ofEnv && { [env(tree)]: ofEnv }),
        ...(ofUnit && { [unit(tree)]: ofUnit }),
      };
      expect(await answer({ tree, environ: null, found, recorded: recordOf(tree, 'run-0') })).toBe(expected);
    },
  );

  it('is unknown where nothing runs, or nothing can be read', async () => {
    const tree = await treeOf('{ port: 18789 }');
    expect(await answer({ tree, environ: null, state: { pid: undefined } })).toBe('unknown');
    expect(await answer({ tree, environ: null, found: { '/proc/uptime': { text: '' } } })).toBe('unknown');
  });

  it('is asked of what stands on the disk, for a status', async () => {
    const tree = await treeOf('{ port: 18789 }');
    const edited = { tree, environ: null, found: { [unit(tree)]: { text: '[Unit]' } } };
    const onDisk = asOnDisk(tree, machineOf(edited));
    const found = await freshness(onDisk, STATE, machineOf(edited), recordOf(tree, 'run-0'));
    expect(found.result).toBe('fresh');
  });
});
