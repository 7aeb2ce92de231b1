// A text → its document: the plain value, and for each path the place in the text where the user wrote it.

import { once } from '../diagnostics/collections.ts';
import type { Span } from '../diagnostics/diagnostic.ts';
import { lineIndex } from './decode.ts';
import { readFastTree, readFastValue } from './fast-yaml.ts';
import type { Json, Path } from './json.ts';
import { type ParsedYaml, type Range, type SourceNode, type TextProblem, toValue } from './source-tree.ts';

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
  /** The path of a value in the text, where its value is without items that the text has (`withoutItems`). */
  inText(path: Path): Path;
  /** The text of the scalar at a path, quotes and all; undefined where there is none. */
  written(path: Path): string | undefined;
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

/** Only the value is read at first: most runs ask for no place. Undefined where the text is left to yaml.ts. */
export function fastDocument(text: string, file: string): SourceDocument | undefined {
  const value = readFastValue(text);
  if (value === undefined) return undefined;
  return sourceDocument(text, file, { value: () => value, root: () => readFastTree(text) });
}

/** Of a text that was read whole. */
export function treeDocument(text: string, file: string, { root, problems }: ParsedYaml): SourceDocument {
  return sourceDocument(text, file, { value: () => root && toValue(root), root: () => root }, problems);
}

function sourceDocument(
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
    inText: (path) => path,
    written: (path) => {
      const root = tree();
      const found = root && find(root, path);
      const isThere = found?.depth === path.length && found.node.kind === 'scalar';
      return isThere ? text.slice(found.node.start, found.node.end) : undefined;
    },
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

/** The same, asked by the paths of its value without some items of its lists: those behind them move up. */
export function withoutItems(document: SourceDocument, isLeftOut: (path: Path) => boolean): SourceDocument {
  const inText = (path: Path) => {
    const placed: (string | number)[] = [];
    for (const key of path) placed.push(typeof key === 'number' ? indexInText(placed, key) : key);
    return placed;
  };
  const indexInText = (list: Path, wanted: number) => {
    for (let index = 0, left = wanted; ; index += 1) {
      if (isLeftOut([...list, index])) continue;
      if (left === 0) return index;
      left -= 1;
    }
  };
  return {
    ...document,
    inText,
    written: (path) => document.written(inText(path)),
    depth: (path) => document.depth(inText(path)),
    locate: (path, part) => document.locate(inText(path), part),
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
