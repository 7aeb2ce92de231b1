// gwc completion: the script that a shell completes gwc's command line with.

import { SCRIPTS, type Shell } from '../completion/scripts.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';

export function runCompletion(_: unknown, io: Io, shell: Shell): ExitCode {
  io.stdout.write(SCRIPTS[shell]);
  return EXIT.clean;
}
