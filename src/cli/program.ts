// The commander program: every command with its help, errors and output joined to a run.

import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { HOMEPAGE } from '../diagnostics/docs-url.ts';
import { visibleLines } from '../diagnostics/terminal-text.ts';
import type { Example } from './command-entry.ts';
import { commandList } from './command-list.ts';
import { EXIT_MEANINGS, type ExitCode } from './exit-code.ts';
import { DEFAULT_WIDTH, type Io } from './io.ts';

/**
 * The command that is run hands its exit code to `settle`. Wrong usage throws a CommanderError, once it is told. Where
 * `name` is a command's, that is the only one.
 */
export function createProgram(io: Io, settle: (code: ExitCode) => void, name?: string): Command {
  const program = new Command('gwc');
  program
    .description(packageJson.description)
    .usage('<command> [hosts.yaml] [options]')
    .version(packageJson.version, '-V, --version', 'print the version of gwc')
    .exitOverride()
    .showHelpAfterError('(`gwc help` lists the commands, `gwc help <command>` explains one)')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(visibleLines(text)),
      getOutHelpWidth: () => io.stdout.columns ?? DEFAULT_WIDTH,
      getErrHelpWidth: () => io.stderr.columns ?? DEFAULT_WIDTH,
    })
    .addHelpText('after', AFTER_HELP);
  for (const { command, examples, isHidden = false, load } of commandList(io.env, name)) {
    command
      .copyInheritedSettings(program)
      .addHelpText('after', examplesText(examples))
      .action(async () => {
        const run = await load();
        settle(await run(command.opts() as never, io, command.processedArgs[0] as never));
      });
    program.addCommand(command, { hidden: isHidden });
  }
  return program;
}

function examplesText(examples: readonly Example[]): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  return `\nExamples:\n${examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`).join('\n')}`;
}

const EXIT_LIST = Object.entries(EXIT_MEANINGS)
  .map(([code, meaning]) => `${code} ${meaning}`)
  .join(', ');

const AFTER_HELP = `
Start with:
  gwc init             an example hosts.yaml
  gwc build            the output tree in out/
  gwc help build       a command's options and examples

Exit codes: ${EXIT_LIST}
Documentation: ${HOMEPAGE}`;
