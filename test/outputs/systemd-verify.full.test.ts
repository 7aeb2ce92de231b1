// systemd's own parser takes every unit of the golden trees without a word.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'gwc-verify-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What systemd says of some units; that this machine lacks the gateway's program aside. */
function verify(paths: readonly string[], scope: '--user' | '--system'): readonly string[] {
  const { status, stderr } = spawnSync('systemd-analyze', [scope, '--man=no', 'verify', ...paths], {
    env: { ...process.env, XDG_RUNTIME_DIR: folder },
    encoding: 'utf8',
  });
  expect(status).not.toBeNull();
  return stderr.split('\n').filter((line) => line !== '' && !/Command \/.* is not executable/.test(line));
}

function unitsOf(name: string): readonly string[] {
  const root = `test/ok/${name}/out`;
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => path.endsWith('.service')).map((path) => join(root, path));
}

describe('systemd-analyze verify', () => {
  const cases = readdirSync('test/ok').map((name) => [name, unitsOf(name)] as const);

  it.each(cases.filter(([, units]) => units.length > 0))('%s', (_, units) => {
    expect(verify(units, '--system')).toEqual([]);
    expect(verify(units, '--user')).toEqual([]);
  });

  it('says what is wrong with another unit', () => {
    const broken = join(folder, 'broken.service');
    writeFileSync(broken, '[Service]\nExecStart=/bin/true\nWorkingDirectory=not/absolute\n');
    expect(verify([broken], '--system').join('\n')).toContain('not/absolute');
  });
});
