// Which OpenClaw and which Node.js a `command` runs, read off a disk.

import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedOpenclaw, isInRange, neededNode, nodeOf } from '../../src/apply/installed-openclaw.ts';
import { type Disk, openDisk } from '../../src/import/disk.ts';
import { folderWith } from '../cli/gwc.ts';

const PACKAGE = '/usr/lib/node_modules/openclaw';
const NEEDS = '>=24.16.0 <25 || >=26.1.0';

function disk(files: Readonly<Record<string, string>> = {}, links: Readonly<Record<string, string>> = {}): Disk {
  const root = folderWith({
    [`${PACKAGE.slice(1)}/package.json`]: JSON.stringify({
      name: 'openclaw',
      version: '2026.9.6',
      engines: { node: NEEDS },
    }),
    [`${PACKAGE.slice(1)}/openclaw.mjs`]: '#!/usr/bin/env node\n',
    'usr/bin/node': '\x7fELF',
    ...files,
  });
  for (const [path, target] of Object.entries({ '/usr/bin/openclaw': `${PACKAGE}/openclaw.mjs`, ...links })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  return openDisk(root);
}

describe('the installed OpenClaw', () => {
  const wrapper = { 'opt/start.sh': `#!/bin/sh\nexec /usr/bin/node ${PACKAGE}/openclaw.mjs "$@"\n` };

  it.each([
    ['a link into its package', ['/usr/bin/openclaw'], '2026.9.6'],
    ['its program, run by Node.js', ['/usr/bin/node', `${PACKAGE}/openclaw.mjs`], '2026.9.6'],
    ['a start script', ['/opt/start.sh'], '2026.9.6'],
    ['env with variables', ['/usr/bin/env', 'A=b', '/usr/bin/openclaw'], '2026.9.6'],
    ['a program of another package', ['/usr/bin/node'], undefined],
    ['nothing', ['/nowhere/openclaw'], undefined],
  ])('of %s', (_, command, version) => {
    expect(installedOpenclaw(command, disk(wrapper))?.version).toBe(version);
  });

  it('is unknown where its package can not be read', () => {
    const closed = disk();
    const text = (path: string) => (path.endsWith('package.json') ? undefined : closed.text(path));
    expect(installedOpenclaw(['/usr/bin/openclaw'], { ...closed, text })).toBeUndefined();
  });
});

describe('the Node.js', () => {
  it.each([
    ['of the first line of the program', ['/usr/bin/openclaw'], '/opt/bin:/usr/bin', '/usr/bin/node'],
    ['that comes first in PATH', ['/usr/bin/openclaw'], '/usr/local/bin:/usr/bin', '/usr/local/bin/node'],
    ['that is named', ['/usr/local/bin/node', `${PACKAGE}/openclaw.mjs`], '/usr/bin', '/usr/local/bin/node'],
    ['that a start script names', ['/opt/start.sh'], '/usr/bin', '/usr/local/bin/node'],
    ['without PATH', ['/usr/bin/openclaw'], undefined, undefined],
    ['that PATH does not have', ['/usr/bin/openclaw'], '/bin', undefined],
    ['of a program that is none', ['/usr/bin/bun'], '/usr/bin', undefined],
  ])('%s', (_, command, path, node) => {
    const files = {
      'usr/local/bin/node': '\x7fELF',
      'usr/bin/bun': '\x7fELF',
      'opt/start.sh': `#!/bin/sh\nexec /usr/local/bin/node ${PACKAGE}/openclaw.mjs "$@"\n`,
    };
    expect(nodeOf(command, path, disk(files))).toBe(node);
  });

  it.each([
    ['24.16.0', NEEDS, true],
    ['24.15.9', NEEDS, false],
    ['25.0.0', NEEDS, false],
    ['26.0.0', NEEDS, false],
    ['26.1.0', NEEDS, true],
    ['22.12.0', '>=22.12', true],
    ['22.11.9', '>=22.12', false],
    ['22.0.0', '>=22', true],
    ['20.1.0', '^20.0.0', undefined],
    ['22.1.0', '^20.0.0 || >=22', true],
    ['20.1.0', '*', undefined],
    ['20.1.0', '20', undefined],
  ])('%s in %s: %s', (version, range, expected) => {
    expect(isInRange(version, range)).toBe(expected);
  });

  it('that is needed is what the package says, and without it what the release is known to need', () => {
    expect(neededNode({ version: '2026.3.13', node: '>=22' }, '2026.9.6')).toBe('>=22');
    expect(neededNode({ version: '2026.3.13' }, '2026.9.6')).toBeUndefined();
    expect(neededNode(undefined, '2026.9.6')).toBe('>=24.16.0 <25 || >=26.1.0');
    expect(neededNode(undefined, '2026.2.1')).toBe('>=22.12.0');
    expect(neededNode(undefined, '')).toBeUndefined();
  });
});
