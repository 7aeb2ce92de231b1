// One input of a fuzzer → another one like it: bytes, words and lines are changed, moved, repeated and mixed with a second input.

import type { Random } from './random.ts';

type Mutation = (bytes: Uint8Array, given: Given) => Uint8Array;

interface Given {
  readonly random: Random;
  readonly other: Uint8Array;
  readonly words: readonly string[];
}

const MOST_BYTES = 4096;
/** Now and then one that shows where time grows faster than the text. */
const MOST_REPEATED = 64 * 1024;
const LINE_FEED = 0x0a;

/** `words`: texts that mean something to what is fuzzed. */
export function mutate(bytes: Uint8Array, given: Given): Uint8Array {
  const { random } = given;
  let mutated = bytes;
  for (let left = 1 + random.below(4); left > 0; left -= 1) mutated = random.pick(MUTATIONS)(mutated, given);
  return random.below(400) === 0 ? repeatAll(mutated, given) : mutated.subarray(0, MOST_BYTES);
}

const MUTATIONS: readonly Mutation[] = [
  flipBit,
  setByte,
  removeRange,
  repeatRange,
  moveRange,
  addWord,
  addWord,
  addWord,
  replaceWord,
  replaceWord,
  changeNumber,
  removeLine,
  repeatLine,
  swapLines,
  indentLine,
  indentLine,
  mixLines,
  mixBytes,
];

function splice(bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + removed)]);
}

function place(bytes: Uint8Array, random: Random): number {
  return random.below(bytes.length + 1);
}

function range(bytes: Uint8Array, random: Random): readonly [at: number, length: number] {
  const at = place(bytes, random);
  return [at, Math.min(bytes.length - at, 1 + random.below(random.pick([4, 16, 128])))];
}

function flipBit(bytes: Uint8Array, { random }: Given): Uint8Array {
  const at = place(bytes, random);
  return at === bytes.length ? bytes : splice(bytes, at, 1, Uint8Array.of(bytes[at]! ^ (1 << random.below(8))));
}

function setByte(bytes: Uint8Array, { random }: Given): Uint8Array {
  return splice(bytes, place(bytes, random), random.below(2), Uint8Array.of(random.below(256)));
}

function removeRange(bytes: Uint8Array, { random }: Given): Uint8Array {
  return splice(bytes, ...range(bytes, random), new Uint8Array());
}

function repeatRange(bytes: Uint8Array, { random }: Given): Uint8Array {
  const [at, length] = range(bytes, random);
  const times = random.pick([1, 2, 8, 64]);
  return splice(bytes, at, 0, Buffer.concat(Array(times).fill(bytes.subarray(at, at + length))));
}

function moveRange(bytes: Uint8Array, { random }: Given): Uint8Array {
  const [at, length] = range(bytes, random);
  const rest = splice(bytes, at, length, new Uint8Array());
  return splice(rest, place(rest, random), 0, bytes.subarray(at, at + length));
}

function addWord(bytes: Uint8Array, { random, words }: Given): Uint8Array {
  return splice(bytes, place(bytes, random), 0, Buffer.from(random.pick(words)));
}

function replaceWord(bytes: Uint8Array, { random, words }: Given): Uint8Array {
  const found = [...latin(bytes).matchAll(/[\w$./~-]+/g)];
  if (found.length === 0) return bytes;
  const { 0: word, index } = random.pick(found);
  return splice(bytes, index, word.length, Buffer.from(random.pick(words)));
}

function changeNumber(bytes: Uint8Array, { random }: Given): Uint8Array {
  const found = [...latin(bytes).matchAll(/\d+/g)];
  if (found.length === 0) return bytes;
  const { 0: digits, index } = random.pick(found);
  const changed = random.pick([Number(digits) + 1, Number(digits) - 1, Number(digits) + 110, 0, 65535, 65536, 2 ** 53]);
  return splice(bytes, index, digits.length, Buffer.from(String(changed)));
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, start)) {
    lines.push(bytes.subarray(start, at + 1));
    start = at + 1;
  }
  return [...lines, bytes.subarray(start)];
}

function removeLine(bytes: Uint8Array, { random }: Given): Uint8Array {
  const lines = linesOf(bytes);
  lines.splice(random.below(lines.length), 1 + random.below(3));
  return Buffer.concat(lines);
}

function repeatLine(bytes: Uint8Array, { random }: Given): Uint8Array {
  const lines = linesOf(bytes);
  lines.splice(random.below(lines.length), 0, random.pick(lines));
  return Buffer.concat(lines);
}

function swapLines(bytes: Uint8Array, { random }: Given): Uint8Array {
  const lines = linesOf(bytes);
  const [a, b] = [random.below(lines.length), random.below(lines.length)];
  [lines[a], lines[b]] = [lines[b]!, lines[a]!];
  return Buffer.concat(lines);
}

function indentLine(bytes: Uint8Array, { random }: Given): Uint8Array {
  const lines = linesOf(bytes);
  const at = random.below(lines.length);
  const blanks = random.pick([0, 2, 4, 6, 8]);
  lines[at] = Buffer.concat([Buffer.alloc(blanks, ' '), Buffer.from(latin(lines[at]!).replace(/^ +/, ''), 'latin1')]);
  return Buffer.concat(lines);
}

function mixLines(bytes: Uint8Array, { random, other }: Given): Uint8Array {
  const [lines, others] = [linesOf(bytes), linesOf(other)];
  const at = random.below(others.length);
  lines.splice(random.below(lines.length), random.below(3), ...others.slice(at, at + 1 + random.below(8)));
  return Buffer.concat(lines);
}

function mixBytes(bytes: Uint8Array, { random, other }: Given): Uint8Array {
  const [at, length] = range(other, random);
  return splice(bytes, ...range(bytes, random), other.subarray(at, at + length));
}

function repeatAll(bytes: Uint8Array, { random }: Given): Uint8Array {
  const [at, length] = range(bytes, random);
  if (length === 0) return bytes;
  const times = Math.floor(MOST_REPEATED / length);
  return splice(bytes, at, 0, Buffer.concat(Array(times).fill(bytes.subarray(at, at + length))));
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
