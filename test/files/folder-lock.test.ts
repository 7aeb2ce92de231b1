// One build at a time in a folder, and what is left by those that were killed.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileError } from '../../src/files/file-error.ts';
import { takeFolderLock } from '../../src/files/folder-lock.ts';
import { filesIn, folderWith, gwc, hostsYaml, TWO } from '../cli/gwc.ts';
import { inFull } from '../support/full.ts';
import { PROGRAM } from '../support/program.ts';

const LOCK = 'out/.gwc.lock';
const ONE = hostsYaml({ 'box-1': { main: 18789 } });

/** The number of a process that is no more. */
function deadProcess(): string {
  return String(spawnSync('true').pid);
}

async function locked(holder: string): Promise<string> {
  const cwd = folderWith({ 'hosts.yaml': TWO });
  expect((await gwc(['build'], { cwd })).code).toBe(0);
  writeFileSync(join(cwd, 'hosts.yaml'), ONE);
  symlinkSync(holder, join(cwd, LOCK));
  return cwd;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

describe('a folder that another build is writing', () => {
  it('is not written: exit 2, and who has it', async () => {
    const other = spawn('sleep', ['60']);
    try {
      const cwd = await locked(String(other.pid));
      const before = filesIn(cwd);
      expect(await gwc(['build'], { cwd })).toEqual({
        code: 2,
        stdout: '',
        stderr:
          `error: another gwc, process ${other.pid}, is writing out; run this one again once that is done, ` +
          `or remove ${LOCK} where process ${other.pid} is something else\n`,
      });
      expect(filesIn(cwd)).toEqual(before);
      // Reading is free, and a build with nothing to write has nothing to wait for but the other's end.
      expect((await gwc(['build', '--check'], { cwd })).code).toBe(1);
      expect((await gwc(['build', '--diff'], { cwd })).code).toBe(0);
      expect(isThere(join(cwd, LOCK))).toBe(true);
    } finally {
      other.kill();
    }
  });

  it('is taken over where the other was killed', async () => {
    const cwd = await locked(deadProcess());
    expect((await gwc(['build'], { cwd })).stderr).toBe('wrote 0, unchanged 4, removed 4 in out/\n');
    expect(isThere(join(cwd, LOCK))).toBe(false);
    // Also where there is nothing else to do.
    symlinkSync(deadProcess(), join(cwd, LOCK));
    expect((await gwc(['build'], { cwd })).stderr).toBe('wrote 0, unchanged 4, removed 0 in out/\n');
    expect(isThere(join(cwd, LOCK))).toBe(false);
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, '1')],
    ['a link elsewhere', (path: string) => symlinkSync('/etc/passwd', path)],
  ])('%s in the place of the lock is left', async (_, make) => {
    const cwd = folderWith({ 'hosts.yaml': TWO, 'out/x': '' });
    make(join(cwd, LOCK));
    expect(await gwc(['build'], { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: ${LOCK} was not created by gwc; remove it\n`,
    });
    expect(isThere(join(cwd, LOCK))).toBe(true);
    expect(readdirSync(join(cwd, 'out')).toSorted()).toEqual(['.gwc.lock', 'x']);
  });

  it('that can not be freed is a fault of the file system', () => {
    const path = join(folderWith({ 'out/x': '' }), 'out');
    const release = takeFolderLock({ path, shown: 'out' });
    rmSync(path, { recursive: true });
    symlinkSync('out', path);
    expect(release).toThrow(FileError);
    expect(release).toThrow(`cannot remove ${LOCK}: its symbolic links lead in a circle`);
  });

  it('is free again after an error', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO, 'out/box-1/main/openclaw.json/x': '' });
    expect((await gwc(['build'], { cwd })).code).toBe(2);
    expect(isThere(join(cwd, LOCK))).toBe(false);
  });
});

describe('temporary files', () => {
  it('of builds that were killed are removed, and no others', async () => {
    const cwd = await locked(deadProcess());
    const [dead, alive] = [deadProcess(), String(process.ppid)];
    const name = (file: string, mark: string) => `.${file}.${mark}-0123456789ab.tmp`;
    const left = ['box-1/main', 'box-1/rescue', '.'].map((folder) => join('out', folder, name('openclaw.json', dead)));
    const kept = [
      join('out/box-1/main', name('openclaw.json', alive)),
      'out/box-1/main/.openclaw.json.tmp',
      `.notes.${dead}-0123456789ab.tmp`,
    ];
    for (const path of [...left, ...kept, name('hosts.lock.json', dead)]) writeFileSync(join(cwd, path), '');
    writeFileSync(join(cwd, 'hosts.yaml'), hostsYaml({ 'box-1': { main: 'auto' } }));
    expect((await gwc(['build'], { cwd })).code).toBe(0);
    for (const path of kept) expect(existsSync(join(cwd, path))).toBe(true);
    for (const path of [...left, name('hosts.lock.json', dead), 'out/box-1/rescue'])
      expect(existsSync(join(cwd, path))).toBe(false);
  });
});

inFull.describe('a folder that may not be written', () => {
  it('is reported, and a build with nothing to do does not mind', async () => {
    const cwd = folderWith({ 'hosts.yaml': ONE });
    const script = `
      chown -R 65534 . && chmod 755 .
      as() { setpriv --reuid 65534 --regid 65534 --clear-groups ${PROGRAM} "$@"; }
      as build && chmod 555 out && as build && sed -i s/18789/18909/ hosts.yaml && as build`;
    const { status, stderr } = spawnSync('sh', ['-c', script], { cwd, encoding: 'utf8' });
    chmodSync(join(cwd, 'out'), 0o755);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        'wrote 4, unchanged 0, removed 0 in out/\nwrote 0, unchanged 4, removed 0 in out/\n' +
        `error: cannot write ${LOCK}: permission denied\n`,
    });
  });
});
