// What makes a path one that an instance can't keep files at.

import type { InstancePath, PathRole } from '../model/instance-paths.ts';
import { pathIdentity } from '../model/paths.ts';
import { isSystemFolder, kernelFolder, volatileFolder } from '../model/system-folders.ts';
import type { Os } from '../openclaw/release.ts';
import { controlCharacter } from './text.ts';

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
export function pathProblem(path: InstancePath): PathProblem | undefined {
  const control = controlCharacter(path.path);
  if (control) return { problem: `holds ${control}`, fix: 'remove it' };
  const reference = IN_CONFIG.includes(path.role) ? REFERENCE.exec(path.path)?.[0] : undefined;
  if (reference !== undefined) {
    return { problem: `holds \`${reference}\`, which OpenClaw replaces when it starts`, fix: 'write the path out' };
  }
  const trimmed = path.path.trim();
  if (path.path !== trimmed) return { problem: 'has white space at an end', fix: 'remove it', suggestions: [trimmed] };
  if (!path.path.startsWith('/')) return relative(path);
  return tooLong(path.path, path.instance.os) ?? notItsOwn(path) ?? notKept(path);
}

function relative({ path, role }: InstancePath): PathProblem {
  if (path.startsWith('~')) {
    return { problem: 'is no absolute path', fix: 'only `~/` means a home, that of `user`; write the path in full' };
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

function notItsOwn({ path, identity, role, instance }: InstancePath): PathProblem | undefined {
  const fix = 'write a place of its own below it';
  if (path === '/') return { problem: 'is the root of the file system', fix };
  const isHome = path.length === instance.home.length && identity === pathIdentity(instance.home, instance.os);
  if (role !== 'home' && isHome) return { problem: 'is the home itself', fix };
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
