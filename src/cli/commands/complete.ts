// gwc complete: what the completion scripts ask at each press of the key.

import { completeLine } from '../completion/complete-line.ts';
import { completionText } from '../completion/completion.ts';
import { valuesOf } from '../completion/values.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { createProgram } from '../program.ts';

export function runComplete(_: unknown, io: Io, words: readonly string[]): ExitCode {
  const program = createProgram(io, () => {});
  const completion = completeLine(words, program, (placeholder, operands) => valuesOf(placeholder, operands, io));
  io.stdout.write(completionText(completion));
  return EXIT.clean;
}
