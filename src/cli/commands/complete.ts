// gwc complete: what the completion scripts ask at each press of the key, and the words that fit a line.

import { dirname, resolve } from 'node:path';
import { type Argument, Command, type Option } from 'commander';
import { groupBy } from '../../diagnostics/collections.ts';
import { visible } from '../../diagnostics/terminal-text.ts';
import { decodeSource } from '../../document/decode.ts';
import { findParts } from '../../document/fleet-source.ts';
import { asMap, at } from '../../document/json.ts';
import { parseSource } from '../../document/yaml.ts';
import { FileError } from '../../files/file-error.ts';
import { partReader } from '../../files/part-files.ts';
import { isStream, readInputFile } from '../../files/read-input.ts';
import { KNOWN_RELEASES } from '../../openclaw/release.ts';
import { RULES } from '../../rules/index.ts';
import type { CommandEntry, ProgramFor } from '../command.ts';
import { hostsFile } from '../hosts-file.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import { STANDARD_STREAM } from '../source.ts';

export function completeEntry(): CommandEntry {
  return {
    command: new Command('complete').argument('[words...]', 'of the command line; the last is the unfinished one'),
    examples: [],
    run: runComplete,
  };
}

async function runComplete(_: unknown, io: Io, words: readonly string[], programFor: ProgramFor): Promise<ExitCode> {
  const program = await programFor(words);
  const completion = completeLine(words, program, (placeholder, operands) => valuesOf(placeholder, operands, io));
  io.stdout.write(completionText(completion));
  return EXIT.clean;
}

/** By the names used in the definitions: `<folder>`, `[rule]`. */
function valuesOf(placeholder: string, operands: readonly string[], io: Io): Completion {
  switch (placeholder) {
    case 'folder':
      return { paths: 'folders', candidates: [] };
    case 'hosts.yaml':
      return { paths: 'files', candidates: [] };
    case 'host':
      return {
        paths: 'none',
        candidates: hosts(
          hostsFile(
            operands.find((one) => !KNOWN_RELEASES.includes(one)),
            io,
          ).name,
          io,
        ),
      };
    case 'rule':
      return { paths: 'none', candidates: RULES.map(({ id, summary }) => ({ value: id, meaning: summary })) };
    case 'release':
      return { paths: 'none', candidates: KNOWN_RELEASES.map((value) => ({ value, meaning: '' })) };
    default:
      return NOTHING;
  }
}

/** With their instances; none where the file can't be read. */
function hosts(file: string, io: Io): readonly Candidate[] {
  // Standard input is the shell's, and a pipe is for the command itself.
  const path = resolve(io.cwd, file);
  const text = file === STANDARD_STREAM || isStream(path) ? undefined : textOf(path);
  if (text === undefined) return [];
  const root = parseSource(text, file);
  const { parts } = findParts(root, partReader({ path: dirname(path), shown: '.', root: path }));
  const values = [root, ...parts.map((part) => parseSource(part.text, part.file))].map(({ value }) => value);
  const found = groupBy(
    values.flatMap((value) => Object.entries(asMap(at(value, 'hosts')))),
    ([name]) => name,
  );
  return [...found].map(([name, hosts]) => {
    const instances = hosts.flatMap(([, host]) => Object.keys(asMap(at(host, 'instances'))));
    return { value: visible(name), meaning: visible(instances.join(', ')) };
  });
}

function textOf(path: string): string | undefined {
  try {
    return decodeSource(readInputFile(path), path).text;
  } catch (error) {
    if (error instanceof FileError) return undefined;
    throw error;
  }
}

/** The values that a placeholder such as `<folder>` may have; `operands` are those typed so far. */
type ValuesOf = (placeholder: string, operands: readonly string[]) => Completion;

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

export interface Completion {
  /** Paths may be given there as well; the shell knows them best. */
  readonly paths: 'none' | 'files' | 'folders';
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly value: string;
  /** A few words, or nothing. */
  readonly meaning: string;
}

export const NOTHING: Completion = { paths: 'none', candidates: [] };

/** For the scripts: a line for the paths, and one for each candidate, with a tab before the meaning. */
export function completionText({ paths, candidates }: Completion): string {
  return [paths, ...candidates.map(({ value, meaning }) => `${value}\t${meaning}`)].map((line) => `${line}\n`).join('');
}
