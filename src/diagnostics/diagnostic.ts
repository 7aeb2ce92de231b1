// What gwc tells a person: one shape for every stage. Pure data.

export type Severity = 'error' | 'warning';

/** A place in the text of hosts.yaml. Lines and columns count from 1, columns in UTF-16 code units; the end is exclusive. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Another place that a finding is about. */
export interface Related extends Span {
  readonly message: string;
}

/** A finding, at the place that the person wrote. `path` is the dotted path there, empty for the document itself. */
export interface Diagnostic extends Span {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly related: readonly Related[];
  /** Concrete values that would be accepted in place of the one found, best first. */
  readonly suggestions: readonly string[];
  readonly url: string;
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
