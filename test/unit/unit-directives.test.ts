// The lists of directives and plist keys, and what raw settings may not do.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderDirectives } from '../../scripts/systemd-directives.ts';
import { LAUNCHD_KEYS } from '../../src/launchd/keys.ts';
import type { DirectiveValue } from '../../src/model/fleet.ts';
import { LINES } from '../../src/openclaw/index.ts';
import { directiveObjection, keyObjection } from '../../src/rules/owned-settings.ts';
import { controlCharacter } from '../../src/rules/text.ts';
import { DIRECTIVES } from '../../src/systemd/directives.ts';

const SYSTEMD = '/lib/systemd/systemd';

describe('the list of directives', () => {
  it.skipIf(systemdVersion() !== '252')('is that of systemd 252', () => {
    const dump = execFileSync(SYSTEMD, ['--dump-configuration-items'], { encoding: 'utf8' });
    expect(renderDirectives(dump, '252')).toBe(readFileSync('src/systemd/directives.ts', 'utf8'));
  });

  it('is read off the sections of a unit alone', () => {
    const dump =
      '[Unit]\nAfter=UNIT [...]\nAfter=UNIT\n\n[Socket]\nAccept=BOOLEAN\n\n[Service]\nUser=USER\nNice=NICE\n\n[Install]\n';
    const text = renderDirectives(dump, '1');
    expect(text).toContain("Unit: ['After'],");
    expect(text).toContain("Service: ['Nice', 'User'],");
    expect(text).toContain('Install: [],');
    expect(text).not.toContain('Accept');
  });

  it('holds what gwc writes itself', () => {
    for (const { systemd } of LINES) {
      for (const [section, key] of systemd) expect(DIRECTIVES[section]).toContain(key);
    }
  });
});

describe('the list of launchd keys', () => {
  it('holds what gwc writes itself', () => {
    expect(
      LINES.flatMap(({ launchd }) => Object.keys(launchd)).filter((key) => !Object.hasOwn(LAUNCHD_KEYS, key)),
    ).toEqual([]);
  });

  it('is sorted', () => {
    expect(Object.keys(LAUNCHD_KEYS)).toEqual(Object.keys(LAUNCHD_KEYS).toSorted());
  });
});

describe('directiveObjection', () => {
  it.each<[string, DirectiveValue, boolean]>([
    ['MemoryMax', '2G', false],
    ['ExecStart', '/bin/true', true],
    ['ExecStart', null, true],
    ['ExecStartPre', '/bin/true', false],
    ['User', 'root', true],
    ['constructor', 'x', false],
    ['PrivateNetwork', true, true],
    ['PrivateNetwork', 'yes', true],
    ['PrivateNetwork', 1, true],
    ['PrivateNetwork', false, false],
    ['PrivateNetwork', 'No', false],
    ['PrivateNetwork', null, false],
    ['RootDirectory', '/x', true],
    ['RootDirectory', '', false],
    ['Environment', 'A=1', false],
    ['Environment', ['A=1', 'B=HOME=/x'], false],
    ['Environment', 'HOME=/x', true],
    ['Environment', 'A=1 HOME=/x', true],
    ['Environment', '"HOME=/x y"', true],
    ['Environment', "'OPENCLAW_PROFILE=x'", true],
    ['Environment', 'A="x HOME=/x"', false],
    ['Environment', 'A="x\\" HOME=/x"', false],
    ['Environment', 'A="x" HO"ME"=/x', true],
    ['Environment', 'CLAWDBOT_STATE_DIR=/x', true],
    ['Environment', '', true],
    ['Environment', ['A=1', ' '], true],
    ['Environment', null, true],
    ['Environment', 'A="x HOME=/x', false],
    ['Environment', "A='x HOME=/x", false],
    ['Environment', "A='x y HOME=/x'", false],
    ['Environment', "A='x\\' HOME=/x'", false],
    ['Environment', "A='' HOME=/x", true],
    ['ExecStartPre', 'HOME=/x', false],
    ['PassEnvironment', 'LANG LC_ALL', false],
    ['PassEnvironment', 'LANG OPENCLAW_CONFIG_PATH', true],
    ['PassEnvironment', null, false],
    ['UnsetEnvironment', ['LANG', 'HOME=/x'], true],
  ])('%s=%j: %s', (name, value, objects) => {
    expect(directiveObjection(name, value) !== undefined).toBe(objects);
  });
});

describe('keyObjection', () => {
  it.each([
    ['Label', true],
    ['Nice', false],
    ['__proto__', false],
    ['constructor', false],
  ])('%s: %s', (key, objects) => {
    expect(keyObjection(key) !== undefined).toBe(objects);
  });
});

describe('controlCharacter', () => {
  it.each([
    ['plain é ✓', undefined, undefined],
    ['a\tb', /\t/, undefined],
    ['a\tb', undefined, 'a tab (U+0009)'],
    ['a\tb\n', /\t/, 'a line break (U+000A)'],
    ['\0', /[\t\n]/, 'a NUL (U+0000)'],
    ['\x1b\r\0', /[^\0]/, 'a NUL (U+0000)'],
    ['\x1b[31m', undefined, 'a control character (U+001B)'],
    ['\x7f', undefined, 'a control character (U+007F)'],
    ['\u0085', undefined, 'a control character (U+0085)'],
    ['\uffff', undefined, 'a control character (U+FFFF)'],
  ])('of %j except %j is %s', (text, except, found) => {
    expect(controlCharacter(text, except)).toBe(found);
  });
});

function systemdVersion(): string | undefined {
  try {
    return /^systemd (\d+)/.exec(execFileSync(SYSTEMD, ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}
