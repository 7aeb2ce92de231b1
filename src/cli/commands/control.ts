// gwc start, stop, restart and logs: what the service manager of each instance does.

import { Command, InvalidArgumentError } from 'commander';
import {
  type ControlAction,
  controlByText,
  controlCommand,
  isOfRootsDocker,
  projectText,
} from '../../apply/containers.ts';
import { nameOf } from '../../apply/desired.ts';
import type { Machine } from '../../apply/machine.ts';
import { type ApplyRecord, recordedInstance } from '../../apply/record.ts';
import { serviceManagerOf } from '../../apply/service-of.ts';
import { UsageError } from '../../diagnostics/diagnostic.ts';
import type { Deployment } from '../../outputs/deployment.ts';
import type { CommandEntry } from '../command.ts';
import { collect } from '../flags.ts';
import { openRecord } from '../host.ts';
import { definedVariables, EXIT, type Io } from '../io.ts';

type Action = Exclude<ControlAction, 'logs'>;

export function startEntry(): CommandEntry {
  return actionEntry('start', 'Starts instances; one that runs is left alone.', [
    ['gwc start standby', 'a cold standby, until the next boot'],
  ]);
}

export function stopEntry(): CommandEntry {
  return actionEntry('stop', 'Stops instances. They start again at the next boot, or with the next `gwc apply`.', [
    ['sudo gwc stop acme globex', 'both'],
  ]);
}

export function restartEntry(): CommandEntry {
  return actionEntry('restart', 'Starts instances anew: a gateway reads its environment and secrets when it starts.', [
    ['gwc restart rescue', 'after a change of its secrets'],
  ]);
}

function instancesCommand(name: string): Command {
  return new Command(name).argument('<instances...>', 'their names, or host/instance', collect);
}

function actionEntry(action: Action, description: string, examples: CommandEntry['examples']): CommandEntry {
  return {
    command: instancesCommand(action).description(description),
    examples,
    run: async (_: unknown, io: Io, names: readonly string[]) => {
      const { machine, record } = openRecord(io);
      const deployments = names.map((name) => recordedInstance(name, record));
      for (const deployment of deployments) {
        const done = await act(action, deployment, record, machine);
        io.stderr.write(`${nameOf(deployment)}: ${done}\n`);
      }
      return EXIT.clean;
    },
  };
}

const DONE: Readonly<Record<Action, string>> = { start: 'started', stop: 'stopped', restart: 'restarted' };

/** What was done, in a word or two. */
async function act(action: Action, deployment: Deployment, record: ApplyRecord, machine: Machine): Promise<string> {
  const applied = record.containers.find((one) => one.deployment === deployment);
  const input = applied && isOfRootsDocker(deployment) ? projectText(applied, machine) : undefined;
  const command = input ? controlByText(deployment, action) : controlCommand(deployment, action);
  if (command) {
    const { code, stderr } = await machine.run(command, { input });
    if (code !== 0) throw new UsageError(`\`${command.join(' ')}\` failed: ${stderr.trim() || `exit ${code}`}`);
    return DONE[action];
  }
  const manager = serviceManagerOf(machine);
  const { isActive, isUnknown, text } = await manager.state(deployment);
  if (isUnknown)
    throw new UsageError(`the service manager of ${nameOf(deployment)} does not answer${remedy(deployment, machine)}`);
  if (action === 'start' && isActive) return `runs already, ${text}`;
  if (action === 'stop') await manager.stop(deployment);
  else await manager.restart(deployment, false);
  return DONE[action];
}

function remedy({ scope, user, os }: Deployment, { self }: Machine): string {
  if (self.uid !== 0 && self.name !== user) return '; run it with sudo';
  if (scope === 'system') return '';
  return os === 'macos' ? `; log in as ${user}` : `; run \`sudo loginctl enable-linger ${user}\`, or log in as ${user}`;
}

const USUAL_LINES = 100;

export function logsEntry(): CommandEntry {
  return {
    command: instancesCommand('logs')
      .description('Shows what instances printed last, as their service managers have it.')
      .option('-f, --follow', 'show each new line too')
      .option('-n, --lines <number>', 'how many lines', number, USUAL_LINES),
    examples: [
      ['gwc logs rescue', 'the last 100 lines'],
      ['sudo gwc logs -f acme globex', 'both, as they come'],
    ],
    run: runLogs,
  };
}

function number(value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a number of lines.');
}

interface LogsFlags {
  readonly follow?: boolean;
  readonly lines: number;
}

async function runLogs({ follow = false, lines }: LogsFlags, io: Io, names: readonly string[]): Promise<number> {
  const { machine, record } = openRecord(io);
  const deployments = names.map((name) => recordedInstance(name, record));
  const options = { lines, isFollowed: follow };
  const commands = await Promise.all(deployments.map((deployment) => logCommand(deployment, options, machine)));
  const env = definedVariables(io.env);
  const show = (command: readonly string[]) =>
    machine.handOver(command, { account: machine.self, env, folder: '/', onSignal: io.onSignal });
  if (follow) return Math.max(...(await Promise.all(commands.map(show))));
  let worst = 0;
  for (const command of commands) worst = Math.max(worst, await show(command));
  return worst;
}

async function logCommand(
  deployment: Deployment,
  options: { readonly lines: number; readonly isFollowed: boolean },
  machine: Machine,
): Promise<readonly string[]> {
  const { lines, isFollowed } = options;
  const command =
    controlCommand(deployment, 'logs', '-n', String(lines), ...(isFollowed ? ['-f'] : [])) ??
    (await serviceManagerOf(machine).outputCommand(deployment, options));
  if (!command) throw new UsageError(`${nameOf(deployment)} prints to no file that its service names`);
  return command;
}
