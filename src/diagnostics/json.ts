// Findings for scripts. The shape is stable: keys may be added, none changes its meaning.

import type { Diagnostic } from './diagnostic.ts';
import type { Report } from './report.ts';

export function renderJson({ diagnostics, summary, drift }: Report): string {
  return formatJson({ diagnostics: diagnostics.map(toJson), ...(drift === undefined ? {} : { drift }), summary });
}

// JSON lets these stand unescaped, but a terminal acts on them.
const TERMINAL_CONTROLS = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** JSON with two spaces and a line feed at the end, free of characters that a terminal would act on. */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2).replace(
    TERMINAL_CONTROLS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}

/** Names the keys one by one, so that the order and the set of them don't follow the code. */
function toJson(diagnostic: Diagnostic) {
  const { code, severity, message, file, line, column, endLine, endColumn, path, related, suggestions, url } =
    diagnostic;
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
    related: related.map((other) => ({
      message: other.message,
      file: other.file,
      line: other.line,
      column: other.column,
    })),
    suggestions,
    url,
  };
}
