// gwc exec: a command of the user's, run as an instance of this machine.

import { Command } from 'commander';
import { actorOf, sandboxed } from '../../apply/act-as.ts';
import { containerCommand } from '../../apply/containers.ts';
import { nameOf } from '../../apply/desired.ts';
import type { HandOverOptions, Machine } from '../../apply/machine.ts';
import { recordedInstance } from '../../apply/record.ts';
import { managerSession } from '../../apply/systemctl.ts';
import { UsageError } from '../../diagnostics/diagnostic.ts';
import type { Deployment } from '../../outputs/deployment.ts';
import type { CommandEntry } from '../command.ts';
import { nonEmpty } from '../flags.ts';
import { openRecord } from '../host.ts';
import type { Io } from '../io.ts';

export function execEntry(): CommandEntry {
  const command = new Command('exec')
    .argument('<instance>', 'its name, or host/instance', nonEmpty)
    .argument('[words...]', 'what `openclaw` is given')
    .usage('[options] <instance> -- [words...]')
    .description(
      'Runs `openclaw` as an instance that `gwc apply` or the playbook installed: with its account, folder, environment and secrets,\n' +
        'and so with its config read-only. Of a container it runs inside. Streams, signals and the exit code are those of the command.',
    )
    .option('--shell', 'the words are a whole command, such as `env` or `sh -c …`; without words, a shell')
    .option('--sandbox', 'in the sandbox of its systemd unit too');
  return {
    command,
    examples: [
      ['gwc exec rescue -- status --deep', 'of your own account'],
      ['sudo gwc exec acme -- pairing list telegram', 'of any account'],
      ['sudo gwc exec acme --sandbox --shell -- ls /srv', 'what can its gateway see?'],
    ],
    run: (flags: ExecFlags, io: Io, name: string) =>
      runExec(flags, io, name, (command.processedArgs[1] as readonly string[] | undefined) ?? []),
  };
}

interface ExecFlags {
  readonly shell?: boolean;
  readonly sandbox?: boolean;
}

async function runExec(flags: ExecFlags, io: Io, name: string, words: readonly string[]): Promise<number> {
  const { machine, record } = openRecord(io);
  const deployment = recordedInstance(name, record);
  const argv = flags.shell ? (words.length === 0 ? ['/bin/sh'] : words) : [...deployment.command, ...words];
  const { command, ...options } = await whatRuns(deployment, argv, flags, { machine, io });
  return machine.handOver(command, { ...options, onSignal: io.onSignal });
}

interface Runnable extends Omit<HandOverOptions, 'onSignal'> {
  readonly command: readonly string[];
}

async function whatRuns(
  deployment: Deployment,
  argv: readonly string[],
  { sandbox = false }: ExecFlags,
  { machine, io }: { readonly machine: Machine; readonly io: Io },
): Promise<Runnable> {
  const orFail = <T extends object>(answer: T | string): T => {
    if (typeof answer !== 'string') return answer;
    throw new UsageError(`cannot act as ${nameOf(deployment)}: ${answer}`);
  };
  const inside = containerCommand(deployment, argv, io.isTyped());
  if (inside) return { ...orFail(await managerSession(deployment, machine)), folder: '/', command: inside };
  if (sandbox) {
    const command = orFail(sandboxed(deployment, argv, io.isTyped(), machine));
    return { ...orFail(await managerSession(deployment, machine)), folder: '/', command };
  }
  const actor = orFail(await actorOf(deployment, machine));
  return { ...actor, env: { ...ofTerminal(io.env), ...actor.env }, command: argv };
}

/** How a terminal shows text is the terminal's, whoever runs in it. */
const OF_TERMINAL = /^(TERM|COLORTERM|LANG|LC_\w+|TZ|COLUMNS|LINES|NO_COLOR|FORCE_COLOR)$/;

function ofTerminal(env: Io['env']): Readonly<Record<string, string>> {
  const found = Object.entries(env).filter(([name, value]) => OF_TERMINAL.test(name) && value !== undefined);
  return Object.fromEntries(found) as Readonly<Record<string, string>>;
}
