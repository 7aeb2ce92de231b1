// gwc validate: every check, no files.

import { check } from '../../compile.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type CheckFlags, checkOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { fails, reportOf, tell } from '../report.ts';
import { readSource } from '../source.ts';

export async function runValidate(flags: CheckFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const source = await readSource(file, io);
  const checked = source.document
    ? check(source.document, checkOptions(source, flags, io))
    : { diagnostics: source.problems };
  const report = reportOf(source, checked);
  await tell(report, flags, io);
  return fails(report, flags.strict) ? EXIT.findings : EXIT.clean;
}
