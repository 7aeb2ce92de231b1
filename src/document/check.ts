// The first two checks of a hosts.yaml: is it YAML, and does it have the language's shape.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorAt } from '../diagnostics/error-at.ts';
import { checkSchema, type SchemaProblem } from './check-schema.ts';
import type { SourceDocument } from './document.ts';
import { isMap, type JsonMap, mapOf } from './json.ts';
import { formatPath, toPointer } from './path.ts';
import { toValue } from './source-tree.ts';

export interface CheckedSource {
  readonly diagnostics: readonly Diagnostic[];
  /** The document's value without its faulty parts. */
  readonly value: JsonMap;
  /** Pointers to the faulty parts. */
  readonly faulty: ReadonlySet<string>;
}

export function checkSource(document: SourceDocument): CheckedSource {
  const { root, problems } = document;
  const broken: Omit<CheckedSource, 'diagnostics'> = { value: mapOf([]), faulty: new Set() };
  if (problems.length > 0) return { diagnostics: syntaxFindings(document), ...broken };
  if (!root) return { diagnostics: [wholeFinding(document, 'the document is empty')], ...broken };
  const whole = toValue(root);
  if (!isMap(whole)) return { diagnostics: [wholeFinding(document, 'the document must be a map')], ...broken };
  const faults = checkSchema(whole);
  const faulty = new Set(faults.map(({ path }) => toPointer(path)));
  const value = faults.length === 0 ? whole : (toValue(root, (path) => faulty.has(toPointer(path))) as JsonMap);
  return { diagnostics: faults.map((fault) => schemaFinding(document, fault)), value, faulty };
}

function syntaxFindings(document: SourceDocument): readonly Diagnostic[] {
  return document.problems.map(({ message, related, ...range }) => {
    const others = related ? [{ ...document.span(related), message: related.message }] : [];
    return { ...errorAt('syntax', message, document.span(range)), related: others };
  });
}

function schemaFinding(document: SourceDocument, { path, part, message, suggestions }: SchemaProblem): Diagnostic {
  return { ...errorAt('schema', message, document.locate(path, part), formatPath(path)), suggestions };
}

function wholeFinding(document: SourceDocument, message: string): Diagnostic {
  const advice = `${message}; it needs \`version: 1\` and \`hosts:\` (\`gwc init\` writes an example)`;
  return errorAt('schema', advice, document.span({ start: 0, end: 0 }));
}
