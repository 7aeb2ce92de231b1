// Tells of changes to a few files. Their folders are watched and not the files themselves, so that a file may be missing,
// be replaced by another, as many editors save, or go and come back.

import { dirname } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import { errorCode, FileError } from './file-error.ts';

export interface WatchedFiles {
  /** Whether changes to a file count; an absolute path directly below one of the folders. */
  readonly isWatched: (path: string) => boolean;
  /** Asked at each change of such a file. */
  readonly isNews: (path: string) => boolean;
  /** Changes in less than this time of one another are told as one. In milliseconds. */
  readonly settleTime: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/**
 * Gives a function that waits for the next change, and is done at once where there was one since it was last called. It
 * tells `false` once the signal is aborted. Throws a FileError where the system does not watch so much.
 */
export async function watchFiles(folders: readonly string[], files: WatchedFiles): Promise<() => Promise<boolean>> {
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

function changesOf(watcher: FSWatcher, { isNews, settleTime, signal }: WatchedFiles): () => Promise<boolean> {
  let isChanged = false;
  let wake = () => {};
  let timer: NodeJS.Timeout | undefined;
  const settled = () => {
    isChanged = true;
    wake();
  };
  watcher.on('all', (_, path) => {
    if (!isNews(path)) return;
    clearTimeout(timer);
    timer = setTimeout(settled, settleTime);
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
