// The folder of `workspaceFiles`: what is read of it, and what keeps it from being used.

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { workspaceReader } from '../../src/files/workspace-folder.ts';
import { folderWith } from '../cli/gwc.ts';

/** A folder of hosts.yaml with the files of `ws/`. */
function baseWith(files: Readonly<Record<string, string>>): string {
  return folderWith(Object.fromEntries(Object.entries(files).map(([path, text]) => [`ws/${path}`, text])));
}

function read(base: string, from = 'ws') {
  const { files, problems } = workspaceReader(base)(from);
  return { files: files.map(({ path }) => path), problems };
}

describe('a folder of workspace files', () => {
  it('gives its texts by path, byte for byte, without what is not meant for a workspace', () => {
    const base = baseWith({
      'b.md': '\ufeffb\r\n',
      'a/c.md': 'é',
      'Z.md': '',
      '.gitkeep': '',
      '.git/HEAD': 'x',
      '.DS_Store': '',
    });
    const { files, problems } = workspaceReader(base)('ws');
    expect(problems).toEqual([]);
    expect(files).toEqual([
      { path: 'Z.md', content: '' },
      { path: 'a/c.md', content: 'é' },
      { path: 'b.md', content: '\ufeffb\r\n' },
    ]);
  });

  it('is read once', () => {
    const base = baseWith({ 'a.md': 'a' });
    const reader = workspaceReader(base);
    const first = reader('ws');
    writeFileSync(join(base, 'ws/b.md'), 'b');
    expect(reader('ws')).toBe(first);
  });

  it('takes links that stay beside hosts.yaml, and refuses those that lead out', () => {
    const base = baseWith({ 'a.md': 'a', 'sub/b.md': 'b' });
    const outside = folderWith({ 'secret.md': 's' });
    symlinkSync('a.md', join(base, 'ws/inside.md'));
    symlinkSync(join(outside, 'secret.md'), join(base, 'ws/out.md'));
    symlinkSync('sub', join(base, 'ws/folder'));
    symlinkSync('.', join(base, 'ws/circle'));
    symlinkSync('nowhere', join(base, 'ws/broken.md'));
    symlinkSync(outside, join(base, 'away'));
    symlinkSync('ws/sub', join(base, 'near'));
    const { files, problems } = read(base);
    expect(files).toEqual(['a.md', 'inside.md', 'sub/b.md']);
    expect([...problems].sort()).toEqual([
      "`ws/broken.md` can't be read, or is a link to nothing; remove it",
      '`ws/circle` is a link to a folder; copy the files',
      '`ws/folder` is a link to a folder; copy the files',
      '`ws/out.md` is a link that leads out of the folder of hosts.yaml; copy the file',
    ]);
    expect(read(base, 'away').problems).toEqual([
      '`away` leads out of the folder of hosts.yaml by a link; copy the files into it',
    ]);
    expect(read(base, '../').files).toEqual([]);
    expect(read(base, 'near')).toEqual({ files: ['b.md'], problems: [] });
  });

  it('refuses what is no text, too large, too deep or too much', () => {
    const base = baseWith({ 'nul.md': 'a\0', 'large.md': 'x'.repeat(1024 * 1024 + 1) });
    writeFileSync(join(base, 'ws/latin1.md'), Buffer.from([0xe9, 0x0a]));
    mkdirSync(join(base, 'ws/1/2/3/4/5/6/7/8/9'), { recursive: true });
    expect([...read(base).problems].sort()).toEqual([
      '`ws/1/2/3/4/5/6/7/8/9` lies deeper than 8 folders; move it up',
      '`ws/large.md` is larger than 1M; leave it out',
      '`ws/latin1.md` is no UTF-8 text; leave it out',
      '`ws/nul.md` is no UTF-8 text; leave it out',
    ]);
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`${index}.md`, '']));
    expect(read(baseWith(many)).problems).toEqual(['`ws` has more than 500 files; leave some out']);
    const heavy = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`${index}.md`, 'x'.repeat(1024 * 1024)]),
    );
    expect(read(baseWith(heavy)).problems).toEqual(['the files of `ws` have more than 8M; leave some out']);
    const binaries = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}.png`, '\0']));
    expect(read(baseWith(binaries)).problems).toHaveLength(10);
  });

  it('says where there is none, or nobody may look', () => {
    const base = baseWith({ 'a.md': 'a' });
    expect(read(base, 'no').problems).toEqual([
      'there is no folder `no` beside hosts.yaml; make it, or remove the key',
    ]);
    expect(read(base, 'ws/a.md').problems).toEqual(['`ws/a.md` is a file; name the folder that it is in']);
    if (getuid?.() === 0) return;
    chmodSync(join(base, 'ws/a.md'), 0);
    expect(read(base).problems).toEqual(['cannot read ws/a.md: permission denied']);
  });
});

it('two names of one file are told of with both, where case makes no difference', () => {
  const files = ['AGENTS.md', 'agents.md'].map((path) => ({ path, content: '' }));
  const messages = (os: string) =>
    validate(
      `{ version: 1, hosts: { box: { os: ${os}, user: claw, instances: { main: { port: 18789, workspaceFiles: ws } } } } }`,
      { workspaceFolder: () => ({ files, problems: [] }) },
    ).diagnostics.map(({ message }) => message);
  expect(messages('linux')).toEqual([]);
  const folder = '/Users/claw/.openclaw-main/workspace';
  expect(messages('macos')).toEqual([
    `workspace file \`${folder}/agents.md\` is the workspace file of the same instance (written \`${folder}/AGENTS.md\` there, which is one place on macos); rename one of the two`,
  ]);
});
