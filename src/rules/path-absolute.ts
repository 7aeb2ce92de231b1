// Every path is one that an instance can keep files at: absolute, clean, and not the system's own.

import { groupBy } from '../diagnostics/collections.ts';
import { controlCharacter } from '../diagnostics/terminal-text.ts';
import { isContainer } from '../model/container.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import {
  folderOf,
  type InstancePath,
  instancePaths,
  keyPath,
  modelPath,
  type PathRole,
  rawValues,
} from '../model/instance-paths.ts';
import { isInside, isSystemFolder, kernelFolder, pathIdentity, showPath, volatileFolder } from '../model/paths.ts';
import type { Os } from '../openclaw/release.ts';
import type { Finding, Rule } from './rule.ts';

export const pathAbsolute: Rule = {
  id: 'path-absolute',
  severity: 'error',
  hasWarnings: true,
  summary: 'every path is absolute once resolved, free of control characters, and not the home or a system folder',
  compares: 'every path: absolute, and no folder of the system or the home itself',
  why: `A relative path means another place for each program that reads it: for the service its working directory, for a person's
\`openclaw\` command the folder that they stand in. Only a leading \`~/\` means the home; \`~name/\` doesn't.

Control characters and white space at the ends don't survive unit files and OpenClaw's own reading, which trims. \`/\`, the home and
folders such as \`/etc\` hold what belongs to others, and the service manager would hand them to the gateway as its own. A state
folder below \`/run\` is gone after the next boot. With \`hardening: strict\` a service has \`/tmp\` and \`/var/tmp\` of its own, and nothing that it
needs may lie in the host's.

The home as the working directory is a warning: OpenClaw's own units run there.`,
  source:
    'systemd.exec(5), WorkingDirectory=; systemd.service(5), "Command lines"; path_resolution(7); OpenClaw src/config/paths',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, stateDir: openclaw/main }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, stateDir: ~/openclaw/main }
`,
  },
  check,
};

function* check(fleet: Fleet): Generator<Finding> {
  for (const { instances } of fleet.hosts) {
    const inHomes = groupBy(instances.map(workingDirectoryOf).filter(isHome), ({ identity }) => identity);
    for (const instance of instances) {
      yield* pathProblems(instance);
      yield* homeWarning(workingDirectoryOf(instance), inHomes);
      yield* commandProblem(instance);
    }
  }
}

function workingDirectoryOf(instance: Instance): InstancePath {
  return keyPath(instance, 'workingDirectory');
}

/** OpenClaw's own units run there. If several do, `path-shared` warns. */
function* homeWarning(path: InstancePath, inHomes: ReadonlyMap<string, readonly InstancePath[]>): Generator<Finding> {
  if (!isHome(path) || path.path === '/' || inHomes.get(path.identity)?.length !== 1) return;
  yield {
    severity: 'warning',
    at: modelPath(path),
    message: `working directory ${showPath(path.path)} is the home itself, and OpenClaw reads a \`.env\` there; use a folder of the instance's own, such as \`$(stateDir)\``,
    suggestions: ['$(stateDir)'],
  };
}

function isHome({ path, identity, instance }: InstancePath): boolean {
  return path.length === instance.home.length && identity === pathIdentity(instance.home, instance.os);
}

function* pathProblems(instance: Instance): Generator<Finding> {
  const reported: { readonly folder: string; readonly problem: string }[] = [];
  for (const path of [keyPath(instance, 'home'), ...instancePaths(instance)]) {
    const found = pathProblem(path);
    if (!found) continue;
    const { problem, fix, suggestions = [] } = found;
    const isReported = reported.some(
      (other) => other.problem === problem && isInside(path.path, other.folder, instance.os),
    );
    reported.push({ folder: path.path, problem });
    // By default paths lie below the home or the state folder, and so share its faults.
    if (isReported) continue;
    yield { at: modelPath(path), message: `${path.what} ${showPath(path.path)} ${problem}; ${fix}`, suggestions };
  }
}

function* commandProblem(instance: Instance): Generator<Finding> {
  const { command, path, os } = instance;
  const program = command[0] ?? '';
  const at = [...path, 'command', ...(command.length === 1 ? [] : [0])];
  if (program.startsWith('/')) {
    const hidden = privateFolder(program, instance);
    if (hidden) yield { at, message: `program ${showPath(program)} ${isHidden(hidden)}; have it elsewhere` };
    return;
  }
  const folder = os === 'macos' ? '/opt/homebrew/bin' : '/usr/bin';
  const own = program.startsWith('~/') ? `$(home)${program.slice(1)}` : `${folder}/${program.split('/').at(-1)}`;
  yield {
    at,
    message: `program ${showPath(program)} is not an absolute path; write it in full, such as \`${own}\``,
    suggestions: [own],
  };
}

/** What is wrong with a path, and what to do about it. */
export interface PathProblem {
  readonly problem: string;
  readonly fix: string;
  readonly suggestions?: readonly string[];
}

/** Roles whose paths gwc writes into openclaw.json, where OpenClaw replaces variables of its own. */
const IN_CONFIG: readonly PathRole[] = ['workspace', 'log'];
const REFERENCE = /\$\{[A-Z_][A-Z0-9_]*\}/;

/** The first thing wrong with a path, or nothing. */
function pathProblem(path: InstancePath): PathProblem | undefined {
  const control = controlCharacter(path.path);
  if (control) return { problem: `holds ${control}`, fix: 'remove it' };
  const reference = IN_CONFIG.includes(path.role) ? REFERENCE.exec(path.path)?.[0] : undefined;
  if (reference !== undefined) {
    return { problem: `holds \`${reference}\`, which OpenClaw replaces when it starts`, fix: 'write the path out' };
  }
  const trimmed = path.path.trim();
  if (path.path !== trimmed) return { problem: 'has white space at an end', fix: 'remove it', suggestions: [trimmed] };
  if (!path.path.startsWith('/')) return relative(path);
  return tooLong(path.path, path.instance.os) ?? notItsOwn(path) ?? notKept(path) ?? notSeen(path);
}

function relative({ path, role }: InstancePath): PathProblem {
  if (path.startsWith('~')) {
    return {
      problem: 'is not an absolute path',
      fix: 'only `~/` means a home, that of `user`; write the path in full',
    };
  }
  const suggestions = role === 'home' || path.startsWith('.') ? [] : [`~/${path}`];
  const example = suggestions.map((own) => `, such as \`${own}\``).join('');
  return { problem: 'is relative', fix: `write an absolute path${example}`, suggestions };
}

const MOST_IN_NAME = 255;
/** The systems' PATH_MAX without the closing NUL. */
const MOST_IN_PATH: Readonly<Record<Os, number>> = { linux: 4095, macos: 1023 };

function tooLong(path: string, os: Os): PathProblem | undefined {
  const most = MOST_IN_PATH[os];
  if (isLonger(path, most)) return { problem: `is longer than ${most} bytes`, fix: 'shorten it' };
  if (!isLonger(path, MOST_IN_NAME) || !path.split('/').some((name) => isLonger(name, MOST_IN_NAME))) return undefined;
  return { problem: `has a name of more than ${MOST_IN_NAME} bytes in it`, fix: 'shorten it' };
}

const encoder = new TextEncoder();

/** Limits count bytes of UTF-8, of which a code unit has three at most. */
function isLonger(text: string, most: number): boolean {
  return text.length * 3 > most && encoder.encode(text).length > most;
}

function notItsOwn(path: InstancePath): PathProblem | undefined {
  const { identity, role, instance } = path;
  const fix = 'write a place of its own below it';
  if (path.path === '/') return { problem: 'is the root of the file system', fix };
  if (isHome(path) && role !== 'home')
    return role === 'workingDirectory' ? undefined : { problem: 'is the home itself', fix };
  return isSystemFolder(identity, instance.os) ? { problem: 'is a system folder', fix } : undefined;
}

const LASTING: readonly PathRole[] = ['home', 'state', 'workspace', 'agentWorkspace', 'data'];

function notKept({ identity, role, instance: { os } }: InstancePath): PathProblem | undefined {
  const fix = 'write a path elsewhere';
  const kernel = kernelFolder(identity, os);
  if (kernel) return { problem: `lies in \`${kernel}\`, where no file can be kept`, fix };
  const cleared = LASTING.includes(role) ? volatileFolder(identity, os) : undefined;
  return cleared === undefined ? undefined : { problem: `lies in \`${cleared}\`, which each boot empties`, fix };
}

/** Of them a service with PrivateTmp= sees its own, which are empty. */
const TEMPORARY = ['/tmp', '/var/tmp'];

const NEEDED: readonly PathRole[] = [
  'state',
  'workspace',
  'agentWorkspace',
  'data',
  'log',
  'config',
  'workingDirectory',
];

function notSeen(path: InstancePath): PathProblem | undefined {
  const { role, instance } = path;
  if (!NEEDED.includes(role)) return undefined;
  const folder = privateFolder(role === 'config' ? path.path : folderOf(path), instance);
  return folder === undefined ? undefined : { problem: isHidden(folder), fix: 'write a path elsewhere' };
}

function isHidden(folder: string): string {
  return `lies in \`${folder}\`, and \`hardening: strict\` gives the service an empty one of its own`;
}

/** The folder of temporary files that the path lies in, and that the service sees nothing of. */
function privateFolder(path: string, instance: Instance): string | undefined {
  const { manager, hardening, systemd } = instance.service;
  // A container has what is mounted into it, and what another unit has is not known.
  const isUnit = instance.managed && manager.readsUnits && !isContainer(instance);
  if (!isUnit || hardening !== 'strict' || systemd.Service['PrivateTmp'] !== undefined) return undefined;
  const folder = TEMPORARY.find((one) => path !== one && isInside(path, one, instance.os));
  if (folder === undefined) return undefined;
  // What is mounted is there again.
  const isMounted = ['BindPaths', 'BindReadOnlyPaths'].flatMap(rawValues(instance)).join(' ').includes(`${folder}/`);
  return isMounted ? undefined : folder;
}
