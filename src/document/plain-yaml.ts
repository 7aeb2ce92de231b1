// A faster reading of plain YAML: maps, lists, and scalars on one line. Where a text has anything else, or anything that
// looks wrong, it gives no answer, and parse-yaml.ts reads it. Where it gives one, that one's is the same.

import {
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { type Json, mapOf } from './json.ts';
import type { Range, ScalarNode, SourceNode } from './source-tree.ts';

// What parsers read differently: tabs, control characters, byte order marks, rare line breaks, half characters; directives
// and the ends of documents.
const UNUSUAL = /[^\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|\r(?!\n)|^ *(?:%|\.\.\.)|^ +---/m;
/** A key in one line may have 1024 characters. */
const LONGEST_KEY = 1000;
/** Twice those of a hundred thousand instances. */
const MOST_SEPARATORS = 4_000_000;

/** The tree; nothing where the text is not plain. */
export function readPlainYaml(text: string): SourceNode | undefined {
  return read(text, TREE);
}

/** The value alone, at a fraction of the tree's memory; nothing where the text is not plain. */
export function readPlainValue(text: string): Json | undefined {
  return read(text, VALUE);
}

/** What is made of a document's parts. */
interface Maker<T> {
  scalar(value: ScalarNode['value'], event: ScalarEvent): T;
  list(items: readonly T[], event: SequenceEvent): T;
  map(entries: ReadonlyMap<string, Entry<T>>, event: MappingEvent): T;
}
interface Entry<T> {
  readonly key: ScalarEvent;
  readonly value: T;
}

const TREE: Maker<SourceNode> = {
  scalar: (value, event) => ({ kind: 'scalar', value, ...rangeOf(event) }),
  list: (items, { start }) => ({ kind: 'list', items, start }),
  map: (entries, { start }) => ({
    kind: 'map',
    entries: new Map([...entries].map(([name, { key, value }]) => [name, { key: rangeOf(key), value }])),
    start,
  }),
};

const VALUE: Maker<Json> = {
  scalar: (value) => value,
  list: (items) => items,
  map: (entries) => mapOf([...entries].map(([name, { value }]) => [name, value])),
};

function read<T>(text: string, make: Maker<T>): T | undefined {
  if (UNUSUAL.test(text) || separators(text) > MOST_SEPARATORS) return undefined;
  try {
    return readDocument({ text, events: parseEvents(text, {}), next: 0 }, make);
  } catch {
    // What is wrong is for the other reading to tell.
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

interface Cursor {
  readonly text: string;
  readonly events: readonly Event[];
  next: number;
}

class NotPlain extends Error {}

function readDocument<T>(cursor: Cursor, make: Maker<T>): T {
  const document = take(cursor);
  if (document.type !== EVENT_ID.DOCUMENT || document.directives.length > 0) throw new NotPlain();
  const root = readNode(cursor, make);
  if (!isEnd(cursor) || cursor.next < cursor.events.length) throw new NotPlain();
  return root;
}

function readNode<T>(cursor: Cursor, make: Maker<T>): T {
  const event = take(cursor);
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return make.scalar(scalarValue(cursor, event), event);
    case EVENT_ID.MAPPING:
      return make.map(readEntries(cursor, event, make), event);
    case EVENT_ID.SEQUENCE:
      return make.list(readItems(cursor, event, make), event);
    default:
      throw new NotPlain();
  }
}

function readEntries<T>(cursor: Cursor, event: MappingEvent, make: Maker<T>): ReadonlyMap<string, Entry<T>> {
  refuseProperties(event);
  const entries = new Map<string, Entry<T>>();
  while (!isEnd(cursor)) {
    const key = take(cursor);
    if (key.type !== EVENT_ID.SCALAR) throw new NotPlain();
    const name = textOf(cursor, key);
    const isUsual = cursor.text[rangeOf(key).end] === ':' && name.length < LONGEST_KEY;
    if (!isUsual || name === '<<' || entries.has(name)) throw new NotPlain();
    entries.set(name, { key, value: readNode(cursor, make) });
  }
  return entries;
}

function readItems<T>(cursor: Cursor, event: SequenceEvent, make: Maker<T>): readonly T[] {
  refuseProperties(event);
  const items: T[] = [];
  while (!isEnd(cursor)) items.push(readNode(cursor, make));
  return items;
}

function scalarValue(cursor: Cursor, event: ScalarEvent): ScalarNode['value'] {
  const text = textOf(cursor, event);
  return event.style === SCALAR_STYLE.PLAIN ? plainValue(text) : text;
}

function take(cursor: Cursor): Event {
  const event = cursor.events[cursor.next];
  if (!event) throw new NotPlain();
  cursor.next += 1;
  return event;
}

/** Whether the collection ends here; if so, goes past its end. */
function isEnd(cursor: Cursor): boolean {
  if (cursor.events[cursor.next]?.type !== EVENT_ID.POP) return false;
  cursor.next += 1;
  return true;
}

/** `fast`: the text itself, without escapes, on one line. */
function textOf({ text }: Cursor, event: ScalarEvent): string {
  refuseProperties(event);
  if (event.valueStart === -1 || !event.fast) throw new NotPlain();
  return getScalarValue(text, event);
}

/** Quotes included. */
function rangeOf({ valueStart, valueEnd, style }: ScalarEvent): Range {
  const quote = style === SCALAR_STYLE.PLAIN ? 0 : 1;
  return { start: valueStart - quote, end: valueEnd + quote };
}

/** Anchors and tags. */
function refuseProperties({ anchorStart, tagStart }: MappingEvent | SequenceEvent | ScalarEvent): void {
  if (anchorStart !== -1 || tagStart !== -1) throw new NotPlain();
}

const NULL = /^(?:null|Null|NULL|~)$/;
const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const INTEGER = /^[0-9]{1,15}$/;
/** Numbers of YAML's core schema that are no plain integers. */
const OTHER_NUMBER =
  /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function plainValue(text: string): ScalarNode['value'] {
  if (INTEGER.test(text)) return Number(text);
  if (OTHER_NUMBER.test(text)) throw new NotPlain();
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  return NULL.test(text) ? null : text;
}
