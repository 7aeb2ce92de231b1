// Orders findings by place and merges those that say the same thing of the same place.

import type { Diagnostic, Related } from './diagnostic.ts';

function order(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Compares by code unit, so that the order is the same in every locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sameRelated(a: Related, b: Related): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column && a.message === b.message;
}

function merge(a: Diagnostic, b: Diagnostic): Diagnostic {
  const more = b.related.filter((place) => !a.related.some((known) => sameRelated(known, place)));
  return { ...a, related: [...a.related, ...more] };
}

/** Sorted by file, line, column, code; one finding for each code, place and message, with the related places of all. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const merged = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { code, file, line, column, message } = diagnostic;
    const key = JSON.stringify([code, file, line, column, message]);
    const known = merged.get(key);
    merged.set(key, known ? merge(known, diagnostic) : diagnostic);
  }
  return [...merged.values()].sort(order);
}
