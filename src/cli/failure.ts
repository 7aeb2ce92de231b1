// What ended a run before its time → words on stderr, and the exit code.

import { CommanderError } from 'commander';
import { HOMEPAGE } from '../diagnostics/docs-url.ts';
import { visible, visibleLines } from '../diagnostics/terminal-text.ts';
import { FileError } from '../files/file-error.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

export function tellFailure(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
  if (error instanceof UsageError || error instanceof FileError) {
    io.stderr.write(`error: ${visibleLines(error.message)}\n`);
    return EXIT.usage;
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const advice = `please report it at ${HOMEPAGE} with what you ran; GWC_DEBUG=1 adds where in gwc it happened`;
  io.stderr.write(`this is a bug in gwc: ${visible(message)}\n${advice}\n`);
  if (io.env['GWC_DEBUG'] === '1') io.stderr.write(`${visibleLines(stack ?? '')}\n`);
  return EXIT.fault;
}
