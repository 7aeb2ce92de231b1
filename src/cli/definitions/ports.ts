// gwc ports: what it takes, and its help.

import { Command, Option } from 'commander';
import type { CommandEntry } from '../command-entry.ts';
import { withCheckOptions, withCommonOptions, withFileArgument } from '../flags.ts';

export function portsEntry(): CommandEntry {
  const command = withFileArgument(new Command('ports'))
    .summary('print the port map')
    .description(
      'Prints the TCP ports of every instance, and of every host what is reserved and the next base port that is free: as a\n' +
        'table, as data, as a picture, or as a page that also has the files, rules and findings of every instance.\n' +
        'Where hosts.yaml has errors they are printed too, and the map has what could be read.',
    )
    .addOption(
      new Option('--format <format>', 'how to print the map')
        .choices(['table', 'json', 'svg', 'html'])
        .default('table'),
    );
  return {
    command: withCommonOptions(withCheckOptions(command)),
    examples: [
      ['gwc ports', 'a table for each host'],
      ["gwc ports --format json | jq '.hosts[].nextFree'", 'for scripts'],
      ['gwc ports --format svg > ports.svg', 'a picture, for a README'],
      ['gwc ports --format html > fleet.html', 'a page to look around in'],
    ],
    load: async () => (await import('../commands/ports.ts')).runPorts,
  };
}
