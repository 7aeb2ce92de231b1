// gwc explain: what it takes, and its help.

import { Command, Option } from 'commander';
import type { CommandEntry } from '../command-entry.ts';
import { nonEmpty, withCommonOptions } from '../flags.ts';

export function explainEntry(): CommandEntry {
  const command = new Command('explain')
    .argument('[rule]', 'the code of a finding, such as port-overlap; without it all rules are listed', nonEmpty)
    .summary('explain a rule')
    .description('Prints what a rule demands and why, with an example that breaks it and one that keeps it.')
    .addOption(new Option('--format <format>', 'how to print it').choices(['pretty', 'json']).default('pretty'));
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc explain', 'the list'],
      ['gwc explain port-overlap', 'one rule'],
    ],
    load: async () => (await import('../commands/explain.ts')).runExplain,
  };
}
