// Findings as workflow commands of GitHub Actions, which show them at their lines in the pull request. Pure.

import type { Diagnostic } from './diagnostic.ts';
import { type DriftFinding, driftFindings } from './drift-text.ts';
import { detailLines } from './finding-text.ts';
import type { Report } from './report.ts';
import { visible } from './terminal-text.ts';

export function renderGithub(report: Report): string {
  return [...report.diagnostics.map(findingCommand), ...driftFindings(report).map(driftCommand)].join('');
}

function findingCommand(diagnostic: Diagnostic): string {
  const { severity, code, file, line, column, endLine, endColumn, message, url } = diagnostic;
  // The runner drops the columns of a range over several lines, with a warning of its own.
  const columns = line === endLine ? { col: column, endColumn } : {};
  const text = [visible(message), ...detailLines(diagnostic), url].join('\n');
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
