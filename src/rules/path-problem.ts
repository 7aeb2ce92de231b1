// What makes a path one that an instance can't keep files at.

import type { Instance } from '../model/fleet.ts';
import type { PathRole } from '../model/instance-paths.ts';
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

/** The first thing wrong with a path, or nothing. */
export function pathProblem(path: string, role: PathRole, { os, home }: Instance): PathProblem | undefined {
  const control = controlCharacter(path);
  if (control) return { problem: `holds ${control}`, fix: 'remove it' };
  const trimmed = path.trim();
  if (path !== trimmed) return { problem: 'has white space at an end', fix: 'remove it', suggestions: [trimmed] };
  if (!path.startsWith('/')) return relative(path, role);
  return unfit(path, role, os, home) ?? unkept(path, role, os);
}

function relative(path: string, role: PathRole): PathProblem {
  if (path.startsWith('~')) {
    return { problem: 'is no absolute path', fix: 'only `~/` means a home, that of `user`; write the path in full' };
  }
  const suggestions = role === 'home' || path.startsWith('.') ? [] : [`~/${path}`];
  const example = suggestions.map((own) => `, such as \`${own}\``).join('');
  return { problem: 'is relative', fix: `write an absolute path${example}`, suggestions };
}

/** Limits of the systems count bytes, of a path its closing NUL included. */
function unfit(path: string, role: PathRole, os: Os, home: string): PathProblem | undefined {
  const most = os === 'macos' ? 1023 : 4095;
  if (bytes(path) > most) return { problem: `is longer than ${most} bytes`, fix: 'shorten it' };
  if (path.split('/').some((name) => bytes(name) > 255)) {
    return { problem: 'has a name of more than 255 bytes in it', fix: 'shorten it' };
  }
  const fix = 'write a place of its own below it';
  if (path === '/') return { problem: 'is the root of the file system', fix };
  if (role !== 'home' && pathIdentity(path, os) === pathIdentity(home, os))
    return { problem: 'is the home itself', fix };
  return isSystemFolder(path, os) ? { problem: 'is a system folder', fix } : undefined;
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

const LASTING: readonly PathRole[] = ['home', 'state', 'workspace', 'agentWorkspace', 'data'];

function unkept(path: string, role: PathRole, os: Os): PathProblem | undefined {
  const fix = 'write a path elsewhere';
  const kernel = kernelFolder(path, os);
  if (kernel) return { problem: `lies in \`${kernel}\`, where no file can be kept`, fix };
  const cleared = LASTING.includes(role) ? volatileFolder(path, os) : undefined;
  return cleared === undefined ? undefined : { problem: `lies in \`${cleared}\`, which each boot empties`, fix };
}
