// A hosts.yaml → the same text with every value that may be secret covered by `*`. Length, lines and columns stay, so that
// a place in the one is a place in the other. It reads characters and not YAML: the text may be broken. In doubt it covers.

import { groupBy } from './collections.ts';
import { isNearSecretName, isSecretName, KNOWN_SECRET, looksRandom, SECRET_NAME_END } from './secrets.ts';
import { type Region, valueRegion } from './value-region.ts';

/** Names that hold a secret in some maps of openclaw.json, and nothing that a frame needs in the others. */
const DOUBTFUL_NAMES = '\\bvalue|\\bkey|\\bcode';
const NAMES = `(?:${SECRET_NAME_END}|${DOUBTFUL_NAMES})`;

/** From a secret's key up to its value; also a variable's name and `=`. */
const SECRET_KEY = new RegExp(
  // No two parts in a row take the same characters: a long row of blanks would be tried in every division.
  `${NAMES}["']?(?:\\s*:|[ \\t]*=|[ \\t]*#(?:[^\\n:=]*[:=]|[^\\n]*\\n\\s*:))`,
  'gi',
);
const LONGEST_FLAG = 80;
/** Any key or variable, with what follows it up to its value. */
const ANY_KEY = /(?<![\w-])([A-Za-z][\w-]{2,80})["']?(?:\s*:|=)/g;
/** The words of a comment. */
const COMMENT = /(?<=(?:^|\s)#)[^\n]*/g;
/** A key that may be spelled with escapes. Without a limit, a line of nothing but quotes and backslashes takes minutes. */
const QUOTED_KEY = /"((?:[^"\\\n]|\\.){1,300})"\s*:/g;

/** The parts of a text that are secret wherever they stand: the whole match, or the group behind a flag. */
const SECRET_PARTS: readonly RegExp[] = [
  KNOWN_SECRET,
  // Also with a `/` in it, which belongs into an address escaped.
  /(?<=:\/\/[^\s/:@"'?#]*:)[^\s@"']+(?=@)/g,
  /(?<=\bbearer\s)\s*(?=[^\s"']*\d)[\w~+/.=-]{6,}/gi,
  // Without a scheme, as images have it.
  /(?<=(?<![^\s"'`=])[^\s/:@"'`=]{1,100}:)[^\s/@"'`]+(?=@[\w.-]+(?::\d+)?\/)/g,
  new RegExp(`(?<=[?&][\\w-]*${NAMES}=)[^\\s&"'#]+`, 'gi'),
  // `--token abc` and `--token=abc`, also as two items of a list. What stands behind is looked at only: it may be a flag, too.
  new RegExp(
    `--[\\w-]{0,${LONGEST_FLAG}}(?:${SECRET_NAME_END})(?=["']?(?:[=:]|[\\s,]+(?:-\\s+)?(?:[|>][-+\\d]*\\s+)?)(?!-\\s)([^\\s,\\]]+))`,
    'dgi',
  ),
  // `-u user:password` of curl, and a password glued to `-p`.
  /(?<![\w-])(?:-[uU]|--(?:proxy-)?user)(?:["']?(?:=|[\s,]+(?:-\s+)?))?["']?[^\s:"',]{1,100}:(?!\/|\d{1,5}(?![\w.]))([^\s,\]"']+)/dg,
  /(?<![\w-])-p((?=[^\s,\]"']{0,80}\d)(?=[^\s,\]"']{0,80}[A-Za-z])[^\s,\]"':=/]{6,})/dg,
];

/** What stays: references of OpenClaw and variables of gwc, with their quotes. */
const VARIABLES = ['host', 'instance', 'profile', 'user', 'home', 'port', 'stateDir', 'configPath', 'workspace'];
const REFERENCE = new RegExp(`(["']?(?:\\$\\{[A-Z_][A-Z0-9_]*\\}|\\$\\((?:${VARIABLES.join('|')})\\))["']?)`);

/** Never changes the length of the text, nor where its lines end. `more`: regions that are known to be secret. */
export function redact(text: string, more: readonly Region[] = []): string {
  const parts = SECRET_PARTS.flatMap((pattern) => [...text.matchAll(pattern)].map(matchRegion));
  const named = [...namedRegions(text)];
  const comments = [...commentRegions(text)];
  return cover(text, [
    ...parts,
    ...named,
    ...referredRegions(text, named),
    ...listedSecrets(text),
    ...comments,
    ...more,
  ]);
}

/** What looks like a key in a comment, and what it says that a secret is or was. */
function* commentRegions(text: string): Generator<Region> {
  for (const { index, 0: comment } of text.matchAll(COMMENT)) {
    for (const word of comment.matchAll(/[^\s"'`]+/g)) {
      if (looksRandom(word[0])) yield { start: index + word.index, end: index + word.index + word[0].length };
    }
    for (const said of comment.matchAll(SAID)) {
      const [start, end] = said.indices![1]!;
      yield { start: index + start, end: index + end };
    }
  }
}

const SAID = new RegExp(`(?:${SECRET_NAME_END})\\s+(?:is|was|now|then)\\s+["'\`]?((?=[^\\s]*\\d)[^\\s]+)`, 'dgi');

function* namedRegions(text: string): Generator<Region> {
  let done = 0;
  for (const match of text.matchAll(SECRET_KEY)) {
    if (match.index < done || isNameList(text, match)) continue;
    const region = regionBehind(text, match);
    yield region;
    done = region.end;
  }
  for (const match of text.matchAll(ANY_KEY)) {
    if (isNearSecretName(match[1]!)) yield regionBehind(text, match);
  }
  for (const match of text.matchAll(QUOTED_KEY)) {
    if (/\\[xuU]/.test(match[1]!) && isSecretName(unescapeKey(match[1]!))) yield regionBehind(text, match);
  }
}

/** The key `secrets` itself: below it stand names of variables, and only what is no name may be secret. */
function isNameList(text: string, match: RegExpMatchArray): boolean {
  return /^secrets\b/i.test(match[0]) && !/[\w-]/.test(text[match.index! - 1] ?? '');
}

function listedSecrets(text: string): readonly Region[] {
  return [...listRegions(text)].flatMap(({ start, end }) =>
    [...withoutComments(text.slice(start, end)).matchAll(/[^\s,[\]{}"']+/g)]
      .filter(([word]) => !/^[A-Za-z_][A-Za-z0-9_]*:?$|^-$/.test(word))
      .map((word) => ({ start: start + word.index, end: start + word.index + word[0].length })),
  );
}

/** With blanks in their place. In quotes `#` starts none. */
function withoutComments(text: string): string {
  return text.replace(/"(?:[^"\\]|\\[\s\S])*(?:"|$)|'[^']*(?:'|$)|(?<=\s)#[^\n]*/g, (found) => {
    return found.startsWith('#') ? ' '.repeat(found.length) : found;
  });
}

/** What stands below each key `secrets`. One inside another has been looked at already. */
function* listRegions(text: string): Generator<Region> {
  let done = 0;
  for (const match of text.matchAll(SECRET_KEY)) {
    if (match.index < done || !isNameList(text, match)) continue;
    const region = regionBehind(text, match);
    yield region;
    done = region.end;
  }
}

/** Values elsewhere that a secret's value names: by an alias, or by a variable that it reads. */
function referredRegions(text: string, named: readonly Region[]): readonly Region[] {
  const places = namedPlaces(text);
  const found: Region[] = [];
  const queue = [...named];
  for (let region = queue.pop(); region; region = queue.pop()) {
    for (const [, alias, variable, id] of text.slice(region.start, region.end).matchAll(REFERRED)) {
      const name = alias === undefined ? `${variable ?? id}:` : `&${alias}`;
      const regions = (places.get(name) ?? []).map((match) => regionBehind(text, match));
      places.delete(name);
      found.push(...regions);
      queue.push(...regions);
    }
  }
  return found;
}

const REFERRED = /(?<![^\s[{,:])\*([^\s,[\]{}]+)|\$\{?([A-Z_][A-Z0-9_]*)|\bid["']?\s*:\s*["']?([A-Z_][A-Z0-9_]*)/g;

/** Anchors and the keys of variables, by `&name` and `NAME:`. */
function namedPlaces(text: string): Map<string, RegExpExecArray[]> {
  const matches = text.matchAll(/&([^\s,[\]{}]+)|\b([A-Z_][A-Z0-9_]*)["']?(?:\s*:|=)/g);
  return groupBy(matches, ([, anchor, variable]) => (anchor === undefined ? `${variable}:` : `&${anchor}`));
}

function regionBehind(text: string, match: RegExpMatchArray): Region {
  return valueRegion(text, match.index!, match.index! + match[0].length);
}

function matchRegion({ index, indices, 0: whole }: RegExpMatchArray): Region {
  const [start, end] = indices?.[1] ?? [index!, index! + whole.length];
  return { start, end };
}

function unescapeKey(key: string): string {
  return key.replace(/\\(?:x(.{2})|u(.{4})|U(.{8}))/g, (written, ...codes: (string | undefined)[]) => {
    const code = Number.parseInt(codes.slice(0, 3).find((digits) => digits !== undefined)!, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : written;
  });
}

function cover(text: string, regions: readonly Region[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of regions.toSorted((a, b) => a.start - b.start)) {
    if (end <= done) continue;
    const from = Math.max(start, done);
    const hidden = text.slice(from, end).split(REFERENCE);
    parts.push(
      text.slice(done, from),
      ...hidden.map((part, index) => (index % 2 === 1 ? part : part.replace(/\S/g, '*'))),
    );
    done = end;
  }
  return parts.join('') + text.slice(done);
}

/** Of a text that gwc wrote or would write. */
export function coveredLines(text: string): readonly string[] {
  const parts = text.split(EMPTY_VARIABLE);
  return coverXml(parts.map((part) => redact(part)).join('')).split('\n');
}

/** Behind a variable without a value, before another one or a comment: in YAML that would be its value. */
const EMPTY_VARIABLE = /(?<=^[A-Za-z_]\w*=\n)(?=#|[A-Za-z_]\w*=)/m;

/** Of a text that the user had a hand in: in each line nothing but its key is shown, and what can't be a secret. */
export function coveredForeignLines(text: string): readonly string[] {
  return coveredLines(text).map(coverLine);
}

/** The value of a property list's key, or of an option in its list of words, which a YAML text does not have. */
function coverXml(text: string): string {
  return text.replace(
    /((?:<key>|<string>--?)([^<]*)<\/(?:key|string)>\s*<string>)([^<]*)/g,
    (whole, head: string, name: string, value: string) => (isSecretName(name) ? head + coverWord(value) : whole),
  );
}

/** `"key": value` of JSON; `KEY=value` with something behind it, as base64 may end in `=`. */
const KEY_LINE = /^(?<head>\s*(?:"[\w.$/-]+"\s*:|(?:export )?[A-Za-z_]\w*(?==[^=]))(?<mark>=?)\s*)(?<value>.*)$/;
const HARMLESS = /^(?:-?\d{1,5}|true|false|null|[[\]{}]{1,2})?,?$/;

function coverLine(line: string): string {
  if (/^\s*<key>[^<]*<\/key>\s*$/.test(line)) return line;
  if (/^\s*</.test(line)) return line.replace(/(?<=>)[^<>]+(?=<)/g, coverWord);
  const { head = '', mark, value = line.trim() } = KEY_LINE.exec(line)?.groups ?? {};
  if (mark !== '=' && HARMLESS.test(value)) return line;
  return head + coverWord(line.slice(head.length));
}

function coverWord(text: string): string {
  return text.replace(/\S/g, '*');
}
