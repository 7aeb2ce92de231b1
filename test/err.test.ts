// test/err/<case>.yaml and the findings on it, one a line, in <case>.out. A <case>.lock.json beside it is the frozen lock.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { build } from '../src/build.ts';
import { expectText, formatFinding } from './support/fixtures.ts';

const cases = readdirSync('test/err').filter((name) => name.endsWith('.yaml'));

describe('faulty input', () => {
  it.each(cases)('%s', (name) => {
    const text = readFileSync(`test/err/${name}`, 'utf8');
    const lockPath = `test/err/${name.replace(/\.yaml$/, '.lock.json')}`;
    const lock = existsSync(lockPath) ? { lock: readFileSync(lockPath, 'utf8'), isFrozen: true } : {};
    const { diagnostics, artifacts } = build(text, lock);
    expect(diagnostics).not.toHaveLength(0);
    if (diagnostics.some(({ severity }) => severity === 'error')) expect(artifacts).toEqual([]);
    expectText(
      `test/err/${name.replace(/\.yaml$/, '.out')}`,
      diagnostics.map((found) => `${formatFinding(found)}\n`).join(''),
    );
  });
});
