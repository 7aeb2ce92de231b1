// The words of an OpenClaw command line → the parts that decide which gateway it is. Source: `openclaw gateway --help`,
// src/cli/profile of openclaw@2026.9.6.

export interface GatewayCommand {
  /** Program and leading arguments, without what picks the gateway. */
  readonly program: readonly string[];
  /** Of `--profile`; `dev` of `--dev`. */
  readonly profile?: string;
  readonly port?: number;
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
/** Subcommands of `openclaw gateway` that run it. */
const NOT_RUN = /^[a-z][a-z-]*$/;

/** Undefined where the command runs no gateway. */
export function parseGatewayCommand(words: readonly string[]): GatewayCommand | undefined {
  const at = words.indexOf('gateway', 1);
  if (at === -1) return undefined;
  const before = readOptions(words.slice(1, at), new Set(['profile']));
  const [subcommand = '', ...rest] = words.slice(at + 1);
  if (NOT_RUN.test(subcommand) && subcommand !== 'run') return undefined;
  const after = readOptions(NOT_RUN.test(subcommand) ? rest : words.slice(at + 1), WITH_VALUE);
  const all = new Map([...before.options, ...after.options]);
  const profile = all.get('profile') ?? (all.get('dev') === true ? 'dev' : undefined);
  const port = Number(all.get('port') ?? Number.NaN);
  const taken = new Set(['profile', 'dev', 'port']);
  return {
    program: [words[0]!, ...withoutProfile(words.slice(1, at))],
    ...(typeof profile === 'string' ? { profile } : {}),
    ...(Number.isInteger(port) ? { port } : {}),
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
