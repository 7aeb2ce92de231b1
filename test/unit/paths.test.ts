// Paths as the host sees them: resolved, compared, and shown.

import { describe, expect, it } from 'vitest';
import {
  defaultHome,
  isInside,
  isSystemFolder,
  kernelFolder,
  pathIdentity,
  perInstance,
  resolvePath,
  showPath,
  volatileFolder,
} from '../../src/model/paths.ts';
import type { Os } from '../../src/openclaw/release.ts';

describe('resolvePath', () => {
  it.each([
    ['~', '/home/claw'],
    ['~/', '/home/claw'],
    ['~/a', '/home/claw/a'],
    ['~//a/', '/home/claw/a'],
    ['~/..', '/home'],
    ['~ops/a', '~ops/a'],
    ['/~/a', '/~/a'],
    ['/a/~', '/a/~'],
    ['/', '/'],
    ['//', '/'],
    ['/..', '/'],
    ['/../../a', '/a'],
    ['/a/./b/../c//d/', '/a/c/d'],
    ['/a/...', '/a/...'],
    ['/a/.b', '/a/.b'],
    ['a/b/', 'a/b'],
    ['a/../..', '..'],
    ['./a', 'a'],
    ['.', '.'],
    ['', ''],
    ['/a ', '/a '],
    ['/a\n/b', '/a\n/b'],
  ])('%j is %j', (path, resolved) => {
    expect(resolvePath(path, '/home/claw')).toBe(resolved);
  });
});

describe('pathIdentity', () => {
  it.each<[Os, boolean, string, string]>([
    ['linux', true, '/srv/a', '/srv/a'],
    ['linux', false, '/srv/a', '/srv/A'],
    ['linux', false, '/srv/caf\u00e9', '/srv/cafe\u0301'],
    ['linux', false, '/var/a', '/private/var/a'],
    ['macos', true, '/Users/Claw', '/users/cLAW'],
    ['macos', true, '/srv/caf\u00e9', '/srv/cafe\u0301'],
    ['macos', true, '/srv/CAF\u00c9', '/srv/cafe\u0301'],
    ['macos', true, '/srv/\u212bngstr\u00f6m', '/srv/\u00e5ngstro\u0308m'],
    ['macos', true, '/var/a', '/private/var/a'],
    ['macos', true, '/tmp', '/Private/TMP'],
    ['macos', true, '/etc/a', '/private/etc/a'],
    ['macos', false, '/varnish/a', '/private/varnish/a'],
    ['macos', false, '/opt/a', '/private/opt/a'],
    ['macos', false, '/srv/a', '/srv/b'],
    ['macos', false, '/srv/private/var/a', '/srv/var/a'],
  ])('%s: %s, %j and %j', (os, isOne, a, b) => {
    expect(pathIdentity(a, os) === pathIdentity(b, os)).toBe(isOne);
  });
});

describe('isInside', () => {
  it.each<[Os, boolean, string, string]>([
    ['linux', true, '/srv/a', '/srv/a'],
    ['linux', true, '/srv/a/b', '/srv/a'],
    ['linux', false, '/srv/ab', '/srv/a'],
    ['linux', false, '/srv', '/srv/a'],
    ['linux', true, '/srv', '/'],
    ['linux', false, 'srv', '/'],
    ['linux', false, '/srv/A/b', '/srv/a'],
    ['macos', true, '/srv/A/b', '/SRV/a'],
    ['macos', true, '/private/var/a/b', '/var/a'],
  ])('%s: %s, %j in %j', (os, holds, path, folder) => {
    expect(isInside(path, folder, os)).toBe(holds);
  });
});

describe('defaultHome', () => {
  it.each<[string, Os, string]>([
    ['claw', 'linux', '/home/claw'],
    ['root', 'linux', '/root'],
    ['claw', 'macos', '/Users/claw'],
    ['root', 'macos', '/var/root'],
  ])('of %s on %s is %s', (user, os, home) => {
    expect(defaultHome(user, os)).toBe(home);
  });
});

describe('perInstance', () => {
  it.each([
    ['/srv/oc', false, '/srv/oc-$(instance)'],
    ['/srv/v1.2', false, '/srv/v1.2-$(instance)'],
    ['/home/claw/.openclaw', true, '/home/claw/.openclaw-$(instance)'],
    ['/etc/oc.json', true, '/etc/oc-$(instance).json'],
    ['/etc/a\nb/oc.json', true, '/etc/a\nb/oc-$(instance).json'],
    ['/etc/oc.d/file', true, '/etc/oc.d/file-$(instance)'],
    ['/etc/$(oc).json', true, '/etc/$$(oc)-$(instance).json'],
  ])('of %j (file: %s) is %j', (path, isFile, own) => {
    expect(perInstance({ path, isFile })).toBe(own);
  });
});

describe('showPath', () => {
  it.each([
    ['/srv/a', '`/srv/a`'],
    ['/srv/a\nb', '`/srv/a\\nb`'],
    ['/srv/caf\u00e9', '`/srv/caf\u00e9`'],
    [`/${'a'.repeat(119)}`, `\`/${'a'.repeat(119)}\``],
    [`/${'a'.repeat(200)}`, `\`/${'a'.repeat(119)}…\``],
  ])('of %j is %s', (path, shown) => {
    expect(showPath(path)).toBe(shown);
  });
});

describe('system folders', () => {
  it.each<[Os, string, boolean, string | undefined, string | undefined]>([
    ['linux', '/etc', true, undefined, undefined],
    ['linux', '/etc/openclaw', false, undefined, undefined],
    ['linux', '/proc/self', false, '/proc', undefined],
    ['linux', '/run/user/1000/x', false, undefined, '/run'],
    ['linux', '/running/x', false, undefined, undefined],
    ['linux', '/Library', false, undefined, undefined],
    ['macos', '/Library', true, undefined, undefined],
    ['macos', '/private/etc', true, undefined, undefined],
    ['macos', '/SYSTEM/x', false, '/System', undefined],
    ['macos', '/private/var/run/x', false, undefined, '/var/run'],
    ['macos', '/run/x', false, undefined, undefined],
  ])('%s: %s', (os, path, isSystem, kernel, cleared) => {
    const identity = pathIdentity(path, os);
    expect([isSystemFolder(identity, os), kernelFolder(identity, os), volatileFolder(identity, os)]).toEqual([
      isSystem,
      kernel,
      cleared,
    ]);
  });
});
