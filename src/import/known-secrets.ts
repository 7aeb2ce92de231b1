// The values that import took for secrets → where else they stand: in a directive, an argument, under another key. One that may
// well stand somewhere else by chance, as `true` or the name of a model, is looked for nowhere.

import { groupBy } from '../diagnostics/collections.ts';
import { commandParts, isOpen, looksLikeSecret } from '../diagnostics/secrets.ts';
import type { Region } from '../diagnostics/value-region.ts';
import { isList, isMap, type Json, type Path } from '../document/json.ts';
import { COVERED } from './secret-values.ts';

/** By their first characters, the longest first. Compared, never shown. */
export type KnownSecrets = ReadonlyMap<string, readonly string[]>;

/** Fewer characters stand anywhere. */
const SHORTEST = 6;
/** That many stand nowhere by chance, whatever is before and after them. */
const UNMISTAKABLE = 12;

/** `names`: what things of the machine are called, in lower case. */
export function knownSecrets(values: Iterable<string>, names: ReadonlySet<string>): KnownSecrets {
  const all = [...values].flatMap((value) => [
    value,
    ...commandParts(value).map(({ start, end }) => value.slice(start, end)),
  ]);
  const telling = [...new Set(all.map((value) => value.trim()))].filter((value) => isTelling(value, names));
  const spelled = new Set(telling.flatMap(spellings));
  return groupBy(
    [...spelled].sort((a, b) => b.length - a.length),
    (value) => value.slice(0, SHORTEST),
  );
}

const PLACEHOLDER =
  /^(?:anonymous|disabled|enabled|localhost|loopback|openclaw|optional|password|required|undefined)$/i;

function isTelling(value: string, names: ReadonlySet<string>): boolean {
  if (looksLikeSecret(value)) return true;
  if (value.length < SHORTEST || !isOpen(value) || PLACEHOLDER.test(value) || names.has(value.toLowerCase()))
    return false;
  // A path says where a secret is; ports, addresses and dates have few digits.
  if (/^~?\/\S*$/.test(value) || /^(?!\d{8})[\d.:/-]+$/.test(value)) return false;
  return value.length >= 8 || (/\d/.test(value) && /\p{L}/u.test(value));
}

/** As it is, in a URL, and in a unit. */
function spellings(value: string): readonly string[] {
  return [value, encodeURIComponent(value.toWellFormed()), value.replace(/["\\]/g, '\\$&').replace(/[%$]/g, '$&$&')];
}

export function knownRegions(text: string, known: KnownSecrets): readonly Region[] {
  if (known.size === 0) return [];
  const found: Region[] = [];
  for (let start = 0; start + SHORTEST <= text.length; start += 1) {
    const value = known
      .get(text.slice(start, start + SHORTEST))
      ?.find((candidate) => text.startsWith(candidate, start) && isApart(text, start, candidate));
    if (value === undefined) continue;
    found.push({ start, end: start + value.length });
    start += value.length - 1;
  }
  return found;
}

/** Whether it is no part of a longer word. */
function isApart(text: string, start: number, value: string): boolean {
  const isWord = /^\p{L}+$/u.test(value);
  if (!isWord && (value.length >= UNMISTAKABLE || looksLikeSecret(value))) return true;
  return [text[start - 1], text[start + value.length]].every((next = '') => !/[\p{L}\p{N}_]/u.test(next));
}

export function holdsKnown(text: string, known: KnownSecrets): boolean {
  return knownRegions(text, known).length > 0;
}

export function withoutKnown(text: string, known: KnownSecrets): string {
  const regions = knownRegions(text, known);
  const kept = [...regions, { start: text.length, end: 0 }].map(({ start }, index) =>
    text.slice(regions[index - 1]?.end ?? 0, start),
  );
  return kept.join(COVERED);
}

/** Names in an openclaw.json: plain words and what users call things as keys, and models. */
export function configNames(value: Json, path: Path = []): readonly string[] {
  if (isList(value)) return value.flatMap((item) => configNames(item, path));
  if (isMap(value))
    return Object.entries(value).flatMap(([key, item]) => [
      ...(/^[a-z]+$/i.test(key) || /^(?:accounts|entries|models|providers)$/.test(String(path.at(-1)))
        ? nameParts(key)
        : []),
      ...configNames(item, [...path, key]),
    ]);
  const isName = typeof value === 'string' && /(?:^|\.)(?:\w*model|models?\.\w+|provider)$/i.test(path.join('.'));
  return isName ? nameParts(value) : [];
}

/** The whole, and what is between slashes and colons. */
export function nameParts(text: string): readonly string[] {
  const name = text.toLowerCase();
  return [name, ...name.split(/[/:]/)];
}
