// A second, faster reading of YAML for the texts that most people write: block and flow collections, scalars on one line,
// anchors, aliases and merge keys. Where a text has anything else, or anything that looks wrong, it gives no answer and
// yaml.ts reads the text. What it buys: `validate` of 1,000 instances and more takes 1.4 times as long without it, and
// twice the memory. What it costs is this file; test/unit/fast-yaml.test.ts holds both readings equal, places included.

import {
  type AliasEvent,
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { isMap, type Json, mapOf } from './json.ts';
import {
  LARGEST_WRITTEN,
  type MapEntry,
  type Range,
  type ScalarNode,
  type SourceNode,
  writtenSize,
} from './source-tree.ts';

// What parsers read differently: tabs, control characters, byte order marks, rare line breaks, half characters; directives
// and the ends of documents.
const UNUSUAL = /[^\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|\r(?!\n)|^ *(?:%|\.\.\.)|^ +---/m;
/** A key in one line may have 1024 characters. */
const LONGEST_KEY = 1000;
/** Twice those of a hundred thousand instances. */
const MOST_SEPARATORS = 4_000_000;

/** The tree; undefined where the text is left to yaml.ts. */
export function readFastTree(text: string): SourceNode | undefined {
  return read(text, TREE);
}

/** The value alone, at a fraction of the tree's memory; undefined where the text is left to yaml.ts. */
export function readFastValue(text: string): Json | undefined {
  return read(text, VALUE);
}

/** What is made of a document's parts: `T` of its nodes, `E` of the entries of maps. */
interface Maker<T, E> {
  scalar(value: ScalarNode['value'], event: ScalarEvent): T;
  list(items: readonly T[], event: SequenceEvent): T;
  entry(key: ScalarEvent, value: T): E;
  map(entries: ReadonlyMap<string, E>, event: MappingEvent): T;
  /** Undefined for anything but a map. */
  entriesOf(node: T): Iterable<readonly [string, E]> | undefined;
}

const TREE: Maker<SourceNode, MapEntry> = {
  scalar: (value, event) => ({ kind: 'scalar', value, ...rangeOf(event) }),
  list: (items, { start }) => ({ kind: 'list', items, start }),
  entry: (key, value) => ({ key: rangeOf(key), value }),
  map: (entries, { start }) => ({ kind: 'map', entries, start }),
  entriesOf: (node) => (node.kind === 'map' ? node.entries : undefined),
};

const VALUE: Maker<Json, Json> = {
  scalar: (value) => value,
  list: (items) => items,
  entry: (_, value) => value,
  map: (entries) => mapOf(entries),
  entriesOf: (value) => (isMap(value) ? Object.entries(value) : undefined),
};

function read<T, E>(text: string, make: Maker<T, E>): T | undefined {
  if (UNUSUAL.test(text) || separators(text) > MOST_SEPARATORS) return undefined;
  try {
    return readDocument({ text, events: parseEvents(text, {}), next: 0, make, anchors: new Map(), size: 0 });
  } catch {
    // What is wrong is for yaml.ts to say.
    return undefined;
  }
}

/** Of these there is one for each value at least; the parser keeps an object for each. */
function separators(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) if (SEPARATORS.includes(text[index]!)) count += 1;
  return count;
}

const SEPARATORS = ':,[{\n';

interface Reader<T, E> {
  readonly text: string;
  readonly events: readonly Event[];
  readonly make: Maker<T, E>;
  readonly anchors: Map<string, Anchored<T>>;
  next: number;
  /** See `writtenSize`. */
  size: number;
}

/** Without a node while it is being read: an alias in there would contain itself. */
interface Anchored<T> {
  node?: T;
  size: number;
}

class NotPlain extends Error {}

function readDocument<T, E>(reader: Reader<T, E>): T {
  const document = take(reader);
  if (document.type !== EVENT_ID.DOCUMENT || document.directives.length > 0) throw new NotPlain();
  const root = readNode(reader);
  if (!isEnd(reader) || reader.next < reader.events.length) throw new NotPlain();
  return root;
}

function readNode<T, E>(reader: Reader<T, E>): T {
  const event = take(reader);
  if (event.type === EVENT_ID.ALIAS) return readAlias(reader, event);
  if (event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT || event.tagStart !== -1) throw new NotPlain();
  if (event.anchorStart === -1) return readContent(reader, event);
  const before = reader.size;
  const anchored: Anchored<T> = { size: 0 };
  reader.anchors.set(anchorName(reader.text, event), anchored);
  const node = readContent(reader, event);
  anchored.node = node;
  anchored.size = reader.size - before;
  return node;
}

function readContent<T, E>(reader: Reader<T, E>, event: ScalarEvent | MappingEvent | SequenceEvent): T {
  const { make } = reader;
  switch (event.type) {
    case EVENT_ID.SCALAR: {
      const value = scalarValue(reader.text, event);
      reader.size += writtenSize(value);
      return make.scalar(value, event);
    }
    case EVENT_ID.MAPPING:
      return make.map(readEntries(reader, event), event);
    case EVENT_ID.SEQUENCE:
      return make.list(readItems(reader), event);
  }
}

function readAlias<T, E>(reader: Reader<T, E>, event: AliasEvent): T {
  const anchored = reader.anchors.get(anchorName(reader.text, event));
  if (anchored?.node === undefined) throw new NotPlain();
  reader.size += anchored.size;
  if (reader.size > LARGEST_WRITTEN) throw new NotPlain();
  return anchored.node;
}

function readEntries<T, E>(reader: Reader<T, E>, { style }: MappingEvent): ReadonlyMap<string, E> {
  const { text, make } = reader;
  reader.size += writtenSize(null);
  const entries = new Map<string, E>();
  const merged: T[] = [];
  let isFirst = true;
  while (!isEnd(reader)) {
    const key = take(reader);
    if (key.type !== EVENT_ID.SCALAR || key.anchorStart !== -1 || key.tagStart !== -1) throw new NotPlain();
    const name = textOf(text, key);
    const { start, end } = rangeOf(key);
    const isUsual = text[end] === ':' && name.length < LONGEST_KEY;
    if (!isUsual || entries.has(name)) throw new NotPlain();
    // js-yaml takes `- "a"b: c` for a list and the next key.
    if (style === COLLECTION_STYLE.BLOCK && !isFirst && !startsLine(text, start)) throw new NotPlain();
    isFirst = false;
    reader.size += writtenSize(name);
    if (name === '<<' && key.style === SCALAR_STYLE.PLAIN) for (const source of readMerge(reader)) merged.push(source);
    else entries.set(name, make.entry(key, readNode(reader)));
  }
  for (const source of merged) {
    const more = make.entriesOf(source);
    if (!more) throw new NotPlain();
    for (const [name, entry] of more) if (!entries.has(name)) entries.set(name, entry);
  }
  return entries;
}

function startsLine(text: string, offset: number): boolean {
  let before = offset - 1;
  while (text[before] === ' ') before -= 1;
  return before < 0 || text[before] === '\n';
}

/** A map or a list of maps; an anchor of the list itself is left to yaml.ts. */
function readMerge<T, E>(reader: Reader<T, E>): readonly T[] {
  const event = reader.events[reader.next];
  if (event?.type !== EVENT_ID.SEQUENCE || event.anchorStart !== -1 || event.tagStart !== -1) return [readNode(reader)];
  take(reader);
  return readItems(reader);
}

function readItems<T, E>(reader: Reader<T, E>): readonly T[] {
  reader.size += writtenSize(null);
  const items: T[] = [];
  while (!isEnd(reader)) items.push(readNode(reader));
  return items;
}

function scalarValue(text: string, event: ScalarEvent): ScalarNode['value'] {
  const written = textOf(text, event);
  return event.style === SCALAR_STYLE.PLAIN ? plainValue(written) : written;
}

/** Names with other characters, and what stands right behind a name, are read differently by different parsers. */
function anchorName(text: string, { anchorStart, anchorEnd }: Omit<AliasEvent, 'type'>): string {
  const name = text.slice(anchorStart, anchorEnd);
  if (!/^[\w.-]+$/.test(name) || /[[{"'&*!|>]/.test(text.charAt(anchorEnd))) throw new NotPlain();
  return name;
}

type Progress = Pick<Reader<unknown, unknown>, 'events' | 'next'>;

function take(reader: Progress): Event {
  const event = reader.events[reader.next];
  if (!event) throw new NotPlain();
  reader.next += 1;
  return event;
}

/** Whether the collection ends here; if so, goes past its end. */
function isEnd(reader: Progress): boolean {
  if (reader.events[reader.next]?.type !== EVENT_ID.POP) return false;
  reader.next += 1;
  return true;
}

/** `fast`: the text itself, without escapes, on one line. */
function textOf(text: string, event: ScalarEvent): string {
  if (event.valueStart === -1 || !event.fast) throw new NotPlain();
  return getScalarValue(text, event);
}

/** Quotes included. */
function rangeOf({ valueStart, valueEnd, style }: ScalarEvent): Range {
  const quote = style === SCALAR_STYLE.PLAIN ? 0 : 1;
  return { start: valueStart - quote, end: valueEnd + quote };
}

const NULL = /^(?:null|Null|NULL|~)$/;
const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const DECIMAL = /^-?[0-9]{1,15}(?:\.[0-9]{1,15})?$/;
/** The other numbers of YAML's core schema. */
const OTHER_NUMBER =
  /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function plainValue(text: string): ScalarNode['value'] {
  // Of -0 it makes 0.
  if (DECIMAL.test(text)) return Number(text) + 0;
  if (OTHER_NUMBER.test(text)) throw new NotPlain();
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  return NULL.test(text) ? null : text;
}
