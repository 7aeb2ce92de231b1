// Changes to the text of a YAML file that leave the rest of it as it is: comments, order, quotes, layout. Edits are found in one
// reading of a text, and are good for that text only.

import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  parseDocument,
  Scalar,
  visit,
  YAMLMap,
  YAMLSeq,
  Document as YamlDocument,
} from 'yaml';
import type { Json, Path } from './json.ts';

export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A text without faults, and its document. */
export interface Editable {
  readonly text: string;
  readonly document: Document.Parsed;
  /** Lists are indented no deeper than their key. */
  readonly hasListsAtKey: boolean;
}

export interface Move {
  readonly from: Path;
  readonly to: Path;
  /** What to write at `to`; what stands at `from` where absent. */
  readonly value?: Json;
  /** A list of maps becomes a map of them, by this key of each. */
  readonly keyedBy?: string;
  readonly mayGo: MayGo;
}

/** Whether the map at this path goes too where nothing is left in it. */
export type MayGo = (path: Path) => boolean;

type Entry = Pair<Scalar<string>, Node | null>;
type EntryMap = YAMLMap<Scalar<string>, Node | null>;

/** An entry and the map that has it in the text: an alias or a merge key may have led there. */
interface Found {
  readonly map: EntryMap;
  readonly pair: Entry;
}

export function editable(text: string): Editable {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  return {
    text: whole,
    document: parseDocument(whole, { merge: true, stringKeys: true, logLevel: 'silent' }),
    hasListsAtKey: LISTS_AT_KEY.test(whole),
  };
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const inOrder = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const parts = inOrder.map((edit, index) => text.slice(inOrder[index - 1]?.end ?? 0, edit.start) + edit.text);
  return parts.join('') + text.slice(inOrder.at(-1)?.end ?? 0);
}

/** Edits that touch are taken for such, too. */
export function overlap(edits: readonly TextEdit[], others: readonly TextEdit[]): boolean {
  return edits.some((a) => others.some((b) => a.start <= b.end && b.start <= a.end));
}

/** Undefined where the text has no such entry, or no room for the new one. */
export function moveEdits(source: Editable, move: Move): readonly TextEdit[] | undefined {
  const chain = chainTo(source, move.from);
  const room = roomFor(source, move.to);
  if (!chain || !room) return undefined;
  const { rest } = room;
  const depth = move.to.length - rest.length;
  // What a merge key brings in stays with what it brings in.
  const isBeside = move.from.slice(0, depth).every((key, index) => key === move.to[index]);
  // Steps into a list are no links of the chain.
  const link = move.from.slice(0, depth).filter((key) => typeof key !== 'number').length;
  const holder = (isBeside ? chain[link]?.map : undefined) ?? room.map;
  const leaving = withEmptied(chain, move.from, move.mayGo, holder);
  const value = movedValue(chain.at(-1)!.pair, move, source);
  if (value === undefined) return undefined;
  if (leaving.map === holder) return [inPlace(source, leaving, rest, value)];
  const isMovedWhole = isBlock(leaving.map) && isBlock(holder);
  const comment = isMovedWhole ? commentAbove(source.text, leaving.pair) : undefined;
  return [
    ...deletion(source, leaving, comment?.start),
    insertion(source, holder, entryNode(rest, value), comment?.lines),
  ];
}

export function removeEdits(source: Editable, path: Path, mayGo: MayGo): readonly TextEdit[] | undefined {
  const chain = chainTo(source, path);
  return chain && deletion(source, withEmptied(chain, path, mayGo));
}

export function hasEntry(source: Editable, path: Path): boolean {
  return chainTo(source, path) !== undefined;
}

/** In place of the value there, keeping a text's quotes, or as a new entry: the last of its map, or one of the first. */
export function setEdits(
  source: Editable,
  path: Path,
  value: Json,
  place: 'first' | 'last' = 'last',
): readonly TextEdit[] | undefined {
  const fresh = freshNode(source, value);
  if (typeof path.at(-1) === 'number') {
    const item = nodeAt(source, path);
    return isScalar(item) && isScalar(fresh) ? [inItsQuotes(source, item, fresh)] : undefined;
  }
  const found = chainTo(source, path)?.at(-1);
  if (!found) return insertionAt(source, path, fresh, place);
  const old = found.pair.value;
  const behind = contentEnd(found.pair);
  // An entry without a value keeps its comment.
  if (isEmpty(old) && /^:[^\S\n]+#/.test(lineAt(source.text, behind - 1)))
    return [{ start: behind, end: behind, text: ` ${rendered(source, asFlow(fresh))}` }];
  if (!isScalar(old) || !isScalar(fresh) || isEmpty(old)) return [inPlace(source, found, [String(path.at(-1))], fresh)];
  return [inItsQuotes(source, old, fresh)];
}

/** As `setEdits`, but nothing that another path shares by an alias or a merge key changes: undefined where that can't be. */
export function ownSetEdits(source: Editable, path: Path, value: Json): readonly TextEdit[] | undefined {
  const { document } = source;
  const fresh = document.createNode(value) as Node;
  let node: Node | null = document.contents;
  for (const [index, key] of path.entries()) {
    const rest = path.slice(index).map(String);
    if (isAlias(node)) return mergingEdits(source, node, rest, fresh);
    if (isShared(source, node)) return undefined;
    if (isSeq(node) && typeof key === 'number') {
      node = (node.items[key] as Node | undefined) ?? null;
      continue;
    }
    if (!isMap(node)) break;
    const map = node as EntryMap;
    const own: Entry | undefined = map.items.find((pair) => pair.key.value === key);
    if (!own && entryOf(map, String(key), document))
      return rest.length === 1 ? [insertion(source, map, entryNode(rest, fresh))] : undefined;
    if (!own) break;
    node = own.value;
  }
  return isShared(source, node) ? undefined : setEdits(source, path, value);
}

/** A map in place of an alias, which has the alias's entries and its own. A merge isn't deep: what it would hide can't be set so. */
function mergingEdits(
  source: Editable,
  alias: Alias,
  rest: readonly string[],
  value: Node,
): readonly TextEdit[] | undefined {
  const map = resolved(alias, source.document);
  if (!isMap(map) || (rest.length > 1 && entryOf(map as EntryMap, rest[0]!, source.document))) return undefined;
  const [start, end] = alias.range!;
  const own = withoutBraces(rendered(source, asFlow(entryNode(rest, value))));
  return [{ start, end, text: `{ <<: *${alias.source}, ${own} }` }];
}

/** Whether an alias stands for the node elsewhere. */
function isShared({ document }: Editable, node: Node | null): boolean {
  const anchor = isScalar(node) || isCollection(node) ? node.anchor : undefined;
  if (anchor === undefined) return false;
  let isFound = false;
  visit(document, {
    Alias: (_, alias) => {
      isFound ||= alias.source === anchor && alias.resolve(document) === node;
    },
  });
  return isFound;
}

/** As the last item of the list there, in the quotes of the one before. */
export function appendEdits(source: Editable, path: Path, value: string): readonly TextEdit[] | undefined {
  const list = resolved(nodeAt(source, path) ?? null, source.document);
  if (!isSeq(list)) return undefined;
  const item = new Scalar(value);
  const last = list.items.at(-1) as Node | undefined;
  if (!last) return [{ start: list.range![0], end: list.range![1], text: rendered(source, asFlow(listOf(item))) }];
  if (isScalar(last)) takeQuotes(item, last);
  const text = rendered(source, item);
  const at = nodeEnd(last);
  if (list.flow) return [{ start: at, end: at, text: `, ${text}` }];
  const next = source.text[at - 1] === '\n' ? at : source.text.indexOf('\n', at) + 1;
  const indent = ' '.repeat(columnOf(source.text, list.range![0]));
  return [{ start: next, end: next, text: `${indent}- ${text}\n` }];
}

/** A list of words is on one line where the text has such lists. */
function freshNode({ text, document }: Editable, value: Json): Node {
  const node = document.createNode(value) as Node;
  if (isSeq(node)) node.flow = node.items.every((item) => isScalar(item)) && /: \[/.test(text);
  return node;
}

function listOf(item: Scalar): YAMLSeq {
  const list = new YAMLSeq();
  list.items.push(item);
  return list;
}

/** The anchor of what has the path's value, where it stands there for other places too. */
export function anchorAt(source: Editable, path: Path): string | undefined {
  const { document } = source;
  let anchor: string | undefined;
  let node: Node | null = document.contents;
  for (const key of path) {
    if (isAlias(node)) anchor = node.source;
    const at = resolved(node, document);
    if (typeof key === 'number') node = isSeq(at) ? ((at.items[key] as Node | undefined) ?? null) : null;
    else {
      const found = isMap(at) ? entryOf(at as EntryMap, key, document) : undefined;
      if (found && found.map !== at) anchor = found.map.anchor ?? anchor;
      node = found?.pair.value ?? null;
    }
  }
  return anchor;
}

function inItsQuotes(source: Editable, old: Scalar, fresh: Scalar): TextEdit {
  takeQuotes(fresh, old);
  const [start, end] = old.range!;
  return { start, end, text: rendered(source, fresh) };
}

function takeQuotes(fresh: Scalar, { type }: Scalar): void {
  const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
  if (typeof fresh.value === 'string' && isQuoted) fresh.type = type;
}

function insertionAt(
  source: Editable,
  path: Path,
  value: Node,
  place: 'first' | 'last',
): readonly TextEdit[] | undefined {
  const room = roomFor(source, path);
  if (room) return [insertion(source, room.map, entryNode(room.rest, value), [], place)];
  const index = path.findLastIndex((_, length) => chainTo(source, path.slice(0, length + 1)) !== undefined);
  const empty = index < 0 ? undefined : chainTo(source, path.slice(0, index + 1))?.at(-1)?.pair;
  if (!empty || (empty.value && !(isScalar(empty.value) && empty.value.value === null))) return undefined;
  const map = rendered(source, asFlow(entryNode(path.slice(index + 1).map(String), value)));
  const [start, end] = empty.value?.range ?? [0, 0];
  // Behind the colon, and so before a comment.
  if (start === end) return [{ start: contentEnd(empty), end: contentEnd(empty), text: ` ${map}` }];
  return [{ start, end, text: map }];
}

/** The entries on the way to a path, each where the text has it; a step into a list has none. */
function chainTo({ document }: Editable, path: Path): readonly Found[] | undefined {
  if (typeof path.at(-1) === 'number') return undefined;
  const chain: Found[] = [];
  let node: Node | null = document.contents;
  for (const key of path) {
    const at = resolved(node, document);
    if (typeof key === 'number') {
      node = isSeq(at) ? ((at.items[key] as Node | undefined) ?? null) : null;
      continue;
    }
    const found: Found | undefined = isMap(at) ? entryOf(at as EntryMap, key, document) : undefined;
    if (!found) return undefined;
    chain.push(found);
    node = found.pair.value;
  }
  return chain;
}

function nodeAt(source: Editable, path: Path): Node | null | undefined {
  const last = path.at(-1);
  if (typeof last !== 'number') return chainTo(source, path)?.at(-1)?.pair.value;
  const list = resolved(nodeAt(source, path.slice(0, -1)) ?? null, source.document);
  return isSeq(list) ? (list.items[last] as Node | undefined) : undefined;
}

function resolved(node: Node | null, document: Document): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : node;
}

/** An own entry wins over merged ones, and an earlier merge source over a later. */
function entryOf(map: EntryMap, key: string, document: Document): Found | undefined {
  const own = map.items.find((pair) => pair.key.value === key);
  if (own) return { map, pair: own };
  const merges = map.items.filter(({ key: name }) => name.value === '<<' && name.type === 'PLAIN');
  for (const { value } of merges) {
    for (const one of isSeq(value) ? (value.items as Node[]) : [value]) {
      const source = resolved(one, document);
      const found = isMap(source) ? entryOf(source as EntryMap, key, document) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

interface Room {
  readonly map: EntryMap;
  /** The keys that it hasn't yet. */
  readonly rest: readonly string[];
}

function roomFor(source: Editable, path: Path): Room | undefined {
  for (let length = path.length - 1; length >= 0; length -= 1) {
    const node = length === 0 ? source.document.contents : nodeAt(source, path.slice(0, length));
    if (node === undefined) continue;
    const map = resolved(node, source.document);
    return isMap(map) ? { map: map as EntryMap, rest: path.slice(length).map(String) } : undefined;
  }
  return undefined;
}

/** The outermost entry that goes along with the last one, since nothing else is in it. */
function withEmptied(chain: readonly Found[], path: Path, mayGo: MayGo, holder?: EntryMap): Found {
  const hasLists = chain.length < path.length;
  let index = chain.length - 1;
  while (index > 0 && !hasLists) {
    const { map } = chain[index]!;
    const isAlone = map.items.length === 1 && map.anchor === undefined && chain[index - 1]!.pair.value === map;
    if (!isAlone || map === holder || !mayGo(path.slice(0, index))) break;
    index -= 1;
  }
  return chain[index]!;
}

function isBlock(map: EntryMap): boolean {
  return map.flow !== true;
}

/** Undefined for a list that can't become a map as it is written. */
function movedValue(
  { value }: Entry,
  { value: fresh, keyedBy }: Move,
  { document }: Editable,
): Node | null | undefined {
  const entries = keyedBy !== undefined && isSeq(value) ? asEntries(value as YAMLSeq<Node>, keyedBy) : undefined;
  if (entries) return entries;
  if (fresh !== undefined) return document.createNode(fresh) as Node;
  return keyedBy === undefined ? value : undefined;
}

/** Undefined where an item is anything but a map that is written out. */
function asEntries(list: YAMLSeq<Node>, key: string): EntryMap | undefined {
  const entries: EntryMap = new YAMLMap();
  entries.flow = list.flow === true || list.items.length === 0;
  entries.commentBefore = list.commentBefore ?? null;
  entries.comment = list.comment ?? null;
  for (const item of list.items) {
    if (!isMap(item) || item.anchor !== undefined) return undefined;
    const id = (item as EntryMap).items.find((pair) => pair.key.value === key)?.value;
    if (!isScalar(id)) return undefined;
    const name = new Scalar(String(id.value));
    name.spaceBefore = item.spaceBefore === true;
    const comments = [item.commentBefore, id.comment].filter((comment) => typeof comment === 'string');
    if (comments.length > 0) name.commentBefore = comments.join('\n');
    const rest = item.clone() as EntryMap;
    rest.delete(key);
    rest.commentBefore = null;
    rest.spaceBefore = false;
    if (rest.items.length === 0) rest.flow = true;
    entries.items.push(new Pair(name, rest));
  }
  return entries;
}

/** A map of one entry, and in it one for each further key. */
function entryNode(keys: readonly string[], value: Node | null): EntryMap {
  return keys.reduceRight<Node | null>((inner, key) => {
    const map: EntryMap = new YAMLMap();
    map.items.push(new Pair(new Scalar(key), inner));
    return map;
  }, value) as EntryMap;
}

function rendered({ text, hasListsAtKey }: Editable, node: Node): string {
  const document = new YamlDocument(node);
  return document
    .toString({
      lineWidth: 0,
      flowCollectionPadding: text.includes(isOfWords(node) ? '[ ' : '{ '),
      indentSeq: !hasListsAtKey,
      verifyAliasOrder: false,
    })
    .trimEnd();
}

/** A list of words, or an entry that is one. */
function isOfWords(node: Node): boolean {
  const [pair, ...others] = isMap(node) ? node.items : [];
  const list = pair && others.length === 0 ? pair.value : node;
  return isSeq(list) && list.items.every((item) => isScalar(item));
}

const LISTS_AT_KEY = /^( *)[^\s#-][^\n]*:\n\1- /m;

/** On one line, without comments. */
function asFlow(node: Node): Node {
  const flow = node.clone() as Node;
  visit(flow, {
    Node: (_, one) => {
      one.comment = null;
      one.commentBefore = null;
      if (isCollection(one)) one.flow = true;
      if (isScalar(one)) {
        one.spaceBefore = false;
        if (one.type?.startsWith('BLOCK')) delete one.type;
      }
    },
  });
  return flow;
}

/** Every text in double quotes. */
function asJson(node: Node): Node {
  visit(node, {
    Scalar: (_, one) => {
      if (typeof one.value === 'string') one.type = 'QUOTE_DOUBLE';
    },
  });
  return node;
}

function inPlace(source: Editable, { map, pair }: Found, keys: readonly string[], value: Node | null): TextEdit {
  const [start, keyEnd] = pair.key.range!;
  if (keys.length === 1 && value === pair.value) {
    const key = new Scalar(keys[0]);
    takeQuotes(key, pair.key);
    return { start, end: keyEnd, text: rendered(source, key) };
  }
  const node = entryNode(keys, value);
  if (!isBlock(map)) return { start, end: contentEnd(pair), text: withoutBraces(rendered(source, asFlow(node))) };
  const end = blockEnd(source.text, pair) - 1;
  const indent = ' '.repeat(columnOf(source.text, start));
  return { start, end, text: rendered(source, node).replaceAll(/\n(?!\n)/g, `\n${indent}`) };
}

function withoutBraces(flow: string): string {
  return flow.slice(1, -1).trim();
}

function insertion(
  source: Editable,
  map: EntryMap,
  entry: EntryMap,
  comment: readonly string[] = [],
  place: 'first' | 'last' = 'last',
): TextEdit {
  const { text } = source;
  const last = map.items.at(-1);
  if (!isBlock(map)) {
    const [start, end] = map.range!;
    const flow = rendered(source, last?.key.type === 'QUOTE_DOUBLE' ? asJson(asFlow(entry)) : asFlow(entry));
    if (!last) return { start, end, text: flow };
    return { start: contentEnd(last), end: contentEnd(last), text: `, ${withoutBraces(flow)}` };
  }
  const first = map.items[0]!;
  const column = columnOf(text, first.key.range![0]);
  const indent = ' '.repeat(column);
  const lines = [...comment, ...rendered(source, entry).split('\n')];
  const isAbove = place === 'first' && isCollection(first.value);
  const at = isAbove ? first.key.range![0] - column : blockEnd(text, place === 'first' ? first : last!);
  return { start: at, end: at, text: lines.map((line) => (line === '' ? '\n' : `${indent}${line}\n`)).join('') };
}

/** `from`: where a comment begins that goes with it. */
function deletion({ text }: Editable, { map, pair }: Found, from?: number): readonly TextEdit[] {
  const [start] = pair.key.range!;
  const index = map.items.indexOf(pair);
  const next = map.items[index + 1];
  const before = map.items[index - 1];
  if (!isBlock(map)) {
    if (next) return [{ start, end: next.key.range![0], text: '' }];
    if (before) return [{ start: contentEnd(before), end: contentEnd(pair), text: '' }];
    return [{ start: map.range![0], end: map.range![1], text: '{}' }];
  }
  const lineStart = start - columnOf(text, start);
  const isOnOwnLine = text.slice(lineStart, start).trim() === '';
  const end = blockEnd(text, pair);
  if (!next && !before) return [{ start, end: end - 1, text: '{}' }];
  if (!isOnOwnLine) return [{ start, end: next!.key.range![0], text: '' }];
  return [{ start: from ?? lineStart, end, text: '' }];
}

/** The comment lines directly above an entry. */
function commentAbove(text: string, { key }: Entry): { readonly start: number; readonly lines: readonly string[] } {
  const column = columnOf(text, key.range![0]);
  const lines: string[] = [];
  let start = key.range![0] - column;
  while (start > 0) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    const line = text.slice(above, start - 1);
    if (!line.trimStart().startsWith('#') || line.length - line.trimStart().length !== column) break;
    lines.unshift(line.trim());
    start = above;
  }
  return { start, lines };
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Behind the last line of an entry of a block, with the comments that are indented deeper than it. */
function blockEnd(text: string, pair: Entry): number {
  const column = columnOf(text, pair.key.range![0]);
  const content = contentEnd(pair);
  let end = text[content - 1] === '\n' ? content : text.indexOf('\n', content) + 1;
  for (let next = lineAt(text, end); isCommentBelow(next, column); next = lineAt(text, end)) end += next.length + 1;
  return end;
}

function lineAt(text: string, start: number): string {
  return text.slice(start, Math.max(start, text.indexOf('\n', start)));
}

function isCommentBelow(line: string, column: number): boolean {
  const comment = line.trimStart();
  return comment.startsWith('#') && line.length - comment.length > column;
}

/** Behind the last character that is no comment and no space. */
function contentEnd({ key, value }: Entry): number {
  // Of an entry without a value its colon.
  return isEmpty(value) ? key.range![1] + 1 : nodeEnd(value!);
}

function isEmpty(value: Node | null): boolean {
  return value === null || value.range![0] === value.range![1];
}

function nodeEnd(node: Node): number {
  if (!isCollection(node) || node.flow === true) return node.range![1];
  const last = node.items.at(-1);
  return last instanceof Pair ? contentEnd(last as Entry) : nodeEnd(last as Node);
}
