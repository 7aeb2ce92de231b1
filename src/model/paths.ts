// Paths on the target host, as text: POSIX on every machine that gwc runs on.

import { posix } from 'node:path';
import type { Os } from '../openclaw/release.ts';

/** The path without `~`, `.`, `..`, `//` and trailing `/`. A relative one stays relative. */
export function resolvePath(path: string, home: string): string {
  const expanded = path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;
  if (expanded === '') return '';
  const normalized = posix.normalize(expanded);
  return normalized.length > 1 && normalized.endsWith('/') ? normalized.slice(0, -1) : normalized;
}

/**
 * Equal for two paths that name one file: macos ignores case and the form of composed characters, and its /var, /tmp and
 * /etc are links into /private.
 */
export function pathIdentity(path: string, os: Os): string {
  if (os !== 'macos') return path;
  const folded = path.normalize('NFC').toLowerCase().normalize('NFC');
  return folded.replace(/^\/private(?=\/(var|tmp|etc)(\/|$))/, '');
}

/** Whether `path` lies inside `folder`, or is it. */
export function isInside(path: string, folder: string, os: Os): boolean {
  const inner = pathIdentity(path, os);
  const outer = pathIdentity(folder, os);
  return inner === outer || inner.startsWith(outer === '/' ? '/' : `${outer}/`);
}

export function defaultHome(user: string, os: Os): string {
  if (os === 'macos') return user === 'root' ? '/var/root' : `/Users/${user}`;
  return user === 'root' ? '/root' : `/home/${user}`;
}
