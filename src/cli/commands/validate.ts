// gwc validate: every check, no files.

import { validate } from '../../build.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type CheckFlags, compileOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { fails, reportOf, tell } from '../report.ts';
import { readSource } from '../source.ts';

export async function runValidate(flags: CheckFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const source = await readSource(file, io);
  const checked = source.problem
    ? { diagnostics: [source.problem] }
    : validate(source.text, compileOptions(source, flags, io));
  const report = reportOf(source, checked);
  await tell(report, flags, io);
  return fails(report, flags.strict) ? EXIT.findings : EXIT.clean;
}
