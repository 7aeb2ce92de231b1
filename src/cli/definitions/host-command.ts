// What the commands that work on the machine have in common.

import { Command, Option } from 'commander';
import { nonEmpty } from '../flags.ts';

/** A command on an output folder and this machine. */
export function hostCommand(name: string): Command {
  return new Command(name)
    .argument('[folder]', 'the output folder (default: out)', nonEmpty)
    .option(
      '--host <host>',
      'which host of the folder this machine is (default: its own name, or the only one)',
      nonEmpty,
    )
    .addOption(
      new Option('--root <folder>', 'the folder that has the disk of the machine').argParser(nonEmpty).default('/'),
    )
    .addOption(new Option('--format <format>', 'how to print it').choices(['pretty', 'json']).default('pretty'));
}
