// Findings for a terminal: message, place, code frame, related places, help. Pure.

import { type Colors, colorsOf, type Formatter } from './colors.ts';
import type { Diagnostic, Severity, Span } from './diagnostic.ts';
import { count, helpText, placeText, shownRelated } from './finding-text.ts';
import { type Links, type Report, ruleReference, type Summary } from './report.ts';
import { type Cell, cellsOf, visible } from './terminal-text.ts';

export interface PrettyOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Leaves out the line that counts. */
  readonly quiet: boolean;
}

const NARROWEST = 40;

interface Page {
  readonly colors: Colors;
  readonly width: number;
  readonly links: Links | undefined;
  /** The lines of each text, by file name. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
}

/** The findings one below the other, and a line that counts them; ends with a line feed where it says anything. */
export function renderPretty(report: Report, { color, width, quiet }: PrettyOptions): string {
  const colors = colorsOf(color);
  const findings = renderFindings(report, { color, width }).map(
    ({ headline, details }) => `${headline}\n${details}\n\n`,
  );
  const notes = (report.fetched ?? []).map(
    ({ instance, channel, pin }) =>
      `note: ${instance} fetches the plugin of ${channel} from npm at each start; \`plugins: [${pin}]\` pins it\n`,
  );
  return `${findings.join('')}${quiet ? '' : `${notes.join('')}${renderSummary(report.summary, colors)}\n`}`;
}

export interface RenderedFinding {
  readonly headline: string;
  /** Code frames, notes and help, with secrets masked; several lines. */
  readonly details: string;
}

/** One for each diagnostic, in their order. */
export function renderFindings(
  { diagnostics, sources, tool }: Report,
  { color, width }: Omit<PrettyOptions, 'quiet'>,
): readonly RenderedFinding[] {
  if (diagnostics.length === 0) return [];
  const lines = new Map([...sources].map(([file, text]) => [file, text.split('\n')]));
  const page: Page = {
    colors: colorsOf(color),
    width: Math.max(width, NARROWEST),
    lines,
    links: tool.links,
  };
  return diagnostics.map((diagnostic) => {
    return { headline: headline(diagnostic, page), details: details(diagnostic, page) };
  });
}

function headline({ severity, code, message }: Diagnostic, { colors }: Page): string {
  const paint = severityColor(severity, colors);
  return `${colors.bold(paint(`${severity}[${code}]`))}${colors.bold(`: ${visible(message)}`)}`;
}

function severityColor(severity: Severity, colors: Colors): Formatter {
  return severity === 'error' ? colors.red : colors.yellow;
}

function details(diagnostic: Diagnostic, page: Page): string {
  const { colors } = page;
  const { shown, rest } = shownRelated(diagnostic);
  const gutter = gutterOf([diagnostic, ...shown]);
  const help = helpText(diagnostic);
  return [
    place(diagnostic, page, { gutter, mark: '^', paint: severityColor(diagnostic.severity, colors) }),
    ...shown.flatMap((other) => [
      `${colors.bold('note')}: ${visible(other.message)}`,
      place(other, page, { gutter, mark: '-', paint: colors.blue }),
    ]),
    ...(rest === undefined ? [] : [`${colors.bold('note')}: ${rest}`]),
    ...(help === undefined ? [] : [`${colors.bold(colors.green('help'))}: ${help}`]),
    colors.dim(`${' '.repeat(gutter)} = ${ruleReference(diagnostic.code, page.links)}`),
  ].join('\n');
}

interface PlaceStyle {
  readonly gutter: number;
  readonly mark: '^' | '-';
  readonly paint: Formatter;
}

function place(span: Span, { colors, width, lines }: Page, style: PlaceStyle): string {
  const where = `${' '.repeat(style.gutter)}${colors.blue('-->')} ${placeText(span)}`;
  const text = lines.get(span.file);
  if (!text) return where;
  return `${where}\n${codeFrame(text, span, { colors, width: width - style.gutter - ' | '.length - 1, ...style })}`;
}

function gutterOf(spans: readonly Span[]): number {
  return Math.max(...spans.map(({ line, endLine }) => String(Math.max(line, endLine)).length)) + 1;
}

function renderSummary({ errors, warnings, hosts, instances }: Summary, colors: Colors): string {
  const counts = [
    ...(errors > 0 ? [colors.bold(colors.red(count(errors, 'error')))] : []),
    ...(warnings > 0 ? [colors.bold(colors.yellow(count(warnings, 'warning')))] : []),
  ];
  const found = counts.length > 0 ? counts.join(', ') : colors.green('no findings');
  // A file that can't be read as YAML has none.
  return hosts === 0 ? found : `${found} in ${count(instances, 'instance')} on ${count(hosts, 'host')}`;
}

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
