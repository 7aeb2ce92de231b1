// Options that several commands share: their help, and the values that they come to.

import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CheckOptions } from '../compile.ts';
import { REPORTER_NAMES, type ReporterName } from '../diagnostics/reporters.ts';
import { at } from '../document/json.ts';
import { type OutputFolder, outputFolder } from '../files/output-folder.ts';
import { parseOpenclawSchema, readInputFile, readNamedInput } from '../files/read-input.ts';
import { workspaceReader } from '../files/workspace-folder.ts';
import { NEWEST_RELEASE } from '../openclaw/release.ts';
import type { FleetOutput } from '../outputs/ansible.ts';
import type { Io } from './io.ts';
import type { ReportFlags } from './print-report.ts';
import type { Source } from './source.ts';
import { inTime, secondsFor } from './time-limit.ts';

/** Of the commands that check a hosts.yaml. */
export interface CheckFlags extends ReportFlags {
  readonly strict?: boolean;
  readonly openclaw?: string;
  /** A file that `openclaw config schema` printed. */
  readonly openclawSchema?: string;
}

export interface BuildFlags extends CheckFlags {
  /** As it was named, or where hosts.yaml has it. */
  readonly out: string;
  readonly check?: boolean;
  readonly diff?: boolean;
  readonly watch?: boolean;
  readonly host?: readonly string[];
  readonly force?: boolean;
  readonly emit?: FleetOutput;
  readonly templates?: string;
  /** A file for the page that `gwc ports --format html` prints. */
  readonly report?: string;
  /** Absent: where `CI` is set. */
  readonly frozenLockfile?: boolean;
}

type CompileFlags = Pick<CheckFlags, 'openclaw' | 'openclawSchema'>;

/** Throws a FileError for a schema that can't be used. */
export function checkOptions(source: Source, flags: CompileFlags, io: Io): CheckOptions {
  const { lock } = source;
  const { openclaw } = flags;
  return {
    lockFile: lock.file,
    workspaceFolder: workspaceReader(resolve(io.cwd, dirname(lock.path))),
    ...(lock.document ? { lock: lock.document } : {}),
    ...(openclaw === undefined ? {} : { openclaw }),
    ...schemaOptions(source, flags, io),
  };
}

function schemaOptions(
  { lock, fleet }: Source,
  { openclawSchema: asked }: CompileFlags,
  { cwd }: Io,
): Pick<CheckOptions, 'openclawSchema' | 'limited'> {
  if (asked !== undefined) return optionsFor(readNamedInput(resolve(cwd, asked), asked), asked);
  const named = at(fleet?.root.value, 'openclawSchema');
  // Anything else the schema check reports.
  if (typeof named !== 'string' || named === '') return {};
  return optionsFor(readInputFile(resolve(dirname(lock.path), named), named), named);
}

function optionsFor(bytes: Uint8Array, shown: string): Pick<CheckOptions, 'openclawSchema' | 'limited'> {
  return {
    openclawSchema: parseOpenclawSchema(bytes, shown),
    limited: (fleet, use) => {
      const seconds = secondsFor(fleet);
      const why = `the check by ${shown} was not done after ${seconds} s`;
      return inTime(
        seconds,
        () => `${why}; a pattern with one repetition within another, such as ^(a+)+$, takes so long: write it without`,
        use,
      );
    },
  };
}

export function withFileArgument(command: Command): Command {
  return command.argument(
    '[hosts.yaml]',
    'the file or pipe to read; - is standard input (default: the nearest hosts.yaml or hosts.yml, here or above)',
    nonEmpty,
  );
}

export function withCheckOptions(command: Command): Command {
  return command
    .option('--strict', 'fail on warnings too')
    .option('--openclaw <release>', 'check for this OpenClaw release, whatever the file says', release)
    .option('--openclaw-schema <file>', 'check against this output of `openclaw config schema`', nonEmpty);
}

export function withReportOptions(command: Command, env: Io['env']): Command {
  const usual: ReporterName = env['GITHUB_ACTIONS'] ? 'github' : 'pretty';
  return command.addOption(
    new Option('--format <format>', 'how to print findings')
      .choices(REPORTER_NAMES)
      .default(usual, 'pretty, or github where GITHUB_ACTIONS is set'),
  );
}

export function withCommonOptions(command: Command): Command {
  return command
    .option('-q, --quiet', 'print findings and data only')
    .option('--color', 'use colours even without a terminal')
    .option('--no-color', 'use no colours');
}

/** An empty value is most often an unset variable of a script. */
export function nonEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('It is empty.');
  return value;
}

/** For a repeatable option. */
export function collect(value: string, values: readonly string[] = []): readonly string[] {
  return [...values, nonEmpty(value)];
}

/** Of an option or argument. */
export function release(value: string): string {
  if (/^\d{4}\.\d{1,2}\.\d{1,3}(-[0-9A-Za-z.-]+)?$/.test(value)) return value;
  throw new InvalidArgumentError(`A release looks like ${NEWEST_RELEASE}.`);
}

export function namedFolder(name: string, { cwd }: Io): OutputFolder {
  return outputFolder(resolve(cwd, name), name.replace(/(?<=.)\/+$/, ''));
}
