// What an apply has of the machine that it runs on. Paths are those of the host; the machine places them below its root.
// Files and folders are touched at once, commands and requests are waited for.

import { readable } from '../files/file-error.ts';
import type { Os } from '../openclaw/release.ts';

export interface Machine {
  readonly os: Os;
  /** Who runs gwc. */
  readonly self: Account;
  /** Whether the root is another disk's, such as an image's: nothing can be started there or asked. */
  readonly isOffline: boolean;
  /** What the user named it by. */
  readonly root: string;
  /** Never follows a link at the path itself. Throws a FileError where it can't be looked at. */
  readonly look: (path: string) => Found;
  /** The end of a file that may be large, such as a log; undefined where there is no such file. Throws a FileError. */
  readonly tail: (path: string, bytes: number) => Tail | undefined;
  /** Names in a folder; none where there is no such folder. Throws a FileError where it can't be read. */
  readonly list: (path: string) => readonly string[];
  /** Where a link leads, as it is written; undefined where there is none. Throws a FileError where it can't be read. */
  readonly linkTarget: (path: string) => string | undefined;
  /** Whole or not at all. */
  readonly writeFile: (path: string, file: NewFile) => void;
  /** Why no file or folder can be made at the path, or nothing; folders above it may be missing. Changes nothing. */
  readonly whyNotMake: (path: string, owner: Account) => string | undefined;
  /** Of the file system that the path, or what is there of it, lies on; undefined where it can't be told. */
  readonly freeSpace: (path: string) => FreeSpace | undefined;
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
  /** The same with the account's rights to look and to read, whoever runs gwc. For what an account itself has named. */
  readonly seenBy: (account: Account) => Machine;
  /**
   * Runs a command with the streams of gwc, and gives its exit code, or 128 and the number of the signal that ended it. gwc takes
   * the account's rights for good: nothing else of it can run after that. Throws a UsageError where it can't be run.
   */
  readonly handOver: (argv: readonly string[], options: HandOverOptions) => Promise<number>;
  /** What a GET is answered; undefined where nothing answers. */
  readonly get: (url: string, milliseconds: number) => Promise<HttpAnswer | undefined>;
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
  | { readonly kind: 'missing' }
  | FoundFolder
  | FoundFile
  /** A link, a device, or something else that gwc writes nothing into. */
  | { readonly kind: 'obstacle'; readonly what: string };

export interface FoundFolder {
  readonly kind: 'folder';
  readonly uid: number;
}

export interface FoundFile {
  readonly kind: 'file';
  readonly content: Buffer;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** When its content was last written. In milliseconds since 1970. */
  readonly modified: number;
  /** Of its content, name, owner or mode, by the kernel's own clock: `cp -p` puts an old time of writing on a file, but not this one. */
  readonly changed: number;
}

export interface FreeSpace {
  /** Equal for two paths on one file system. */
  readonly device: number;
  readonly bytes: number;
  /** How many more files it takes; undefined where there is no limit to them. */
  readonly files: number | undefined;
}

export interface NewFile {
  readonly content: Uint8Array | string;
  /** Permission bits; exact, whatever the umask. */
  readonly mode: number;
  readonly owner: Account;
}

export interface Tail {
  readonly text: string;
  /** Of the whole file. In bytes. */
  readonly size: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

export interface RunOptions {
  /** Added to the environment of gwc; the whole of it with `account`. */
  readonly env?: Readonly<Record<string, string>>;
  /** Who runs it, where that is another one. Needs root. */
  readonly account?: Account;
  /** For its standard input, which is empty otherwise. */
  readonly input?: Uint8Array | undefined;
  /** A file of gwc's own that it reads in place of `input`. */
  readonly fromFile?: string;
  /** A new file of gwc's own that gets its standard output: whole and with mode 0600, or not at all. */
  readonly toFile?: string;
  /** Killed after that. Default: ten minutes, as a gateway may take half of them to stop. */
  readonly seconds?: number;
}

export interface HandOverOptions {
  readonly account: Account;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Names of groups that it has besides those of the account. */
  readonly groups?: readonly string[];
  /** Tells of signals that are for the command. */
  readonly onSignal: (listen: (signal: NodeJS.Signals) => void) => void;
  /** Where the command only waits for what runs elsewhere: another one that passes a signal on to that. */
  readonly relay?: ((signal: NodeJS.Signals) => readonly string[]) | undefined;
}

export interface RunResult {
  /** 127 where there is no such program, 126 where it can't be run, 124 where it took too long. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** As `look`, but where a link is at the path, what it leads to, with the rights of whoever holds the link. */
export function lookThrough(path: string, machine: Machine): Found {
  const found = machine.look(path);
  // On the way to something, links are followed.
  return found.kind === 'obstacle' ? machine.look(`${path}/.`) : found;
}

/** Undefined where there is no such file, or it can't be read. */
export function textAt(path: string, machine: Machine): string | undefined {
  const found = readable(() => lookThrough(path, machine));
  return found?.kind === 'file' ? found.content.toString() : undefined;
}
