// Commands that end processes by their name or by a port that they hold: every gateway's process is called openclaw-gateway.

import { once } from '../diagnostics/collections.ts';
import { commandsOf, programOf, shellText } from '../managers/shell-words.ts';
import { valuesOf } from '../model/environment.ts';
import type { Host, Instance } from '../model/fleet.ts';
import type { Interval } from '../model/intervals.ts';
import { hostListeners } from '../model/port-claims.ts';
import type { Finding } from './rule.ts';

export function* killProblems({ instances }: Host): Generator<Finding> {
  // Few fleets have a command that kills by port.
  const owners = once(() =>
    instances.flatMap((instance) => portsOf(instance).map((range) => ({ ...range, instance }))),
  );
  for (const instance of instances) yield* killsOf(instance, instances, owners);
}

interface PortOwner extends Interval {
  readonly instance: Instance;
}

function portsOf(instance: Instance): readonly Interval[] {
  return [...(instance.ports ? [instance.ports.span] : []), ...hostListeners(instance)];
}

/** Of every command that is run for the gateway, the first of a kind. */
function* killsOf(
  own: Instance,
  instances: readonly Instance[],
  owners: () => readonly PortOwner[],
): Generator<Finding> {
  const { path, service, command, stateDir } = own;
  const raw = service.manager.readsUnits ? Object.entries(service.systemd.Service) : [];
  const lines = [
    { name: 'command', key: ['command'], text: shellText(command) },
    ...raw
      .filter(([name]) => /^Exec/.test(name))
      .flatMap(([name, value]) => {
        const key = ['service', 'systemd', 'Service', name];
        return valuesOf(value).map((text) => ({ name, key, text }));
      }),
  ];
  for (const { name, key, text } of lines) {
    const at = [...path, ...key];
    for (const { program, port } of killsByPort(text)) {
      const isHolder = ({ instance, from, to }: PortOwner) => instance !== own && from <= port && port <= to;
      const owner = owners().find(isHolder)?.instance;
      if (!owner || !(owner.user === own.user || runsAsRoot(text, own))) continue;
      yield {
        at,
        message: `\`${name}\` runs \`${program}\` on port ${port}, which is \`${owner.name}\`'s: it kills that gateway, or what it started; remove it, systemd ends the unit's own processes`,
        related: [{ at: [...owner.path, 'port'], message: `\`${owner.name}\` has the port` }],
      };
    }
    const isRoot = runsAsRoot(text, own);
    const isMet = ({ users }: Kill) =>
      instances.some((other) => other !== own && (isRoot || other.user === own.user) && mayBeOf(users, other));
    const kills = killsByName(text).filter(isMet);
    const sure = kills.find(({ pattern }) => pattern === undefined);
    const isOwn = (pattern: string) => [own.name, stateDir, String(own.port)].some((part) => pattern.includes(part));
    const likely = kills.find(({ pattern }) => pattern !== undefined && !isOwn(pattern));
    if (sure) {
      yield {
        at,
        message: `\`${name}\` runs \`${sure.program}\`, which kills every gateway that it may: each process is called openclaw-gateway; remove it, systemd ends the unit's own processes`,
      };
    } else if (likely) {
      yield {
        severity: 'warning',
        at,
        message: `\`${name}\` runs \`${likely.program} ${likely.pattern}\`, which ends processes of that name that other gateways started, too; remove it, systemd ends the unit's own processes`,
      };
    }
  }
}

/** A user's manager has no more rights than its account, `+` or not. Source: systemd.service(5), "Command lines". */
function runsAsRoot(text: string, { user, service }: Instance): boolean {
  const isPrivileged = service.scope === 'system' && /^[-@:|]*(\+|!(?!!))/.test(text);
  return user === 'root' || isPrivileged || /\b(sudo|doas)\b/.test(text);
}

/** Of accounts, those that a killer is told. A number is known to the machine alone. */
function mayBeOf(users: readonly string[], { user }: Instance): boolean {
  return users.length === 0 || users.some((one) => one === user || !/^[a-z_]/i.test(one));
}

interface Kill {
  readonly program: string;
  /** Whose processes it looks for; everybody's where there is none. */
  readonly users: readonly string[];
  /** What it looks for, where that is no name of a gateway's process. */
  readonly pattern?: string;
}

/** What a gateway and what it starts are called. The kernel keeps 15 characters of a name. */
const NAMES = ['openclaw-gateway', 'openclaw-gatewa', 'openclaw', 'node', 'chrome', 'chromium'];

/** Killers, and those that list for `kill`. */
const KILLERS = /^(pkill|killall|killall5|skill)$/;
const LISTERS = /^(pgrep|pidof)$/;

/** Of processes that are said by more than a name: the children of one, those whose number a file holds. */
const BY_NUMBER = /^(-[a-zA-Z]*[FPgs]|--(pidfile|parent|pgroup|session)(=.*)?)$/;
const WITH_VALUE = /^(-[uUGtroyZn]|--(euid|uid|group|terminal|runstates|user|signal|older-than|younger-than))$/;

function killsByName(text: string): readonly Kill[] {
  const commands = commandsOf(text);
  const isListKilled = commands.some((words) => words.some((word) => /^(.*\/)?kill$/.test(word)));
  return commands.flatMap((words): readonly Kill[] => {
    const [program, args] = programOf(words);
    if (!KILLERS.test(program) && !(isListKilled && LISTERS.test(program))) return [];
    if (args.some((word) => BY_NUMBER.test(word))) return [];
    const patterns = args.filter((word, index) => !word.startsWith('-') && !WITH_VALUE.test(args[index - 1] ?? ''));
    const users = usersIn(args);
    if (patterns.length === 0 || patterns.some((pattern) => isGateway(pattern, program))) return [{ program, users }];
    return patterns.map((pattern) => ({ program, users, pattern }));
  });
}

/** Of `-u claw,beta`, `-uclaw`, `--euid claw` and `--euid=claw`. */
function usersIn(args: readonly string[]): readonly string[] {
  return args.flatMap((word, index) => {
    const [, name, value = ''] = /^(-[uU]|--(?:euid|uid|user)(?==|$))=?(.*)$/.exec(word) ?? [];
    if (name === undefined) return [];
    return (value === '' ? (args[index + 1] ?? '') : value).split(',');
  });
}

interface PortKill {
  readonly program: string;
  readonly port: number;
}

/** fuser(1) kills by itself, lsof(8) lists for `kill`, and the npm package kill-port does both. */
function killsByPort(text: string): readonly PortKill[] {
  const commands = commandsOf(text);
  const isListKilled = commands.some((words) => words.some((word) => /^(.*\/)?kill$/.test(word)));
  return commands.flatMap((words) => {
    const at = words.findIndex((word) => PORT_KILLERS.test(word));
    const [, program = ''] = PORT_KILLERS.exec(words[at] ?? '') ?? [];
    const args = words.slice(at + 1);
    const isKilling =
      program === 'fuser' ? args.some((word) => FUSER_KILL.test(word)) : program !== 'lsof' || isListKilled;
    return program !== '' && isKilling ? portsIn(program, args).map((port) => ({ program, port })) : [];
  });
}

const PORT_KILLERS = /^[-@:+!|]*(?:.*\/)?(fuser|lsof|kill-port)(?:@.*)?$/;
const FUSER_KILL = /^(-[a-zA-Z46]*k[a-zA-Z]*|--kill)$/;

/** How each is told a port, which is the first group. */
const PORT_WORDS: Readonly<Record<string, RegExp>> = {
  fuser: /^(\d+)\/tcp$/,
  lsof: /^(?:-[a-zA-Z]*i)?(?:[46]?(?:tcp)?(?:@[^:]*)?):([\d,]+)$/i,
  'kill-port': /^(\d+)$/,
};

function portsIn(program: string, args: readonly string[]): readonly number[] {
  const isSpaceGiven = program === 'fuser' && /(^|,)(-n|--namespace),tcp(,|$)/.test(args.join());
  const form = isSpaceGiven ? /^(\d+)$/ : PORT_WORDS[program]!;
  return args.flatMap((word) => form.exec(word)?.[1]?.split(',').map(Number) ?? []);
}

/** pkill and pgrep take a regular expression, the others a whole name. */
function isGateway(pattern: string, program: string): boolean {
  if (!/^(pkill|pgrep)$/.test(program)) return NAMES.includes(pattern);
  const expression = expressionOf(pattern);
  return expression === undefined || NAMES.some((name) => expression.test(name));
}

function expressionOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}
