// The command line: every command, its help and its errors, and one run of it from arguments to exit code.

import { Command } from 'commander';
import { visibleLines } from '../diagnostics/terminal-text.ts';
import { DESCRIPTION, LINKS, VERSION } from './about.ts';
import type { CommandEntry, Example } from './command.ts';
import { DEFAULT_WIDTH, EXIT, EXIT_MEANINGS, type Io, reportFailure } from './io.ts';

interface Listed {
  /** Its line in `gwc --help`; help leaves out a command without one. */
  readonly summary?: string;
  /** `env` decides the default of some options. */
  readonly load: () => Promise<(env: Io['env']) => CommandEntry>;
}

/** In the order of help. A file is loaded when its command is called: `--version` and `--help` load none. */
const COMMANDS: Readonly<Record<string, Listed>> = {
  build: {
    summary: 'check hosts.yaml and write the output tree',
    load: async () => (await import('./commands/build.ts')).buildEntry,
  },
  validate: {
    summary: 'check hosts.yaml',
    load: async () => (await import('./commands/validate.ts')).validateEntry,
  },
  ports: {
    summary: 'print the port map',
    load: async () => (await import('./commands/ports.ts')).portsEntry,
  },
  show: {
    summary: 'print the resolved fleet, and where each value comes from',
    load: async () => (await import('./commands/show.ts')).showEntry,
  },
  apply: {
    summary: 'install an output folder on this machine',
    load: async () => (await import('./commands/apply.ts')).applyEntry,
  },
  status: {
    summary: 'check the instances of this machine',
    load: async () => (await import('./commands/status.ts')).statusEntry,
  },
  exec: {
    summary: 'run openclaw as an instance of this machine',
    load: async () => (await import('./commands/exec.ts')).execEntry,
  },
  logs: {
    summary: 'show what instances print',
    load: async () => (await import('./commands/control.ts')).logsEntry,
  },
  start: {
    summary: 'start instances',
    load: async () => (await import('./commands/control.ts')).startEntry,
  },
  stop: {
    summary: 'stop instances until the next boot or apply',
    load: async () => (await import('./commands/control.ts')).stopEntry,
  },
  restart: {
    summary: 'start instances anew',
    load: async () => (await import('./commands/control.ts')).restartEntry,
  },
  explain: {
    summary: 'explain a rule',
    load: async () => (await import('./commands/explain.ts')).explainEntry,
  },
  init: {
    summary: 'write an example hosts.yaml and its schema',
    load: async () => (await import('./commands/init.ts')).initEntry,
  },
  import: {
    summary: 'describe the gateways that a machine already runs',
    load: async () => (await import('./commands/import.ts')).importEntry,
  },
  fix: {
    summary: 'change what is safe to change in hosts.yaml by itself',
    load: async () => (await import('./commands/fix.ts')).fixEntry,
  },
  upgrade: {
    summary: 'move hosts.yaml to another OpenClaw release',
    load: async () => (await import('./commands/upgrade.ts')).upgradeEntry,
  },
  schema: {
    summary: 'print the JSON Schema of hosts.yaml',
    load: async () => (await import('./commands/schema.ts')).schemaEntry,
  },
  completion: {
    summary: 'print a completion script for bash, zsh or fish',
    load: async () => (await import('./commands/completion.ts')).completionEntry,
  },
  complete: { load: async () => (await import('./commands/complete.ts')).completeEntry },
};

const LICENSES = '--licenses';

/** Whatever goes wrong is reported on stderr; nothing throws. `argv`: what follows the program's name. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.clean;
  const onExit = (result: number) => {
    code = result;
  };
  try {
    if (argv[0] === LICENSES) {
      io.stdout.write((await import('../../THIRD-PARTY.txt?raw')).default);
      return code;
    }
    const program = await createProgram(argv, io, onExit);
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    return reportFailure(error, io);
  }
}

/** The command that runs gives `onExit` its exit code. A usage error throws a CommanderError, once it is printed. */
async function createProgram(
  words: readonly string[],
  io: Io,
  onExit: (code: number) => void = () => {},
): Promise<Command> {
  const program = bareProgram();
  program
    .exitOverride()
    .showHelpAfterError('(`gwc help` lists the commands, `gwc help <command>` explains one)')
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(visibleLines(text)),
      getOutHelpWidth: () => io.stdout.columns ?? DEFAULT_WIDTH,
      getErrHelpWidth: () => io.stderr.columns ?? DEFAULT_WIDTH,
    })
    .addHelpText('after', AFTER_HELP);
  const called = words.find((word) => Object.hasOwn(COMMANDS, word));
  for (const [name, { summary = '', load }] of Object.entries(COMMANDS)) {
    const command = name === called ? runnable(await load(), io, onExit) : new Command(name);
    program.addCommand(command.copyInheritedSettings(program).summary(summary), { hidden: summary === '' });
  }
  return program;
}

/** Without its commands: what `gwc` itself takes. */
export function bareProgram(): Command {
  return new Command('gwc')
    .description(DESCRIPTION)
    .usage('<command> [hosts.yaml] [options]')
    .version(VERSION, '-V, --version', 'print the version of gwc')
    .option(LICENSES, 'print the licences of what gwc is made of');
}

function runnable(entry: (env: Io['env']) => CommandEntry, io: Io, onExit: (code: number) => void): Command {
  const { command, examples, run } = entry(io.env);
  return command.addHelpText('after', examplesText(examples)).action(async () => {
    const programFor = (words: readonly string[]) => createProgram(words, io);
    onExit(await run(command.opts() as never, io, command.processedArgs[0] as never, programFor));
  });
}

/** Every command, loaded, for the manuals. */
export function allCommands(): Promise<readonly (CommandEntry & { readonly summary: string | undefined })[]> {
  return Promise.all(Object.values(COMMANDS).map(async ({ summary, load }) => ({ ...(await load())({}), summary })));
}

function examplesText(examples: readonly Example[]): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  return `\nExamples:\n${examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`).join('\n')}`;
}

const EXIT_LIST = Object.entries(EXIT_MEANINGS)
  .map(([code, meaning]) => `${code} ${meaning}`)
  .join('; ');

const AFTER_HELP = `
Start with:
  gwc init             an example hosts.yaml
  gwc build            the output tree in out/
  gwc help build       a command's options and examples

Exit codes: ${EXIT_LIST}${LINKS ? `\nDocumentation: ${LINKS.home}` : ''}`;
