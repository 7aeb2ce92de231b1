// The words of a unit's values, what their specifiers (`%h`, `%N`) are replaced by, and the places on the host that they name.
// Source: systemd.syntax(7), "Quoting"; systemd.unit(5), "Specifiers"; systemd.exec(5), systemd.service(5).

import { posix } from 'node:path';
import type { Scope } from '../openclaw/names.ts';

export interface UnitContext {
  /** With `.service`, and the instance of a template: `openclaw-gateway@ops.service`. */
  readonly name: string;
  readonly scope: Scope;
  /** That the unit runs as; `root` for a system unit without `User=`. */
  readonly account: UnitAccount;
  readonly hostName: string;
}

export interface UnitAccount {
  readonly name: string;
  readonly home: string;
  readonly uid?: string;
}

/** The text with its specifiers replaced; those that only the running machine knows stay. */
export function expandSpecifiers(text: string, context: UnitContext): string {
  if (!text.includes('%')) return text;
  const known = specifierValues(context);
  return text.replace(/%(.)/g, (specifier, letter: string) => known.get(letter) ?? specifier);
}

/** Those of an account are the service manager's: `User=` of a system unit doesn't count. */
function specifierValues({ name, scope, account, hostName }: UnitContext): ReadonlyMap<string, string> {
  const stem = name.replace(/\.service$/, '');
  const prefix = stem.replace(/@.*$/, '');
  const instance = instanceOf(name);
  const { home, uid = '%U' } = account;
  const isUser = scope === 'user';
  return new Map([
    ['%', '%'],
    ['h', isUser ? home : '/root'],
    ['u', isUser ? account.name : 'root'],
    ['U', isUser ? uid : '0'],
    ['i', instance],
    ['I', unescapeName(instance)],
    ['j', prefix.split('-').at(-1) ?? prefix],
    ['n', name],
    ['N', stem],
    ['p', prefix],
    ['P', unescapeName(prefix)],
    ['H', hostName],
    ['T', '/tmp'],
    ['V', '/var/tmp'],
    ['t', isUser ? `/run/user/${uid}` : '/run'],
    ['S', isUser ? `${home}/.config` : '/var/lib'],
    ['C', isUser ? `${home}/.cache` : '/var/cache'],
    ['L', isUser ? `${home}/.config/log` : '/var/log'],
    ['E', isUser ? `${home}/.config` : '/etc'],
  ]);
}

/** The instance's part of a unit's name: `ops` of `openclaw-gateway@ops.service`. */
function instanceOf(name: string): string {
  return /^[^@]*@(.*)\.service$/.exec(name)?.[1] ?? '';
}

/** Undoes `\x20` and its like in a unit's name, and `-` for `/`. Source: systemd.unit(5), "String escaping". */
function unescapeName(name: string): string {
  return name
    .replaceAll('-', '/')
    .replace(/\\x([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

const WORD = /(?:"(?:\\[\s\S]|[^"\\])*"?|'(?:\\[\s\S]|[^'\\])*'?|\\[\s\S]|[^\s"'\\])+/g;
const PART = /"((?:\\[\s\S]|[^"\\])*)"?|'((?:\\[\s\S]|[^'\\])*)'?|((?:\\[\s\S]|[^"'\\])+)/g;
const ESCAPE = /\\(x[0-9a-fA-F]{2}|[0-7]{3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g;
const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  s: ' ',
  t: '\t',
  v: '\v',
};

/** Quotes may be anywhere in a word, a backslash takes the next character with it. */
export function splitWords(value: string): readonly string[] {
  return (value.match(WORD) ?? []).map((word) =>
    word.replace(PART, (_, double?: string, single?: string, bare?: string) =>
      withoutEscapes(double ?? single ?? bare ?? ''),
    ),
  );
}

function withoutEscapes(text: string): string {
  return text.replace(ESCAPE, (_, code: string) => {
    if (/^x/.test(code)) return byte(code.slice(1), 16);
    if (/^[uU]./.test(code)) return codePoint(code.slice(1));
    return /^\d{3}$/.test(code) ? byte(code, 8) : (LETTERS[code] ?? code);
  });
}

function byte(digits: string, base: number): string {
  return String.fromCharCode(Number.parseInt(digits, base));
}

function codePoint(digits: string): string {
  const code = Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** `NAME=value`, for env(1), a shell or Environment=. */
export function isAssignment(word: string): boolean {
  return /^[A-Za-z_]\w*=/.test(word);
}

export function splitAssignment(word: string): readonly [name: string, value: string] {
  const end = word.indexOf('=');
  return [word.slice(0, end), word.slice(end + 1)];
}

/** The variables of Environment= values. */
export function assignedVariables(values: readonly string[]): readonly (readonly [name: string, value: string])[] {
  return values.flatMap(splitWords).filter(isAssignment).map(splitAssignment);
}

/** Where a unit's `RuntimeDirectory=` and the like lie. A user's manager of systemd 252 has them in these folders. */
const DIRECTORIES: Readonly<Record<string, { readonly what: string; readonly root: string }>> = {
  RuntimeDirectory: { what: 'runtime directory', root: '%t' },
  StateDirectory: { what: 'state directory', root: '%S' },
  CacheDirectory: { what: 'cache directory', root: '%C' },
  LogsDirectory: { what: 'logs directory', root: '%L' },
  ConfigurationDirectory: { what: 'configuration directory', root: '%E' },
  PIDFile: { what: 'PID file', root: '%t' },
};

export interface UnitPath {
  /** The directive of [Service]. */
  readonly name: string;
  readonly what: string;
  readonly path: string;
}

/** The directories and files that systemd makes for the unit, by the values of each directive. */
export function unitPaths(valuesOf: (name: string) => readonly string[], unit: UnitContext): readonly UnitPath[] {
  const set = Object.entries(DIRECTORIES).filter(([name]) => valuesOf(name).length > 0);
  return set.flatMap(([name, { what, root }]) =>
    valuesOf(name)
      .flatMap(splitWords)
      // `directory:link[:flags]`, from systemd 253 on.
      .flatMap((word) => expandSpecifiers(word, unit).split(':').slice(0, 2))
      .filter((word) => word !== '')
      .map((word) => ({ name, what, path: posix.resolve(expandSpecifiers(root, unit), word) })),
  );
}

/** A place in the unit's own view of the file system, and what of the host is there. */
export interface Mount {
  readonly source: string;
  readonly target: string;
}

/** Of a word of `BindPaths=` or `BindReadOnlyPaths=`: `source[:target[:options]]`. */
export function bindMount(word: string, unit: UnitContext): Mount {
  const [source = '', target = source] = expandSpecifiers(word.replace(/^-/, ''), unit).split(':');
  return { source: posix.normalize(source), target: posix.normalize(target) };
}
