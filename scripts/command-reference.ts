// The command line as data for its manuals, read off the commander program.

import type { Command } from 'commander';
import type { Example } from '../src/cli/command-entry.ts';
import { commandList } from '../src/cli/command-list.ts';

export interface CommandReference {
  readonly name: string;
  /** Such as `gwc build [options] [hosts.yaml]`. */
  readonly usage: string;
  readonly summary: string;
  readonly description: string;
  readonly arguments: readonly Term[];
  readonly options: readonly Term[];
  readonly examples: readonly Example[];
}

/** Such as `-o, --out <folder>`, and what it is. */
export type Term = readonly [term: string, meaning: string];

/** Of every command that help lists, where no variable is set. */
export function commandReference(): readonly CommandReference[] {
  return commandList({})
    .filter(({ isHidden }) => !isHidden)
    .map(({ command, examples }) => ({ ...describe(command), examples }));
}

function describe(command: Command): Omit<CommandReference, 'examples'> {
  const help = command.createHelp();
  return {
    name: command.name(),
    usage: `gwc ${command.name()} ${command.usage()}`,
    summary: command.summary(),
    description: command.description(),
    arguments: help
      .visibleArguments(command)
      .map((argument) => [help.argumentTerm(argument), help.argumentDescription(argument)]),
    options: help.visibleOptions(command).map((option) => [help.optionTerm(option), help.optionDescription(option)]),
  };
}
