// gwc build --watch: one build after the other, each on a save of hosts.yaml, its lock or a template, until Ctrl-C.

import { realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { visible } from '../diagnostics/terminal-text.ts';
import { FileError } from '../files/file-error.ts';
import { readInputFile } from '../files/read-input.ts';
import { watchFiles } from '../files/watch-files.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { tellFailure } from './failure.ts';
import type { BuildFlags } from './flags.ts';
import type { Io } from './io.ts';
import { DEFAULT_FILE, LOCK_FILE, STANDARD_STREAM } from './source.ts';
import { UsageError } from './usage-error.ts';

/** Longer than an editor takes between the steps of a save. In milliseconds. */
const SETTLE_TIME = 60;
const CLEAR_SCREEN = '\x1b[2J\x1b[H';

export async function watchBuild(
  build: () => Promise<ExitCode>,
  flags: BuildFlags,
  io: Io,
  file = DEFAULT_FILE,
): Promise<ExitCode> {
  if (file === STANDARD_STREAM) throw new UsageError('--watch needs a file: standard input is read once');
  const path = resolve(io.cwd, file);
  const lock = join(dirname(path), LOCK_FILE);
  const templates = flags.templates === undefined ? [] : [resolve(io.cwd, flags.templates)];
  const sources = [path, ...linkTarget(path)];
  let built: string | undefined;
  const nextChange = await watchFiles([...sources.map(dirname), ...templates], {
    isWatched: (found) => sources.includes(found) || found === lock || isTemplate(found, templates),
    // A build's own writing of the lock is none.
    isNews: (found) => found !== lock || textOf(lock) !== built,
    settleTime: SETTLE_TIME,
    signal: io.untilEnded(),
  });
  do {
    if (io.stderr.isTTY && io.env['TERM'] !== 'dumb') io.stderr.write(CLEAR_SCREEN);
    await build().catch((error: unknown) => tellFailure(error, io));
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
