// The bytes of a hosts.yaml → its text. Bytes that are not UTF-8 are a finding at the first of them.

import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';

export interface DecodedSource {
  /** Without a byte order mark; what isn't UTF-8 becomes U+FFFD. */
  readonly text: string;
  readonly problem?: Diagnostic;
}

export function decodeSource(bytes: Uint8Array, file: string): DecodedSource {
  const wide = wideEncoding(bytes);
  if (wide) return { text: '', problem: finding(`the file is ${wide}; save it as UTF-8`, '', 0, file) };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: new TextDecoder().decode(bytes), problem: badByte(bytes, file) };
  }
}

function badByte(bytes: Uint8Array, file: string): Diagnostic {
  // In stream mode a character that is cut off at the end is left out, so this is the text before the bad byte.
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, firstDifference(bytes)), {
    stream: true,
  });
  const byte = bytes[new TextEncoder().encode(before).length]!.toString(16).toUpperCase().padStart(2, '0');
  const text = before.replace(/^\ufeff/, '');
  return finding(`the byte 0x${byte} is not UTF-8; save the file as UTF-8 text`, text, text.length, file);
}

/** UTF-16 and UTF-32, by their byte order mark or, as YAML has it, by the zeros beside a first character of ASCII. */
function wideEncoding([a, b, c, d]: Uint8Array): string | undefined {
  if (a === 0 && b === 0 && (c === 0xfe || c === 0)) return 'UTF-32';
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return 'UTF-32';
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'UTF-16';
  if (a !== undefined && b !== undefined && (a === 0) !== (b === 0)) return c === 0 && d === 0 ? 'UTF-32' : 'UTF-16';
  return undefined;
}

/** Where the bytes first differ from what a lenient reading of them would be written as. */
function firstDifference(bytes: Uint8Array): number {
  const written = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  const index = bytes.findIndex((byte, at) => byte !== written[at]);
  return index === -1 ? bytes.length : index;
}

function finding(message: string, text: string, offset: number, file: string): Diagnostic {
  const { line, column } = lineIndex(text).position(offset);
  return errorAt('syntax', message, { file, line, column, endLine: line, endColumn: column + 1 });
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface LineIndex {
  position(offset: number): Position;
}

export function lineIndex(text: string): LineIndex {
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return {
    position(offset) {
      const line = lastAtMost(starts, Math.min(offset, text.length));
      return { line: line + 1, column: Math.min(offset, text.length) - starts[line]! + 1 };
    },
  };
}

/** The index of the last number that is at most `limit`; the numbers ascend and the first is 0. */
function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (ascending[middle]! <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
