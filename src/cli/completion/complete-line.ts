// The words of an unfinished command line → what its last word may become, read off the commander program. Pure. Which of
// it begins as the word does is for the shell to say.

import type { Argument, Command, Option } from 'commander';
import { type Candidate, type Completion, NOTHING } from './completion.ts';

/** The values of what a placeholder such as `<folder>` stands for; `operands` are those typed so far. */
export type ValuesOf = (placeholder: string, operands: readonly string[]) => Completion;

/** `words`: those after the program's name, up to the cursor; the last is the one that is typed, and may be empty. */
export function completeLine(words: readonly string[], program: Command, valuesOf: ValuesOf): Completion {
  const [name, ...rest] = withoutEquals(words);
  if (name === undefined || rest.length === 0) {
    return name?.startsWith('-') ? options(program) : commands(program);
  }
  if (name === 'help') return rest.length === 1 ? commands(program) : NOTHING;
  const command = program.commands.find((known) => known.name() === name);
  return command ? completeCommand(command, rest, valuesOf) : NOTHING;
}

/** Bash makes three words of `--format=json`. */
function withoutEquals(words: readonly string[]): readonly string[] {
  const kept = words.filter((word) => word !== '=');
  return words.at(-1) === '=' ? [...kept, ''] : kept;
}

function completeCommand(command: Command, words: readonly string[], valuesOf: ValuesOf): Completion {
  const typed = words.slice(0, -1);
  const current = words.at(-1)!;
  const { operands, pending, isAfterOptions } = readTyped(command, typed);
  const optionValues = (option: Option) =>
    choices(option.argChoices) ?? valuesOf(placeholderOf(option.flags), operands);
  const operandValues = () => {
    const argument = command.registeredArguments[operands.length];
    return argument ? argumentValues(argument, operands, valuesOf) : NOTHING;
  };
  if (pending?.required) return optionValues(pending);
  if (isAfterOptions) return operandValues();
  const [, name, start] = /^(--[\w-]+=)(.*)$/.exec(current) ?? [];
  if (name !== undefined && start !== undefined) {
    const option = findOption(command, name.slice(0, -1));
    return option ? prefixed(name, optionValues(option)) : NOTHING;
  }
  if (current.startsWith('-') || command.registeredArguments.length === 0) {
    return joined(pending ? optionValues(pending) : NOTHING, options(command));
  }
  return joined(pending ? optionValues(pending) : NOTHING, operandValues());
}

interface Typed {
  readonly operands: readonly string[];
  /** The option whose value may come next. */
  readonly pending: Option | undefined;
  /** Whether `--` ended the options. */
  readonly isAfterOptions: boolean;
}

function readTyped(command: Command, words: readonly string[]): Typed {
  const start: Typed = { operands: [], pending: undefined, isAfterOptions: false };
  return words.reduce<Typed>(({ operands, pending, isAfterOptions }, word) => {
    if (pending?.required) return { operands, pending: undefined, isAfterOptions };
    if (isAfterOptions || !/^-./.test(word)) {
      return pending
        ? { operands, pending: undefined, isAfterOptions }
        : { operands: [...operands, word], pending, isAfterOptions };
    }
    if (word === '--') return { operands, pending: undefined, isAfterOptions: true };
    const option = findOption(command, word);
    return { operands, pending: option && (option.required || option.optional) ? option : undefined, isAfterOptions };
  }, start);
}

function findOption(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => flag === long || flag === short);
}

function argumentValues(argument: Argument, operands: readonly string[], valuesOf: ValuesOf): Completion {
  return choices(argument.argChoices) ?? valuesOf(argument.name(), operands);
}

function choices(values: readonly string[] | undefined): Completion | undefined {
  return values && { paths: 'none', candidates: values.map((value) => ({ value, meaning: '' })) };
}

function placeholderOf(flags: string): string {
  return /[<[](.+)[>\]]/.exec(flags)?.[1] ?? '';
}

function commands(program: Command): Completion {
  const known = program.createHelp().visibleCommands(program);
  const candidates = known.map((command): Candidate => ({ value: command.name(), meaning: command.summary() }));
  return { paths: 'none', candidates };
}

/** The long form of each; a short one is no shorter to complete. */
function options(command: Command): Completion {
  const known = command.createHelp().visibleOptions(command);
  return {
    paths: 'none',
    candidates: known.map(({ long, short, description }) => ({ value: long ?? short ?? '', meaning: description })),
  };
}

function prefixed(prefix: string, { paths, candidates }: Completion): Completion {
  return { paths, candidates: candidates.map(({ value, meaning }) => ({ value: prefix + value, meaning })) };
}

function joined(one: Completion, other: Completion): Completion {
  const paths = one.paths === 'none' ? other.paths : one.paths;
  return { paths, candidates: [...one.candidates, ...other.candidates] };
}
