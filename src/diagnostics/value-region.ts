// The part of a YAML text that belongs to the value of a key, found by indentation, quotes and brackets, and so in broken
// YAML too. Rather too much than too little: it serves to cover secrets.

/** Offsets into a text, the end exclusive. */
export interface Region {
  readonly start: number;
  readonly end: number;
}

/** How much of a line decides whether its end stands in brackets: a document may be one line of millions of characters. */
const LONGEST_LOOK_BACK = 2000;

/** `key` is where the key (or the anchor) stands, `start` where its value may begin. */
export function valueRegion(text: string, key: number, start: number): Region {
  const nearby = text.slice(Math.max(0, key - LONGEST_LOOK_BACK), key);
  const before = nearby.slice(nearby.lastIndexOf('\n') + 1);
  // Where the line is cut, a quote may be one that opens or one that closes.
  const isCut = before.length === LONGEST_LOOK_BACK;
  return {
    start,
    end: opensBracket(isCut ? before : withoutQuoted(before))
      ? flowEnd(text, start)
      : blockEnd(text, start, entryColumn(before)),
  };
}

function withoutQuoted(before: string): string {
  // What is escaped opens nothing: each quote would look for an end that isn't there.
  return before.replace(/\\.|"(?:[^"\\]|\\.)*"|'[^']*'/g, '');
}

/** Whether a bracket that opens in this part of a line is still open at its end. */
function opensBracket(before: string): boolean {
  let closed = 0;
  for (let index = before.length - 1; index >= 0; index -= 1) {
    const character = before[index]!;
    if (character === '}' || character === ']') closed += 1;
    else if (character === '{' || character === '[') {
      if (closed === 0) return true;
      closed -= 1;
    }
  }
  return false;
}

/** Where the first entry of a line stands, behind `- ` and `? `. */
function entryColumn(before: string): number {
  return /^\s*(?:[-?]\s+)*/.exec(before)![0].length;
}

/** The next `,` or closing bracket that doesn't belong to the value itself. */
function flowEnd(text: string, start: number): number {
  let depth = 0;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index]!;
    const isAfterGap = index === start || /[\s:,[{]/.test(text[index - 1]!);
    if (isAfterGap && (character === '"' || character === "'")) index = quoteEnd(text, index) - 1;
    else if (isAfterGap && character === '#') index = lineEnd(text, index);
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      if (depth === 0) return index;
      depth -= 1;
    } else if (character === ',' && depth === 0) return index;
  }
  return text.length;
}

/** Behind the closing quote. */
function quoteEnd(text: string, start: number): number {
  const quoted = text[start] === '"' ? /"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|$)/y : /'[^']*(?:''[^']*)*(?:'|$)/y;
  quoted.lastIndex = start;
  const match = quoted.exec(text);
  return match ? start + match[0].length : text.length;
}

/** The end of the line that the value ends in, with all lines that only continue it. */
function blockEnd(text: string, start: number, column: number): number {
  let end = lineEnd(text, contentEnd(text, start, column));
  for (let next = end; next < text.length; ) {
    const line = text.slice(next + 1, lineEnd(text, next + 1));
    next += line.length + 1;
    const content = line.trim();
    const indent = line.length - line.trimStart().length;
    if (content === '' || (content.startsWith('#') && indent <= column)) continue;
    if (!continues(content, indent, column)) break;
    end = next;
  }
  return end;
}

/** A deeper line, an item of a list that stands right below its key, or a line that can't be an entry of its own. */
function continues(content: string, indent: number, column: number): boolean {
  if (indent > column || (indent === column && /^-(\s|$)/.test(content))) return true;
  return !/^(?:[-?](?:\s|$)|[}\]%]|---|\.\.\.|(?:(?:"[^"]*"|'[^']*')\s*|[^\s{}[\],"':][^{}[\],:]*):(?:\s|$))/.test(
    content,
  );
}

/** Where a quoted value or one in brackets ends, wherever its lines are indented; of others where the search for the end starts. */
function contentEnd(text: string, start: number, column: number): number {
  const gap = /(?:[ \t]+|(?<=\s)#[^\n]*|[&!][^\s]*|\r?\n)*/y;
  gap.lastIndex = start;
  const first = start + gap.exec(text)![0].length;
  const isBelow = text.slice(start, first).includes('\n');
  if (isBelow && first - (text.lastIndexOf('\n', first - 1) + 1) <= column) return start;
  const opener = text[first];
  if (opener === '"' || opener === "'") return quoteEnd(text, first);
  if (opener === '{' || opener === '[') return Math.min(flowEnd(text, first + 1) + 1, text.length);
  return start;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
