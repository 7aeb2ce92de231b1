// Texts that would exhaust the parser are refused before it sees them; ordinary ones of the same marks are not.

import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { readFastValue } from '../../src/document/fast-yaml.ts';
import { parseYaml } from '../../src/document/yaml.ts';

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

  it.each([
    ['maps', (level: number) => `${' '.repeat(level)}a:`],
    ['maps with anchors', (level: number) => `${' '.repeat(level * 6)}a: &b${level}`],
    ['lists of lists', (level: number) => `${' '.repeat(level * 8)}- - - -`],
    ['questions', (level: number) => `${' '.repeat(level * 2)}?`],
  ])('of blocks is bounded wherever the stack ends: %s', (_, line) => {
    const { problems } = parseYaml(Array.from({ length: 3000 }, (_, level) => line(level)).join('\n'));
    expect(problems).toMatchObject([{ message: 'the document is nested deeper than 100 levels' }]);
    expect(problems[0]!.start).toBeGreaterThan(0);
  });

  it.each([
    ['keys', (level: number) => `${' '.repeat(level)}a:`],
    ['anchors', (level: number) => `${' '.repeat(level * 6)}a: &b${level}`],
  ])('of as many levels as there may be is read: %s', (_, line) => {
    const { root, problems } = parseYaml(`${Array.from({ length: 99 }, (_, level) => line(level)).join('\n')}\n`);
    expect(problems).toEqual([]);
    expect(root).toBeDefined();
  });

  it('of tokens is bounded', () => {
    const { problems } = parseYaml(`a: [${'1,'.repeat(1_100_000)}]`);
    expect(problems.map(({ message }) => message)).toEqual(['the document is too large: over two million tokens']);
  });

  it('of plain values is bounded: more of them are left to the other reading', () => {
    expect(readFastValue(`a: [${'1,'.repeat(100_000)}]`)).toBeDefined();
    expect(readFastValue(`a: [${'1,'.repeat(4_100_000)}]`)).toBeUndefined();
  });

  it('of instances is bounded, before anything is made of them', () => {
    const instances = Array.from({ length: 150_001 }, (_, index) => `      i${index}: {}`).join('\n');
    const { diagnostics, fleet } = validate(`version: 1\nhosts:\n  box:\n    instances:\n${instances}\n`);
    const message =
      'over 150000 instances are more than one fleet can have; give some of the hosts a hosts.yaml of their own';
    expect(diagnostics).toMatchObject([{ code: 'schema', message, line: 2, path: 'hosts' }]);
    expect(fleet.hosts).toEqual([]);
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
