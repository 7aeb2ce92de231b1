// Which OpenClaw a `command` runs, and on which Node, read off the disk: nothing of it is started. What can't be made out, as
// behind a start script that works out its paths, is unknown. With --deep its own CLI is asked.

import { at, isList, parseJson } from '../document/json.ts';
import type { Disk } from '../import/disk.ts';
import { packageRelease } from '../import/gateway-settings.ts';
import { followLaunch } from '../import/launch.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import { compareReleases, releaseOf } from '../openclaw/release.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { actorOf } from './act-as.ts';
import type { Machine } from './machine.ts';

export interface InstalledOpenclaw {
  readonly version: string;
  /** The range of Node.js releases that it runs on, in npm's notation. */
  readonly node?: string;
}

/** From the package that the program, or what a start script hands over to, lies in. */
export function installedOpenclaw(command: readonly string[], disk: Disk): InstalledOpenclaw | undefined {
  const found = packageRelease(launchWords(command, disk), disk) ?? packageRelease(command, disk);
  if (!found) return undefined;
  const node = at(parseJson(disk.text(found.place) ?? ''), 'engines', 'node');
  return { version: found.version, ...(typeof node === 'string' ? { node } : {}) };
}

/** Of Node.js, what the installed OpenClaw runs on; where none can be found, what the release does. */
export function neededNode(installed: InstalledOpenclaw | undefined, release: string): string | undefined {
  if (installed) return installed.node;
  return release === '' ? undefined : releaseOf(release).facts.node;
}

/** The Node.js that runs a command: its own first word, or what the script behind it names. `path` is the service's PATH. */
export function nodeOf(command: readonly string[], path: string | undefined, disk: Disk): string | undefined {
  const [program = ''] = launchWords(command, disk);
  if (isNode(program)) return inPath(program, path, disk);
  const start = program.startsWith('/') ? disk.start(program) : undefined;
  const [line = ''] = new TextDecoder().decode(start ?? new Uint8Array()).split('\n');
  const words = /^#!\s*(.*)$/.exec(line)?.[1]?.trim().split(/\s+/) ?? [];
  const interpreter = words.find((word) => !/(^|\/)env$/.test(word) && !word.startsWith('-')) ?? '';
  return isNode(interpreter) ? inPath(interpreter, path, disk) : undefined;
}

function launchWords(command: readonly string[], disk: Disk): readonly string[] {
  return followLaunch(command, new Map(), disk, []).words;
}

function isNode(program: string): boolean {
  return /^(node|nodejs)$/.test(program.slice(program.lastIndexOf('/') + 1));
}

function inPath(program: string, path: string | undefined, disk: Disk): string | undefined {
  if (program.startsWith('/')) return program;
  const places = (path ?? '').split(':').map((folder) => `${folder}/${program}`);
  return places.find((place) => place.startsWith('/') && disk.kind(place) === 'file');
}

/** Undefined for a range in a notation that this doesn't know. */
export function isInRange(version: string, range: string): boolean | undefined {
  const answers = range.split('||').map((part) => fitsAll(version, part.trim().split(/\s+/)));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

function fitsAll(version: string, comparators: readonly string[]): boolean | undefined {
  const answers = comparators.map((comparator) => {
    const [, sign = '=', numbers = ''] = /^(>=|<=|>|<|=)?v?(\d+(?:\.\d+){0,2})$/.exec(comparator) ?? [];
    // A single number stands for all of its releases, which only these two signs leave as they are.
    if (numbers === '' || (sign !== '>=' && sign !== '<' && numbers.split('.').length < 3)) return undefined;
    const order = compareReleases(version, numbers.padEnd(numbers.length + 2 * (3 - numbers.split('.').length), '.0'));
    return { '>=': order >= 0, '<=': order <= 0, '>': order > 0, '<': order < 0, '=': order === 0 }[sign];
  });
  return answers.includes(undefined) ? undefined : !answers.includes(false);
}

/** It starts a Node.js with all of OpenClaw. In seconds. */
const MOST_SECONDS = 120;

/** What `openclaw status` and `openclaw gateway status --deep` have against it; a text where they could not be run. */
export async function cliProblems(deployment: Deployment, machine: Machine): Promise<readonly string[] | string> {
  const actor = await actorOf(deployment, machine);
  if (typeof actor === 'string') return actor;
  const { account, env } = actor;
  const { command, profile } = deployment;
  const option = isDefaultProfile(profile) ? [] : ['--profile', profile];
  const ask = (...args: readonly string[]) =>
    machine.run([...command, ...option, ...args], { env, account, seconds: MOST_SECONDS });
  const [status, gateway] = await Promise.all([ask('status'), ask('gateway', 'status', '--deep', '--json')]);
  if (status.code === NO_PROGRAM) return 'not installed';
  return [
    ...(status.code === 0 ? [] : [`status: exit ${status.code}`]),
    ...gatewayProblems(gateway.code, gateway.stdout),
  ];
}

const NO_PROGRAM = 127;

function gatewayProblems(code: number, output: string): readonly string[] {
  const value = parseJson(output);
  if (value === undefined) return [`gateway status: exit ${code}`];
  const issues = at(value, 'service', 'configAudit', 'issues');
  const codes = isList(issues) ? issues.map((issue) => String(at(issue, 'code'))) : [];
  const failure = at(value, 'rpc', 'connectFailure', 'kind') ?? 'no connection';
  // It was let in as far as a stranger is, where the gateway knows devices and no token.
  const isReached = at(value, 'rpc', 'ok') !== false || failure === 'device-identity-required';
  return [...(isReached ? [] : [`gateway status: ${failure}`]), ...codes];
}
