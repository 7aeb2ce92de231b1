// Findings for a person at a terminal: message, place, code frame, related places, help. Pure.

import picocolors from 'picocolors';
import type { Colors, Formatter } from 'picocolors/types';
import { codeFrame } from './code-frame.ts';
import type { Diagnostic, Span } from './diagnostic.ts';
import { count, helpText, placeText, shownRelated } from './finding-text.ts';
import { redact } from './redact.ts';
import type { Report, Summary } from './report.ts';
import { visible } from './terminal-text.ts';

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
  /** The lines of each text, by file name, secrets covered. */
  readonly lines: ReadonlyMap<string, readonly string[]>;
}

/** The findings one below the other, and a line that counts them; ends with a line feed where it says anything. */
export function renderPretty(report: Report, { color, width, quiet }: PrettyOptions): string {
  const colors = picocolors.createColors(color);
  const hasFindings = report.diagnostics.length > 0;
  const lines = new Map(hasFindings ? [...report.sources].map(([file, text]) => [file, redact(text).split('\n')]) : []);
  const page: Page = { colors, width: Math.max(width, NARROWEST), lines };
  const findings = report.diagnostics.map((diagnostic) => `${renderFinding(diagnostic, page)}\n\n`);
  return `${findings.join('')}${quiet ? '' : `${renderSummary(report.summary, colors)}\n`}`;
}

function renderFinding(diagnostic: Diagnostic, page: Page): string {
  const { severity, code, message, url } = diagnostic;
  const { colors } = page;
  const paint = severity === 'error' ? colors.red : colors.yellow;
  const { shown, rest } = shownRelated(diagnostic);
  const gutter = gutterOf([diagnostic, ...shown]);
  const help = helpText(diagnostic);
  return [
    `${colors.bold(paint(`${severity}[${code}]`))}${colors.bold(`: ${visible(message)}`)}`,
    place(diagnostic, page, { gutter, mark: '^', paint }),
    ...shown.flatMap((other) => [
      `${colors.bold('note')}: ${visible(other.message)}`,
      place(other, page, { gutter, mark: '-', paint: colors.blue }),
    ]),
    ...(rest === undefined ? [] : [`${colors.bold('note')}: ${rest}`]),
    ...(help === undefined ? [] : [`${colors.bold(colors.green('help'))}: ${help}`]),
    colors.dim(`${' '.repeat(gutter)} = ${url}`),
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
