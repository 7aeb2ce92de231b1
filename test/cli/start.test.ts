// The program's start on each Node.js that is supported, and the code that Node.js keeps compiled from one start to the next.

import { spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NODES } from '../support/nodes.ts';
import { BUNDLE } from '../support/program.ts';
import { folderWith, TWO } from './gwc.ts';

/** A copy of the program as it is installed. */
function install(): string {
  const folder = folderWith();
  cpSync(dirname(BUNDLE), join(folder, 'dist'), { recursive: true });
  return folder;
}

describe.each(Object.entries(NODES))('on Node.js %s', (version, node) => {
  const keepsCode = Number.parseInt(version.slice(1), 10) >= 23;

  function start(folder: string, script: string, env: Readonly<Record<string, string>> = {}) {
    const cwd = folderWith({ 'hosts.yaml': TWO, 'tmp/x': '' });
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', script.replaceAll('gwc', `"$NODE" ${folder}/dist/bin.cjs`)],
      {
        cwd,
        env: { PATH: process.env['PATH'], HOME: cwd, TMPDIR: join(cwd, 'tmp'), NODE: node, ...env },
        encoding: 'utf8',
      },
    );
    return { status, stdout, stderr, files: readdirSync(cwd, { recursive: true, encoding: 'utf8' }) };
  }

  const folder = install();
  it.each([
    ['gwc --version', 0, /^\d+\.\d+\.\d+\n$/, /^$/],
    ['gwc build', 0, /^$/, /^wrote 8, /],
    ['gwc validate - < hosts.yaml', 0, /^$/, /^no findings/],
    ['gwc frobnicate', 2, /^$/, /^error: unknown command 'frobnicate'/],
    ['gwc explain port-overlap', 0, /port-overlap/, /^$/],
    ['gwc schema | head -c 2', 0, /^\{\n$/, /^$/],
    [
      'gwc build --watch 2> said & until grep -s watching said; do sleep 0.1; done; kill -TERM $!; wait $!',
      0,
      /^watching/,
      /^$/,
    ],
  ])('%s', (script, status, stdout, stderr) => {
    expect(start(folder, script)).toMatchObject({
      status,
      stdout: expect.stringMatching(stdout),
      stderr: expect.stringMatching(stderr),
    });
  });

  it('keeps compiled code beside the program, and nowhere else', () => {
    const own = install();
    expect(start(own, 'gwc validate').files.toSorted()).toEqual(['hosts.yaml', 'tmp', 'tmp/x']);
    expect(existsSync(join(own, '.cache'))).toBe(keepsCode);
    expect(start(own, 'gwc validate').status).toBe(0);
  });

  it('keeps none where it is told not to', () => {
    const own = install();
    expect(start(own, 'gwc validate', { NODE_DISABLE_COMPILE_CACHE: '1' }).status).toBe(0);
    expect(existsSync(join(own, '.cache'))).toBe(false);
  });

  it.runIf(process.getuid?.() === 0)("keeps none in another account's package, which could not remove it", () => {
    const own = install();
    chownSync(own, 12_345, 12_345);
    expect(start(own, 'gwc validate').status).toBe(0);
    expect(existsSync(join(own, '.cache'))).toBe(false);
  });

  it('starts all the same where it can keep none', () => {
    const own = install();
    writeFileSync(join(own, '.cache'), '');
    expect(start(own, 'gwc validate')).toMatchObject({ status: 0, stderr: expect.stringMatching(/^no findings/) });
  });
});
