// The YAML document as a tree of values with their places in the text. Aliases share the node of their anchor and merge
// keys share the entries that they bring in, so a place is always where the person wrote the value.

import { type Json, mapOf } from './json.ts';
import type { Path } from './path.ts';

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
