// What the documentation shows is run. In a page, `<!-- file: NAME -->` before a fenced block writes that file, `<!-- check -->`
// before a yaml block compiles it, and a `console` block is a session: lines after `$ ` are commands, the rest is what they
// print. UPDATE=1 writes the sessions anew.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../src/build.ts';
import { RULES } from '../src/rules/index.ts';
import { formatFinding } from './support/fixtures.ts';
import { PROGRAM } from './support/program.ts';

const pages = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const BLOCK = /(?:<!-- (?<mark>check|file: (?<file>\S+)) -->\n)?```(?<language>\w+)\n(?<text>[\s\S]*?)```/g;
/** Files of a release that the page only supposes. */
const EXAMPLES: readonly string[] = ['schemas/openclaw/2026.9.7.json'];
const LINK = /\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g;

function session(text: string, folder: string): string {
  const commands = text
    .split('\n')
    .filter((line) => line.startsWith('$ '))
    .map((line) => line.slice(2));
  const bin = join(folder, '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'gwc'), `#!/bin/sh\nexec ${PROGRAM} "$@"\n`, { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: folder, LC_ALL: 'C', NO_COLOR: '1' };
  return commands
    .map((command) => {
      const { stdout } = spawnSync('bash', ['-c', `exec 2>&1; ${command}`], { cwd: folder, env, encoding: 'utf8' });
      return `$ ${command}\n${stdout}`;
    })
    .join('');
}

describe.each(pages)('%s', (page) => {
  const source = readFileSync(page, 'utf8');

  it('shows what really happens', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gwc-docs-'));
    try {
      const actual = source.replace(BLOCK, (block, ...rest) => {
        const { mark, file, language, text } = rest.at(-1) as Record<string, string>;
        if (file !== undefined) {
          mkdirSync(dirname(join(folder, file)), { recursive: true });
          writeFileSync(join(folder, file), text!);
        }
        if (mark === 'check') expect(build(text!).diagnostics.map(formatFinding)).toEqual([]);
        return language === 'console' ? block.replace(text!, () => session(text!, folder)) : block;
      });
      if (process.env['UPDATE'] === '1') writeFileSync(page, actual);
      expect(actual, `a session of ${page} prints something else; UPDATE=1 writes it anew`).toBe(source);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('links to what there is', () => {
    const broken = [...source.matchAll(LINK)]
      .map(([, target]) => target!)
      .filter((target) => !existsSync(join(dirname(page), target)));
    expect(broken).toEqual([]);
  });
});

// docs/verified.md names files of OpenClaw's source, too.
const current = pages.filter((page) => page !== 'docs/verified.md');

it.each([...current, 'ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s names files that exist', (page) => {
  const named = [...readFileSync(page, 'utf8').matchAll(/`((?:src|test|scripts|schemas|templates)\/[\w./-]+)`/g)];
  const gone = named.map(([, path]) => path!).filter((path) => !existsSync(path) && !EXAMPLES.includes(path));
  expect(gone, `correct them in ${page}`).toEqual([]);
});

it('README.md names every rule', () => {
  const readme = readFileSync('README.md', 'utf8');
  const missing = RULES.map(({ id }) => id).filter((id) => !readme.includes(`\`${id}\``));
  expect(missing, 'add them to the table "What is checked, and what is not"').toEqual([]);
});
