// The YAML document as a tree of values with their places in the text. Aliases share the node of their anchor and merge
// keys share the entries that they bring in, so a place is always where the user wrote the value.

import { type Json, mapOf, type Path } from './json.ts';

/** Offsets into the text, in UTF-16 code units; the end is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Range {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}
export interface ListNode {
  readonly kind: 'list';
  readonly start: number;
  readonly items: readonly SourceNode[];
}
export interface MapNode {
  readonly kind: 'map';
  readonly start: number;
  readonly entries: ReadonlyMap<string, MapEntry>;
}
export interface MapEntry {
  readonly key: Range;
  readonly value: SourceNode;
}
export type SourceNode = ScalarNode | ListNode | MapNode;

/** A fault of the text, before it has a meaning. */
export interface TextProblem extends Range {
  readonly message: string;
  /** Of the value that it lies in, as far as the text can be read: a misread key may hold a secret. */
  readonly path?: Path;
  readonly related?: Range & { readonly message: string };
}

export interface ParsedYaml {
  /** Absent where the text has no tree: empty, or broken. */
  readonly root?: SourceNode;
  readonly problems: readonly TextProblem[];
}

/** Deeper nesting is refused: no configuration needs it, and every stage recurses. */
export const MOST_DEPTH = 100;
export const TOO_DEEP = `the document is nested deeper than ${MOST_DEPTH} levels`;

/** The characters that a document may have with each alias replaced by what it stands for. */
export const LARGEST_WRITTEN = 32 * 1024 * 1024;

/** About what a scalar or a key adds to a document, in characters; `null` for what a map or list adds by itself. */
export function writtenSize(value: ScalarNode['value']): number {
  return 8 + (typeof value === 'string' ? value.length : 0);
}

/** The plain value of a node, without what `leaveOut` names by path. */
export function toValue(node: SourceNode, leaveOut: (path: Path) => boolean = () => false, path: Path = []): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items
        .map((item, index) => [item, [...path, index]] as const)
        .filter(([, itemPath]) => !leaveOut(itemPath))
        .map(([item, itemPath]) => toValue(item, leaveOut, itemPath));
    case 'map':
      return mapOf(
        [...node.entries]
          .filter(([key]) => !leaveOut([...path, key]))
          .map(([key, { value }]) => [key, toValue(value, leaveOut, [...path, key])] as const),
      );
  }
}
