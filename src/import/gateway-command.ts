// The words of an OpenClaw command line → the parts that decide which gateway it is. Source: `openclaw gateway --help`,
// src/cli/profile of openclaw@2026.9.6.

import { type Json, type JsonMap, mapOf } from '../document/json.ts';
import { PASSWORD_VARIABLE, TOKEN_VARIABLE } from '../openclaw/gateway-auth.ts';

export interface GatewayCommand {
  /** Program and leading arguments, without what picks the gateway. */
  readonly program: readonly string[];
  /** Of `--profile`; `dev` of `--dev`. */
  readonly profile?: string;
  readonly port?: number;
  /** `gateway start`: it has the service manager run the gateway, and ends. */
  readonly handsOver?: true;
  /** Further options of the gateway, without dashes; `true` for one without a value. */
  readonly options: ReadonlyMap<string, string | true>;
}

const WITH_VALUE: ReadonlySet<string> = new Set([
  'auth',
  'bind',
  'password',
  'password-file',
  'port',
  'profile',
  'raw-stream-path',
  'tailscale',
  'token',
  'ws-log',
]);
const SUBCOMMAND = /^[a-z][a-z-]*$/;

/** Programs that run a command in a container or on another machine. */
const ELSEWHERE = /(^|\/)(docker|podman|nerdctl|kubectl|ssh|autossh|incus|lxc|machinectl|socat|ping|curl)$/;

/** Undefined where the command runs no gateway. */
export function parseGatewayCommand(words: readonly string[]): GatewayCommand | undefined {
  const at = words.indexOf('gateway', 1);
  if (at === -1 || ELSEWHERE.test(words[0]!)) return undefined;
  const before = readOptions(words.slice(1, at), new Set(['profile']));
  const [subcommand = '', ...rest] = words.slice(at + 1);
  const isPlain = !SUBCOMMAND.test(subcommand);
  const handsOver = subcommand === 'start' || undefined;
  if (!isPlain && !handsOver && subcommand !== 'run') return undefined;
  const after = readOptions(isPlain ? words.slice(at + 1) : rest, WITH_VALUE);
  const all = new Map([...before.options, ...after.options]);
  const profile = all.get('profile') ?? (all.get('dev') === true ? 'dev' : undefined);
  const port = Number(all.get('port') ?? Number.NaN);
  const taken = new Set(['profile', 'dev', 'port']);
  return {
    program: [words[0]!, ...withoutProfile(words.slice(1, at))],
    ...(typeof profile === 'string' ? { profile } : {}),
    ...(Number.isInteger(port) ? { port } : {}),
    ...(handsOver ? { handsOver } : {}),
    options: new Map([...after.options].filter(([name]) => !taken.has(name))),
  };
}

interface Options {
  readonly options: ReadonlyMap<string, string | true>;
}

function readOptions(words: readonly string[], withValue: ReadonlySet<string>): Options {
  const options = new Map<string, string | true>();
  for (let index = 0; index < words.length; index += 1) {
    const [, name, , value] = /^--([\w-]+)(=(.*))?$/s.exec(words[index]!) ?? [];
    if (name === undefined) continue;
    const takesNext = value === undefined && withValue.has(name) && words[index + 1] !== undefined;
    options.set(name, value ?? (takesNext ? words[index + 1]! : true));
    if (takesNext) index += 1;
  }
  return { options };
}

/** `--profile x`, `--profile=x` and `--dev`, which hosts.yaml says in other words. */
function withoutProfile(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => !/^--(profile(=.*)?|dev)$/s.test(word) && words[index - 1] !== '--profile');
}

/** Without a value, and without a key in hosts.yaml or openclaw.json. Source: `gateway run --help` of 2026.3.13 to 2026.9.6. */
const KNOWN: ReadonlySet<string> = new Set([
  ...WITH_VALUE,
  'allow-unconfigured',
  'ambient-channels',
  'claude-cli-logs',
  'cli-backend-logs',
  'compact',
  'dev-ambient-channels',
  'force',
  'no-color',
  'raw-stream',
  'reset',
  'tailscale-reset-on-exit',
  'verbose',
]);

export interface CommandOptions {
  readonly config: JsonMap;
  readonly secrets: readonly string[];
  /** Of the secrets. Compared, never shown. */
  readonly values: ReadonlyMap<string, string>;
  readonly comments: readonly string[];
}

/** Options of the command that openclaw.json has a key for. */
export function commandOptions(options: ReadonlyMap<string, string | true>): CommandOptions {
  const auth: [string, Json][] = [];
  const gateway: [string, Json][] = [];
  const values = new Map<string, string>();
  const comments: string[] = [];
  for (const [name, value] of options) {
    if (name === 'bind') gateway.push(['bind', value]);
    else if (name === 'tailscale') gateway.push(['tailscale', mapOf([['mode', value]])]);
    else if (name === 'auth') auth.push(['mode', value]);
    else if (name === 'token' || name === 'password') {
      const variable = name === 'token' ? TOKEN_VARIABLE : PASSWORD_VARIABLE;
      auth.push([name, `\${${variable}}`]);
      values.set(variable, String(value));
    } else if (KNOWN.has(name)) comments.push(`the command's option --${name} has no place here and is left out`);
    else comments.push(`\`openclaw gateway\` refuses the option --${name}, and exits; it is left out`);
  }
  if (auth.length > 0) gateway.push(['auth', mapOf(auth)]);
  return {
    config: mapOf(gateway.length > 0 ? [['gateway', mapOf(gateway)]] : []),
    secrets: [...values.keys()],
    values,
    comments,
  };
}
