// What a service manager starts → the OpenClaw command at the end of it: through `env`, shells and start scripts.

import type { EnvFile } from '../model/fleet.ts';
import { isAssignment, splitAssignment } from './assignment.ts';
import type { Disk } from './disk.ts';
import type { Variables } from './env-file.ts';
import type { Note } from './note.ts';
import { readScript, type Script } from './shell-script.ts';

export interface Launch {
  readonly words: readonly string[];
  /** Set on the way, over what the service itself sets. */
  readonly variables: Variables;
  readonly files: readonly EnvFile[];
  readonly folder?: string | undefined;
  /** Start scripts on the way. */
  readonly scripts: readonly string[];
}

const MOST_STEPS = 8;

export function followLaunch(words: readonly string[], environment: Variables, disk: Disk, notes: Note[]): Launch {
  let launch: Launch = { words, variables: new Map(), files: [], scripts: [] };
  for (let count = 0; count < MOST_STEPS && !isGateway(launch.words); count += 1) {
    const next = oneStep(launch, environment, disk, notes);
    if (!next) break;
    launch = next;
  }
  return launch;
}

/** A name that OpenClaw or its predecessors give, or one that a person is likely to. */
const TELLING = /openclaw|clawdbot|moltbot/i;

/** Whether a service has to do with OpenClaw, by its own text or by that of a script that it starts. */
export function concernsOpenclaw(text: string, words: readonly string[], disk: Disk): boolean {
  if (TELLING.test(text)) return true;
  const files = words.map((word) => word.replace(/^[-@:+!]+/, '')).filter((word) => word.startsWith('/'));
  return files.slice(0, MOST_STEPS).some((file) => TELLING.test(scriptText(disk.start(file)) ?? ''));
}

/** Whether the words themselves run a gateway, whatever their program is. */
function isGateway(words: readonly string[]): boolean {
  return words.slice(1).includes('gateway') && !isShell(words[0]) && !hasAssignment(words);
}

function oneStep(launch: Launch, environment: Variables, disk: Disk, notes: Note[]): Launch | undefined {
  const [program = '', ...rest] = launch.words;
  if (hasAssignment(launch.words)) return withoutEnv(launch);
  const known = new Map([...environment, ...launch.variables]);
  if (isShell(program)) {
    const at = rest.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word));
    const text = at === -1 ? undefined : rest[at + 1];
    if (text !== undefined) return joined(launch, readScript(text, known, rest.slice(at + 3)), `${program} -c`, notes);
    const file = rest.find((word) => !word.startsWith('-'));
    return file === undefined
      ? undefined
      : fromFile(launch, file, rest.slice(rest.indexOf(file) + 1), known, disk, notes);
  }
  return fromFile(launch, program, rest, known, disk, notes);
}

function fromFile(
  launch: Launch,
  file: string,
  args: readonly string[],
  known: Variables,
  disk: Disk,
  notes: Note[],
): Launch | undefined {
  if (!file.startsWith('/') || launch.scripts.includes(file)) return undefined;
  const text = scriptText(disk.start(file));
  if (text === undefined) return undefined;
  const next = joined(launch, readScript(text, known, args), file, notes);
  return next && { ...next, scripts: [...launch.scripts, file] };
}

/** Of a program that is no shell script there is nothing to read. */
function scriptText(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  const text = new TextDecoder().decode(bytes);
  return /^#! *\S*(?:\/env +)?\S*\b(?:ba|da|k|z)?sh\b/.test(text) ? text : undefined;
}

function joined(launch: Launch, script: Script, place: string, notes: Note[]): Launch | undefined {
  if (script.strange > 0) {
    const count = script.strange === 1 ? 'one statement' : `${script.strange} statements`;
    notes.push({ place, text: `${count} of this script could not be understood; what they do is not in this file` });
  }
  if (!script.command) return undefined;
  return {
    ...launch,
    words: script.command,
    variables: new Map([...launch.variables, ...script.variables]),
    files: [...launch.files, ...script.files],
    folder: script.folder ?? launch.folder,
  };
}

function isShell(program = ''): boolean {
  return /(^|\/)(ba|da|k|z)?sh$/.test(program);
}

/** `env NAME=value … program`. */
function hasAssignment([program = '', ...rest]: readonly string[]): boolean {
  return (
    /(^|\/)env$/.test(program) &&
    rest.some((word, index) => isAssignment(word) && rest.slice(0, index).every(isEnvPart))
  );
}

function withoutEnv(launch: Launch): Launch {
  const rest = launch.words.slice(1);
  const end = rest.findIndex((word) => !isEnvPart(word));
  const assignments = rest.slice(0, end === -1 ? rest.length : end).filter(isAssignment);
  const words = end === -1 ? [] : rest.slice(end);
  // `env` also finds a program by its name alone.
  return {
    ...launch,
    words: words[0]?.startsWith('/') === false ? ['/usr/bin/env', ...words] : words,
    variables: new Map([...launch.variables, ...assignments.map(splitAssignment)]),
  };
}

function isEnvPart(word: string): boolean {
  return word.startsWith('-') || isAssignment(word);
}
