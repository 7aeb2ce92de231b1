// gwc validate: what it takes, and its help.

import { Command } from 'commander';
import type { CommandEntry } from '../command-entry.ts';
import { withCheckOptions, withCommonOptions, withFileArgument, withReportOptions } from '../flags.ts';
import type { Io } from '../io.ts';

export function validateEntry(env: Io['env']): CommandEntry {
  const command = withFileArgument(new Command('validate'))
    .summary('check hosts.yaml')
    .description('Runs every check on hosts.yaml and writes no file. `gwc explain` says what the checks are.');
  return {
    command: withCommonOptions(withReportOptions(withCheckOptions(command), env)),
    examples: [
      ['gwc validate', 'hosts.yaml of this folder'],
      ['gwc validate --strict fleet.yaml', 'warnings fail too'],
      ['gwc validate --openclaw 2026.3.13', 'would it do for that release?'],
      ['gwc validate --format json', 'for scripts'],
    ],
    load: async () => (await import('../commands/validate.ts')).runValidate,
  };
}
