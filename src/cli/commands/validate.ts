// gwc validate: every check, no files.

import { Command } from 'commander';
import { type Checked, check } from '../../compile.ts';
import { formatPath } from '../../document/json.ts';
import type { CommandEntry } from '../command.ts';
import {
  type CheckFlags,
  checkOptions,
  nonEmpty,
  withCheckOptions,
  withCommonOptions,
  withFileArgument,
  withReportOptions,
} from '../flags.ts';
import { EXIT, type ExitCode, type Io, LONG_TEXT, withProgress } from '../io.ts';
import { fails, printReport, reportOf } from '../print-report.ts';
import { readSource, type Source } from '../source.ts';

export function validateEntry(env: Io['env']): CommandEntry {
  const command = withFileArgument(new Command('validate')).description(
    'Runs every check on hosts.yaml and writes no file. `gwc explain` says what the checks are.',
  );
  return {
    command: withCommonOptions(withReportOptions(withCheckOptions(command), env)).option(
      '--with <program>',
      'ask this installed OpenClaw about each openclaw.json too',
      nonEmpty,
    ),
    examples: [
      ['gwc validate', 'hosts.yaml of this folder'],
      ['gwc validate --strict fleet.yaml', 'warnings fail too'],
      ['gwc validate --openclaw 2026.3.13', 'would it do for that release?'],
      ['gwc validate --with openclaw', 'ask the installed OpenClaw too'],
      ['gwc validate --format json', 'for scripts'],
    ],
    run: runValidate,
  };
}

interface ValidateFlags extends CheckFlags {
  /** An OpenClaw of this machine: a name in PATH, or a path. */
  readonly with?: string;
}

async function runValidate(flags: ValidateFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const source = await readSource(file, io);
  const work = {
    text: `checking ${source.file}`,
    isLong: source.text.length > LONG_TEXT || flags.with !== undefined,
    run: (say: (text: string) => void) => checkSource(source, flags, say, io),
  };
  const report = reportOf(source, await withProgress(work, flags, io));
  await printReport(report, flags, io);
  return fails(report, flags.strict) ? EXIT.findings : EXIT.clean;
}

async function checkSource(
  source: Source,
  flags: ValidateFlags,
  say: (text: string) => void,
  io: Io,
): Promise<Pick<Checked, 'diagnostics'> & Partial<Checked>> {
  const { fleet, problems } = source;
  if (!fleet) return { diagnostics: problems };
  const options = checkOptions(source, flags, io);
  const checked = check(fleet, options);
  if (flags.with === undefined) return checked;
  const { askProgram } = await import('../ask-program.ts');
  const refusals = await askProgram(flags.with, checked.fleet, say, io);
  return check(fleet, { ...options, refusalsOf: ({ path }) => refusals.get(formatPath(path)) });
}
