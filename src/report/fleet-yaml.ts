// The resolved fleet as YAML: each value on a line of its own, with its place behind it.

import { Document, isNode, isSeq, visit } from 'yaml';
import type { JsonMap } from '../document/json.ts';
import type { Origin } from './shown-fleet.ts';

export function fleetYaml(shown: JsonMap, origins: readonly Origin[]): string {
  const document = new Document(shown, { aliasDuplicateObjects: false });
  visit(document, {
    Seq: (_, list, path) => {
      list.flow = path.length !== RESERVED_DEPTH;
    },
    Map: (_, map, path) => {
      map.flow = isSeq(path.at(-1));
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && scalar.value.includes('\n')) scalar.type = 'QUOTE_DOUBLE';
    },
  });
  for (const { path, place } of origins) {
    const node = document.getIn(path, true);
    if (isNode(node)) node.comment = ` ${place}`;
  }
  return document.toString({ lineWidth: 0 });
}

/** Of the list of a host's reserved ports: each of them has a place of its own. */
const RESERVED_DEPTH = 7;
