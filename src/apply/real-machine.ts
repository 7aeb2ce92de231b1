// The machine that gwc runs on, or another one's disk below a folder: the one file of this room that touches any.
//
// As soon as one folder of a path belongs to an account, root reads and writes there with that account's rights: whatever links
// it puts there in the meantime, they lead nowhere that it can't go by itself. The kernel's own folders are read as root:
// nobody can put a link there, and the processes of a user namespace are closed to their own account.

import { type ChildProcess, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statfsSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { constants as numbers, userInfo } from 'node:os';
import { dirname, join, posix } from 'node:path';
import process, {
  getegid,
  geteuid,
  getgroups,
  platform,
  setegid,
  seteuid,
  setgid,
  setgroups,
  setuid,
} from 'node:process';

import type { Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { UsageError } from '../diagnostics/diagnostic.ts';
import { errorCode, FileError, readable, reasonOf, withFile } from '../files/file-error.ts';
import { LOCK_NAME, takeFolderLock } from '../files/folder-lock.ts';
import { removeLeftovers, syncFolder, writeAtomic } from '../files/write-atomic.ts';
import type {
  Account,
  Found,
  FreeSpace,
  HandOverOptions,
  HttpAnswer,
  Machine,
  NewFile,
  RunOptions,
  RunResult,
  Tail,
} from './machine.ts';

export interface MachineOptions {
  /** `/`, or the folder that has another machine's disk. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether it takes care of what root may. Default: where root runs it. */
  readonly isRoot?: boolean;
}

/** Nothing that gwc reads comes near this. */
const MOST_BYTES = 64 * 1024 * 1024;
/** An answer of a probe is far shorter. */
const MOST_CHARACTERS = 64 * 1024;
const MOST_LINKS = 40;
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
const DEFAULT_SECONDS = 600;
/** Exit codes, as a shell and timeout(1) have them. */
const TOO_LATE = 124;
const CANNOT_RUN = 126;
const NO_PROGRAM = 127;
const SIGNALED = 128;

export function realMachine({ root, env, isRoot = geteuid?.() === 0 }: MachineOptions): Machine {
  const isOffline = root !== '/';
  const self = selfAccount();
  const files = { root, isOffline, isRoot };
  const machine: Machine = {
    os: platform === 'darwin' ? 'macos' : 'linux',
    self,
    isOffline,
    root,
    look: (path) => atPlace(files, 'look at', path, undefined, look),
    tail: (path, bytes) => atPlace(files, 'read', path, undefined, (place) => tail(place, bytes)),
    list: (path) => atPlace(files, 'read', path, undefined, (place) => whereThere(() => readdirSync(place)) ?? []),
    linkTarget: (path) => atPlace(files, 'read', path, undefined, (place) => whereThere(() => readlinkSync(place))),
    writeFile: (path, file) => atPlace(files, 'write', path, file.owner, (place) => write(place, file, files)),
    whyNotMake: (path, owner) => whyNotMake(files, path, owner),
    freeSpace: (path) => readable(() => freeSpace(files, path)),
    makeFolder: (path, owner, mode) => makeFolder(files, path, owner, mode),
    makeLink: (path, target, owner) =>
      atPlace(files, 'write', path, owner, (place) => {
        rmSync(place, { force: true });
        symlinkSync(target, place);
        if (!isOffline) syncFolder(dirname(place));
        if (isRoot && geteuid?.() === 0) lchownSync(place, owner.uid, owner.gid);
      }),
    removeFile: (path, owner) =>
      atPlace(files, 'remove', path, owner, (place) => {
        if (!lstatSync(place, { throwIfNoEntry: false })) return;
        unlinkSync(place);
        if (!isOffline) syncFolder(dirname(place));
      }),
    removeFolder: (path) =>
      atPlace(files, 'remove', path, self, (place) => rmSync(place, { recursive: true, force: true })),
    account: (user, group) => accountOf(files, user, group, (argv) => run(argv, {}, env)),
    lock: (folder) => lock(files, folder),
    run: (argv, options = {}) => run(argv, options, env),
    seenBy: (account) => (isRoot && !isOffline && account.uid !== 0 ? seenBy(machine, account) : machine),
    handOver: async (argv, { account, groups = [], relay, ...options }) => {
      const ask: Ask = (words) => run(words, {}, env);
      const passOn = async (signal: NodeJS.Signals) =>
        relay !== undefined && (await run(relay(signal), { account, env: options.env }, env)).code === 0;
      const isOthers = geteuid?.() === 0 && account.uid !== 0;
      if (!isOthers) return handOver(argv, { ...options, passOn });
      const more = await groupNumbers(groups, files, ask);
      if (platform === 'linux' && [0, 1, 2].every(isatty)) {
        const own = (await answer(ask, ['id', '-G', '--', account.name]))?.split(' ') ?? [];
        return handOver(...onOwnTerminal(argv, account, { ...options, passOn }, [...own, ...more]));
      }
      become(account, more.map(Number));
      return handOver(argv, { ...options, passOn });
    },
    get,
    now: () => Date.now(),
    sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  };
  return machine;
}

function seenBy(machine: Machine, account: Account): Machine {
  const { look, list, linkTarget, tail } = realMachine({ root: machine.root, env: {}, isRoot: false });
  return {
    ...machine,
    look: (path) => asService(account, () => look(path)),
    list: (path) => asService(account, () => list(path)),
    linkTarget: (path) => asService(account, () => linkTarget(path)),
    tail: (path, bytes) => asService(account, () => tail(path, bytes)),
  };
}

interface Files {
  readonly root: string;
  readonly isOffline: boolean;
  readonly isRoot: boolean;
}

function selfAccount(): Account {
  try {
    const { username: name, uid, gid } = userInfo();
    return { name, uid, gid };
  } catch {
    // As in a container: a number that no account has.
    const [uid, gid] = [geteuid?.() ?? -1, getegid?.() ?? -1];
    return { name: String(uid), uid, gid };
  }
}

interface Way {
  /** The folder that holds the path, below the root, without links. */
  readonly folder: string;
  readonly name: string;
  /** Of every folder and link on the way, from the root on. */
  readonly passed: readonly Passed[];
  /** Whether the folder is there. */
  readonly isThere: boolean;
}

interface Passed {
  readonly path: string;
  readonly stats: Stats;
}

/** Follows the links of a path as its own machine would: none leads out of the root. */
function walk(root: string, path: string): Way {
  const name = posix.basename(path);
  let pending = posix.dirname(path).split('/');
  let done: readonly string[] = [];
  let links = 0;
  const passed: Passed[] = [{ path: '/', stats: lstatSync(root) }];
  while (pending.length > 0) {
    const [next = '', ...rest] = pending;
    pending = rest;
    if (next === '' || next === '.') continue;
    if (next === '..') {
      done = done.slice(0, -1);
      continue;
    }
    const here = `/${[...done, next].join('/')}`;
    const stats = lstatSync(join(root, here), { throwIfNoEntry: false });
    if (!stats) return { folder: `/${[...done, next, ...rest].join('/')}`, name, passed, isThere: false };
    // A file at the end of its links is no way: whoever owns it can't lead elsewhere with it.
    if (stats.isDirectory() || stats.isSymbolicLink()) passed.push({ path: here, stats });
    if (!stats.isSymbolicLink()) {
      done = [...done, next];
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) throw new FileError(`cannot look at ${path}: its links lead in a circle`);
    const target = readlinkSync(join(root, here));
    if (target.startsWith('/')) done = [];
    pending = [...target.split('/'), ...pending];
  }
  return { folder: `/${done.join('/')}`, name, passed, isThere: true };
}

/** Runs it at the place of a path, with the rights that it may have there; with `owner` it is going to write. */
function atPlace<T>(
  files: Files,
  action: string,
  path: string,
  owner: Account | undefined,
  act: (place: string) => T,
): T {
  return withFile(action, shownPath(files, path), () => {
    const way = walk(files.root, path);
    const place = join(files.root, way.folder, way.name);
    if (owner === undefined && KERNEL_FOLDER.test(way.folder)) return act(place);
    return withRights(files, path, way.passed, owner, () => act(place));
  });
}

/** By the path without links: `/proc/PID/cwd/…` is elsewhere. */
const KERNEL_FOLDER = /^\/(proc|sys)(\/|$)/;

/** Nothing where nothing is: the file, folder or process may have gone by now. */
function whereThere<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (MISSING.has(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** EINVAL is readlink's word for what is no link. */
const MISSING: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ESRCH', 'EINVAL']);

function withRights<T>(
  { isRoot, isOffline }: Files,
  path: string,
  passed: readonly Passed[],
  owner: Account | undefined,
  act: () => T,
): T {
  if (!isRoot || isOffline) return act();
  const held = passed.find(({ stats }) => stats.uid !== 0);
  if (!held) {
    const open = passed.find(({ stats }) => !stats.isSymbolicLink() && isOpen(stats.mode));
    if (owner && open) throw new FileError(`refuse to write ${path} as root: everybody may write in ${open.path}`);
    return act();
  }
  if (owner && held.stats.uid !== owner.uid) {
    const holders = owner.uid === 0 ? 'root' : `root or ${owner.name}`;
    throw new FileError(`refuse to write ${path} as root: ${held.path} belongs to another account than ${holders}`);
  }
  return asAccount(owner ?? { uid: held.stats.uid, gid: held.stats.gid }, act);
}

function isOpen(mode: number): boolean {
  return (mode & WRITABLE_BY_OTHERS) !== 0 && (mode & STICKY) === 0;
}

/** What happens at once in `act` has the account's rights, and no more. */
function asAccount<T>({ uid, gid }: Pick<Account, 'uid' | 'gid'>, act: () => T, more: () => void = () => {}): T {
  const groups = getgroups?.() ?? [];
  setgroups?.([gid]);
  more();
  setegid?.(gid);
  seteuid?.(uid);
  try {
    return act();
  } finally {
    seteuid?.(0);
    setegid?.(0);
    setgroups?.(groups);
  }
}

/** With the account's other groups too, as its services have them. */
function asService<T>(account: Account, act: () => T): T {
  return asAccount(account, act, () => (process as WithGroups).initgroups(account.name, account.gid));
}

function shownPath({ root, isOffline }: Files, path: string): string {
  return isOffline ? join(root, path) : path;
}

function look(place: string): Found {
  const stats = lstatSync(place, { throwIfNoEntry: false });
  if (!stats) return { kind: 'missing' };
  if (stats.isDirectory()) return { kind: 'folder', uid: stats.uid };
  if (stats.isSymbolicLink()) return { kind: 'obstacle', what: 'a symbolic link' };
  if (!stats.isFile()) return { kind: 'obstacle', what: 'a pipe, socket or device' };
  if (stats.size > MOST_BYTES) return { kind: 'obstacle', what: 'a file far larger than any of gwc' };
  const fd = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { mode, uid, gid, mtimeMs: modified, ctimeMs: changed } = fstatSync(fd);
    return { kind: 'file', content: readFileSync(fd), mode: mode & 0o7777, uid, gid, modified, changed };
  } finally {
    closeSync(fd);
  }
}

function tail(place: string, bytes: number): Tail | undefined {
  if (!lstatSync(place, { throwIfNoEntry: false })?.isFile()) return undefined;
  const fd = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size } = fstatSync(fd);
    const buffer = Buffer.alloc(Math.min(bytes, size));
    const read = readSync(fd, buffer, 0, buffer.length, size - buffer.length);
    return { text: buffer.toString('utf8', 0, read), size };
  } finally {
    closeSync(fd);
  }
}

function write(place: string, { content, mode, owner }: NewFile, { isRoot, isOffline }: Files): void {
  removeLeftovers(dirname(place), [posix.basename(place)]);
  // Before the file takes its place: nobody is ever kept from his own.
  // Nothing runs on an image, so whoever makes it is who waits for its disk.
  writeAtomic(place, content, mode, { owner: isRoot && geteuid?.() === 0 ? owner : undefined, isDurable: !isOffline });
}

/** The first folder or file of the path that is missing, which is where making it begins; the path itself where none is. */
function firstMissing(files: Files, path: string): string {
  const names = path.split('/').slice(1);
  const places = names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
  return places.find((place) => !walk(files.root, `${place}/-`).isThere) ?? path;
}

function whyNotMake(files: Files, path: string, owner: Account): string | undefined {
  try {
    const first = withFile('write', shownPath(files, path), () => firstMissing(files, path));
    atPlace(files, 'write', first, owner, (place) => accessSync(dirname(place), constants.W_OK));
    return undefined;
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
}

function freeSpace(files: Files, path: string): FreeSpace {
  return withFile('look at', shownPath(files, path), () => {
    // A folder may be a mount of its own.
    const inside = join(files.root, walk(files.root, `${path}/-`).folder);
    const isFolder = lstatSync(inside, { throwIfNoEntry: false })?.isDirectory() === true;
    const place = isFolder ? inside : join(files.root, walk(files.root, firstMissing(files, path)).folder);
    const { bsize, bavail, bfree, files: most, ffree } = statfsSync(place);
    return {
      device: lstatSync(place).dev,
      bytes: bsize * (files.isRoot ? bfree : bavail),
      files: most === 0 ? undefined : ffree,
    };
  });
}

/** One in a folder of an account is that account's, as all that root reads and removes there. */
function lock(files: Files, folder: string): () => void {
  const path = `${folder}/${LOCK_NAME}`;
  const release = atPlace(files, 'write', path, undefined, (place) =>
    takeFolderLock({ path: dirname(place), shown: shownPath(files, folder) }),
  );
  return () => atPlace(files, 'remove', path, undefined, release);
}

/** What is missing in a folder of the account is the account's; anywhere else it is root's, and open to pass through. */
function makeFolder(files: Files, path: string, owner: Account, mode: number): void {
  const names = path.split('/').slice(1);
  const folders = names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
  for (const folder of folders) {
    const { isThere } = withFile('make the folder', shownPath(files, path), () => walk(files.root, `${folder}/-`));
    if (isThere) continue;
    // By the path as it is written: whoever has a link on it may go where that leads, and no further.
    atPlace(files, 'make the folder', folder, owner, (place) => {
      const isOwn = folder === path || (owner.uid !== 0 && lstatSync(dirname(place)).uid === owner.uid);
      mkdirSync(place, { mode: 0o700 });
      chmodSync(place, isOwn ? mode : 0o755);
      if (files.isRoot && isOwn && geteuid?.() === 0) chownSync(place, owner.uid, owner.gid);
    });
  }
}

type Ask = (argv: readonly string[]) => Promise<RunResult>;

/** The files of accounts first; those that a directory service has are asked for. */
async function accountOf(
  files: Files,
  user: string,
  group: string | undefined,
  ask: Ask,
): Promise<Account | undefined> {
  const entry = entryOf(files, '/etc/passwd', user);
  const uid = entry?.[2] ?? (files.isOffline ? undefined : await answer(ask, ['id', '-u', '--', user]));
  const primary = entry?.[3] ?? (files.isOffline ? undefined : await answer(ask, ['id', '-g', '--', user]));
  const gid = group === undefined ? primary : await groupNumber(files, group, ask);
  // Whoever is not root leaves everything to himself, in another one's disk too.
  if (uid === undefined || gid === undefined) return files.isOffline && !files.isRoot ? selfAccount() : undefined;
  return { name: user, uid: Number(uid), gid: Number(gid) };
}

async function groupNumber(files: Files, group: string, ask: Ask): Promise<string | undefined> {
  const entry = entryOf(files, '/etc/group', group);
  if (entry || files.isOffline) return entry?.[2];
  return (await answer(ask, ['getent', 'group', group]))?.split(':')[2];
}

function entryOf(files: Files, path: string, name: string): readonly string[] | undefined {
  const found = atPlace(files, 'read', path, undefined, look);
  const lines = found.kind === 'file' ? found.content.toString().split('\n') : [];
  return lines.map((line) => line.split(':')).find(([first, , number]) => first === name && /^\d+$/.test(number ?? ''));
}

/** A program that can't be run, or takes too long, says nothing about the account. */
async function answer(ask: Ask, argv: readonly string[]): Promise<string | undefined> {
  const { code, stdout } = await ask(argv);
  if (code === CANNOT_RUN || code === TOO_LATE) throw new FileError(`\`${argv.join(' ')}\` does not answer`);
  return code === 0 ? stdout.trim() : undefined;
}

function run(
  [program = '', ...args]: readonly string[],
  options: RunOptions,
  own: MachineOptions['env'],
): Promise<RunResult> {
  const { env = {}, account, input, fromFile, toFile, seconds = DEFAULT_SECONDS } = options;
  const identity = account && geteuid?.() === 0 ? { uid: account.uid, gid: account.gid } : {};
  return new Promise((done) => {
    const output = { stdout: '', stderr: '' };
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const [source, target] = streamFiles(fromFile, toFile);
    const finish = (code: number) => {
      clearTimeout(timer);
      if (source !== undefined) closeSync(source);
      try {
        if (target !== undefined) endStreamFile(target, toFile!, code === 0 && !isLate);
        done({ code: isLate ? TOO_LATE : code, ...output });
      } catch (error) {
        // Such as a disk that is full or became read-only.
        done({ code: CANNOT_RUN, ...output, stderr: `${output.stderr}${reasonOf(error)}` });
      }
    };
    const refuse = (error: unknown) => {
      output.stderr += whyNotRun(error);
      finish(errorCode(error) === 'ENOENT' ? NO_PROGRAM : CANNOT_RUN);
    };
    const child = startedOr(refuse, () =>
      spawn(program, args, {
        cwd: '/',
        env: account ? env : { ...own, LC_ALL: 'C', ...env },
        stdio: [source ?? 'pipe', target ?? 'pipe', 'pipe'],
        ...identity,
      }),
    );
    if (child === undefined) return;
    // Whoever doesn't read it to its end says in its own words why.
    child.stdin?.on('error', () => {}).end(input);
    timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, seconds * 1000);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.on('error', refuse);
    child.on('close', (code) => finish(code ?? 1));
  });
}

/** Of the reasons not to start a program some are events, and others are thrown; Node.js and Bun differ in which. */
function startedOr(refuse: (error: unknown) => void, start: () => ChildProcess): ChildProcess | undefined {
  try {
    return start();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    refuse(error);
    return undefined;
  }
}

function whyNotRun(error: unknown): string {
  return errorCode(error) === 'ENOENT' ? 'there is no such program' : reasonOf(error);
}

function streamFiles(fromFile: string | undefined, toFile: string | undefined) {
  return withFile('open', fromFile ?? toFile ?? '', () => [
    fromFile === undefined ? undefined : openSync(fromFile, constants.O_RDONLY | constants.O_NOFOLLOW),
    toFile === undefined ? undefined : openSync(partial(toFile), 'wx', 0o600),
  ]);
}

function endStreamFile(fd: number, path: string, isWhole: boolean): void {
  if (isWhole) fsyncSync(fd);
  closeSync(fd);
  if (isWhole) renameSync(partial(path), path);
  else unlinkSync(partial(path));
}

function partial(path: string): string {
  return `${path}.partial`;
}

/** Node.js has it everywhere but on Windows; its types have it nowhere. */
type WithGroups = typeof process & { readonly initgroups: (user: string, group: number) => void };

async function groupNumbers(names: readonly string[], files: Files, ask: Ask): Promise<readonly string[]> {
  const numbers = await Promise.all(names.map((name) => groupNumber(files, name, ask)));
  return numbers.filter((number) => number !== undefined);
}

/** With its other groups too, such as that of Docker, which spawn's own `uid` would leave out. */
function become({ name, uid, gid }: Account, more: readonly number[]): void {
  // First of all: to Node.js the group of a process is one of its other groups.
  setgid?.(gid);
  (process as WithGroups).initgroups(name, gid);
  if (more.length > 0) setgroups?.([...(getgroups?.() ?? []), ...more]);
  setuid?.(uid);
}

/** Reads the environment where no command line shows it, and goes into the folder with the account's rights. */
const BEGIN = 'eval "$(cat <&3)" && exec 3<&- && cd -- "$1" && shift && exec "$@"';
const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The same on a terminal of its own: what holds root's could type into root's shell (TIOCSTI), or read what root types when the
 * command has ended. Whatever still runs as root has nothing of the account's environment.
 */
function onOwnTerminal(
  argv: readonly string[],
  { uid, gid }: Account,
  { env, folder, ...options }: HandOver,
  groups: readonly string[],
): Parameters<typeof handOver> {
  const identity = ['--reuid', String(uid), '--regid', String(gid), '--groups', [String(gid), ...groups].join(',')];
  const command = [
    ...['runuser', '--user', 'root', '--pty', '--', 'setpriv', ...identity, '--'],
    ...['/usr/bin/env', '-i', '/bin/sh', '-c', BEGIN, 'gwc', folder, ...argv],
  ];
  const variables = Object.entries(env).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
  const terminal = env['TERM'] === undefined ? {} : { TERM: env['TERM'] };
  return [command, { ...options, folder: '/', env: { PATH: SYSTEM_PATH, ...terminal } }, variables.join('')];
}

interface HandOver extends Pick<HandOverOptions, 'env' | 'folder' | 'onSignal'> {
  /** Whether it could be, to what runs elsewhere. */
  readonly passOn: (signal: NodeJS.Signals) => Promise<boolean>;
}

/** `input` is for its fourth stream. */
function handOver(
  [program = '', ...args]: readonly string[],
  { env, folder, onSignal, passOn }: HandOver,
  input = '',
): Promise<number> {
  return new Promise((done, fail) => {
    const fourth = input === '' ? [] : ['pipe' as const];
    const refuse = (error: unknown) => fail(new UsageError(`cannot run ${program} in ${folder}: ${whyNotRun(error)}`));
    const child = startedOr(refuse, () =>
      spawn(program, args, { cwd: folder, env, stdio: ['inherit', 'inherit', 'inherit', ...fourth] }),
    );
    if (child === undefined) return;
    (child.stdio[3] as Writable | undefined)?.on('error', () => {}).end(input);
    onSignal((signal) => void passOn(signal).then((isPassed) => isPassed || child.kill(signal)));
    child.on('error', refuse);
    child.on('close', async (code, signal) => {
      if (signal) await passOn(signal);
      done(code ?? SIGNALED + numbers.signals[signal!]);
    });
  });
}

function get(url: string, milliseconds: number): Promise<HttpAnswer | undefined> {
  return new Promise((done) => {
    const ask = url.startsWith('https:') ? requestHttps : requestHttp;
    // A gateway on its own host most often has a certificate that nobody signed.
    const request = ask(url, { agent: false, rejectUnauthorized: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
        if (body.length > MOST_CHARACTERS) response.destroy();
      });
      response.on('close', () => end({ status: response.statusCode ?? 0, body: body.slice(0, MOST_CHARACTERS) }));
    });
    // Whether it says nothing or doesn't come to an end.
    const timer = setTimeout(() => request.destroy(new Error('late')), milliseconds);
    const end = (answer: HttpAnswer | undefined) => {
      clearTimeout(timer);
      done(answer);
    };
    request.on('error', () => end(undefined));
    request.end();
  });
}
