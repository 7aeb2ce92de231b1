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
 * Equal for two paths that name one file: linux has /var/run for /run and /var/lock for /run/lock; macos ignores case and the
 * form of composed characters, and its /var, /tmp and /etc are links into /private.
 */
export function pathIdentity(path: string, os: Os): string {
  if (os !== 'macos') {
    if (!path.startsWith('/var/')) return path;
    return path.replace(/^\/var\/(run|lock)(?=\/|$)/, (_, name) => (name === 'run' ? '/run' : '/run/lock'));
  }
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

const LONGEST_SHOWN = 120;

/** A path in backticks, on one line and not too long. */
export function showPath(path: string): string {
  const text = JSON.stringify(path).slice(1, -1);
  return `\`${text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`}\``;
}

/** `/srv/oc` → `/srv/oc-$(instance)`, of a file `/etc/oc.json` → `/etc/oc-$(instance).json`. */
export function perInstance({ path, isFile }: { readonly path: string; readonly isFile: boolean }): string {
  const [, stem = path, extension = ''] = (isFile && /^(.*[^/])(\.[^./]+)$/s.exec(path)) || [];
  return `${escapeVariables(stem)}-$(instance)${escapeVariables(extension)}`;
}

function escapeVariables(text: string): string {
  return text.replaceAll('$(', '$$$$(');
}

/** Source: hier(7), file-hierarchy(7). */
const LINUX =
  '/bin /boot /dev /etc /etc/systemd /etc/systemd/system /etc/systemd/user /home /lib /lib32 /lib64 /libx32 /lost+found ' +
  '/media /mnt /opt /proc /run /run/user /sbin /srv /sys /tmp /usr /usr/bin /usr/include /usr/lib /usr/lib32 /usr/lib64 ' +
  '/usr/libexec /usr/local /usr/local/bin /usr/local/etc /usr/local/lib /usr/local/sbin /usr/local/share /usr/sbin ' +
  '/usr/share /usr/src /var /var/backups /var/cache /var/lib /var/local /var/lock /var/log /var/mail /var/opt /var/run ' +
  '/var/spool /var/tmp';

/** Source: hier(7) of macOS. */
const MACOS =
  '/Applications /Library /Library/LaunchAgents /Library/LaunchDaemons /Library/Logs /Network /System /Users ' +
  '/Users/Shared /Volumes /bin /cores /dev /etc /opt /opt/homebrew /opt/homebrew/bin /private /sbin /tmp /usr /usr/bin ' +
  '/usr/lib /usr/libexec /usr/local /usr/local/bin /usr/sbin /usr/share /var /var/db /var/folders /var/log /var/run /var/tmp';

/** No files of anyone's can be kept below these. */
const KERNEL: Readonly<Record<Os, readonly string[]>> = {
  linux: ['/dev', '/proc', '/sys'],
  macos: ['/dev', '/System'],
};
const CLEARED_AT_BOOT: Readonly<Record<Os, readonly string[]>> = { linux: ['/run', '/var/run'], macos: ['/var/run'] };

const SYSTEM_FOLDERS: Readonly<Record<Os, ReadonlySet<string>>> = {
  linux: new Set(LINUX.split(' ')),
  macos: new Set(MACOS.split(' ').map((folder) => pathIdentity(folder, 'macos'))),
};

/** Takes a path's identity, as the functions below do. */
export function isSystemFolder(identity: string, os: Os): boolean {
  return SYSTEM_FOLDERS[os].has(identity);
}

/** The system's folder that the path lies in, and that nothing can be kept in. */
export function kernelFolder(identity: string, os: Os): string | undefined {
  return KERNEL[os].find((folder) => isBelow(identity, folder, os));
}

/** The folder that the path lies in, and that is empty after each boot. */
export function volatileFolder(identity: string, os: Os): string | undefined {
  return CLEARED_AT_BOOT[os].find((folder) => isBelow(identity, folder, os));
}

function isBelow(identity: string, folder: string, os: Os): boolean {
  return identity.startsWith(`${pathIdentity(folder, os)}/`);
}
