// A run of gwc inside the test's own process: in a folder of its own, with streams that are recorded. Where GWC_PROGRAM names a
// program, that one runs; but what a terminal shows is asked here in any case.

import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/program.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Iterable<Uint8Array>;
  /** Whether both streams are a terminal. */
  readonly isTTY?: boolean;
  /** Of that terminal. */
  readonly columns?: number;
}

export async function gwc(argv: readonly string[], surroundings: Surroundings): Promise<Outcome> {
  const program = process.env['GWC_PROGRAM'];
  if (!program || surroundings.isTTY) return gwcHere(argv, surroundings);
  const { cwd, env = {}, stdin = [] } = surroundings;
  const input = Buffer.concat([...stdin]);
  const { status, stdout, stderr } = spawnSync(resolve(program), argv, { cwd, env, input, encoding: 'utf8' });
  return { code: status!, stdout, stderr };
}

/** In this process in any case: for what a test puts in the place of a part of gwc. */
export async function gwcHere(
  argv: readonly string[],
  { cwd, env = {}, stdin = [], isTTY = false, columns }: Surroundings,
): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written): Io['stdout'] => ({
    isTTY,
    columns,
    write: (text) => {
      written[name] += text;
    },
  });
  const code = await run(argv, {
    cwd,
    env,
    stdin: async function* () {
      yield* stdin;
    },
    stdout: output('stdout'),
    stderr: output('stderr'),
    untilEnded: () => new AbortController().signal,
    onSignal: () => {},
    isTyped: () => false,
  });
  return { code, ...written };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files; it is gone after the test file. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'gwc-test-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Every file below a folder, without links: its path and its text. */
export function filesIn(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(pathsIn(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

export function pathsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => lstatSync(join(folder, path)).isFile())
    .sort();
}

export function modeOf(path: string): string {
  return (statSync(path).mode & 0o7777).toString(8).padStart(4, '0');
}

/** A hosts.yaml without any finding, from instance names and base ports by host. */
export function hostsYaml(hosts: Readonly<Record<string, Readonly<Record<string, number | string>>>>): string {
  const blocks = Object.entries(hosts).map(([host, instances]) => {
    const rows = Object.entries(instances).map(([name, port]) => `      ${name}: { port: ${port} }\n`);
    return `  ${host}:\n    instances:\n${rows.join('')}`;
  });
  return `version: 1
defaults:
  user: claw
  secrets: [OPENCLAW_GATEWAY_TOKEN]
  config:
    gateway: { auth: { mode: token, token: "\${OPENCLAW_GATEWAY_TOKEN}" } }
    discovery: { mdns: { mode: off } }
hosts:
${blocks.join('')}`;
}

export const TWO = hostsYaml({ 'box-1': { main: 18789, rescue: 19789 } });
