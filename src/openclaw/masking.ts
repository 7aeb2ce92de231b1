// The one place where what the user wrote becomes text: every message, code frame, table and page passes through a masking,
// and leaves it without the secrets of the document. In doubt it masks.

import { groupBy, oncePer } from '../diagnostics/collections.ts';
import { cover, redact } from '../diagnostics/redact.ts';
import {
  commandParts,
  isNearSecretName,
  isOpen,
  isSecretName,
  looksLikeSecret,
  MASK,
  maskParts,
  saidParts,
  wordParts,
} from '../diagnostics/secrets.ts';
import type { Region } from '../diagnostics/value-region.ts';
import type { Part, SourceDocument } from '../document/document.ts';
import { isList, isMap, type Json, type Path } from '../document/json.ts';
import { isNoKey, isSecretField, isVariableAsKey, namedVariable, secretRef } from './config-secrets.ts';

export interface Masking {
  /** A text that may show values, with `***` in place of each secret. */
  readonly text: (text: string) => string;
  /** Plain data, with every text in it masked. */
  readonly data: <T>(data: T) => T;
}

/** Of what is made from all of them. */
export function maskingOf(documents: readonly SourceDocument[]): Masking {
  const values = documents.flatMap(valuesOf);
  const mask = maskOf(values);
  return { text: mask, data: (data) => (values.length === 0 ? data : maskedData(data, mask, new Map())) };
}

/** The texts of documents that belong together, each secret of any of them covered with as many `*`: places stay. */
export function maskedTexts(documents: readonly SourceDocument[]): readonly string[] {
  const find = finderOf(documents.flatMap(valuesOf));
  return documents.map((document) => {
    return redact(document.text, [...regionsOf(secretsOf(document), document), ...find(document.text)]);
  });
}

/** Covers the text of each of these documents, and what another has of their secrets. Places stay. */
export function coverOf(documents: readonly SourceDocument[]): (text: string) => string {
  const masked = maskedTexts(documents);
  const own = new Map(documents.map(({ text }, index) => [text, masked[index]!]));
  const find = finderOf(documents.flatMap(valuesOf));
  return (text) => own.get(text) ?? cover(text, find(text));
}

const secretsOf = oncePer((document: SourceDocument): readonly Secret[] => [
  ...secretsIn(document.value ?? null, [], { plain: new Set(), named: new Set() }),
]);

function valuesOf(document: SourceDocument): readonly string[] {
  const secrets = document.value === undefined ? secretsOfWords(document.text) : secretsOf(document);
  return secrets.flatMap(({ value }) => formsOf(value));
}

/** Of a broken text, whose keys and values nobody knows: what is in quotes, and words. */
function secretsOfWords(text: string): readonly Secret[] {
  const words = text.matchAll(/"([^"\n]*)"|'([^'\n]*)'|[^\s,{}[\]"']+/g);
  return [...words].flatMap(([word, double, single]) => [...inKey(double ?? single ?? word.replace(/:$/, ''), [])]);
}

/**
 * A mask for texts about plain data that a document of these keys was made into. `more`: values that are secret by themselves,
 * covered from six characters on; `words`: those that are covered as whole words, however short.
 */
export function maskOfData(data: Json, more: readonly string[], words: readonly string[]): (text: string) => string {
  const places = [...secretsIn(data, [], { plain: new Set(), named: new Set() })];
  const known = more.filter(({ length }) => length >= SHORTEST).flatMap(writtenForms);
  const mask = maskOf([...known, ...places.flatMap(({ value }) => formsOf(value))]);
  return (text) => words.reduce(withoutWord, mask(text));
}

function withoutWord(text: string, word: string): string {
  return text.replaceAll(word, (found, at: number) => {
    const around = `${text[at - 1] ?? ''}${text[at + word.length] ?? ''}`;
    return /[\w-]/.test(around) ? found : MASK;
  });
}

interface Secret {
  readonly path: Path;
  /** Default: the value. */
  readonly part?: Part;
  readonly value: string;
}

/** Nodes that were looked at, below a key that names a secret or another. */
type Seen = Readonly<Record<'plain' | 'named', Set<Json>>>;

/** Shared nodes are looked at once: a document may name one of them thousands of times. */
function* secretsIn(value: Json, path: Path, seen: Seen): Generator<Secret> {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'string' || typeof value === 'number') yield* inScalar(String(value), path);
    return;
  }
  const looked = isNamed(path) ? seen.named : seen.plain;
  if (looked.has(value)) return;
  looked.add(value);
  if (isList(value)) {
    const words = value.map((item) => (typeof item === 'object' ? '' : String(item)));
    for (const { index, start, end } of wordParts(words, true)) {
      yield { path: [...path, index], value: words[index]!.slice(start, end) };
    }
    for (const [index, item] of value.entries()) yield* secretsIn(item, [...path, index], seen);
  } else if (isMap(value) && !secretRef(value)) {
    for (const key of Object.keys(value)) {
      yield* inKey(key, [...path, key]);
      yield* secretsIn(value[key]!, [...path, key], seen);
    }
  }
}

function* inScalar(text: string, path: Path): Generator<Secret> {
  if (isNamed(path)) {
    const isName = path.includes('secrets') && /^[A-Za-z_]\w*$/.test(text) && !looksLikeSecret(text);
    if (!isName && !isNoKey(text) && !isVariableName(text, path) && isOpen(text)) yield { path, value: text };
  } else if (looksLikeSecret(text)) yield { path, value: text };
  else {
    const parts = [...commandParts(text, true), ...saidParts(text)];
    for (const { start, end } of parts) yield { path, value: text.slice(start, end) };
  }
}

function isVariableName(text: string, path: Path): boolean {
  const isItsName = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text) && isSecretName(text);
  return isItsName || isVariableAsKey(text, path) || namedVariable(text) !== undefined;
}

/** A key may hold what belongs behind it: `token:abc` without a space, `TOKEN=abc`. */
function* inKey(key: string, path: Path): Generator<Secret> {
  const [, name = '', value = ''] = /^([^:=]+)[:=]\s*(.+)$/s.exec(key) ?? [];
  if (isSecretName(name) || isNearSecretName(name)) yield { path, part: 'key', value };
  else if (looksLikeSecret(key)) yield { path, part: 'key', value: key };
  else for (const { start, end } of commandParts(key, true)) yield { path, part: 'key', value: key.slice(start, end) };
}

function isNamed(path: Path): boolean {
  const name = path.findLast((key) => typeof key === 'string');
  return name !== undefined && (isNearSecretName(String(name)) || isSecretField(path));
}

/** Shorter ones may be any word. */
const SHORTEST = 6;

/** How a value may appear in a text: as it is, line by line, without what gwc puts in, and as JSON. */
function formsOf(value: string): readonly string[] {
  const parts = value.split(/\$\([A-Za-z]+\)|\n/).map((part) => part.trim());
  return [value, ...parts]
    .flatMap((part) => [part, jsonForm(part)])
    .filter((part) => part.length >= SHORTEST && !/^(?:[a-z]{1,11}|~?(?:\/[\w.-]*)+)$/.test(part));
}

/** How a program may write it: as it is, in JSON, in JSON within JSON as in a log's message, and in a URL. */
function writtenForms(value: string): readonly string[] {
  const json = jsonForm(value);
  return [value, json, jsonForm(json), encodeURIComponent(value)];
}

function jsonForm(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function maskOf(values: readonly string[]): (text: string) => string {
  const find = finderOf(values);
  // Both look at the same text: one secret may have another in it.
  return (text) => maskParts(text, find(text));
}

/** Where a text has one of the values. By their first characters: it is looked through once, however many there are. */
function finderOf(values: readonly string[]): (text: string) => readonly Region[] {
  const byStart = groupBy([...new Set(values)].sort(), (value) => value.slice(0, SHORTEST));
  return (text) => {
    const found: Region[] = [];
    if (byStart.size === 0) return found;
    for (let start = 0; start + SHORTEST <= text.length; start += 1) {
      const alike = byStart.get(text.slice(start, start + SHORTEST));
      const length = alike === undefined ? 0 : lengthAt(text, start, alike);
      if (length === 0) continue;
      found.push({ start, end: start + length });
      start += length - 1;
    }
    return found;
  };
}

/** Whoever has so many characters of a secret has no other text. Without this, a long row of one letter is compared at each of its places. */
const LONG_START = 64;

/** How much of the text at this place is one of the values, or the start of one that a message shows. They are sorted, and start alike. */
function lengthAt(text: string, at: number, values: readonly string[]): number {
  let length = SHORTEST;
  let whole = 0;
  let [low, high] = [0, values.length];
  while (low < high) {
    // Of those that go on alike the shortest is the first.
    if (values[low]!.length === length) {
      whole = length;
      low += 1;
    }
    const code = text.charCodeAt(at + length);
    [low, high] = [firstFrom(code, values, length, low, high), firstFrom(code + 1, values, length, low, high)];
    if (low < high) length += 1;
  }
  return text[at + length] === '…' || length >= LONG_START ? length : whole;
}

/** The first of the sorted values from `low` on whose character there is no less than this one. */
function firstFrom(code: number, values: readonly string[], place: number, low: number, high: number): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle]!.charCodeAt(place) < code) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** What the data shares, the copy shares. */
function maskedData<T>(data: T, mask: (text: string) => string, copies: Map<object, unknown>): T {
  if (typeof data === 'string') return mask(data) as T;
  if (typeof data !== 'object' || data === null) return data;
  const known = copies.get(data);
  if (known !== undefined) return known as T;
  const copy = Array.isArray(data)
    ? data.map((item) => maskedData(item, mask, copies))
    : Object.assign(
        Object.create(Object.getPrototypeOf(data)),
        Object.fromEntries(Object.entries(data).map(([key, value]) => [mask(key), maskedData(value, mask, copies)])),
      );
  copies.set(data, copy);
  return copy as T;
}

/** Where the secrets are in the text; the whole scalar where it is spelled in another way. */
function regionsOf(places: readonly Secret[], document: SourceDocument): readonly Region[] {
  if (places.length === 0) return [];
  const starts = [0, ...[...document.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return places.map(({ path, part, value }) => {
    const span = document.locate(path, part);
    const start = starts[span.line - 1]! + span.column - 1;
    const end = starts[span.endLine - 1]! + span.endColumn - 1;
    const inside = document.text.slice(start, end).indexOf(value);
    return inside === -1 ? { start, end } : { start: start + inside, end: start + inside + value.length };
  });
}
