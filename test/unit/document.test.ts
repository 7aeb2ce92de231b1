// Where things stand: every path of a document, through aliases, merge keys and whatever is missing.

import { describe, expect, it } from 'vitest';
import type { Path } from '../../src/document/json.ts';
import { toValue } from '../../src/document/source-tree.ts';
import { parseSource } from '../../src/document/yaml.ts';

const TEXT = `x-base: &base { user: claw, env: { A: one } }
hosts:
  box:
    <<: *base
    instances:
      main: { port: 18789, secrets: [ONE, TWO] }
      copy: &copy
        port: 1
      again: *copy
      empty:
`;

const document = parseSource(TEXT, 'hosts.yaml');

function textAt(path: Path, part?: 'key' | 'value'): string {
  const { line, column, endColumn, endLine } = document.locate(path, part);
  expect(endLine).toBe(line);
  return `${line}:${TEXT.split('\n')[line - 1]!.slice(column - 1, endColumn - 1)}`;
}

describe('locate', () => {
  it.each<[Path, 'key' | 'value', string]>([
    [['hosts', 'box', 'instances', 'main', 'port'], 'value', '6:18789'],
    [['hosts', 'box', 'instances', 'main', 'port'], 'key', '6:port'],
    [['hosts', 'box', 'instances', 'main', 'secrets', 1], 'value', '6:TWO'],
    [['hosts', 'box', 'instances', 'main', 'secrets'], 'value', '6:secrets'],
    [['hosts', 'box', 'instances', 'main'], 'value', '6:main'],
    [['hosts', 'box', 'user'], 'value', '1:claw'],
    [['hosts', 'box', 'env', 'A'], 'value', '1:one'],
    [['hosts', 'box', 'instances', 'again', 'port'], 'value', '8:1'],
    [['hosts', 'box', 'instances', 'empty'], 'value', '10:empty'],
    [['hosts', 'box', 'instances', 'empty', 'port'], 'value', '10:empty'],
    [['hosts', 'box', 'instances', 'main', 'secrets', 9], 'value', '6:secrets'],
    [['hosts', 'nobody', 'user'], 'value', '2:hosts'],
  ])('%j %s', (path, part, expected) => {
    expect(textAt(path, part)).toBe(expected);
  });

  it('falls back to the start of the document', () => {
    expect(document.locate(['nothing'])).toMatchObject({ line: 1, column: 1 });
  });

  it('counts columns in UTF-16 code units and lines by line feeds', () => {
    const wide = parseSource('a: "😀"\r\nb: { c: 1 }\r\n', 'f');
    expect(wide.locate(['a'])).toMatchObject({ line: 1, column: 4, endLine: 1, endColumn: 8 });
    expect(wide.locate(['b', 'c'])).toMatchObject({ line: 2, column: 9, endLine: 2, endColumn: 10 });
  });
});

describe('values', () => {
  it('resolves aliases and merge keys, own keys first', () => {
    const { root } = parseSource('a: &a { x: 1, y: 2 }\nb: &b { y: 3, z: 4 }\nc: { <<: [*a, *b], x: 0 }\nd: *a\n', 'f');
    expect(toValue(root!)).toEqual({
      a: { x: 1, y: 2 },
      b: { y: 3, z: 4 },
      c: { x: 0, y: 2, z: 4 },
      d: { x: 1, y: 2 },
    });
  });

  it('keeps keys of the prototype as keys', () => {
    const { root } = parseSource('__proto__: { polluted: true }\nconstructor: 1\n', 'f');
    const value = toValue(root!) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('reads a quoted `<<` as a key', () => {
    expect(toValue(parseSource('"<<": 1\n', 'f').root!)).toEqual({ '<<': 1 });
  });
});
