// Texts that would exhaust the parser are refused before it sees them; ordinary ones of the same marks are not.

import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/document/parse-yaml.ts';

describe('nesting and size', () => {
  it.each([
    ['[', 200_000],
    ['{a: ', 50_000],
    ['- ', 100_000],
    ['? ', 100_000],
    [': ', 100_000],
    ['[? ', 60_000],
    ['&a [', 50_000],
  ])('of %j is bounded', (unit, times) => {
    const { root, problems } = parseYaml(unit.repeat(times));
    expect(root).toBeUndefined();
    expect(problems.map(({ message }) => message)).toEqual(['the document is nested deeper than 100 levels']);
  });

  it('of tokens is bounded', () => {
    const { problems } = parseYaml(`a: [${'1,'.repeat(1_100_000)}]`);
    expect(problems.map(({ message }) => message)).toEqual(['the document is too large: over two million tokens']);
  });

  it.each([
    ['many keys on a line', `a: {${Array.from({ length: 500 }, (_, index) => `k${index}: 1`).join(', ')}}`],
    ['brackets in strings', `a: "${'['.repeat(500)}"\nb: |\n  ${'[{'.repeat(500)}\nc: '${'- '.repeat(500)}'\n`],
    ['ninety levels', `a: ${'['.repeat(90)}${']'.repeat(90)}`],
    ['many items', '- a\n'.repeat(5000)],
  ])('of %s is no matter', (_, text) => {
    expect(parseYaml(text).problems).toEqual([]);
  });
});
