// What a service manager starts → the OpenClaw command at the end of it: through `env`, shells and start scripts.

import { isAssignment, splitAssignment } from '../managers/systemd-values.ts';
import type { EnvFile } from '../model/fleet.ts';
import type { Disk, Note } from './disk.ts';
import { readEnvFile, type Variables } from './env-file.ts';
import type { Account } from './found-machine.ts';
import { parseGatewayCommand } from './gateway-command.ts';
import { otherAccount } from './other-account.ts';

export interface Launch {
  readonly words: readonly string[];
  /** Set on the way, over what the service itself sets. */
  readonly variables: Variables;
  readonly files: readonly EnvFile[];
  readonly folder?: string | undefined;
  /** Start scripts on the way. */
  readonly scripts: readonly string[];
  /** Its own files, where OpenClaw's installer put the environment of a job into one: a script, and what it reads. */
  readonly generated: readonly string[];
  /** The account that it runs as, where `sudo` and the like change that. */
  readonly user?: string;
  /** Whether what the service sets is lost on the way. */
  readonly isBare?: boolean;
  /** Variables of OpenClaw's that are set to what can't be known without running a script. */
  readonly unclear: readonly string[];
}

/** What the gateway finds set; `set` by the service itself. */
export function serviceVariables({ isBare, user, variables }: Launch, set: Variables, { home }: Account): Variables {
  return new Map([...(isBare ? [] : set), ...(user === undefined ? [] : [['HOME', home] as const]), ...variables]);
}

/** Why it is not in hosts.yaml: what it is would be a guess. */
export function unclearText({ unclear, words }: Launch): string | undefined {
  if (unclear.length === 0) return undefined;
  const names = [...new Set(unclear)].join(', ');
  const port = parseGatewayCommand(words)?.port;
  return `its script sets ${names} to what only a run of it can tell; it is left out: add it by hand${port === undefined ? '' : `, with port ${port}`}`;
}

const MOST_STEPS = 8;

export function followLaunch(words: readonly string[], environment: Variables, disk: Disk, notes: Note[]): Launch {
  let launch: Launch = { words, variables: new Map(), files: [], scripts: [], generated: [], unclear: [] };
  for (let count = 0; count < MOST_STEPS && !isGateway(launch.words); count += 1) {
    const next = oneStep(launch, environment, disk, notes);
    if (!next) break;
    launch = next;
  }
  return launch;
}

/** A name that OpenClaw or its predecessors give, or one that a person is likely to. */
const TELLING = /openclaw|clawdbot|moltbot|\b[a-z]+claw\b[^\n]*\bgateway\b/i;

/** Whether a service has to do with OpenClaw, by its own text or by that of a script that it starts. */
export function concernsOpenclaw(text: string, words: readonly string[], disk: Disk): boolean {
  if (TELLING.test(text)) return true;
  const files = words.map((word) => word.replace(/^[-@:+!]+/, '')).filter((word) => word.startsWith('/'));
  return files.slice(0, MOST_STEPS).some((file) => TELLING.test(scriptText(disk.start(file)) ?? ''));
}

/** Whether the words themselves run a gateway, whatever their program is. */
function isGateway(words: readonly string[]): boolean {
  const isOther = isShell(words[0]) || hasAssignment(words) || generatedFiles(words) || otherAccount(words);
  return words.slice(1).includes('gateway') && !isOther;
}

function oneStep(launch: Launch, environment: Variables, disk: Disk, notes: Note[]): Launch | undefined {
  const [program = '', ...rest] = launch.words;
  if (hasAssignment(launch.words)) return withoutEnv(launch);
  const generated = generatedFiles(launch.words);
  if (generated) {
    const variables = new Map([...launch.variables, ...(readEnvFile(generated.at(-1)!, disk) ?? [])]);
    return { ...launch, words: launch.words.slice(launch.words.indexOf(generated.at(-1)!) + 1), variables, generated };
  }
  const other = otherAccount(launch.words);
  if (other) return { ...launch, ...other, variables: other.isBare ? new Map() : launch.variables };
  const known = new Map([...environment, ...launch.variables]);
  if (isShell(program)) {
    const at = rest.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word));
    const text = at === -1 ? undefined : rest[at + 1];
    if (text !== undefined)
      return joined(launch, readScript(text, known, rest.slice(at + 3), disk), `${program} -c`, notes);
    const file = rest.find((word) => !word.startsWith('-'));
    return file === undefined
      ? undefined
      : fromFile(launch, file, rest.slice(rest.indexOf(file) + 1), known, disk, notes);
  }
  return fromFile(launch, program, rest, known, disk, notes);
}

function fromFile(
  launch: Launch,
  file: string,
  args: readonly string[],
  known: Variables,
  disk: Disk,
  notes: Note[],
): Launch | undefined {
  if (!file.startsWith('/') || launch.scripts.includes(file)) return undefined;
  const text = scriptText(disk.start(file));
  if (text === undefined) return undefined;
  const next = joined(launch, readScript(text, known, args, disk), file, notes);
  return next && { ...next, scripts: [...launch.scripts, file] };
}

/** Of a program that is no shell script there is nothing to read. */
function scriptText(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes) return undefined;
  const text = new TextDecoder().decode(bytes);
  return /^#! *\S*(?:\/env +)?\S*\b(?:ba|da|k|z)?sh\b/.test(text) ? text : undefined;
}

function joined(launch: Launch, script: Script, place: string, notes: Note[]): Launch | undefined {
  if (script.strange > 0) {
    const count = script.strange === 1 ? 'one statement' : `${script.strange} statements`;
    notes.push({ place, text: `${count} of this script could not be understood; what they do is not in this file` });
  }
  if (!script.command) return undefined;
  return {
    ...launch,
    words: script.command,
    variables: new Map([...launch.variables, ...script.variables]),
    files: [...launch.files, ...script.files],
    folder: script.folder ?? launch.folder,
    unclear: [...launch.unclear, ...script.unclear],
  };
}

function isShell(program = ''): boolean {
  return /(^|\/)(ba|da|k|z)?sh$/.test(program);
}

/** `/bin/sh WRAPPER ENVFILE program …`. Source: src/daemon/launchd-service-files of openclaw@2026.9.6. */
function generatedFiles(words: readonly string[]): readonly [wrapper: string, environment: string] | undefined {
  const [wrapper = '', environment = ''] = isShell(words[0]) ? words.slice(1) : words;
  const isGenerated =
    /\/service-env\/[^/]+-env-wrapper\.sh$/.test(wrapper) && /\/service-env\/[^/]+\.env$/.test(environment);
  return isGenerated ? [wrapper, environment] : undefined;
}

/** `env NAME=value … program`. */
function hasAssignment([program = '', ...rest]: readonly string[]): boolean {
  return (
    /(^|\/)env$/.test(program) &&
    rest.some((word, index) => isAssignment(word) && rest.slice(0, index).every(isEnvPart))
  );
}

function withoutEnv(launch: Launch): Launch {
  const rest = launch.words.slice(1);
  const end = rest.findIndex((word) => !isEnvPart(word));
  const assignments = rest.slice(0, end === -1 ? rest.length : end).filter(isAssignment);
  const words = end === -1 ? [] : rest.slice(end);
  // `env` also finds a program by its name alone.
  return {
    ...launch,
    words: words[0]?.startsWith('/') === false ? ['/usr/bin/env', ...words] : words,
    variables: new Map([...launch.variables, ...assignments.map(splitAssignment)]),
  };
}

function isEnvPart(word: string): boolean {
  return word.startsWith('-') || isAssignment(word);
}

export interface Script {
  readonly variables: Variables;
  readonly files: readonly EnvFile[];
  readonly folder?: string;
  readonly command?: readonly string[];
  /** How many statements were not understood. */
  readonly strange: number;
  /** Variables of OpenClaw's that they set. */
  readonly unclear: readonly string[];
}

/** `known`: variables that the script finds set; `args`: what `"$@"` is replaced by. */
export function readScript(text: string, known: Variables, args: readonly string[], disk: Disk): Script {
  const variables = new Map<string, string>();
  const sourced = new Map<string, string>();
  let own = args;
  const lookup = (name: string) =>
    /^\d$/.test(name) ? own[Number(name) - 1] : (variables.get(name) ?? sourced.get(name) ?? known.get(name));
  let script: Script = { variables, files: [], strange: 0, unclear: [] };
  let isConditional = false;
  for (const statement of statements(text)) {
    const words = shellWords(statement, lookup, own);
    const before = script.files.length;
    if (words?.[0] === 'shift') own = own.slice(Number(words[1] ?? 1));
    else script = words ? step(script, words, { variables, isConditional }) : notUnderstood(script, statement);
    for (const { path } of script.files.slice(before)) {
      const found = disk.kind(path) === 'file' ? readEnvFile(path, disk) : undefined;
      for (const [name, value] of found ?? []) sourced.set(name, value);
    }
    isConditional = CONDITIONS.has(words?.[0] ?? '');
  }
  return script;
}

function notUnderstood(script: Script, statement: string): Script {
  const unclear = [...statement.matchAll(SELECTOR)].map(([, name = '']) => name);
  return { ...script, strange: script.strange + 1, unclear: [...script.unclear, ...unclear] };
}

/** What decides which gateway it is. */
const SELECTOR = /\b((?:OPENCLAW|CLAWDBOT|MOLTBOT)_(?:STATE_DIR|CONFIG_PATH|HOME|PROFILE|GATEWAY_PORT)|HOME)=/g;

/** Words that a condition or a block begins with; what follows is a statement of its own. */
const LEADERS: ReadonlySet<string> = new Set(['then', 'else', 'do', 'exec', 'export', '{', 'readonly', 'nohup']);
/** What changes nothing of which gateway this is. */
const HARMLESS: ReadonlySet<string> = new Set([
  'set',
  'umask',
  'unset',
  'fi',
  'done',
  '}',
  'true',
  ':',
  'echo',
  'mkdir',
  'ulimit',
  'sleep',
  'trap',
]);

/** What runs something more than once, or not always. */
const LOOPS: ReadonlySet<string> = new Set(['for', 'while', 'until', 'case', 'select', 'function']);

/** `if [ -r FILE ]; then . FILE; fi`, of which the last part says it all. */
const CONDITIONS: ReadonlySet<string> = new Set(['if', '[', '[[', 'test']);

interface StepContext {
  readonly variables: Map<string, string>;
  /** Whether it depends on a condition. */
  readonly isConditional: boolean;
}

function step(script: Script, [first = '', ...rest]: readonly string[], context: StepContext): Script {
  const { variables, isConditional } = context;
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(first) ?? [];
  if (name !== undefined && value !== undefined) {
    variables.set(name, value);
    return rest.length === 0 ? script : step(script, rest, context);
  }
  if (LEADERS.has(first)) return rest.length === 0 ? script : step(script, rest, context);
  if (HARMLESS.has(first) || first === '') return script;
  if (LOOPS.has(first)) return { ...script, strange: script.strange + 1 };
  if (CONDITIONS.has(first)) return script;
  if ((first === '.' || first === 'source') && rest[0] !== undefined) {
    const file = { path: rest[0], optional: isConditional };
    return { ...script, files: [...script.files, file] };
  }
  if (first === 'cd' && rest[0] !== undefined) return { ...script, folder: rest[0] };
  if (/^[A-Za-z_]\w*$/.test(first) && variables.has(first) && rest.length === 0) return script;
  const isLaunch = rest.includes('gateway') || (!script.command && (first.includes('/') || rest.length > 0));
  if (isLaunch) return { ...script, command: [first, ...rest] };
  return { ...script, strange: script.strange + 1 };
}

const QUOTED = /"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\\[\s\S]/;
const STATEMENT = new RegExp(`(?:${QUOTED.source}|[^"'\\\\;\\n&|]|(?<!&)&(?!&)|(?<!\\|)\\|(?!\\|))+`, 'g');

function statements(text: string): readonly string[] {
  const joined = text.replace(/\\\r?\n/g, ' ').replace(/(^|\s)#[^\n]*/g, '$1');
  return (joined.match(STATEMENT) ?? []).map((statement) => statement.trim()).filter((statement) => statement !== '');
}

const WORD = new RegExp(`(?:${QUOTED.source}|[^\\s"'\\\\])+`, 'g');
const PART = /"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|\\([\s\S])|([^"'\\]+)/g;

/** Undefined where a word depends on what a command prints, on a pattern or on a variable that nothing sets. */
function shellWords(
  statement: string,
  lookup: (name: string) => string | undefined,
  args: readonly string[],
): readonly string[] | undefined {
  let isClear = true;
  const fill = (text: string): string => {
    if (/\$\(|`/.test(text)) isClear = false;
    return text.replace(
      /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\d|[A-Za-z_]\w*))/g,
      (reference, braced?: string, fallback?: string, bare?: string) => {
        const value = lookup(braced ?? bare ?? '') ?? fallback;
        if (value === undefined) isClear = false;
        return value ?? reference;
      },
    );
  };
  const written = (statement.match(WORD) ?? []).filter((word, index, all) => !isRedirection(word, all[index - 1]));
  const words = written.flatMap((word) => {
    if (/^"?\$(@|\*|\{@\})"?$/.test(word)) return args;
    const home = /^~(?=\/|$)/.test(word) ? (lookup('HOME') ?? '~') : undefined;
    const text = home === undefined ? word : home + word.slice(1);
    return [
      text.replace(PART, (_, double?: string, single?: string, escaped?: string, bare?: string) => {
        if (single !== undefined) return single;
        if (escaped !== undefined) return escaped;
        return double === undefined ? fill(bare ?? '') : fill(double).replace(/\\(["\\$`])/g, '$1');
      }),
    ];
  });
  return isClear ? words : undefined;
}

/** `>log`, `2>&1`, and `>` with the word behind it. */
function isRedirection(word: string, before = ''): boolean {
  return /^\d?[<>]/.test(word) || /^\d?[<>]+&?$/.test(before);
}
