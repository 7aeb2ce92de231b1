// One fleet in three spellings: written out, with three aliases an instance, and in parts that hosts.yaml includes.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hostsOf, members } from './fleet.ts';
import { EXECUTABLE } from './forms.ts';
import { type Measured, sideBySide } from './measure.ts';

export interface Spellings {
  readonly size: number;
  /** Written out first. */
  readonly runs: readonly Measured[];
}

/** What each instance says for itself, where others would have it from `defaults`. */
const SAID = {
  env: '{ TZ: UTC, LANG: C.UTF-8, LOG_FORMAT: json }',
  secrets: '[OPENCLAW_GATEWAY_TOKEN, ANTHROPIC_API_KEY]',
  config: '{ gateway: { auth: { mode: token } }, session: { reset: { idleMinutes: 60 } }, logging: { level: info } }',
};

const HEAD = 'version: 1\nopenclaw: 2026.9.6\ndefaults: { user: claw }\n';

type Files = Readonly<Record<string, string>>;

function writtenOut(size: number): string {
  return hostsOf(members(size), () => keys(([name, value]) => `${name}: ${value}`));
}

function keys(text: (key: readonly [string, string]) => string): string {
  return Object.entries(SAID).map(text).join(', ');
}

const SPELLINGS: Readonly<Record<string, (size: number) => Files>> = {
  'written out': (size) => ({ 'hosts.yaml': `${HEAD}${writtenOut(size)}` }),
  'three aliases an instance': (size) => {
    const all = members(size);
    const aliased = ({ name }: { readonly name: string }) =>
      keys(([key, value]) => `${key}: ${name === all[0]!.name ? `&${key} ${value}` : `*${key}`}`);
    return { 'hosts.yaml': `${HEAD}${hostsOf(all, aliased)}` };
  },
  'a part for each host': (size) => {
    const [, ...hosts] = writtenOut(size).split(/^(?= {2}\S)/m);
    const parts = hosts.map((host, index) => [`parts/${index}.yaml`, `version: 1\nhosts:\n${host}`]);
    return { 'hosts.yaml': `${HEAD}include: [parts/*.yaml]\n`, ...Object.fromEntries(parts) };
  },
};

export function spellings(size: number, rounds: number): Spellings {
  const folder = mkdtempSync(join(tmpdir(), 'gwc-bench-'));
  const [program, ...args] = [...EXECUTABLE, 'validate', '--quiet'];
  const commands = Object.entries(SPELLINGS).map(([name, filesOf], index) => {
    const cwd = join(folder, String(index));
    for (const [path, text] of Object.entries(filesOf(size))) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    return { name, argv: [program!, ...args], cwd };
  });
  const portsOf = ({ cwd }: { readonly cwd: string }) =>
    execFileSync(program!, ['ports', '--format', 'json'], { cwd, maxBuffer: 2 ** 30 });
  const [whole, ...others] = commands.map(portsOf);
  if (others.some((ports) => !ports.equals(whole!))) throw new Error('the spellings are not of one fleet');
  const runs = sideBySide(commands, rounds);
  rmSync(folder, { recursive: true });
  return { size, runs };
}
