// What an apply has of the machine that it runs on. Paths are those of the host; the machine places them below its root.
// Files and folders are touched at once, commands and requests are waited for.

import type { Os } from '../openclaw/release.ts';

export interface Machine {
  readonly os: Os;
  /** Who runs gwc. */
  readonly self: Account;
  /** Whether the root is another disk's, such as an image's: nothing can be started there or asked. */
  readonly isOffline: boolean;
  /** What the person named it by. */
  readonly root: string;
  /** Never follows a link at the path itself. Throws a FileError where it can't be looked at. */
  readonly look: (path: string) => Found;
  /** Names in a folder; none where there is no such folder, or it may not be read. */
  readonly list: (path: string) => readonly string[];
  /** Where a link leads, as it is written; undefined where there is none. */
  readonly linkTarget: (path: string) => string | undefined;
  /** Whole or not at all. */
  readonly writeFile: (path: string, file: NewFile) => void;
  /** With what is missing above it; what is there stays as it is. */
  readonly makeFolder: (path: string, owner: Account, mode: number) => void;
  readonly makeLink: (path: string, target: string, owner: Account) => void;
  /** A file or a link; no fault where there is none. */
  readonly removeFile: (path: string, owner: Account) => void;
  /** With all that is in it; no fault where there is none. Of gwc's own folders only. */
  readonly removeFolder: (path: string) => void;
  /** Undefined where the machine has no such account. */
  readonly account: (user: string, group?: string) => Promise<Account | undefined>;
  /** Throws a FileError while another gwc has it. Gives what ends the lock. */
  readonly lock: (folder: string) => () => void;
  /** Without a shell. */
  readonly run: (argv: readonly string[], options?: RunOptions) => Promise<RunResult>;
  /** The HTTP status of a GET; undefined where nothing answers. */
  readonly httpStatus: (url: string, milliseconds: number) => Promise<number | undefined>;
  /** Since 1970. In milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export const ROOT: Account = { name: 'root', uid: 0, gid: 0 };

export type Found =
  | { readonly kind: 'missing' | 'folder' }
  | FoundFile
  /** A link, a device, or something else that gwc writes nothing into. */
  | { readonly kind: 'obstacle'; readonly what: string };

export interface FoundFile {
  readonly kind: 'file';
  readonly content: Buffer;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface NewFile {
  readonly content: Uint8Array | string;
  /** Permission bits; exact, whatever the umask. */
  readonly mode: number;
  readonly owner: Account;
}

export interface RunOptions {
  /** Added to the environment of gwc; the whole of it with `account`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Who runs it, where that is another one. Needs root. */
  readonly account?: Account;
  /** Killed after that. Default: ten minutes, as a gateway may take half of them to stop. */
  readonly seconds?: number;
}

export interface RunResult {
  /** 127 where there is no such program, 124 where it took too long. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
