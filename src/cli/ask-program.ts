// gwc validate --with PROGRAM: what an installed OpenClaw says of the openclaw.json files that a build would write.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Machine, RunResult } from '../apply/machine.ts';
import { realMachine } from '../apply/real-machine.ts';
import { UsageError } from '../diagnostics/diagnostic.ts';
import { count } from '../diagnostics/finding-text.ts';
import type { Finding } from '../document/finding.ts';
import { at, formatPath, isList, isMap, type Json, type Path } from '../document/json.ts';
import { withFile } from '../files/file-error.ts';
import type { Fleet } from '../model/fleet.ts';
import { openclawConfig } from '../model/openclaw-config.ts';
import type { Io } from './io.ts';

/** In seconds; a start takes two to twenty. */
const LONGEST = 180;

/** By the path of the instance; places are those of its openclaw.json. */
export type Refusals = ReadonlyMap<string, readonly Finding[]>;

/**
 * Asks about the instances whose release the program has. `say` gets how far it is. Throws a UsageError where the program
 * can't be asked, or no instance is for its release.
 */
export async function askProgram(name: string, fleet: Fleet, say: (text: string) => void, io: Io): Promise<Refusals> {
  const program = name.includes('/') ? resolve(io.cwd, name) : name;
  const machine = realMachine({ root: '/', env: { PATH: io.env['PATH'] } });
  const folder = withFile('make a folder in', tmpdir(), () => mkdtempSync(join(tmpdir(), 'gwc-validate-')));
  try {
    const ask = (...args: readonly string[]) => answerOf(program, args, folder, machine);
    const { code, stdout, stderr } = await ask('--version');
    const release = /\d{4}\.\d+\.\d+(?:-[\w.]+)?/.exec(stdout)?.[0];
    const [reason = ''] = stderr.trim().split('\n');
    if (code !== 0 && reason !== '') throw new UsageError(`cannot run ${name}: ${reason}`);
    if (release === undefined) throw new UsageError(`${name} is no OpenClaw: \`${name} --version\` names no release`);
    const managed = fleet.hosts.flatMap(({ instances }) => instances.filter((instance) => instance.managed));
    const asked = managed.filter((instance) => instance.release.version === release);
    if (asked.length === 0) throw new UsageError(`${name} is OpenClaw ${release}, and no instance is for that release`);
    const refusals = new Map<string, readonly Finding[]>();
    for (const [index, instance] of asked.entries()) {
      say(`asking ${name} about ${instance.host}/${instance.name}, ${index + 1} of ${count(asked.length, 'instance')}`);
      const config = openclawConfig(instance);
      writeFileSync(join(folder, 'openclaw.json'), JSON.stringify(config), { mode: 0o600 });
      refusals.set(
        formatPath(instance.path),
        verdict((await ask('config', 'validate', '--json')).stdout, config, name),
      );
    }
    return refusals;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function answerOf(
  program: string,
  args: readonly string[],
  folder: string,
  machine: Machine,
): Promise<RunResult> {
  const env = { HOME: folder, OPENCLAW_STATE_DIR: folder, OPENCLAW_CONFIG_PATH: join(folder, 'openclaw.json') };
  const answer = await machine.run([program, ...args], { env, seconds: LONGEST });
  const { code, stderr } = answer;
  if (code === 126 || code === 127) throw new UsageError(`cannot run ${program}: ${stderr.trim()}`);
  if (code === 124) throw new UsageError(`\`${[program, ...args].join(' ')}\` took longer than ${LONGEST} s`);
  return answer;
}

function verdict(text: string, config: Json, name: string): readonly Finding[] {
  const answer = parsed(text);
  const issues = at(answer, 'issues');
  if (at(answer, 'valid') === true) return [];
  if (at(answer, 'valid') !== false || !isList(issues)) {
    throw new UsageError(`\`${name} config validate --json\` gave no verdict; run it by hand`);
  }
  return issues.map((issue): Finding => {
    const message = String(at(issue, 'message'));
    const place = placeIn(config, String(at(issue, 'path') ?? ''));
    const key = /^Unrecognized key(?:s|\(s\))?: "([^"]+)"/.exec(message)?.[1];
    const said = `OpenClaw itself refuses this: ${message}`;
    return key === undefined ? { at: place, message: said } : { at: [...place, key], part: 'key', message: said };
  });
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text.slice(text.indexOf('{')));
  } catch {
    return undefined;
  }
}

/** `models.providers.a.b.url` → its keys; one of them may hold a dot. */
function placeIn(value: Json | undefined, text: string): Path {
  if (text === '') return [];
  const words = text.split('.');
  const lengths = words.map((_, index) => words.length - index);
  const length = lengths.find((most) => isMap(value) && Object.hasOwn(value, words.slice(0, most).join('.'))) ?? 1;
  const word = words.slice(0, length).join('.');
  const key = isList(value) ? Number(word) : word;
  return [key, ...placeIn(at(value, key), words.slice(length).join('.'))];
}
