// Ten thousand strings and more, the same in every run: what readers treat as their own, control characters, any character of
// Unicode, and halves of surrogate pairs.

import fc from 'fast-check';
import { hostileValues } from '../support/hostile.ts';

const SPECIAL = [
  ...[
    '\0',
    '\x01',
    '\x02',
    '\x08',
    '\x0b',
    '\x0c',
    '\x1b',
    '\x1b[2J',
    '\x7f',
    '\x80',
    '\x85',
    '\x9f',
    '\r',
    '\t',
    '\n',
  ],
  ...['\u00ad', '\u200b', '\u200f', '\u2028', '\u2029', '\u202e', '\ufdd0', '\ufeff', '\ufffe', '\uffff'],
  ...[
    '\u{1fffe}',
    '\u{10ffff}',
    '\u{e0001}',
    'ﬁ',
    'ß',
    'İ',
    'e\u0301',
    '"',
    "'",
    '\\',
    '%',
    '$',
    ' ',
    ';',
    '`',
    '<',
    '&',
  ],
];
const HALVES = ['\ud800', '\udbff', '\udc00', '\udfff', 'a\ud83d', '\ude00b', '\udc00\ud800'];

const sample = (arbitrary: fc.Arbitrary<string>, count: number) =>
  fc.sample(arbitrary, { numRuns: count, seed: 20_260_906 });
const piece = fc.oneof(
  fc.constantFrom(...SPECIAL),
  fc.string({ unit: 'binary', maxLength: 2 }),
  fc.string({ maxLength: 3 }),
);

/** Well-formed ones; of any beginning of them half are hostile to some reader and half are wild. */
export function wildStrings(count: number): readonly string[] {
  const hostile = hostileValues(count);
  const wild = sample(
    fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
    count,
  );
  const mixed = hostile.flatMap((text, index) => [text, wild[index] ?? text]);
  return [...new Set([...SPECIAL, ...mixed])].filter((text) => text.isWellFormed()).slice(0, count);
}

/** With half a character in each. */
export const brokenStrings = (count: number): readonly string[] =>
  sample(
    fc
      .tuple(fc.string({ maxLength: 4 }), fc.constantFrom(...HALVES), fc.string({ maxLength: 4 }))
      .map((parts) => parts.join('')),
    count,
  ).filter((text) => !text.isWellFormed());

/** Of a string the name of a file: without slashes, 200 bytes at most. */
export function nameOf(text: string): string {
  const name = [...text.replaceAll('/', '')].slice(0, 50).join('');
  return /^\.{0,2}$/.test(name) ? `x${name}` : name;
}

/** As hosts.yaml has it: variables of gwc aside. */
export function written(text: string): string {
  return text.replaceAll('$(', '$$$$(');
}
