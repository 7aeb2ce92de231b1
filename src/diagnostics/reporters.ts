// The output formats of findings. A new one is a function and a line here; the larger ones are loaded when they are used.

import type { Diagnostic } from './diagnostic.ts';
import { type DriftFinding, detailLines, driftFindings } from './finding-text.ts';
import type { PrettyOptions } from './pretty.ts';
import { type Report, ruleReference, ruleUrl, type Tool } from './report.ts';
import { formatJson, visible } from './terminal-text.ts';

export interface RenderOptions extends PrettyOptions {
  /** Warnings make the run fail. */
  readonly isStrict: boolean;
}

export type Render = (report: Report, options: RenderOptions) => string;

export interface Reporter {
  /** Findings for a reader go beside the data, those for a program are the data. */
  readonly stream: 'stdout' | 'stderr';
  readonly load: () => Promise<Render>;
}

export const REPORTERS = {
  pretty: { stream: 'stderr', load: async () => (await import('./pretty.ts')).renderPretty },
  json: { stream: 'stdout', load: async () => renderJson },
  github: { stream: 'stdout', load: async () => renderGithub },
  sarif: { stream: 'stdout', load: async () => (await import('./sarif.ts')).renderSarif },
  junit: { stream: 'stdout', load: async () => (await import('./junit.ts')).renderJunit },
} as const satisfies Readonly<Record<string, Reporter>>;

export type ReporterName = keyof typeof REPORTERS;
export const REPORTER_NAMES = Object.keys(REPORTERS) as readonly ReporterName[];

/** For scripts. The shape is stable: keys may be added, none changes its meaning. */
function renderJson({ diagnostics, summary, drift, fetched = [], tool }: Report): string {
  const found = diagnostics.map((diagnostic) => toJson(diagnostic, tool));
  return formatJson({
    diagnostics: found,
    ...(drift === undefined ? {} : { drift }),
    ...(fetched.length === 0 ? {} : { fetched }),
    summary,
  });
}

/** Names the keys one by one, so that the order and the set of them don't follow the code. */
function toJson(diagnostic: Diagnostic, { links }: Tool) {
  const { code, severity, message, file, line, column, endLine, endColumn, path, instances } = diagnostic;
  const { related, suggestions, edits = [] } = diagnostic;
  return {
    code,
    severity,
    message,
    file,
    line,
    column,
    endLine,
    endColumn,
    path,
    instances,
    related: related.map((other) => ({
      message: other.message,
      file: other.file,
      line: other.line,
      column: other.column,
    })),
    suggestions,
    fixable: edits.length > 0,
    ...(links === undefined ? {} : { url: ruleUrl(code, links) }),
  };
}

export function renderGithub(report: Report): string {
  const findings = report.diagnostics.map((diagnostic) => findingCommand(diagnostic, report.tool));
  return [...findings, ...driftFindings(report).map(driftCommand)].join('');
}

function findingCommand(diagnostic: Diagnostic, { links }: Tool): string {
  const { severity, code, file, line, column, endLine, endColumn, message } = diagnostic;
  // The runner drops the columns of a range over several lines, with a warning of its own.
  const columns = line === endLine ? { col: column, endColumn } : {};
  const text = [visible(message), ...detailLines(diagnostic), ruleReference(code, links)].join('\n');
  return command(severity, { file, line, endLine, ...columns, title: code }, text);
}

function driftCommand({ file, line, message }: DriftFinding): string {
  return command('error', { file, line, title: 'drift' }, `${visible(file)} ${message}`);
}

type Properties = Readonly<Record<string, string | number>>;

function command(name: string, properties: Properties, message: string): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${given.join(',')}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
