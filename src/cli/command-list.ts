// Every command: what it is called, what it takes, its help, and the file that does it, which is loaded once it is called.

import { Command, Option } from 'commander';
import type { ExitCode } from './exit-code.ts';
import {
  collect,
  nonEmpty,
  withCheckOptions,
  withCommonOptions,
  withFileArgument,
  withReportOptions,
} from './flags.ts';
import type { Io } from './io.ts';

/** `flags` has the options of the command; `argument` is its operand, where it has one. */
type Run = (flags: never, io: Io, argument: string | undefined) => ExitCode | Promise<ExitCode>;

export interface CommandEntry {
  readonly command: Command;
  readonly load: () => Promise<Run>;
}

/** `env` decides what some options are where they are not given. */
export function commandList(env: Io['env']): readonly CommandEntry[] {
  return [
    { command: buildCommand(env), load: async () => (await import('./commands/build.ts')).runBuild },
    { command: validateCommand(env), load: async () => (await import('./commands/validate.ts')).runValidate },
    { command: portsCommand(), load: async () => (await import('./commands/ports.ts')).runPorts },
    { command: explainCommand(), load: async () => (await import('./commands/explain.ts')).runExplain },
    { command: initCommand(), load: async () => (await import('./commands/init.ts')).runInit },
    { command: schemaCommand(), load: async () => (await import('./commands/schema.ts')).runSchema },
  ];
}

function buildCommand(env: Io['env']): Command {
  const command = withFileArgument(new Command('build'))
    .summary('check hosts.yaml and write the output tree')
    .description(
      'Checks hosts.yaml and, where there is no error, writes openclaw.json, environment file and service unit of every\n' +
        'instance. It writes what changed, removes what it wrote before and hosts.yaml no longer has, and touches nothing else.',
    )
    .option('-o, --out <folder>', 'the output folder', nonEmpty, 'out')
    .option('--check', 'write nothing; list what differs in the folder, and exit 1 where something does')
    .option('--host <name>', 'write and remove the files of this host only; may stand several times', collect)
    .option('--force', 'replace and remove files that gwc did not write or that were edited')
    .option('--templates <folder>', 'use the *.hbs files there in place of the templates of that name', nonEmpty)
    .option('--frozen-lockfile', 'fail where hosts.lock.json would change (default where CI is set, and with --check)')
    .option('--no-frozen-lockfile', 'write hosts.lock.json even where CI is set');
  return examples(withCommonOptions(withReportOptions(withCheckOptions(command), env)), [
    ['gwc build', 'hosts.yaml into out/'],
    ['gwc build --check', 'in CI: is out/ what hosts.yaml says? (in a git work tree permissions do not count)'],
    ['gwc build --host box-1 -o /srv/gwc', 'one host, elsewhere'],
    ['sops -d hosts.yaml | gwc build -', 'from standard input'],
  ]);
}

function validateCommand(env: Io['env']): Command {
  const command = withFileArgument(new Command('validate'))
    .summary('check hosts.yaml')
    .description('Runs every check on hosts.yaml and writes no file. `gwc explain` says what the checks are.');
  return examples(withCommonOptions(withReportOptions(withCheckOptions(command), env)), [
    ['gwc validate', 'hosts.yaml of this folder'],
    ['gwc validate --strict fleet.yaml', 'warnings fail too'],
    ['gwc validate --openclaw 2026.3.13', 'would it do for that release?'],
    ['gwc validate --format json', 'for scripts'],
  ]);
}

function portsCommand(): Command {
  const command = withFileArgument(new Command('ports'))
    .summary('print the port map')
    .description(
      'Prints the TCP ports of every instance, and of every host what is reserved and the next base port that is free.\n' +
        'Where hosts.yaml has errors they are printed too, and the map has what could be read.',
    )
    .addOption(new Option('--format <format>', 'how to print the map').choices(['table', 'json']).default('table'));
  return examples(withCommonOptions(withCheckOptions(command)), [
    ['gwc ports', 'a table for each host'],
    ["gwc ports --format json | jq '.hosts[].nextFree'", 'for scripts'],
  ]);
}

function explainCommand(): Command {
  const command = new Command('explain')
    .argument('[rule]', 'the code of a finding, such as port-overlap; without it all rules are listed', nonEmpty)
    .summary('explain a rule')
    .description('Prints what a rule demands and why, with an example that breaks it and one that keeps it.')
    .addOption(new Option('--format <format>', 'how to print it').choices(['pretty', 'json']).default('pretty'));
  return examples(withCommonOptions(command), [
    ['gwc explain', 'the list'],
    ['gwc explain port-overlap', 'one rule'],
  ]);
}

function initCommand(): Command {
  const command = new Command('init')
    .argument('[hosts.yaml]', 'the file to write; - is standard output (default: hosts.yaml)', nonEmpty)
    .summary('write an example hosts.yaml')
    .description('Writes a commented hosts.yaml with a main and a rescue instance, which builds as it is.')
    .option('--force', 'replace a file that is there');
  return examples(withCommonOptions(command), [
    ['gwc init', 'hosts.yaml of this folder'],
    ['gwc init && gwc build', 'and the output tree'],
  ]);
}

function schemaCommand(): Command {
  const command = new Command('schema')
    .summary('print the JSON Schema of hosts.yaml')
    .description('Prints the JSON Schema of hosts.yaml, for editors and other checkers.')
    .option('--openclaw [release]', "print the schema of that OpenClaw release's openclaw.json (default: the newest)");
  return examples(withCommonOptions(command), [
    ['gwc schema > hosts.schema.json', 'a copy for your editor'],
    ['gwc schema --openclaw', 'what `config` in hosts.yaml may hold'],
  ]);
}

function examples(command: Command, lines: readonly (readonly [string, string])[]): Command {
  const width = Math.max(...lines.map(([line]) => line.length));
  const shown = lines.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`);
  return command.addHelpText('after', `\nExamples:\n${shown.join('\n')}`);
}
