// A parsed hosts.yaml: its plain value, and for each path the place where the person wrote it.

import type { Span } from '../diagnostics/diagnostic.ts';
import { lineIndex } from './line-index.ts';
import type { ParsedYaml, TextProblem } from './parse-yaml.ts';
import type { Path } from './path.ts';
import type { Range, SourceNode } from './source-tree.ts';

/** Which part of a map entry a finding is about. */
export type Part = 'key' | 'value';

export interface SourceDocument {
  readonly file: string;
  readonly text: string;
  readonly root?: SourceNode;
  readonly problems: readonly TextProblem[];
  span(range: Range): Span;
  /** How many leading keys of the path the document has. */
  depth(path: Path): number;
  /**
   * Where the path stands. Of a scalar its value, of a map or list its key (a block has no line of its own). Where the
   * path doesn't exist, the key of the nearest ancestor that does.
   */
  locate(path: Path, part?: Part): Span;
}

interface Found {
  readonly node: SourceNode;
  readonly key?: Range;
  readonly depth: number;
}

export function sourceDocument(text: string, file: string, { root, problems }: ParsedYaml): SourceDocument {
  const { position } = lineIndex(text);
  const span = ({ start, end }: Range): Span => {
    const from = position(start);
    const to = position(Math.max(end, start));
    return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
  return {
    file,
    text,
    ...(root === undefined ? {} : { root }),
    problems,
    span,
    depth: (path) => (root === undefined ? 0 : find(root, path).depth),
    locate: (path, part = 'value') => {
      if (root === undefined) return span({ start: 0, end: 0 });
      const found = find(root, path);
      return span(rangeFor(found, path, part));
    },
  };
}

function find(root: SourceNode, path: Path): Found {
  let found: Found = { node: root, depth: 0 };
  for (const key of path) {
    const next = child(found.node, key);
    if (!next) return found;
    found = { ...next, depth: found.depth + 1 };
  }
  return found;
}

function child(node: SourceNode, key: string | number): Omit<Found, 'depth'> | undefined {
  if (node.kind === 'map') {
    const entry = node.entries.get(String(key));
    return entry && { node: entry.value, key: entry.key };
  }
  if (node.kind === 'list') {
    const item = node.items[Number(key)];
    return item && { node: item };
  }
  return undefined;
}

function rangeFor({ node, key, depth }: Found, path: Path, part: Part): Range {
  const isExact = depth === path.length;
  if (key && (part === 'key' || !isExact || node.kind !== 'scalar' || node.start === node.end)) return key;
  return node.kind === 'scalar' ? node : { start: node.start, end: node.start };
}
