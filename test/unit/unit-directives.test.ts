// The lists of directives and plist keys, and what raw settings may not do.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { laterDirectives, renderDirectives } from '../../scripts/systemd-directives.ts';
import { controlCharacter } from '../../src/diagnostics/terminal-text.ts';
import { LAUNCHD_KEYS } from '../../src/managers/launchd.ts';
import { SYSTEMD_DIRECTIVES as DIRECTIVES, LATER_DIRECTIVES } from '../../src/managers/systemd-directives.ts';
import type { DirectiveValue } from '../../src/model/fleet.ts';
import { allFacts } from '../../src/openclaw/release.ts';
import { directiveObjection, keyObjection } from '../../src/rules/owned-settings.ts';
import { inFull } from '../support/full.ts';

const SYSTEMD = '/lib/systemd/systemd';
const MANUAL = join(process.env['GWC_JUDGES'] ?? '/nonexistent', 'debian-13/usr/share/man/man5');

const LATER = {
  Unit: new Map(Object.entries(LATER_DIRECTIVES.Unit)),
  Service: new Map(Object.entries(LATER_DIRECTIVES.Service)),
  Install: new Map(Object.entries(LATER_DIRECTIVES.Install)),
};

describe('the list of directives', () => {
  inFull.it('has all of systemd 252', () => {
    const dump = execFileSync(SYSTEMD, ['--dump-configuration-items'], { encoding: 'utf8' });
    expect(renderDirectives(dump, LATER)).toBe(readFileSync('src/managers/systemd-directives.ts', 'utf8'));
  });

  // Those of Debian 13, which test/containers/fetch-judges.sh unpacks.
  inFull.it.skipIf(!existsSync(MANUAL))('has what came with systemd 253 to 257', () => {
    const dump = execFileSync(SYSTEMD, ['--dump-configuration-items'], { encoding: 'utf8' });
    const described = laterDirectives(dump, [MANUAL]);
    for (const section of ['Unit', 'Service', 'Install'] as const) {
      const until = [...LATER[section]].filter(([, since]) => since <= 257);
      expect([...described[section]].sort()).toEqual(until);
    }
  });

  it('is read off the sections of a unit alone', () => {
    const dump =
      '[Unit]\nAfter=UNIT [...]\nAfter=UNIT\n\n[Socket]\nAccept=BOOLEAN\n\n[Service]\nUser=USER\nNice=NICE\n\n[Install]\n';
    const none = new Map<string, number>();
    const text = renderDirectives(dump, { Unit: none, Service: new Map([['OpenFile', 253]]), Install: none });
    expect(text).toContain("Unit: ['After'],");
    expect(text).toContain("Service: ['Nice', 'User'],");
    expect(text).toContain('Service: { OpenFile: 253 },');
    expect(text).toContain('Install: [],');
    expect(text).not.toContain('Accept');
  });

  it('holds what gwc writes itself', () => {
    for (const { systemd } of allFacts()) {
      for (const [section, key] of systemd) expect(DIRECTIVES[section]).toContain(key);
    }
  });
});

describe('the list of launchd keys', () => {
  it('holds what gwc writes itself', () => {
    expect(
      allFacts()
        .flatMap(({ launchd }) => Object.keys(launchd))
        .filter((key) => !Object.hasOwn(LAUNCHD_KEYS, key)),
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

function _systemdVersion(): string | undefined {
  try {
    return /^systemd (\d+)/.exec(execFileSync(SYSTEMD, ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}
