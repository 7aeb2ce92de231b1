// The first two checks of a hosts.yaml: is it YAML, and does it have the language's shape.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { errorAt } from '../diagnostics/error-at.ts';
import { checkSchema, type SchemaProblem } from './check-schema.ts';
import type { SourceDocument } from './document.ts';
import { asMap, at, isMap, type JsonMap, mapOf } from './json.ts';
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
  const { problems, value: whole } = document;
  const broken: Omit<CheckedSource, 'diagnostics'> = { value: mapOf([]), faulty: new Set() };
  if (problems.length > 0) return { diagnostics: syntaxFindings(document), ...broken };
  if (whole === undefined) return { diagnostics: [wholeFinding(document, 'the document is empty')], ...broken };
  if (!isMap(whole)) return { diagnostics: [wholeFinding(document, 'the document must be a map')], ...broken };
  if (countInstances(whole) > MOST_INSTANCES) return { diagnostics: [tooMany(document)], ...broken };
  const faults = checkSchema(whole);
  const faulty = new Set(faults.map(({ path }) => toPointer(path)));
  const value = faults.length === 0 ? whole : without(faulty, document);
  return { diagnostics: faults.map((fault) => schemaFinding(document, fault)), value, faulty };
}

/** Each takes memory in every stage, and there is an end to it. */
const MOST_INSTANCES = 150_000;

function countInstances(value: JsonMap): number {
  // Values of another shape haven't been refused yet.
  const instances = Object.values(asMap(value['hosts'])).map((host) => asMap(at(host, 'instances')));
  return instances.reduce((count, map) => count + Object.keys(map).length, 0);
}

function tooMany(document: SourceDocument): Diagnostic {
  const message = `over ${MOST_INSTANCES} instances are more than one file can have; give some of the hosts a file of their own`;
  return errorAt('schema', message, document.locate(['hosts']), 'hosts');
}

function without(faulty: ReadonlySet<string>, { root }: SourceDocument): JsonMap {
  return toValue(root!, (path) => faulty.has(toPointer(path))) as JsonMap;
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
