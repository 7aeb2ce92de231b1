// Code frames: whatever the line holds, the underline stands below the place, and nothing unsafe comes through.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colorsOf } from '../../src/diagnostics/colors.ts';
import type { Span } from '../../src/diagnostics/diagnostic.ts';
import { codeFrame } from '../../src/diagnostics/pretty.ts';
import { cellsOf, visible } from '../../src/diagnostics/terminal-text.ts';
import { samples } from '../support/full.ts';

const RUNS = { numRuns: samples(20, 100) };

const colors = colorsOf(false);

function frame(text: string, [line, column, endLine, endColumn]: readonly number[], width = 60): string {
  const span: Span = { file: 'f', line: line!, column: column!, endLine: endLine!, endColumn: endColumn! };
  return codeFrame(text.split('\n'), span, { colors, width, gutter: 2, mark: '^', paint: String });
}

describe('code frame', () => {
  it.each([
    ['a word', 'a: one\nb: two\n', [2, 4, 2, 7], ['   |', ' 2 | b: two', '   |    ^^^']],
    ['nothing', 'a: one\n', [1, 3, 1, 3], ['   |', ' 1 | a: one', '   |   ^']],
    ['the end of the text', 'a:\n', [2, 1, 2, 1], ['   |', ' 2 |', '   | ^']],
    ['a line that there is not', 'a', [7, 3, 7, 5], ['   |', ' 7 |', '   | ^']],
    ['an end before its start', 'abcdef', [1, 4, 1, 2], ['   |', ' 1 | abcdef', '   |    ^']],
    ['a line with CR LF', 'a: one\r\nb: two\r\n', [2, 4, 2, 7], ['   |', ' 2 | b: two', '   |    ^^^']],
    ['tabs', '\ta:\tx', [1, 5, 1, 6], ['   |', ' 1 |     a:    x', '   |           ^']],
    ['a tab itself', '\ta: 1', [1, 1, 1, 2], ['   |', ' 1 |     a: 1', '   | ^^^^']],
    ['wide characters', '漢字: ok', [1, 1, 1, 3], ['   |', ' 1 | 漢字: ok', '   | ^^^^']],
    ['what follows wide characters', '漢字: ok', [1, 5, 1, 7], ['   |', ' 1 | 漢字: ok', '   |       ^^']],
    ['what follows an emoji of many parts', '👩‍👩‍👧: ok', [1, 11, 1, 13], ['   |', ' 1 | 👩‍👩‍👧: ok', '   |     ^^']],
    ['what follows a combined character', 'e\u0301: ok', [1, 5, 1, 7], ['   |', ' 1 | e\u0301: ok', '   |    ^^']],
    [
      'control characters',
      'a\x1b[31m: x\x7f\x9b',
      [1, 9, 1, 12],
      ['   |', ' 1 | a␛[31m: x␡\ufffd', '   |         ^^^'],
    ],
    ['a change of direction', 'a\u202eb: x', [1, 5, 1, 6], ['   |', ' 1 | a\ufffdb: x', '   |     ^']],
    ['half a character', 'a\ud800b', [1, 3, 1, 4], ['   |', ' 1 | a\ufffdb', '   |   ^']],
    [
      'two lines',
      'ab: |\n  text\nc: 1',
      [1, 5, 2, 7],
      ['   |', ' 1 | ab: |', '   |     ^', ' 2 |   text', '   |   ^^^^'],
    ],
    [
      'many lines',
      'a: x\nb\nc\n  d: y',
      [1, 4, 4, 7],
      ['   |', ' 1 | a: x', '   |    ^', '...', ' 4 |   d: y', '   |   ^^^^'],
    ],
    [
      'a block, without the line it ends at',
      'a:\n  b: 1\n\nc: 2',
      [1, 1, 4, 1],
      ['   |', ' 1 | a:', '   | ^^', ' 2 |   b: 1', '   |   ^^^^'],
    ],
    ['a line and its end', 'abc\ndef', [1, 2, 2, 1], ['   |', ' 1 | abc', '   |  ^^']],
  ])('of %s', (_, text, span, lines) => {
    expect(frame(text, span).split('\n')).toEqual(lines);
  });

  const long = `key: ${'x'.repeat(100)} HERE ${'y'.repeat(100)}`;
  it.each([
    ['its start', 1, 4, 'key', /^ 1 \| key: x+…$/],
    ['its middle', 107, 111, 'HERE', /^ 1 \| …x+ HERE y+…$/],
    ['its end', long.length - 2, long.length + 1, 'yyy', /^ 1 \| …y+$/],
  ])('of a long line is cut around %s', (_, column, endColumn, marked, shown) => {
    const [, code, underline] = frame(long, [1, column, 1, endColumn], 40).split('\n');
    expect(code).toMatch(shown);
    expect(code!.length).toBeLessThanOrEqual(5 + 1 + 40 + 1);
    expect(code!.slice(underline!.indexOf('^'), underline!.lastIndexOf('^') + 1)).toBe(marked);
  });

  it('of a place longer than the line underlines what is shown', () => {
    const [, code, underline] = frame(long, [1, 6, 1, 200], 40).split('\n');
    expect(underline!.length).toBeLessThanOrEqual(code!.length);
    expect(underline).toMatch(/^ {3}\| {6}\^+$/);
  });

  it('of a line of millions of characters takes no time', () => {
    const line = '漢'.repeat(4_000_000);
    const start = performance.now();
    expect(frame(line, [1, 2_000_000, 1, 2_000_001])).toContain('^^');
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('of anything: one underline for each line shown, no control character, nothing beyond the width', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 });
    const position = fc.integer({ min: 1, max: 220 });
    fc.assert(
      fc.property(text, position, position, position, position, (source, ...place) => {
        const lines = frame(source, place, 30).split('\n');
        expect(lines[0]).toBe('   |');
        expect(lines.filter((line) => /^ {3}\| *\^+$/.test(line)).length).toBeGreaterThanOrEqual(1);
        expect(lines.join('')).not.toMatch(/[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
        for (const line of lines) {
          const width = cellsOf(line).reduce((total, cell) => total + cell.width, 0);
          expect(width).toBeLessThanOrEqual(240 + 30);
        }
      }),
      RUNS,
    );
  });
});

describe('text for a terminal', () => {
  it.each([
    ['plain words, `code` and ümläute', 'plain words, `code` and ümläute'],
    ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
    ['\x1b[31mred\x9b0m\x7f\0', '\\u{1b}[31mred\\u{9b}0m\\u{7f}\\u{0}'],
    ['\u202eright\u2066\u200f', '\\u{202e}right\\u{2066}\\u{200f}'],
    ['\ud800x', '\\u{d800}x'],
    ['👩‍👩‍👧 漢字', '👩‍👩‍👧 漢字'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });
});
