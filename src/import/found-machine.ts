// What import has of a machine: its disk, its accounts, and the notes that it fills on the way.

import { compareText } from '../diagnostics/collections.ts';
import type { Os } from '../openclaw/release.ts';
import type { Disk, Note } from './disk.ts';
import type { KnownSecrets } from './known-secrets.ts';

export interface Machine {
  readonly disk: Disk;
  readonly hostName: string;
  readonly accounts: readonly Account[];
  /** Filled on the way. */
  readonly notes: Note[];
}

/** With what is secret of it. */
export interface SurveyedMachine extends Machine {
  /** What was taken for a secret, filled on the way. Compared, never shown. */
  readonly secrets: Set<string>;
  /** What things are called, in lower case, filled on the way. */
  readonly names: Set<string>;
  /** Empty until all gateways were looked at once. */
  readonly known: KnownSecrets;
}

export interface Account {
  readonly name: string;
  readonly home: string;
  /** Where it is known. */
  readonly uid?: string;
}

/** Homes that mean none, as system accounts have them. */
const NO_HOMES: ReadonlySet<string> = new Set([
  '/',
  '/bin',
  '/dev',
  '/proc',
  '/sbin',
  '/usr/bin',
  '/usr/sbin',
  '/var',
  '/var/empty',
]);
const NO_USERS: ReadonlySet<string> = new Set(['Shared', 'Guest', 'lost+found']);
const HOME_FOLDERS: Readonly<Record<Os, string>> = { linux: '/home', macos: '/Users' };
const ROOT_HOMES: Readonly<Record<Os, string>> = { linux: '/root', macos: '/var/root' };

/** Those of /etc/passwd, and the owners of folders where homes are; sorted by home, each home once. A home may be missing. */
export function readAccounts(disk: Disk, os: Os): readonly Account[] {
  const listed = passwdEntries(disk).filter(({ home }) => !NO_HOMES.has(home));
  const folders = disk
    .list(HOME_FOLDERS[os])
    .filter((name) => !name.startsWith('.') && !NO_USERS.has(name))
    .map((name) => ({ name, home: `${HOME_FOLDERS[os]}/${name}` }));
  const found = [...listed, ...folders, { name: 'root', home: ROOT_HOMES[os] }];
  // `/home` may be a link to `/var/home`: one home under two paths, of which the account's own counts.
  const byHome = new Map(found.toReversed().map((account) => [disk.realPath(account.home) ?? account.home, account]));
  return [...byHome.values()].sort((a, b) => compareText(a.home, b.home));
}

/** The entry of an account that may have no home of its own. */
export function accountNamed(name: string, accounts: readonly Account[]): Account | undefined {
  return accounts.find((account) => account.name === name || account.uid === name);
}

function passwdEntries(disk: Disk): readonly Account[] {
  const lines = disk.text('/etc/passwd')?.split('\n') ?? [];
  return lines.flatMap((line) => {
    const [name = '', , uid = '', , , home = ''] = line.split(':');
    return name === '' || !home.startsWith('/') ? [] : [{ name, uid, home: home.replace(/(?<=.)\/+$/, '') }];
  });
}

export function quietly<T>(run: () => T): T {
  const { error, warn } = console;
  console.error = () => {};
  console.warn = () => {};
  try {
    return run();
  } finally {
    console.error = error;
    console.warn = warn;
  }
}
