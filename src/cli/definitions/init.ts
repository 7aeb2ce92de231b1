// gwc init: what it takes, and its help.

import { Command } from 'commander';
import type { CommandEntry } from '../command-entry.ts';
import { nonEmpty, withCommonOptions } from '../flags.ts';

export function initEntry(): CommandEntry {
  const command = new Command('init')
    .argument('[hosts.yaml]', 'the file to write; - is standard output (default: hosts.yaml)', nonEmpty)
    .summary('write an example hosts.yaml')
    .description('Writes a commented hosts.yaml with a main and a rescue instance, which builds as it is.')
    .option('--force', 'replace a file that is there');
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc init', 'hosts.yaml of this folder'],
      ['gwc init && gwc build', 'and the output tree'],
    ],
    load: async () => (await import('../commands/init.ts')).runInit,
  };
}
