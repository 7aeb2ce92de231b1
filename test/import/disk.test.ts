// A disk that is read through: no link leads out of its root, and nothing on it stops or hangs the reading.

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDisk } from '../../src/import/disk.ts';
import { importMachine } from '../../src/import/import-machine.ts';
import { folderWith } from '../cli/gwc.ts';

const UNIT = `[Service]
ExecStart=/usr/bin/openclaw gateway --port 18789
`;
const HOME = 'home/claw';
const UNITS = `${HOME}/.config/systemd/user`;

function link(root: string, path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

describe('links', () => {
  it('absolute ones lead on below the root, and `..` never above it', () => {
    const root = folderWith({ 'etc/real': 'inside' });
    link(root, 'a', '/etc/real');
    link(root, 'b', '../../../../etc/real');
    link(root, 'deep/c', '/a');
    const disk = openDisk(root);
    expect(['/a', '/b', '/deep/c', '/deep/../a'].map(disk.text)).toEqual(['inside', 'inside', 'inside', 'inside']);
    expect(disk.realPath('/deep/c')).toBe('/etc/real');
    expect(disk.text('/../../etc/real')).toBe('inside');
  });

  it('show nothing of the machine that gwc runs on', () => {
    const root = folderWith();
    const outside = folderWith({ secret: 'outside' });
    link(root, 'file', join(outside, 'secret'));
    link(root, 'folder', outside);
    const disk = openDisk(root);
    expect([disk.text('/file'), disk.list('/folder'), disk.kind('/folder')]).toEqual([undefined, [], 'missing']);
  });

  it('in a circle are shown once, and the rest is read', () => {
    const root = folderWith({ [`${UNITS}/openclaw-gateway.service`]: UNIT });
    link(root, `${HOME}/.openclaw`, '.openclaw-b');
    link(root, `${HOME}/.openclaw-b`, '.openclaw');
    link(root, `${HOME}/loop`, '.');
    const { text, notes } = importMachine(openDisk(root));
    expect(text).toContain('port: 18789');
    expect(notes.map(({ place }) => place)).toContain('/home/claw/.openclaw');
    expect(notes.every(({ text: shown }) => shown === 'could not be read: its links lead in a circle')).toBe(true);
  });
});

describe('what is no file to read', () => {
  it('pipes, folders, huge files and bytes that are no text become notes', () => {
    const root = folderWith({
      [`${UNITS}/openclaw-gateway.service`]: UNIT,
      [`${HOME}/.openclaw-bytes/openclaw.json`]: Buffer.from([0x7b, 0xff, 0x7d]),
      [`${HOME}/.openclaw-folder/openclaw.json/x`]: '',
      [`${HOME}/.openclaw-huge/openclaw.json`]: '',
      [`${HOME}/.openclaw-pipe/x`]: '',
    });
    truncateSync(join(root, HOME, '.openclaw-huge/openclaw.json'), 1024 ** 3);
    execFileSync('mkfifo', [join(root, HOME, '.openclaw-pipe/openclaw.json')]);
    const { text, notes } = importMachine(openDisk(root));
    expect(Object.fromEntries(notes.map(({ place, text: shown }) => [place, shown]))).toEqual({
      '/home/claw/.openclaw-bytes/openclaw.json': 'could not be read: it is no text of UTF-8',
      '/home/claw/.openclaw-folder/openclaw.json': 'could not be read: it is a folder',
      '/home/claw/.openclaw-huge/openclaw.json': 'could not be read: it is larger than 4 MB',
      '/home/claw/.openclaw-pipe/openclaw.json': 'could not be read: it is a pipe, a socket or a device',
    });
    // None of them would be replaced by a build.
    expect(text.match(/managed: false/g)).toHaveLength(4);
  });

  it('what the account may not read is shown, and nothing of it is guessed', () => {
    const root = folderWith({
      [`${UNITS}/openclaw-gateway.service`]: UNIT,
      [`${HOME}/.openclaw/openclaw.json`]: '{}',
      'home/ops/.openclaw/openclaw.json': '{}',
    });
    chmodSync(join(root, HOME, '.openclaw/openclaw.json'), 0);
    chmodSync(join(root, 'home/ops'), 0);
    // To root every file is open: another account has to look.
    const script = `
      import { openDisk } from './src/import/disk.ts';
      import { importMachine } from './src/import/import-machine.ts';
      console.log(JSON.stringify(importMachine(openDisk(process.argv[1])).notes));`;
    chownSync(root, 65534, 65534);
    const isRoot = process.getuid?.() === 0;
    const child = spawnSync(
      process.execPath,
      ['--import', './scripts/typescript.js', '--input-type=module', '-e', script, root],
      {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], TMPDIR: root, HOME: root },
        ...(isRoot ? { uid: 65534, gid: 65534 } : {}),
      },
    );
    expect(child.stderr).toBe('');
    expect(JSON.parse(child.stdout)).toEqual([
      { place: '/home/claw/.openclaw/openclaw.json', text: 'could not be read: permission denied' },
      { place: '/home/ops', text: 'could not be read: permission denied' },
    ]);
  });
});

describe('size', () => {
  it('two hundred gateways are described, each of them apart', () => {
    const root = folderWith();
    for (let index = 0; index < 200; index += 1) {
      const files = {
        [`${UNITS}/openclaw-gateway-g${index}.service`]: `[Service]
Environment=OPENCLAW_STATE_DIR=/home/claw/.openclaw-g${index}
ExecStart=/usr/bin/openclaw gateway --port ${10_000 + index * 120}
`,
        [`${HOME}/.openclaw-g${index}/openclaw.json`]: '{ gateway: { auth: { mode: "none" } } }',
      };
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), content);
      }
    }
    const { text, notes, gateways } = importMachine(openDisk(root));
    expect({ gateways, notes }).toEqual({ gateways: 200, notes: [] });
    expect(new Set(text.match(/port: \d+/g)).size).toBe(200);
  }, 20_000);
});

it('a root that is no folder is refused', () => {
  const root = folderWith({ file: '' });
  expect(() => openDisk(join(root, 'file'))).toThrow(/ENOTDIR/);
  expect(() => openDisk(join(root, 'missing'))).toThrow(/ENOENT/);
});
