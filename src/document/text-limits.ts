// Texts that the YAML parser can't take: it recurses for each level of nesting and keeps an object for each token. They are
// found by its lexer, which does neither.

import { Lexer } from 'yaml';
import type { TextProblem } from './parse-yaml.ts';

/** Deeper nesting is refused: no configuration needs it, and every stage recurses. */
export const MOST_DEPTH = 100;
const MOST_TOKENS = 2_000_000;

/** The first place where the text goes too far. */
export function findExcess(text: string): TextProblem | undefined {
  let tokens = 0;
  let offset = 0;
  let flowDepth = 0;
  let indicatorsOnLine = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (OPENING.has(token)) flowDepth += 1;
    else if (CLOSING.has(token)) flowDepth -= 1;
    else if (NESTING.has(token)) indicatorsOnLine += 1;
    else if (token === ',' || token.endsWith('\n')) indicatorsOnLine = 0;
    if (flowDepth > MOST_DEPTH || indicatorsOnLine > MOST_DEPTH) return tooDeep(offset);
    if (tokens > MOST_TOKENS)
      return { message: 'the document is too large: over two million tokens', start: offset, end: offset };
    if (!MARKS.has(token)) offset += token.length;
  }
  return undefined;
}

const OPENING: ReadonlySet<string> = new Set(['[', '{']);
const CLOSING: ReadonlySet<string> = new Set([']', '}']);
/** Each of these nests one level deeper where several stand on one line. */
const NESTING: ReadonlySet<string> = new Set(['-', '?', ':']);
/** Tokens of the lexer's own, which are no part of the text. */
const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);

export function tooDeep(offset: number): TextProblem {
  return { message: `the document is nested deeper than ${MOST_DEPTH} levels`, start: offset, end: offset };
}
