// docs/cli.md from the command line's own definition.

import { EXIT_MEANINGS } from '../src/cli/io.ts';
import { type CommandReference, commandReference, programOptions, type Term } from './command-reference.ts';
import { FILES, VARIABLES } from './manual-facts.ts';

export async function renderCli(): Promise<string> {
  const commands = await commandReference();
  return [
    '# Command line',
    '',
    'Data goes to standard output, the rest to standard error. `gwc help COMMAND` prints the same on a terminal, `man gwc`',
    'has it too.',
    '',
    ...table(
      'command',
      commands.map(({ name, summary }) => [`[${name}](#gwc-${name})`, summary] as const),
    ),
    ...table('option', programOptions().map(asCode)),
    ...commands.flatMap(section),
    '## Exit codes',
    '',
    ...table('code', Object.entries(EXIT_MEANINGS)),
    '## Environment',
    '',
    ...table('variable', VARIABLES.map(asCode)),
    '## Files',
    '',
    ...table('file', FILES.map(asCode)),
  ].join('\n');
}

function section({ name, usage, description, examples, ...command }: CommandReference): readonly string[] {
  return [
    `## gwc ${name}`,
    '',
    `\`${usage}\``,
    '',
    description,
    '',
    ...table('argument', command.arguments.map(asCode)),
    ...table('option', command.options.map(asCode)),
    '```sh',
    ...examples.map(([line, meaning]) => `${line}  # ${meaning}`),
    '```',
    '',
  ];
}

/** Nothing where there are no rows. */
function table(title: string, rows: readonly Term[]): readonly string[] {
  if (rows.length === 0) return [];
  const lines = rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`);
  return [`| ${title} | meaning |`, '| --- | --- |', ...lines, ''];
}

function asCode([term, meaning]: Term): Term {
  return [`\`${term}\``, meaning];
}
