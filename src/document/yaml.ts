// Any YAML text → its document. Every fault of the text is a problem with a range; nothing throws.

import { type Document, isMap, isScalar, isSeq, Lexer, type Node, type Pair, parseDocument } from 'yaml';
import { fastDocument, type SourceDocument, treeDocument } from './document.ts';
import type { Path } from './json.ts';
import { MOST_DEPTH, type ParsedYaml, type TextProblem, TOO_DEEP } from './source-tree.ts';
import { buildTree, friendlyMessage } from './yaml-tree.ts';

// C0 and C1 control characters and the like, which YAML forbids in its text.
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]/;

export function parseSource(text: string, file: string): SourceDocument {
  return fastDocument(text, file) ?? fullDocument(text, file);
}

/** For those who have tried `fastDocument`: loading this file takes half as long as Node.js itself, and few texts need it. */
export function fullDocument(text: string, file: string): SourceDocument {
  return treeDocument(text, file, parseYaml(text));
}

export function parseYaml(text: string): ParsedYaml {
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden) return { problems: [forbiddenCharacter(forbidden)] };
  const excess = findExcess(text);
  if (excess) return { problems: [excess] };
  const document = parseText(text);
  // Once the document has ended too early, the rest would be reported word by word.
  const faults = [...(document?.errors ?? []), ...(document?.warnings ?? [])].filter(
    ({ message }, index) => index === 0 || !message.includes(' in YAML stream'),
  );
  // Where the stack ended says nothing, and differs from machine to machine.
  if (!document || faults.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) {
    return { problems: [{ message: friendlyMessage('RESOURCE_EXHAUSTION', ''), start: 0, end: 0 }] };
  }
  if (faults.length > 0) {
    return {
      problems: faults.map(({ code, message, pos: [start, end] }) => ({
        message: friendlyMessage(code, message),
        path: pathAt(document.contents, start),
        start,
        end: Math.max(start, end),
      })),
    };
  }
  if (document.directives.yaml.version !== '1.2') return { problems: [otherVersion(text)] };
  if (document.contents === null) return { problems: [] };
  const { root, problems } = buildTree(document);
  if (problems.length === 0) return { root: root!, problems };
  return { problems: problems.map((problem) => ({ ...problem, path: pathAt(document.contents, problem.start) })) };
}

/** The parser recurses: nesting in the thousands exhausts the stack, which is the text's fault and not ours. */
function parseText(text: string): Document.Parsed | undefined {
  try {
    return parseDocument(text, {
      merge: true,
      prettyErrors: false,
      strict: true,
      stringKeys: true,
      uniqueKeys: false,
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** In YAML 1.1 `no` is false and 1:30 is 90. */
function otherVersion(text: string): TextProblem {
  const start = Math.max(0, text.search(/^%YAML/m));
  const message = 'a hosts.yaml is YAML 1.2; remove the `%YAML` line, and the `---` below it';
  return { message, start, end: start + '%YAML'.length };
}

function forbiddenCharacter(match: RegExpExecArray): TextProblem {
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return {
    message: `the control character U+${code} is not allowed in a YAML file`,
    start: match.index,
    end: match.index + 1,
  };
}

const MOST_TOKENS = 2_000_000;

/**
 * The first place where the text is more than the parser can take: it recurses for each level of nesting and keeps an
 * object for each token. Its lexer does neither.
 */
function findExcess(text: string): TextProblem | undefined {
  let tokens = 0;
  let offset = 0;
  let flowDepth = 0;
  let indicatorsOnLine = 0;
  const columnsUntil = blockColumns();
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    const columns = columnsUntil(token, flowDepth > 0);
    if (OPENING.has(token)) flowDepth += 1;
    else if (CLOSING.has(token)) flowDepth -= 1;
    else if (NESTING.has(token)) indicatorsOnLine += 1;
    else if (token === ',' || token.endsWith('\n')) indicatorsOnLine = 0;
    if (flowDepth > MOST_DEPTH || indicatorsOnLine > MOST_DEPTH || columns > MOST_COLUMNS)
      return { message: TOO_DEEP, start: offset, end: offset };
    if (tokens > MOST_TOKENS)
      return { message: 'the document is too large: over two million tokens', start: offset, end: offset };
    if (!MARKS.has(token)) offset += token.length;
  }
  return undefined;
}

/** A level of a block has two at most: its key's, and that of what is behind the colon. */
const MOST_COLUMNS = 2 * (MOST_DEPTH + 1);

/** Of each token in turn: how many columns to the left of it are those of blocks that it is in. */
function blockColumns(): (token: string, isInFlow: boolean) => number {
  const columns: number[] = [];
  let column = 0;
  let isFirst = true;
  return (token, isInFlow) => {
    if (MARKS.has(token)) return columns.length;
    if (isFirst && !isInFlow && !/^[ \n#]/.test(token)) {
      while (columns.length > 0 && columns.at(-1)! >= column) columns.pop();
      columns.push(column);
      isFirst = false;
    }
    if (token.endsWith('\n')) column = 0;
    else column += token.length;
    isFirst ||= column === 0 || NESTING.has(token);
    return columns.length;
  };
}

const OPENING: ReadonlySet<string> = new Set(['[', '{']);
const CLOSING: ReadonlySet<string> = new Set([']', '}']);
/** Each of these nests one level deeper where several are on one line. */
const NESTING: ReadonlySet<string> = new Set(['-', '?', ':']);
/** Tokens that the lexer adds; they are no part of the text. */
const MARKS: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001f']);

export function pathAt(root: Node | null, offset: number): Path {
  const path: (string | number)[] = [];
  let node = root;
  while (node !== null && offset <= (node.range?.[2] ?? 0)) {
    if (isMap(node)) {
      const pairs = node.items as readonly Pair<Node, Node | null>[];
      const pair = pairs[countBefore(pairs, ({ key }) => startOf(key), offset) - 1];
      if (!isScalar(pair?.key)) break;
      path.push(String(pair.key.value));
      node = pair.value;
    } else if (isSeq(node)) {
      const items = node.items as readonly Node[];
      const index = countBefore(items, startOf, offset) - 1;
      if (index < 0) break;
      path.push(index);
      node = items[index]!;
    } else break;
  }
  return path;
}

/** Items are in the order of the text. */
function countBefore<T>(items: readonly T[], start: (item: T) => number, offset: number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start(items[middle]!) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}
