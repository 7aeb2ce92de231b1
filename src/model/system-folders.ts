// Folders that belong to the system itself. A folder below most of them may be an instance's.

import type { Os } from '../openclaw/release.ts';
import { pathIdentity } from './paths.ts';

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
