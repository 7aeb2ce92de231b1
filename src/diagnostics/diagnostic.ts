// What gwc reports: one shape for every stage, and the error of a usage that can't be carried out.

import { compareText, groupBy } from './collections.ts';

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

/** A finding, at the place in the text that has to change. `path` is the dotted path there, empty for the document itself. */
export interface Diagnostic extends Span {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  /** The instances that it is about, each as `HOST/INSTANCE`. The first is the one that has to change. */
  readonly instances: readonly string[];
  readonly related: readonly Related[];
  /** Concrete values that would be accepted in place of the one found, best first. */
  readonly suggestions: readonly string[];
  /** Changes that mend it, where gwc knows them to be safe: `gwc fix` takes them, in this order. */
  readonly edits?: readonly FileEdit[];
}

type EditPath = readonly (string | number)[];

/** A change of a document, by its paths. */
export type Edit =
  | {
      readonly kind: 'set';
      readonly path: EditPath;
      readonly value: unknown;
      /** Only what stands at the path itself may change: of an instance that has to differ from those it shares a value with. */
      readonly isOwn?: true;
    }
  | {
      readonly kind: 'append';
      readonly path: EditPath;
      readonly value: string;
      /** The list that it makes, to be written where what stands there holds for others too. */
      readonly whole: readonly string[];
    }
  | {
      readonly kind: 'move';
      readonly from: EditPath;
      readonly to: EditPath;
      /** Another value than the one at `from`. */
      readonly value?: unknown;
      /** A list of maps becomes a map of them, by this key. */
      readonly keyedBy?: string;
    }
  | { readonly kind: 'remove'; readonly path: EditPath };

export type FileEdit = Edit & {
  /** As findings name it. */
  readonly file: string;
};

/** Where it begins: of a move where the entry was. */
export function editedPath(edit: Edit): EditPath {
  return edit.kind === 'move' ? edit.from : edit.path;
}

/** How findings name an instance. */
export function instanceKey(host: string, instance: string): string {
  return `${host}/${instance}`;
}

/** An error at a place, with nothing more to say. `path` is dotted already. */
export function errorAt(code: string, message: string, span: Span, path = ''): Diagnostic {
  return { code, severity: 'error', message, ...span, path, instances: [], related: [], suggestions: [] };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/**
 * Sorted by file, line, column, code; one finding for each code, place and message, with the related places and the
 * instances of all.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const same = groupBy(diagnostics, ({ code, file, line, column, message }) =>
    JSON.stringify([code, file, line, column, message]),
  );
  return Array.from(same.values(), merge).sort(order);
}

function merge(same: readonly Diagnostic[]): Diagnostic {
  const [first] = same as readonly [Diagnostic];
  if (same.length === 1) return first;
  const instances = new Set(same.flatMap((diagnostic) => diagnostic.instances));
  const edits = same.flatMap((diagnostic) => diagnostic.edits ?? []);
  return {
    ...first,
    instances: [...instances],
    related: distinct(same.flatMap(({ related }) => related)),
    ...(edits.length === 0 ? {} : { edits }),
  };
}

function distinct(related: readonly Related[]): readonly Related[] {
  const places = groupBy(related, ({ file, line, column, message }) => JSON.stringify([file, line, column, message]));
  return Array.from(places.values(), ([first]) => first!);
}

function order(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** The message is whole: what is wrong, where, and what would be accepted. Any other exception is a bug of gwc's. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError';
}
