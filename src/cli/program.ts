// The commander program: every command with its help, errors and output joined to a run.

import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { HOMEPAGE } from '../diagnostics/docs-url.ts';
import { visibleLines } from '../diagnostics/terminal-text.ts';
import { commandList } from './command-list.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { DEFAULT_WIDTH } from './report.ts';

/** The command that is run hands its exit code to `settle`. Wrong usage throws a CommanderError, once it is told. */
export function createProgram(io: Io, settle: (code: ExitCode) => void): Command {
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
  for (const { command, load } of commandList(io.env)) {
    command.copyInheritedSettings(program).action(async () => {
      const run = await load();
      settle(await run(command.opts() as never, io, command.processedArgs[0]));
    });
    program.addCommand(command);
  }
  return program;
}

const AFTER_HELP = `
Start with:
  gwc init             an example hosts.yaml
  gwc build            the output tree in out/
  gwc help build       a command's options and examples

Exit codes: 0 clean, 1 findings, 2 wrong usage or a file that can't be used, 3 a fault of gwc itself
Documentation: ${HOMEPAGE}`;
