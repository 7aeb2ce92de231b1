// The YAML library's nodes → our source tree: aliases and merge keys resolved, duplicate keys and values that have no
// place in a configuration reported.

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ParsedYaml, TextProblem } from './parse-yaml.ts';
import type { ListNode, MapEntry, MapNode, Range, ScalarNode, SourceNode } from './source-tree.ts';
import { MOST_DEPTH, tooDeep } from './text-limits.ts';
import { inOurWords } from './yaml-messages.ts';

/** How many values the aliases of a document may stand for in all. */
const MOST_ALIASED_VALUES = 1_000_000;

/** Tags that only name what JSON has anyway. */
const PLAIN_TAGS: ReadonlySet<string> = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
);

interface Built {
  readonly node: SourceNode;
  /** How many values the node holds, each alias counted as what it stands for. */
  readonly size: number;
}

interface State {
  readonly document: Document.Parsed;
  readonly problems: TextProblem[];
  /** Finished nodes, so that an alias shares its anchor's. */
  readonly built: Map<Node, Built>;
  /** Nodes that are being built: an alias to one of these would contain itself. */
  readonly open: Set<Node>;
  aliased: number;
}

const EMPTY: ScalarNode = { kind: 'scalar', value: null, start: 0, end: 0 };

export function buildTree(document: Document.Parsed): ParsedYaml {
  const state: State = { document, problems: [], built: new Map(), open: new Set(), aliased: 0 };
  const { node } = build(document.contents as Node, state, 0);
  return state.problems.length > 0 ? { problems: state.problems } : { root: node, problems: [] };
}

function build(source: Node, state: State, depth: number): Built {
  if (isAlias(source)) return buildAlias(source, state, depth);
  const known = state.built.get(source);
  if (known) return known;
  if (source.tag !== undefined && !PLAIN_TAGS.has(source.tag)) {
    return fail(state, rangeOf(source), inOurWords('TAG_RESOLVE_FAILED', ''));
  }
  if (depth > MOST_DEPTH) return fail(state, rangeOf(source), tooDeep(0).message);
  state.open.add(source);
  const built = isMap(source)
    ? buildMap(source, state, depth)
    : isSeq(source)
      ? buildList(source, state, depth)
      : buildScalar(source as Scalar, state);
  state.open.delete(source);
  state.built.set(source, built);
  return built;
}

function buildAlias(alias: Alias, state: State, depth: number): Built {
  const range = rangeOf(alias);
  const target = alias.resolve(state.document);
  if (!target)
    return fail(
      state,
      range,
      'no anchor of this name stands before the alias; quote the text if the `*` belongs to it',
    );
  if (state.open.has(target)) return fail(state, range, 'this alias stands inside its own anchor');
  const built = build(target, state, depth);
  state.aliased += built.size;
  if (state.aliased <= MOST_ALIASED_VALUES) return built;
  if (state.aliased - built.size > MOST_ALIASED_VALUES) return { node: EMPTY, size: 1 };
  return fail(state, range, `the aliases of this document stand for over ${MOST_ALIASED_VALUES} values`);
}

function buildList(source: YAMLSeq, state: State, depth: number): Built {
  const items = source.items.map((item) => build(item as Node, state, depth + 1));
  const node: ListNode = { kind: 'list', items: items.map((item) => item.node), start: rangeOf(source).start };
  return { node, size: 1 + sum(items) };
}

function buildMap(source: YAMLMap, state: State, depth: number): Built {
  const own = new Map<string, MapEntry>();
  const merged: MapNode[] = [];
  let size = 1;
  for (const { key, value } of source.items as Pair<Scalar<string>, Node | null>[]) {
    const keyRange = rangeOf(key);
    const built =
      value === null
        ? { node: { ...EMPTY, start: keyRange.end, end: keyRange.end }, size: 1 }
        : build(value, state, depth + 1);
    size += built.size;
    const first = own.get(key.value);
    if (key.value === '<<' && key.type === 'PLAIN') merged.push(...mergeSources(built.node, keyRange, state));
    else if (first) duplicateKey(key.value, keyRange, first.key, state);
    else if (isWellFormed(key.value, keyRange, state)) own.set(key.value, { key: keyRange, value: built.node });
  }
  const entries = merged.length === 0 ? own : mergeEntries(own, merged);
  return { node: { kind: 'map', entries, start: rangeOf(source).start }, size };
}

/** Own keys win over merged ones, and an earlier merge source over a later. */
function mergeEntries(own: ReadonlyMap<string, MapEntry>, sources: readonly MapNode[]): ReadonlyMap<string, MapEntry> {
  const entries = new Map(own);
  for (const source of sources) {
    for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
  }
  return entries;
}

function mergeSources(node: SourceNode, key: Range, state: State): readonly MapNode[] {
  const sources = node.kind === 'list' ? node.items : [node];
  const maps = sources.filter((source): source is MapNode => source.kind === 'map');
  // What failed by itself is told already.
  if (sources.some((source) => source.kind !== 'map' && source !== EMPTY))
    fail(state, key, 'a merge key `<<` takes a map, an alias of one, or a list of these');
  return maps;
}

function duplicateKey(name: string, range: Range, first: Range, state: State): void {
  state.problems.push({
    message: `the key \`${name}\` stands twice in this map`,
    ...range,
    related: { message: 'it first stands here', ...first },
  });
}

function buildScalar(source: Scalar, state: State): Built {
  const range = rangeOf(source);
  const { value } = source;
  switch (typeof value) {
    case 'string':
      return isWellFormed(value, range, state) ? scalar(value, range) : { node: EMPTY, size: 1 };
    case 'boolean':
      return scalar(value, range);
    case 'number':
      return buildNumber(value, range, state);
    default:
      return value === null ? scalar(null, range) : fail(state, range, inOurWords('TAG_RESOLVE_FAILED', ''));
  }
}

function buildNumber(value: number, range: Range, state: State): Built {
  if (!Number.isFinite(value)) return fail(state, range, 'this is not a finite number; quote it if it is a text');
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return fail(state, range, 'this number is too large and would be rounded; quote it');
  }
  return scalar(Object.is(value, -0) ? 0 : value, range);
}

/** Half of a surrogate pair has no UTF-8 form, so no file could carry it. */
function isWellFormed(text: string, range: Range, state: State): boolean {
  if (text.isWellFormed()) return true;
  fail(state, range, 'an escape such as `\\uD800` is half a character; write the whole one');
  return false;
}

function scalar(value: ScalarNode['value'], range: Range): Built {
  return { node: { kind: 'scalar', value, ...range }, size: 1 };
}

function fail(state: State, range: Range, message: string): Built {
  state.problems.push({ message, ...range });
  return { node: EMPTY, size: 1 };
}

function rangeOf(node: Node): Range {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}

function sum(items: readonly Built[]): number {
  return items.reduce((total, item) => total + item.size, 0);
}
