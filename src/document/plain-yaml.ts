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
import type { ListNode, MapEntry, MapNode, Range, ScalarNode, SourceNode } from './source-tree.ts';

// What parsers read differently: tabs, control characters, byte order marks, rare line breaks, half characters; directives
// and the ends of documents.
const UNUSUAL = /[^\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|\r(?!\n)|^ *(?:%|\.\.\.)|^ +---/m;
/** A key in one line may have 1024 characters. */
const LONGEST_KEY = 1000;

/** Nothing where the text is not plain. */
export function readPlainYaml(text: string): SourceNode | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return readDocument({ text, events: parseEvents(text, {}), next: 0 });
  } catch {
    // What is wrong is for the other reading to tell.
    return undefined;
  }
}

interface Cursor {
  readonly text: string;
  readonly events: readonly Event[];
  next: number;
}

class NotPlain extends Error {}

function readDocument(cursor: Cursor): SourceNode {
  const document = take(cursor);
  if (document.type !== EVENT_ID.DOCUMENT || document.directives.length > 0) throw new NotPlain();
  const root = readNode(cursor);
  if (!isEnd(cursor) || cursor.next < cursor.events.length) throw new NotPlain();
  return root;
}

function readNode(cursor: Cursor): SourceNode {
  const event = take(cursor);
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return readScalar(cursor, event);
    case EVENT_ID.MAPPING:
      return readMap(cursor, event);
    case EVENT_ID.SEQUENCE:
      return readList(cursor, event);
    default:
      throw new NotPlain();
  }
}

function readMap(cursor: Cursor, event: MappingEvent): MapNode {
  refuseProperties(event);
  const entries = new Map<string, MapEntry>();
  while (!isEnd(cursor)) {
    const key = take(cursor);
    if (key.type !== EVENT_ID.SCALAR) throw new NotPlain();
    const name = textOf(cursor, key);
    const range = rangeOf(key);
    const isUsual = cursor.text[range.end] === ':' && name.length < LONGEST_KEY;
    if (!isUsual || name === '<<' || entries.has(name)) throw new NotPlain();
    entries.set(name, { key: range, value: readNode(cursor) });
  }
  return { kind: 'map', entries, start: event.start };
}

function readList(cursor: Cursor, event: SequenceEvent): ListNode {
  refuseProperties(event);
  const items: SourceNode[] = [];
  while (!isEnd(cursor)) items.push(readNode(cursor));
  return { kind: 'list', items, start: event.start };
}

function readScalar(cursor: Cursor, event: ScalarEvent): ScalarNode {
  const text = textOf(cursor, event);
  const value = event.style === SCALAR_STYLE.PLAIN ? plainValue(text) : text;
  const { start, end } = rangeOf(event);
  return { kind: 'scalar', value, start, end };
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
