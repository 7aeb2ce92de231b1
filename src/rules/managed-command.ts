// `command` is the program, and leaves to gwc which gateway it runs.

import type { Path } from '../document/json.ts';
import { commandsAt, commandsOf, programOf } from '../managers/shell-words.ts';
import { isAssignment, splitAssignment } from '../managers/systemd-values.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { insteadOf, isOwnedVariable } from '../openclaw/owned-variables.ts';
import type { Finding, Rule } from './rule.ts';

export const managedCommand: Rule = {
  id: 'managed-command',
  severity: 'error',
  hasWarnings: true,
  summary: '`command` sets no profile, port, container or variable that gwc sets, and no subcommand',
  compares: '`command` with what gwc writes after it',
  why: `gwc writes \`gateway --port PORT\` after \`command\`, and says with variables which state folder and config a gateway has. A
\`--profile\`, \`--dev\` or \`--container\` before that, a \`--port\` of its own, or \`OPENCLAW_STATE_DIR=… \` through env(1) or a shell moves
the gateway to other folders and ports than the ones that were checked: two gateways with \`--profile shared\` run on one state, and
the second one dies. \`env -i\`, \`env -u\` and \`unset\` have the same effect, and programs such as sudo(8) that start with a clean
environment may have. Set the instance key instead.

A script for a shell has to hand on what gwc writes after it, and the first word after it is its \`$0\`:
\`[/bin/sh, -c, 'exec openclaw "$@"', openclaw]\`.`,
  source: 'openclaw@2026.9.6, src/cli/profile, src/cli/container-target, src/cli/gateway-cli/run',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    command: [/usr/bin/openclaw, --profile, shared]
    instances:
      main: { port: 18789 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    command: [/usr/bin/env, TZ=UTC, /usr/bin/openclaw]
    instances:
      main: { port: 18789, profile: shared }
`,
  },
  check,
};

function* check(fleet: Fleet): Generator<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) yield* commandProblems(instance);
}

/** Options of OpenClaw that decide which gateway runs, each with what to do instead. */
const OPTIONS: Readonly<Record<string, string>> = {
  '--profile': 'set `profile` instead',
  '--dev': 'set `profile` and `port` instead',
  '--port': 'set `port` instead',
  '--container': 'set `service.target` instead',
};

function* commandProblems({ command, managed, path }: Instance): Generator<Finding> {
  const whole: Path = [...path, 'command'];
  yield* lostVariables(command, whole);
  if (managed) yield* lostArguments(command, whole);
  for (const [index, word] of command.entries()) {
    if (index === 0) continue;
    const at: Path = [...whole, index];
    const commands = commandsAt(command, index);
    const isScript = commands.length > 1 || (commands[0]?.length ?? 0) > 1;
    const option = commands.flatMap((words) => optionsOf(words, isScript))[0];
    if (option !== undefined) {
      yield {
        at,
        message: `\`${option}\` in \`command\` decides which gateway this is; remove it, and ${OPTIONS[option]}`,
      };
    } else if (word === 'gateway') {
      yield { at, message: '`gateway` in `command`: gwc writes it, with the port; remove it and what follows' };
    } else {
      for (const name of assignedNames(commands)) {
        yield {
          at,
          message: `\`command\` sets \`${name}\`, which decides which gateway this is; remove it, and ${insteadOf(name)}`,
        };
      }
      if (isScript) for (const words of commands) yield* lostVariables(words, at);
    }
  }
}

/** What a script is handed: the word after it is `$0`. */
const ARGUMENT = /\$(?:[@*1-9]|\{[@*#!1-9])/;
const NAME = /\$(?:0|\{0)/;

/** A script for a shell that starts OpenClaw without the words that gwc writes after `command`. */
function* lostArguments(command: readonly string[], at: Path): Generator<Finding> {
  const [shell, args] = programOf(command);
  const option = args.findIndex((word) => /^-[a-zA-Z]*c$/.test(word));
  const isWord = (word: string, index: number) => !/^[-+]/.test(word) && !/^[-+]o$/.test(args[index - 1] ?? '');
  const index = args.findIndex(isWord);
  const script = args[index] ?? '';
  if (!/^(ba|da|z|k|a)?sh$/.test(shell) || option === -1 || index < option) return;
  const last = commandsOf(script).at(-1) ?? [];
  if (!last.some((word) => OPENCLAW.test(word)) || last.includes('gateway')) return;
  const isLast = index === args.length - 1;
  if (ARGUMENT.test(script) && (!isLast || NAME.test(script))) return;
  const name = isLast ? ', and `gateway` becomes its `$0`' : '';
  yield {
    at: [...at, command.length - args.length + index],
    message: `gwc writes \`gateway --port\` after \`command\`, which this script doesn't hand on to OpenClaw${name}; write \`"$@"\` into it, and a name after it: [/bin/sh, -c, 'exec openclaw "$@"', openclaw]`,
  };
}

/** Owned variables that it sets, for env(1) or a shell. */
function assignedNames(commands: readonly (readonly string[])[]): readonly string[] {
  const names = commands
    .flat()
    .filter(isAssignment)
    .map((one) => splitAssignment(one)[0]);
  return [...new Set(names)].filter(isOwnedVariable);
}

const OPENCLAW = /(^|\/)openclaw(\.mjs)?$/;

/** In a script they are OpenClaw's only after its program. */
function optionsOf(words: readonly string[], isScript: boolean): readonly string[] {
  const start = isScript ? words.findIndex((word) => OPENCLAW.test(word)) : 0;
  const found = start === -1 ? [] : words.slice(start).map((word) => /^--[a-z]+(?==|$)/.exec(word)?.[0] ?? '');
  return found.filter((option) => Object.hasOwn(OPTIONS, option));
}

/** Programs that start another one without the environment they are given. */
const CLEARING = /^(sudo|su|runuser|doas|systemd-run)$/;

/** What takes variables that gwc sets out of the environment. */
function* lostVariables(words: readonly string[], at: Path): Generator<Finding> {
  const program = words[0]?.replace(/^.*\//, '') ?? '';
  if (CLEARING.test(program)) {
    yield {
      severity: 'warning',
      at,
      message: `\`${program}\` in \`command\` may drop the variables that say which gateway this is; remove it, and set \`user\` instead`,
    };
  }
  const options = envOptions(words);
  if (options.some((word) => /^(-|-[a-zA-Z0]*i|--ignore-environment)$/.test(word)))
    yield { at, message: '`env -i` takes away the variables that say which gateway this is; remove it' };
  const names = program === 'unset' ? words : options.map((word) => word.replace(/^(-u|--unset=)/, ''));
  for (const name of new Set(names.filter((name) => !isAssignment(name) && isOwnedVariable(name))))
    yield { at, message: `\`command\` takes \`${name}\` away, which decides which gateway this is; leave it set` };
}

/** The words of env(1) before the program that it runs. */
function envOptions(words: readonly string[]): readonly string[] {
  const start = words.findIndex((word) => /(^|\/)env$/.test(word)) + 1;
  if (start === 0) return [];
  const rest = words.slice(start);
  const end = rest.findIndex(
    (word, at) => !(/^-/.test(word) || isAssignment(word) || /^(-u|--unset)$/.test(rest[at - 1] ?? '')),
  );
  return end === -1 ? rest : rest.slice(0, end);
}
