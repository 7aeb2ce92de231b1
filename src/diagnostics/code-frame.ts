// A place in a text → the lines there with the place underlined. Pure; the text comes redacted.

import type { Colors, Formatter } from 'picocolors/types';
import type { Span } from './diagnostic.ts';
import { type Cell, cellsOf } from './terminal-text.ts';

export interface FrameOptions {
  readonly colors: Colors;
  /** Columns that the text of a line may take. */
  readonly width: number;
  /** Columns of the line numbers. */
  readonly gutter: number;
  /** What the underline is made of: `^` for the finding itself, `-` for a related place. */
  readonly mark: '^' | '-';
  readonly paint: Formatter;
}

/** A part of a line, in UTF-16 code units from its start. */
interface Marked {
  readonly number: number;
  readonly line: string;
  readonly start: number;
  readonly end: number;
}

/** Of a range over several lines the first and the last; no line feed at the end. */
export function codeFrame(lines: readonly string[], span: Span, options: FrameOptions): string {
  const { colors, gutter } = options;
  const bar = (label: string) => colors.blue(`${label.padStart(gutter)} |`);
  const marked = markedLines(lines, span);
  const skips = marked.length === 2 && marked[1]!.number - marked[0]!.number > 1;
  const shown = marked.map((part) => {
    const { text, underline } = showLine(part, options);
    const code = `${bar(String(part.number))} ${text}`.trimEnd();
    return `${code}\n${bar('')} ${underline}`;
  });
  return `${bar('')}\n${shown.join(skips ? `\n${colors.blue('...')}\n` : '\n')}`;
}

function markedLines(lines: readonly string[], span: Span): readonly Marked[] {
  const lineAt = (number: number) => (lines[number - 1] ?? '').replace(/\r$/, '');
  const first = lineAt(span.line);
  const start = span.column - 1;
  const last = lastLine(lineAt, span);
  if (last.number <= span.line) {
    const end = span.endLine > span.line ? first.length : span.endColumn - 1;
    return [{ number: span.line, line: first, start, end }];
  }
  return [{ number: span.line, line: first, start, end: first.length }, last];
}

/** The last line that has a visible part of the range: blocks of YAML end at the start of the line that follows. */
function lastLine(lineAt: (number: number) => string, { line: from, endLine, endColumn }: Span): Marked {
  for (let number = endLine; number > from; number -= 1) {
    const line = lineAt(number);
    const end = number === endLine ? endColumn - 1 : line.length;
    const start = line.search(/\S/);
    if (start !== -1 && start < end) return { number, line, start, end };
  }
  return { number: from, line: '', start: 0, end: 0 };
}

interface Shown {
  readonly text: string;
  readonly underline: string;
}

function showLine({ line, start, end }: Marked, { width, mark, paint }: FrameOptions): Shown {
  const near = nearby(line, start, width);
  const cells = cellsOf(line.slice(near.from, near.to));
  const first = cells.findIndex((cell) => near.from + cell.end > start);
  const from = first === -1 ? cells.length : first;
  const window = windowAt(cells, from, width, { before: near.from > 0, after: near.to < line.length });
  const isMarked = (cell: Cell, index: number) => index >= from - window.from && near.from + cell.end <= end;
  const lead = sum(window.cells.slice(0, from - window.from)) + window.before.length;
  const length = Math.max(1, sum(window.cells.filter(isMarked)));
  return {
    text: `${window.before}${window.cells.map(({ text }) => text).join('')}${window.after}`,
    underline: `${' '.repeat(lead)}${paint(mark.repeat(length))}`,
  };
}

/** As much of a line as could be shown: a line may have millions of characters. */
function nearby(line: string, start: number, width: number): { readonly from: number; readonly to: number } {
  return { from: Math.max(0, start - 2 * width), to: Math.min(line.length, Math.max(0, start) + 4 * width) };
}

interface Window {
  readonly from: number;
  readonly cells: readonly Cell[];
  readonly before: string;
  readonly after: string;
}

/** The cells that fit into the width, with a third of it before the cell that matters. */
function windowAt(
  cells: readonly Cell[],
  focus: number,
  width: number,
  cut: { readonly before: boolean; readonly after: boolean },
): Window {
  if (!cut.before && !cut.after && sum(cells) <= width) return { from: 0, cells, before: '', after: '' };
  let from = focus;
  for (let used = 0; from > 0 && used + cells[from - 1]!.width <= width / 3; from -= 1) used += cells[from - 1]!.width;
  let to = from;
  for (let used = 0; to < cells.length && used + cells[to]!.width <= width; to += 1) used += cells[to]!.width;
  return {
    from,
    cells: cells.slice(from, to),
    before: from > 0 || cut.before ? '…' : '',
    after: to < cells.length || cut.after ? '…' : '',
  };
}

function sum(cells: readonly Cell[]): number {
  return cells.reduce((total, { width }) => total + width, 0);
}
