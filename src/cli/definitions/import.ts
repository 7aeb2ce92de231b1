// gwc import: what it takes, and its help.

import { Command, Option } from 'commander';
import type { CommandEntry } from '../command-entry.ts';
import { nonEmpty, withCheckOptions, withCommonOptions, withReportOptions } from '../flags.ts';
import type { Io } from '../io.ts';

export function importEntry(env: Io['env']): CommandEntry {
  const command = new Command('import')
    .summary('describe the gateways that a machine already runs')
    .description(
      'Reads the state folders, units or launchd jobs, and environment files of a machine, or of a copy of its disk, and prints\n' +
        'a hosts.yaml that describes its gateways. What is wrong with that is told on standard error. Nothing is written or run,\n' +
        'and no value of a secret is printed.',
    )
    .addOption(
      new Option('--root <folder>', 'the folder that has the disk of the machine').argParser(nonEmpty).default('/'),
    )
    .option('--user <user>', 'only the gateways of this account', nonEmpty)
    .addOption(
      new Option('--os <os>', 'of the machine (default: what its disk looks like)').choices(['linux', 'macos']),
    )
    .option('--explain-diff', 'print how the files that a build writes differ from those found, and why');
  return {
    command: withCommonOptions(withReportOptions(withCheckOptions(command), env)),
    examples: [
      ['sudo gwc import > hosts.yaml', 'this machine'],
      ['gwc import --root /mnt/backup --user claw', 'one account of a copy'],
      ['gwc import --explain-diff', 'what would gwc change?'],
    ],
    load: async () => (await import('../commands/import.ts')).runImport,
  };
}
