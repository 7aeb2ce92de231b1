// gwc validate: every check, no files.

import { check } from '../../compile.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type CheckFlags, checkOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { LONG_TEXT, withProgress } from '../progress.ts';
import { fails, reportOf, tell } from '../report.ts';
import { readSource } from '../source.ts';

export async function runValidate(flags: CheckFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const source = await readSource(file, io);
  const { document, problems } = source;
  const work = {
    text: `checking ${source.file}`,
    isLong: source.text.length > LONG_TEXT,
    run: () => (document ? check(document, checkOptions(source, flags, io)) : { diagnostics: problems }),
  };
  const checked = await withProgress(work, flags, io);
  const report = reportOf(source, checked);
  await tell(report, flags, io);
  return fails(report, flags.strict) ? EXIT.findings : EXIT.clean;
}
