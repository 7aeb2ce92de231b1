// A hosts.yaml → the same text with every value that may be secret covered by `*`. Length, lines and columns stay, so that
// a place in the one is a place in the other. It reads characters and not YAML: the text may be broken. In doubt it covers.

import { groupBy } from './collections.ts';
import { doubtfulParts, isNearSecretName, isSecretName, looksRandom, SECRET_NAME_END, valueBehind } from './secrets.ts';
import { type Region, valueRegion } from './value-region.ts';

/** Names that hold a secret in some maps of openclaw.json, and nothing that a frame needs in the others. */
const DOUBTFUL_NAMES = '\\bvalue|\\bkey|\\bcode';
const NAMES = `(?:${SECRET_NAME_END}|${DOUBTFUL_NAMES})`;

/** Of the comment between a key and its colon. Without a limit, a line of nothing but keys in comments takes minutes. */
const LONGEST_COMMENT = 200;
/** From a secret's key up to its value; also a variable's name and `=`. */
const SECRET_KEY = new RegExp(
  // No two parts in a row take the same characters: a long row of blanks would be tried in every division.
  `${NAMES}["']?(?:\\s*:|[ \\t]*=|[ \\t]*#(?:[^\\n:=]{0,${LONGEST_COMMENT}}[:=]|[^\\n]{0,${LONGEST_COMMENT}}\\n\\s*:))`,
  'gi',
);
/** Any key or variable, with what follows it up to its value. */
const ANY_KEY = /(?<![\w-])([A-Za-z][\w-]{2,80})["']?(?:\s*:|=)/g;
/** The words of a comment. */
const COMMENT = /(?<=(?:^|\s)#)[^\n]*/g;
/** A key that may be spelled with escapes. Without a limit, a line of nothing but quotes and backslashes takes minutes. */
const QUOTED_KEY = /"((?:[^"\\\n]|\\.){1,300})"\s*:/g;

/** Options whose value may be the next item of a list; each group is a value. */
const OPTIONS: readonly RegExp[] = [
  // `--token abc` and `--token=abc`. A word that stands behind is looked at only: it may be a flag, too.
  new RegExp(
    `--[\\w-]{0,80}(?:${SECRET_NAME_END})["']?(?:[=:]${listed()}|(?=[\\s,]+(?:-\\s+)?(?:[|>][-+\\d]*\\s+)?(?!-\\s)${listed()}))`,
    'dgi',
  ),
  // `-u user:password` of curl, and a password glued to `-p`.
  new RegExp(
    `(?<![\\w-])(?:-[uU]|--(?:proxy-)?user)(?:["']?(?:=|[\\s,]+(?:-\\s+)?))?\\\\?["']?[^\\s:"',]{1,100}:(?!/|\\d{1,5}(?![\\w.]))${listed(`[^\\s:"',]{1,100}:`)}`,
    'dg',
  ),
  /(?<![\w-])-p((?=[^\s,\]"']{0,80}\d)(?=[^\s,\]"']{0,80}[A-Za-z])[^\s,\]"':=/]{6,})/dg,
];

/** Query parameters that have a secret in some APIs. */
const DOUBTFUL_QUERY = new RegExp(`(?<=[?&](?:[\\w-]{0,60}-)?(?:${DOUBTFUL_NAMES})=)[^\\s&"'#]+`, 'gi');

function listed(lead = ''): string {
  return `\\\\?["']?${valueBehind(lead, '[^\\s,\\]"\']+')}`;
}

/** What stays: references of OpenClaw and variables of gwc, with their quotes. */
const VARIABLES = ['host', 'instance', 'profile', 'user', 'home', 'port', 'stateDir', 'configPath', 'workspace'];
const REFERENCE = new RegExp(`(["']?(?:\\$\\{[A-Z_][A-Z0-9_]*\\}|\\$\\((?:${VARIABLES.join('|')})\\))["']?)`);

/** Never changes the length of the text, nor where its lines end. `more`: regions that are known to be secret. */
export function redact(text: string, more: readonly Region[] = []): string {
  const named = namedRegions(text);
  const comments = [...commentRegions(text)];
  return cover(text, [
    ...doubtfulParts(text),
    ...[...OPTIONS, DOUBTFUL_QUERY].flatMap((pattern) => [...text.matchAll(pattern)].map(matchRegion)),
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

function namedRegions(text: string): readonly Region[] {
  return [
    ...regionsBehind(text, text.matchAll(SECRET_KEY), (match) => !isNameList(text, match)),
    ...regionsBehind(text, text.matchAll(ANY_KEY), ([, key = '']) => isNearSecretName(key)),
    ...regionsBehind(
      text,
      text.matchAll(QUOTED_KEY),
      ([, key = '']) => /\\[xuU]/.test(key) && isSecretName(unescapeKey(key)),
    ),
  ];
}

/** What stands behind each of these keys. One inside another has been looked at already. */
function* regionsBehind(
  text: string,
  matches: Iterable<RegExpExecArray>,
  isMeant = (_: RegExpExecArray) => true,
): Generator<Region> {
  let done = 0;
  for (const match of matches) {
    if (match.index < done || !isMeant(match)) continue;
    const region = regionBehind(text, match);
    yield region;
    done = region.end;
  }
}

/** The key `secrets` itself: below it stand names of variables, and only what is no name may be secret. */
function isNameList(text: string, match: RegExpMatchArray): boolean {
  return /^secrets\b/i.test(match[0]) && !/[\w-]/.test(text[match.index! - 1] ?? '');
}

function listedSecrets(text: string): readonly Region[] {
  return [...regionsBehind(text, text.matchAll(SECRET_KEY), (match) => isNameList(text, match))].flatMap(
    ({ start, end }) =>
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

/** Values elsewhere that a secret's value names: by an alias, or by a variable that it reads. */
function referredRegions(text: string, named: readonly Region[]): readonly Region[] {
  const places = namedPlaces(text);
  const found: Region[] = [];
  const queue = [...named];
  let left = MOST_TEXTS * text.length;
  for (let region = queue.pop(); region; region = queue.pop()) {
    for (const [, alias, variable, id] of text.slice(region.start, region.end).matchAll(REFERRED)) {
      const name = alias === undefined ? `${variable ?? id}:` : `&${alias}`;
      const regions = [...regionsBehind(text, places.get(name) ?? [])];
      places.delete(name);
      for (const { start, end } of regions) left -= end - start;
      if (left < 0) return [{ start: 0, end: text.length }];
      found.push(...regions);
      queue.push(...regions);
    }
  }
  return found;
}

/** Values that are in one another are looked at for each of them. Where they are more than this many texts, all is covered. */
const MOST_TEXTS = 20;

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
  const [start, end] = indices?.slice(1).find(Boolean) ?? [index!, index! + whole.length];
  return { start, end };
}

function unescapeKey(key: string): string {
  return key.replace(/\\(?:x(.{2})|u(.{4})|U(.{8}))/g, (written, ...codes: (string | undefined)[]) => {
    const code = Number.parseInt(codes.slice(0, 3).find((digits) => digits !== undefined)!, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : written;
  });
}

/** With a `*` for each character of the regions but blanks and references. */
export function cover(text: string, regions: readonly Region[]): string {
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
