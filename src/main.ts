// The program: arguments and real streams in, exit code out. The only file that touches `process`.

import { createReadStream, fstatSync, statSync, writeSync } from 'node:fs';
import { EXIT, type Output } from './cli/io.ts';
import { run } from './cli/program.ts';
import { once } from './diagnostics/collections.ts';

/**
 * Written to at once and as a file, which is what Node's streams do in the end; opening one takes longer than a small
 * build. `stream` is the one that knows of a terminal, and of waiting where a pipe takes no more for now.
 */
function output(fd: number, stream: () => NodeJS.WriteStream, onError: (error: NodeJS.ErrnoException) => void): Output {
  const opened = once(() => stream().on('error', onError));
  let isWaiting = false;
  return {
    get isTTY() {
      return mayBeTerminal(fd) && opened().isTTY === true;
    },
    get columns() {
      return mayBeTerminal(fd) ? opened().columns : undefined;
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

/** A file, a pipe and /dev/null are known to be none without the module for terminals. */
function mayBeTerminal(fd: number): boolean {
  const stats = fstatSync(fd);
  return stats.isCharacterDevice() && stats.rdev !== statSync('/dev/null', { throwIfNoEntry: false })?.rdev;
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

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const;
/** A terminal sends them to all that runs in it. */
const OF_TERMINAL: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT', 'SIGWINCH']);

const listeners: ((signal: NodeJS.Signals) => void)[] = [];

function onSignal(listen: (signal: NodeJS.Signals) => void): void {
  listeners.push(listen);
  if (listeners.length > 1) return;
  const isInTerminal = isTyped();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (isInTerminal && OF_TERMINAL.has(signal)) return;
      for (const each of listeners) each(signal);
    });
  }
}

/** Exits where the folder that gwc was started in is gone: nothing that it reads or writes has a place then. */
function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    stderr.write('error: the working directory no longer exists; `cd` to another one and run gwc again\n');
    return process.exit(EXIT.usage);
  }
}

/** One that was closed is none. */
function isFolder(fd: number): boolean {
  try {
    return fstatSync(fd).isDirectory();
  } catch {
    return false;
  }
}

/** Node's module for terminals takes longer to load than a small check takes, and few commands ask. */
function isTyped(): boolean {
  return process.getBuiltinModule('node:tty').isatty(0);
}

void run(process.argv.slice(2), {
  cwd: workingDirectory(),
  env: process.env,
  // To Node.js a folder is an empty stream.
  stdin: () => (isFolder(0) ? createReadStream('', { fd: 0 }) : process.stdin),
  stdout,
  stderr,
  untilEnded,
  onSignal,
  isTyped,
}).then((code) => {
  process.exitCode = code;
});
