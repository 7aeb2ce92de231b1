// What the compiler makes of a document, in forms that can be compared when the document was written another way.

import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Artifact, build, type Diagnostic } from '../../src/index.ts';
import { collisionLines } from './collision.ts';
import { readingsOf } from './readings.ts';

export interface Outcome {
  readonly artifacts: readonly Artifact[];
  readonly diagnostics: readonly Diagnostic[];
}

export function outcomeOf(text: string, lock?: string, parts: Readonly<Record<string, string>> = {}): Outcome {
  const { artifacts, diagnostics } = build(text, { parts, ...(lock === undefined ? {} : { lock }) });
  return { artifacts, diagnostics };
}

/** What is found about which instances, wherever it stands. An unused `allow` depends on how many entries there are. */
export function pairsOf({ diagnostics }: Outcome): readonly string[] {
  return collisionLines(readingsOf(diagnostics.filter(({ code }) => code !== 'allow-unused')));
}

/** Findings with the names of their places instead of lines and columns. */
export function placedFindings(text: string, { diagnostics }: Outcome): readonly string[] {
  const nameAt = namesOf(text);
  const place = ({ line, column }: { readonly line: number; readonly column: number }): string =>
    nameAt.get(`${line}:${column}`) ?? `${line}:${column}`;
  return diagnostics
    .map(({ code, severity, message, path, related, suggestions, ...span }) => {
      const others = related.map((other) => `${other.message} at ${place(other)}`).sort();
      return JSON.stringify([code, severity, message, path, place(span), others, suggestions]);
    })
    .sort();
}

/** The place of every key and every value in a text without anchors, by line and column. */
function namesOf(text: string): ReadonlyMap<string, string> {
  const lines = new LineCounter();
  const names = new Map<string, string>();
  const name = (offset: number | undefined, path: readonly string[], part: string): void => {
    const { line, col } = lines.linePos(offset ?? 0);
    names.set(`${line}:${col}`, `${part} ${path.join('/')}`);
  };
  const walk = (node: unknown, path: readonly string[]): void => {
    if (isNode(node)) name(node.range?.[0], path, 'value');
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        const inner = [...path, isScalar(key) ? String(key.value) : ''];
        if (isNode(key)) name(key.range?.[0], inner, 'key');
        walk(value, inner);
      }
    }
    if (isSeq(node)) for (const [index, item] of node.items.entries()) walk(item, [...path, String(index)]);
  };
  walk(parseDocument(text, { lineCounter: lines }).contents, []);
  return names;
}

/** Findings without lines and files. */
export function unplacedFindings({ diagnostics }: Outcome): readonly string[] {
  return diagnostics
    .map(({ code, severity, message, path, instances, related, suggestions }) => {
      const others = related.map((other) => other.message).sort();
      return JSON.stringify([code, severity, message, path, [...instances].sort(), others, suggestions]);
    })
    .sort();
}

/** Findings with their lines moved. */
export function movedFindings({ diagnostics }: Outcome, lines?: readonly number[]): readonly unknown[] {
  const moved = (span: Diagnostic | Diagnostic['related'][number]): object => ({
    ...span,
    line: lines?.[span.line] ?? span.line,
    endLine: lines?.[span.endLine] ?? span.endLine,
  });
  return diagnostics.map((found) => ({ ...moved(found), related: found.related.map(moved) }));
}
