// One run of gwc: arguments in, exit code out. Whatever goes wrong is told on stderr; nothing throws.

import { EXIT, type ExitCode } from './exit-code.ts';
import { tellFailure } from './failure.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';

/** `argv`: what stands after the program's name. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = EXIT.clean;
  const program = createProgram(io, (settled) => {
    code = settled;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return tellFailure(error, io);
  }
}
