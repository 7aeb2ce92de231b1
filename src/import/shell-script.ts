// A start script of a few lines → the variables it sets, the files it reads and the command that it becomes. It is read, and
// never run: a statement that says more than that is named as one that was not understood.

import type { EnvFile } from '../model/fleet.ts';
import type { Variables } from './env-file.ts';

export interface Script {
  readonly variables: Variables;
  readonly files: readonly EnvFile[];
  readonly folder?: string;
  readonly command?: readonly string[];
  /** How many statements were not understood. */
  readonly strange: number;
}

/** `known`: variables that the script finds set; `args`: what stands for `"$@"`. */
export function readScript(text: string, known: Variables, args: readonly string[]): Script {
  const variables = new Map<string, string>();
  const lookup = (name: string) => variables.get(name) ?? known.get(name);
  let script: Script = { variables, files: [], strange: 0 };
  let isConditional = false;
  for (const statement of statements(text)) {
    const words = shellWords(statement, lookup, args);
    script = words ? step(script, words, { variables, isConditional }) : { ...script, strange: script.strange + 1 };
    isConditional = CONDITIONS.has(words?.[0] ?? '');
  }
  return script;
}

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

interface Surroundings {
  readonly variables: Map<string, string>;
  /** Whether a condition stands before it. */
  readonly isConditional: boolean;
}

function step(script: Script, [first = '', ...rest]: readonly string[], surroundings: Surroundings): Script {
  const { variables, isConditional } = surroundings;
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(first) ?? [];
  if (name !== undefined && value !== undefined) {
    variables.set(name, value);
    return rest.length === 0 ? script : step(script, rest, surroundings);
  }
  if (LEADERS.has(first)) return rest.length === 0 ? script : step(script, rest, surroundings);
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
      /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
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
