#!/usr/bin/env node
// The program: arguments and real streams in, exit code out. The only file that touches `process`.

import { EXIT } from './cli/exit-code.ts';
import type { Output } from './cli/io.ts';
import { run } from './cli/run.ts';

function output(stream: NodeJS.WriteStream): Output {
  return { isTTY: stream.isTTY === true, columns: stream.columns, write: (text) => stream.write(text) };
}

function untilEnded(): AbortSignal {
  const ended = new AbortController();
  // A second one ends the program as ever.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ended.abort());
  return ended.signal;
}

// A reader that has seen enough, such as `head`, is no fault; a full disk behind a redirection is.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`error: cannot write to standard output: ${error.code ?? error.message}\n`);
  process.exit(EXIT.usage);
});
process.stderr.on('error', () => {});

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdin: () => process.stdin,
  stdout: output(process.stdout),
  stderr: output(process.stderr),
  untilEnded,
});
