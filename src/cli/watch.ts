// gwc build --watch: one build after the other, each on a save of hosts.yaml, its lock or a template, until Ctrl-C.

import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { UsageError } from '../diagnostics/diagnostic.ts';
import { visible } from '../diagnostics/terminal-text.ts';
import { errorCode, FileError } from '../files/file-error.ts';
import { isStream, readInputFile } from '../files/read-input.ts';
import type { BuildFlags } from './flags.ts';
import { EXIT, type ExitCode, type Io, reportFailure } from './io.ts';
import { DEFAULT_FILE, LOCK_FILE, STANDARD_STREAM } from './source.ts';

/** Longer than an editor takes between the steps of a save. In milliseconds. */
const DEBOUNCE = 60;
const CLEAR_SCREEN = '\x1b[2J\x1b[H';

export async function watchBuild(
  build: () => Promise<ExitCode>,
  flags: BuildFlags,
  io: Io,
  file = DEFAULT_FILE,
): Promise<ExitCode> {
  const schemas = flags.openclawSchema === undefined ? [] : [resolve(io.cwd, flags.openclawSchema)];
  if (file === STANDARD_STREAM) throw new UsageError('--watch needs a file: standard input is read once');
  const path = resolve(io.cwd, file);
  if ([path, ...schemas].some(isStream)) throw new UsageError('--watch needs files: a pipe is read once');
  const lock = join(dirname(path), LOCK_FILE);
  const templates = flags.templates === undefined ? [] : [resolve(io.cwd, flags.templates)];
  const sources = [path, ...linkTarget(path)];
  let built: string | undefined;
  const nextChange = await watchFiles([...sources.map(dirname), ...templates], {
    isWatched: (found) => sources.includes(found) || found === lock || isTemplate(found, templates),
    // A build's own writing of the lock is none.
    isNews: (found) => found !== lock || textOf(lock) !== built,
    debounce: DEBOUNCE,
    signal: io.untilEnded(),
  });
  do {
    if (io.stderr.isTTY && io.env['TERM'] !== 'dumb') io.stderr.write(CLEAR_SCREEN);
    await build().catch((error: unknown) => reportFailure(error, io));
    built = textOf(lock);
    if (!flags.quiet) io.stderr.write(`watching ${visible(file)}; Ctrl-C ends\n`);
  } while (await nextChange());
  return EXIT.clean;
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

/**
 * Gives a function that waits for the next change, and is done at once where there was one since it was last called. It
 * resolves to `false` once the signal is aborted. Throws a FileError where the system does not watch so much.
 */
async function watchFiles(folders: readonly string[], files: WatchedFiles): Promise<() => Promise<boolean>> {
  const known = new Set(folders);
  const watcher = watch([...known], {
    depth: 0,
    ignoreInitial: true,
    ignored: (path) => !known.has(path) && !(known.has(dirname(path)) && files.isWatched(path)),
  });
  files.signal.addEventListener('abort', () => void watcher.close());
  await ready(watcher);
  return changesOf(watcher, files);
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

function changesOf(watcher: FSWatcher, { isNews, debounce, signal }: WatchedFiles): () => Promise<boolean> {
  let isChanged = false;
  let wake = () => {};
  let timer: NodeJS.Timeout | undefined;
  const onQuiet = () => {
    isChanged = true;
    wake();
  };
  watcher.on('all', (_, path) => {
    if (!isNews(path)) return;
    clearTimeout(timer);
    timer = setTimeout(onQuiet, debounce);
  });
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    wake();
  });
  return async () => {
    if (!isChanged && !signal.aborted) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    isChanged = false;
    return !signal.aborted;
  };
}
