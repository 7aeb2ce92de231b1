// The program: arguments and real streams in, exit code out. With its launcher the only file that touches `process`.

import { writeSync } from 'node:fs';
import { EXIT } from './cli/exit-code.ts';
import type { Output } from './cli/io.ts';
import { run } from './cli/run.ts';
import { once } from './diagnostics/once.ts';

/**
 * Written to at once and as a file, which is what Node's streams do in the end; opening one takes longer than a small
 * build. `stream` is the one that knows of a terminal, and of waiting where a pipe takes no more for now.
 */
function output(fd: number, stream: () => NodeJS.WriteStream, onError: (error: NodeJS.ErrnoException) => void): Output {
  const opened = once(() => stream().on('error', onError));
  let isWaiting = false;
  return {
    get isTTY() {
      return opened().isTTY === true;
    },
    get columns() {
      return opened().columns;
    },
    write: (text) => {
      const bytes = Buffer.from(text);
      let written = 0;
      try {
        while (!isWaiting && written < bytes.length) written += writeSync(fd, bytes, written);
      } catch (error) {
        isWaiting = (error as NodeJS.ErrnoException).code === 'EAGAIN';
        if (!isWaiting) return onError(error as NodeJS.ErrnoException);
      }
      if (isWaiting) opened().write(bytes.subarray(written));
    },
  };
}

const stderr = output(
  2,
  () => process.stderr,
  () => {},
);
const stdout = output(
  1,
  () => process.stdout,
  (error) => {
    // A reader that has seen enough, such as `head`, is no fault; a full disk behind a redirection is.
    if (error.code === 'EPIPE') return;
    stderr.write(`error: cannot write to standard output: ${error.code ?? error.message}\n`);
    process.exit(EXIT.usage);
  },
);

function untilEnded(): AbortSignal {
  const ended = new AbortController();
  // A second one ends the program as ever.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ended.abort());
  return ended.signal;
}

void run(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdin: () => process.stdin,
  stdout,
  stderr,
  untilEnded,
}).then((code) => {
  process.exitCode = code;
});
