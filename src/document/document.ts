// A parsed hosts.yaml: its plain value, and for each path the place where the person wrote it.

import type { Span } from '../diagnostics/diagnostic.ts';
import { once } from '../diagnostics/once.ts';
import type { Json } from './json.ts';
import { lineIndex } from './line-index.ts';
import type { ParsedYaml, TextProblem } from './parse-yaml.ts';
import type { Path } from './path.ts';
import { type Range, type SourceNode, toValue } from './source-tree.ts';

/** Which part of a map entry a finding is about. */
export type Part = 'key' | 'value';

export interface SourceDocument {
  readonly file: string;
  readonly text: string;
  /** The text's tree and its plain value. Undefined where it has none: empty, or broken. */
  readonly root: SourceNode | undefined;
  readonly value: Json | undefined;
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

/** Of a text that was read whole: everything is made of its tree. */
export function sourceDocument(text: string, file: string, { root, problems }: ParsedYaml): SourceDocument {
  const read = { value: () => root && toValue(root), root: () => root };
  return lazyDocument(text, file, read, problems);
}

/** Of a text whose tree is made when somebody asks for a place, which most runs don't. */
export function lazyDocument(
  text: string,
  file: string,
  read: { readonly value: () => Json | undefined; readonly root: () => SourceNode | undefined },
  problems: readonly TextProblem[] = [],
): SourceDocument {
  const tree = once(read.root);
  const plain = once(read.value);
  const lines = once(() => lineIndex(text));
  const span = ({ start, end }: Range): Span => {
    const { position } = lines();
    const from = position(start);
    const to = position(Math.max(end, start));
    return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
  return {
    file,
    text,
    get root() {
      return tree();
    },
    get value() {
      return plain();
    },
    problems,
    span,
    depth: (path) => {
      const root = tree();
      return root === undefined ? 0 : find(root, path).depth;
    },
    locate: (path, part = 'value') => {
      const root = tree();
      if (root === undefined) return span({ start: 0, end: 0 });
      return span(rangeFor(find(root, path), path, part));
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
