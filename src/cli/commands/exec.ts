// gwc exec: a command of the user's, run as an instance of this machine.

import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { actorOf, sandboxed } from '../../apply/act-as.ts';
import { containerCommand, isOfRootsDocker } from '../../apply/containers.ts';
import { nameOf } from '../../apply/desired.ts';
import type { HandOverOptions, Machine } from '../../apply/machine.ts';
import { recordedInstance } from '../../apply/record.ts';
import { managerSession, PATH as SYSTEM_PATH } from '../../apply/systemctl.ts';
import { UsageError } from '../../diagnostics/diagnostic.ts';
import type { Deployment } from '../../outputs/deployment.ts';
import type { CommandEntry } from '../command.ts';
import { nonEmpty } from '../flags.ts';
import { openRecord } from '../host.ts';
import { definedVariables, type Io } from '../io.ts';

export function execEntry(): CommandEntry {
  const command = new Command('exec')
    .argument('<instance>', 'its name, or host/instance', nonEmpty)
    .argument('[words...]', 'what `openclaw` is given')
    .usage('[options] <instance> -- [words...]')
    .description(
      'Runs `openclaw` as an instance that `gwc apply` or the playbook installed: with its account, folder,\n' +
        'environment and secrets, and so with its config read-only; of a container, inside it. Streams, signals\n' +
        'and the exit code are those of the command.',
    )
    .option('--shell', 'the words are a whole command, such as `env`; without words, a shell')
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
  const { command, ...options } = await whatRuns({ deployment, argv, io, machine }, flags);
  const env = { ...ofTerminal(io.env), ...options.env };
  return machine.handOver(command, { ...options, env, onSignal: io.onSignal });
}

interface Runnable extends Omit<HandOverOptions, 'onSignal'> {
  readonly command: readonly string[];
}

interface Acting {
  readonly deployment: Deployment;
  readonly argv: readonly string[];
  readonly io: Io;
  readonly machine: Machine;
}

async function whatRuns({ deployment, argv, io, machine }: Acting, { sandbox = false }: ExecFlags): Promise<Runnable> {
  const orFail = <T extends object>(answer: T | string): T => {
    if (typeof answer !== 'string') return answer;
    throw cannotAct(deployment, answer);
  };
  const inside = containerCommand(deployment, argv, io.isTyped() && io.stdout.isTTY);
  if (inside) {
    const { account, env } = isOfRootsDocker(deployment)
      ? { account: machine.self, env: { PATH: SYSTEM_PATH } }
      : orFail(await managerSession(deployment, machine));
    // Where its own program finds Docker or Podman.
    const own = account === machine.self ? definedVariables(io.env) : {};
    const session = { ...own, ...env, ...(own['PATH'] !== undefined && { PATH: own['PATH'] }) };
    return { account, env: session, folder: '/', command: inside };
  }
  if (sandbox) {
    const { command, env, relay } = orFail(await sandboxed(deployment, argv, unitName(), machine));
    const session = orFail(await managerSession(deployment, machine));
    return { account: session.account, env: { ...env, ...session.env }, folder: '/', command, relay };
  }
  return { ...orFail(await actorOf(deployment, machine)), command: argv };
}

function cannotAct(deployment: Deployment, reason: string): UsageError {
  return new UsageError(`cannot act as ${nameOf(deployment)}: ${reason}`);
}

/** Two commands at once don't meet. */
function unitName(): string {
  return `gwc-exec-${randomBytes(6).toString('hex')}`;
}

/** How a terminal shows text is the terminal's, whoever runs in it. */
const OF_TERMINAL = /^(TERM|COLORTERM|LANG|LC_\w+|TZ|COLUMNS|LINES|NO_COLOR|FORCE_COLOR)$/;

function ofTerminal(env: Io['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(definedVariables(env)).filter(([name]) => OF_TERMINAL.test(name)));
}
