// gwc build --watch: one build after the other, each on a save of hosts.yaml, a part of it, its lock, a template or a workspace
// file, until Ctrl-C.

import { realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { UsageError } from '../diagnostics/diagnostic.ts';
import { visible } from '../diagnostics/terminal-text.ts';
import { includesOf } from '../document/fleet-source.ts';
import { matchPath } from '../document/glob.ts';
import { errorCode, FileError } from '../files/file-error.ts';
import { isStream, readInputFile } from '../files/read-input.ts';
import type { Fleet } from '../model/fleet.ts';
import type { BuildFlags } from './flags.ts';
import { hostsFile } from './hosts-file.ts';
import { EXIT, type ExitCode, type Io, reportFailure } from './io.ts';
import { LOCK_FILE, type Source, STANDARD_STREAM } from './source.ts';

/** Longer than an editor takes between the steps of a save. In milliseconds. */
const DEBOUNCE = 60;
const CLEAR_SCREEN = '\x1b[2J\x1b[H';

/** Is told what a build reads. */
export type BuildRead = (source: Source, fleet: Fleet) => void;

export async function watchBuild(
  build: (read: BuildRead) => Promise<ExitCode>,
  flags: BuildFlags,
  io: Io,
  given: string | undefined,
): Promise<ExitCode> {
  const schemas = flags.openclawSchema === undefined ? [] : [resolve(io.cwd, flags.openclawSchema)];
  const { name: file } = hostsFile(given, io);
  if (file === STANDARD_STREAM) throw new UsageError('--watch needs a file: standard input is read once');
  const path = resolve(io.cwd, file);
  if ([path, ...schemas].some(isStream)) throw new UsageError('--watch needs files: a pipe is read once');
  const lock = join(dirname(path), LOCK_FILE);
  const templates = flags.templates === undefined ? [] : [resolve(io.cwd, flags.templates)];
  const sources = [path, ...linkTarget(path)];
  let built: string | undefined;
  const { nextChange, addFolders, addParts } = await watchFiles([...sources.map(dirname), ...templates], {
    isWatched: (found) => sources.includes(found) || found === lock || isTemplate(found, templates),
    // A build's own writing of the lock is none.
    isNews: (found) => found !== lock || textOf(lock) !== built,
    debounce: DEBOUNCE,
    signal: io.untilEnded(),
  });
  do {
    if (io.stderr.isTTY && io.env['TERM'] !== 'dumb') io.stderr.write(CLEAR_SCREEN);
    let folders: readonly string[] = [];
    let patterns: readonly string[] = [];
    const isRead: BuildRead = ({ fleet: source }, { hosts }) => {
      folders = workspaceFolders(hosts, dirname(path));
      patterns = source ? includesOf(source.root).map(({ pattern }) => pattern) : [];
    };
    await build(isRead).catch((error: unknown) => reportFailure(error, io));
    built = textOf(lock);
    await addFolders(folders);
    await addParts(patterns, dirname(path));
    if (!flags.quiet) io.stderr.write(`watching ${visible(file)}; Ctrl-C ends\n`);
  } while (await nextChange());
  return EXIT.clean;
}

/** Of those that a build reads. */
function workspaceFolders(hosts: Fleet['hosts'], base: string): readonly string[] {
  const read = hosts.flatMap(({ instances }) => instances.flatMap(({ workspaceFiles }) => workspaceFiles ?? []));
  return [...new Set(read.filter(({ found }) => found).map(({ from }) => join(base, from)))];
}

/** Where a link leads, whose file may be saved without the link being touched. */
function linkTarget(path: string): readonly string[] {
  try {
    const target = realpathSync(path);
    return target === path ? [] : [target];
  } catch {
    return [];
  }
}

function isTemplate(path: string, folders: readonly string[]): boolean {
  return path.endsWith('.hbs') && folders.includes(dirname(path));
}

/** Nothing where it can't be read: the next build says why. */
function textOf(path: string): string | undefined {
  try {
    return Buffer.from(readInputFile(path)).toString('latin1');
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

export interface WatchedFiles {
  /** Whether changes to a file count; an absolute path directly below one of the folders. */
  readonly isWatched: (path: string) => boolean;
  /** Asked at each change of such a file. */
  readonly isNews: (path: string) => boolean;
  /** Changes in less than this time of one another count as one. In milliseconds. */
  readonly debounce: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

interface Watched {
  /** Waits for the next change, and is done at once where there was one since it was last called; `false` once the signal is aborted. */
  readonly nextChange: () => Promise<boolean>;
  /** Whole folders, with whatever is in them. */
  readonly addFolders: (folders: readonly string[]) => Promise<void>;
  /** The files below a folder that match. */
  readonly addParts: (patterns: readonly string[], base: string) => Promise<void>;
}

/** Throws a FileError where the system does not watch so much. */
async function watchFiles(folders: readonly string[], files: WatchedFiles): Promise<Watched> {
  const known = new Set(folders);
  const watcher = watch([...known], {
    depth: 0,
    ignoreInitial: true,
    ignored: (path) => !known.has(path) && !(known.has(dirname(path)) && files.isWatched(path)),
  });
  const { nextChange, listen } = changes(files);
  const added = new Set<string>();
  const isNew = (name: string) => !added.has(name) && added.add(name);
  // What can't be watched is read at the next build all the same.
  const addFolders = async (more: readonly string[]) => {
    const news = more.filter(isNew);
    if (news.length > 0) await listen(watch(news, { ignoreInitial: true }), files.isNews).catch(() => {});
  };
  const addParts = async (patterns: readonly string[], base: string) => {
    for (const pattern of patterns.filter(isNew)) {
      const matched = (path: string) => (path === base ? 'folder' : matchPath(pattern, relative(base, path)));
      const parts = watch(base, { ignoreInitial: true, ignored: (path) => matched(path) === 'none' });
      await listen(parts, (path) => matched(path) === 'whole').catch(() => {});
    }
  };
  await listen(watcher, files.isNews);
  return { nextChange, addFolders, addParts };
}

function ready(watcher: FSWatcher): Promise<void> {
  return new Promise((resolve, reject) => {
    watcher.once('ready', resolve);
    // A later one concerns a folder that is gone, and what is in it.
    watcher.on('error', (error) => {
      const isLimit = ['ENOSPC', 'EMFILE'].includes(errorCode(error) ?? '');
      reject(isLimit ? new FileError('cannot watch: too many files are watched already; raise fs.inotify.*') : error);
    });
  });
}

interface Changes extends Pick<Watched, 'nextChange'> {
  /** Done once the watcher is ready. */
  readonly listen: (watcher: FSWatcher, isNews: (path: string) => boolean) => Promise<void>;
}

function changes({ debounce, signal }: Pick<WatchedFiles, 'debounce' | 'signal'>): Changes {
  let isChanged = false;
  let wake = () => {};
  let timer: NodeJS.Timeout | undefined;
  const onQuiet = () => {
    isChanged = true;
    wake();
  };
  const listen: Changes['listen'] = (watcher, isNews) => {
    watcher.on('all', (_, path) => {
      if (!isNews(path)) return;
      clearTimeout(timer);
      timer = setTimeout(onQuiet, debounce);
    });
    signal.addEventListener('abort', () => void watcher.close());
    return ready(watcher);
  };
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    wake();
  });
  const nextChange = async () => {
    if (!isChanged && !signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    isChanged = false;
    return !signal.aborted;
  };
  return { nextChange, listen };
}
