// The command line as data for its manuals, read off the commander program.

import type { Command } from 'commander';
import type { Example } from '../src/cli/command.ts';
import { allCommands, bareProgram } from '../src/cli/program.ts';

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
export async function commandReference(): Promise<readonly CommandReference[]> {
  const commands = await allCommands();
  return commands.flatMap(({ command, summary, examples }) =>
    summary === undefined ? [] : [{ ...describe(command), summary, examples }],
  );
}

/** Of `gwc` itself. */
export function programOptions(): readonly Term[] {
  return optionsOf(bareProgram());
}

function optionsOf(command: Command): readonly Term[] {
  const help = command.createHelp();
  return help.visibleOptions(command).map((option) => [help.optionTerm(option), help.optionDescription(option)]);
}

function describe(command: Command): Omit<CommandReference, 'examples' | 'summary'> {
  const help = command.createHelp();
  return {
    name: command.name(),
    usage: `gwc ${command.name()} ${command.usage()}`,
    description: command.description(),
    arguments: help
      .visibleArguments(command)
      .map((argument) => [help.argumentTerm(argument), help.argumentDescription(argument)]),
    options: optionsOf(command),
  };
}
