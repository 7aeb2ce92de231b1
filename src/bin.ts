// The program: arguments and real streams in, exit code out. With its launcher the only file that touches `process`.

import { EXIT } from './cli/exit-code.ts';
import type { Output } from './cli/io.ts';
import { run } from './cli/run.ts';

/** The stream is opened at its first use: that takes its time, and a build that has nothing to say needs none. */
function output(open: () => NodeJS.WriteStream): Output {
  return {
    get isTTY() {
      return open().isTTY === true;
    },
    get columns() {
      return open().columns;
    },
    write: (text) => open().write(text),
  };
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const stdout = once(() => {
  // A reader that has seen enough, such as `head`, is no fault; a full disk behind a redirection is.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error: cannot write to standard output: ${error.code ?? error.message}\n`);
    process.exit(EXIT.usage);
  });
  return process.stdout;
});
const stderr = once(() => process.stderr.on('error', () => {}));

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
  stdout: output(stdout),
  stderr: output(stderr),
  untilEnded,
}).then((code) => {
  process.exitCode = code;
});
