// Generated files are committed; each must be what its source makes today.

import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { generatedFiles } from '../scripts/generated-files.ts';
import { inFull } from './support/full.ts';
import { cleanClone } from './support/package.ts';

const files = await generatedFiles();

it.each(files.map(({ path, content }) => [path, content] as const))('%s is fresh', (path, content) => {
  expect(readFileSync(path, 'utf8'), 'run `npm run generate`').toBe(content);
});

inFull.it('`npm version` commits every file that names the version', { timeout: 120_000 }, () => {
  const cwd = mkdtempSync(join(tmpdir(), 'gwc-version-'));
  try {
    const run = (...[program, ...args]: readonly [string, ...string[]]) =>
      execFileSync(program, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
    cleanClone(cwd);
    run('git', 'init', '--quiet');
    symlinkSync(resolve('node_modules'), join(cwd, 'node_modules'));
    appendFileSync(join(cwd, '.git/info/exclude'), 'node_modules\n');
    for (const [key, value] of ['user.name gwc', 'user.email gwc@example.com'].map((pair) => pair.split(' ')))
      run('git', 'config', key!, value!);
    run('git', 'add', '.');
    run('git', 'commit', '--quiet', '--message=all');
    run('npm', 'version', '99.0.0');
    expect(run('git', 'status', '--porcelain')).toBe('');
    expect(run('git', 'describe')).toBe('v99.0.0\n');
    const named = run('git', 'show', '--format=', '--name-only').split('\n');
    expect(named).toEqual(expect.arrayContaining(['action.yml', 'docs/gitops.md', 'man/gwc.1', 'package.json']));
  } finally {
    rmSync(cwd, { recursive: true });
  }
});
