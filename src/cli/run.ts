// One run of gwc: arguments in, exit code out. Whatever goes wrong is told on stderr; nothing throws.

import { EXIT, type ExitCode } from './exit-code.ts';
import { tellFailure } from './failure.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';

/** `argv`: what stands after the program's name. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const settle = (settled: ExitCode) => {
    code = settled;
  };
  const program = createProgram(io, settle, argv[0]);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return tellFailure(error, io);
  }
}
