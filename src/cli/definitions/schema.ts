// gwc schema: what it takes, and its help.

import { Command } from 'commander';
import type { CommandEntry } from '../command-entry.ts';
import { withCommonOptions } from '../flags.ts';

export function schemaEntry(): CommandEntry {
  const command = new Command('schema')
    .summary('print the JSON Schema of hosts.yaml')
    .description('Prints the JSON Schema of hosts.yaml, for editors and other checkers.')
    .option('--openclaw [release]', "print the schema of that OpenClaw release's openclaw.json (default: the newest)");
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc schema > hosts.schema.json', 'a copy for your editor'],
      ['gwc schema --openclaw', 'what `config` in hosts.yaml may hold'],
    ],
    load: async () => (await import('../commands/schema.ts')).runSchema,
  };
}
