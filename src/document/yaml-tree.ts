// The YAML library's nodes → our source tree: aliases and merge keys resolved, duplicate keys and values that have no
// place in a configuration reported; the library's messages in gwc's words.

import {
  type Alias,
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import {
  LARGEST_WRITTEN,
  type MapEntry,
  type MapNode,
  MOST_DEPTH,
  type ParsedYaml,
  type Range,
  type ScalarNode,
  type SourceNode,
  type TextProblem,
  TOO_DEEP,
  writtenSize,
} from './source-tree.ts';

/** Tags that only name what JSON has anyway. */
const PLAIN_TAGS: ReadonlySet<string> = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
);

interface State {
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly problems: TextProblem[];
  /** Finished nodes and their written size, so that an alias shares its anchor's. */
  readonly built: Map<Node, { readonly node: SourceNode; readonly size: number }>;
  /** Nodes that are being built: an alias to one of these would contain itself. */
  readonly open: Set<Node>;
  /** See `writtenSize`. */
  size: number;
}

const EMPTY: ScalarNode = { kind: 'scalar', value: null, start: 0, end: 0 };

export function buildTree(document: Document.Parsed): ParsedYaml {
  const state: State = {
    targets: aliasTargets(document),
    problems: [],
    built: new Map(),
    open: new Set(),
    size: 0,
  };
  const root = build(document.contents as Node, state, 0);
  return state.problems.length > 0 ? { problems: state.problems } : { root, problems: [] };
}

/** What each alias stands for. The library's own look-up reads the whole document for every alias. */
function aliasTargets(document: Document.Parsed): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node: (_, node) => {
      if (!isAlias(node)) {
        const { anchor } = node as Scalar | YAMLMap | YAMLSeq;
        if (anchor !== undefined) anchors.set(anchor, node);
        return;
      }
      const target = anchors.get(node.source);
      if (target) targets.set(node, target);
    },
  });
  return targets;
}

function build(source: Node, state: State, depth: number): SourceNode {
  if (isAlias(source)) return buildAlias(source, state, depth);
  const known = state.built.get(source);
  if (known) {
    state.size += known.size;
    return known.node;
  }
  if (source.tag !== undefined && !PLAIN_TAGS.has(source.tag)) {
    return fail(state, rangeOf(source), friendlyMessage('TAG_RESOLVE_FAILED', ''));
  }
  if (depth > MOST_DEPTH) return fail(state, rangeOf(source), TOO_DEEP);
  const before = state.size;
  state.open.add(source);
  const node = isMap(source)
    ? buildMap(source, state, depth)
    : isSeq(source)
      ? buildList(source, state, depth)
      : buildScalar(source as Scalar, state);
  state.open.delete(source);
  state.built.set(source, { node, size: state.size - before });
  return node;
}

function buildAlias(alias: Alias, state: State, depth: number): SourceNode {
  const range = rangeOf(alias);
  const target = state.targets.get(alias);
  if (!target)
    return fail(state, range, 'no anchor of this name above this alias; quote the text if the `*` belongs to it');
  if (state.open.has(target)) return fail(state, range, 'this alias is inside its own anchor');
  // One finding says it.
  if (state.size > LARGEST_WRITTEN) return EMPTY;
  const node = build(target, state, depth);
  if (state.size <= LARGEST_WRITTEN) return node;
  const most = `${LARGEST_WRITTEN / 1024 / 1024} MB`;
  return fail(state, range, `with its aliases written out, this document would be larger than ${most}`);
}

function buildList(source: YAMLSeq, state: State, depth: number): SourceNode {
  state.size += writtenSize(null);
  const items = source.items.map((item) => build(item as Node, state, depth + 1));
  return { kind: 'list', items, start: rangeOf(source).start };
}

function buildMap(source: YAMLMap, state: State, depth: number): SourceNode {
  state.size += writtenSize(null);
  const own = new Map<string, MapEntry>();
  const merged: MapNode[] = [];
  for (const { key, value } of source.items as Pair<Scalar<string>, Node | null>[]) {
    const keyRange = rangeOf(key);
    state.size += writtenSize(key.value);
    const node = value === null ? { ...EMPTY, start: keyRange.end, end: keyRange.end } : build(value, state, depth + 1);
    const first = own.get(key.value);
    if (key.value === '<<' && key.type === 'PLAIN') {
      for (const map of mergeSources(node, keyRange, state)) merged.push(map);
    } else if (first) duplicateKey(key.value, keyRange, first.key, state);
    else if (isWellFormed(key.value, keyRange, state)) own.set(key.value, { key: keyRange, value: node });
  }
  const entries = merged.length === 0 ? own : mergeEntries(own, merged);
  return { kind: 'map', entries, start: rangeOf(source).start };
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
  // Its own failure is reported already.
  if (sources.some((source) => source.kind !== 'map' && source !== EMPTY))
    fail(state, key, 'a merge key `<<` takes a map, an alias of one, or a list of these');
  return maps;
}

function duplicateKey(name: string, range: Range, first: Range, state: State): void {
  state.problems.push({
    message: `the key \`${name}\` is used twice in this map`,
    ...range,
    related: { message: 'first defined here', ...first },
  });
}

function buildScalar(source: Scalar, state: State): SourceNode {
  const range = rangeOf(source);
  const { value } = source;
  switch (typeof value) {
    case 'string':
      return isWellFormed(value, range, state) ? scalar(value, range, state) : EMPTY;
    case 'boolean':
      return scalar(value, range, state);
    case 'number':
      return buildNumber(value, range, state);
    default:
      return value === null
        ? scalar(null, range, state)
        : fail(state, range, friendlyMessage('TAG_RESOLVE_FAILED', ''));
  }
}

function buildNumber(value: number, range: Range, state: State): SourceNode {
  if (!Number.isFinite(value)) return fail(state, range, 'this is not a finite number; quote it if it is a text');
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return fail(state, range, 'this number is too large and would be rounded; quote it');
  }
  return scalar(Object.is(value, -0) ? 0 : value, range, state);
}

/** Half of a surrogate pair has no UTF-8 form, so no file could carry it. */
function isWellFormed(text: string, range: Range, state: State): boolean {
  if (text.isWellFormed()) return true;
  fail(state, range, 'an escape such as `\\uD800` is half a character; write the whole one');
  return false;
}

function scalar(value: ScalarNode['value'], range: Range, state: State): SourceNode {
  state.size += writtenSize(value);
  return { kind: 'scalar', value, ...range };
}

function fail(state: State, range: Range, message: string): SourceNode {
  state.problems.push({ message, ...range });
  return EMPTY;
}

function rangeOf(node: Node): Range {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}

const BY_CODE: Readonly<Partial<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: 'an alias takes no anchor and no tag of its own',
  BAD_ALIAS: 'the name of this alias or anchor is missing or ends in `:`; quote the text if it is neither',
  BAD_COLLECTION_TYPE: 'this tag has no meaning here; quote the text if the `!` belongs to it',
  BAD_DIRECTIVE: 'a line that starts with `%` is a directive, and this one has no meaning here; remove it',
  BAD_DQ_ESCAPE: 'no such escape; in double quotes a backslash is written `\\\\`, in single quotes `\\`',
  BAD_SCALAR_START: 'unquoted text cannot start with this character; quote it',
  BLOCK_AS_IMPLICIT_KEY:
    'two keys on one line need `{ }`; quote the text if the `: ` belongs to it, or start a new line',
  BLOCK_IN_FLOW: 'a `,` is missing before the next key, or a block is inside `{ }` or `[ ]`, which can only hold these',
  KEY_OVER_1024_CHARS:
    'a key and its `:` have to be within 1,024 characters; shorten it, or put `? ` before it and its `:` on the next line',
  MULTIPLE_ANCHORS: 'a value takes one anchor at most',
  MULTIPLE_DOCS: 'a hosts.yaml holds one document; remove the `---` and what follows it, or make it a file of its own',
  MULTIPLE_TAGS: 'a value takes one tag at most',
  NON_STRING_KEY: 'a key must be a plain word or a quoted string',
  RESOURCE_EXHAUSTION: 'the document is nested too deeply',
  TAB_AS_INDENT: 'tabs may not indent YAML; use spaces',
  TAG_RESOLVE_FAILED: 'this tag has no meaning here; quote the text if the `!` belongs to it',
};

const BY_MESSAGE: readonly (readonly [message: RegExp, words: string])[] = [
  [/^Missing closing (["'])quote/, 'a quoted text has no closing quote; the text ends inside it'],
  [/^Flow (map|sequence) in block collection/, 'a `{` or `[` has no closing bracket, or it is indented too little'],
  [/^Flow end indicator should be/, 'a closing bracket is indented too little; indent it deeper than its key'],
  [/^Implicit keys need|^Implicit keys of flow/, 'a key must end with `:` on its own line; is one missing?'],
  [/^Implicit map keys need/, 'a key has no `:`, or a value of several lines is not indented'],
  [/^All (mapping|sequence) items must start/, 'this line is indented unlike the others of its map or list'],
  [/^Missing space after :/, 'a space is missing after `:`'],
  [/^Missing , /, 'a `,` is missing, or a bracket is not closed'],
  [
    /^Block scalar header includes extra/,
    'behind `|` or `>` the text starts on the next line; quote it if it starts with these',
  ],
  [/^Unexpected , in/, 'a value is missing before this `,`'],
  [
    /^Unexpected .* at node end/,
    'a value has ended before this; quote the whole text if it belongs to it, or indent this line like those above',
  ],
  [/ in YAML stream/, 'the document has ended before this; indent it like the lines above'],
  [/^Not a YAML token|^Unresolved plain scalar/, 'this is no YAML'],
];

export function friendlyMessage(code: ErrorCode, message: string): string {
  const words = BY_CODE[code] ?? BY_MESSAGE.find(([form]) => form.test(message))?.[1];
  // Behind a colon the library may show what it found.
  return words ?? `${message.charAt(0).toLowerCase()}${message.slice(1)}`.replace(/:.*/s, '');
}
