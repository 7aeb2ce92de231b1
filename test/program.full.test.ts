// The program that GWC_PROGRAM names, by default the bundle: of every golden case it writes the same bytes, and of every faulty
// file it has the same findings, as the compiler in the tests' own process.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesIn, folderWith } from './cli/gwc.ts';
import { formatFinding } from './support/fixtures.ts';
import { isBundle, PROGRAM } from './support/program.ts';

it.each(readdirSync('test/ok'))('builds test/ok/%s', (name) => {
  const cwd = folderWith();
  cpSync(`test/ok/${name}`, cwd, { recursive: true });
  const { status, stdout } = spawnSync(PROGRAM, ['build', '--out', 'built'], { cwd, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  const { 'gwc.manifest.json': _, ...files } = filesIn(join(cwd, 'built'));
  expect(files).toEqual(filesIn(join(cwd, 'out')));
});

/** Of the bundle few: test/err.test.ts asks the same code. */
const FAULTY = readdirSync('test/err')
  .filter((name) => name.endsWith('.yaml'))
  .filter((_, index) => !isBundle || index % 8 === 0);

async function findingsOn(name: string): Promise<string> {
  const cwd = folderWith({ 'hosts.yaml': readFileSync(`test/err/${name}`) });
  for (const beside of ['workspace-files', name]) cpSync(`test/err/${beside}`, join(cwd, beside), { recursive: true });
  const lock = `test/err/${name.replace(/\.yaml$/, '.lock.json')}`;
  const isFrozen = existsSync(lock);
  if (isFrozen) cpSync(lock, join(cwd, 'hosts.lock.json'));
  const child = spawn(PROGRAM, ['build', '--format', 'json', isFrozen ? '--frozen-lockfile' : '--no-frozen-lockfile'], {
    cwd,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { diagnostics } = JSON.parse((await child.stdout.toArray()).join(''));
  return diagnostics.map(formatFinding).join('\n');
}

it.concurrent.each(FAULTY)('finds what is wrong in test/err/%s', async (name) => {
  const expected = readFileSync(`test/err/${name.replace(/\.yaml$/, '.out')}`, 'utf8');
  expect(await findingsOn(name)).toBe(expected.trimEnd());
});
