// What services are written in, read back: units, environment files, command lines, start scripts, property lists, configs.

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildBinary } from 'plist';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/import/config/read-config.ts';
import { openDisk } from '../../src/import/disk.ts';
import { parseEnvFile } from '../../src/import/env-file.ts';
import { parseGatewayCommand } from '../../src/import/gateway-command.ts';
import { parsePropertyList } from '../../src/import/launchd/property-list.ts';
import type { Note } from '../../src/import/note.ts';
import { safeCommand } from '../../src/import/safe-command.ts';
import { readScript } from '../../src/import/shell-script.ts';
import { lastValueOf, settleDirectives, valuesOf } from '../../src/import/systemd/directives.ts';
import { expandSpecifiers } from '../../src/import/systemd/specifiers.ts';
import { unitFiles } from '../../src/import/systemd/unit-files.ts';
import { parseUnit } from '../../src/import/systemd/unit-text.ts';
import { splitWords } from '../../src/import/systemd/words.ts';
import { environmentLine, shellWord, systemdWord } from '../../src/targets/quoting.ts';
import { folderWith } from '../cli/gwc.ts';
import { hostileValues, hostileWords } from '../support/hostile.ts';

describe('units', () => {
  it('lines are joined, comments between them are not, and what is none is named', () => {
    const { assignments, strange } = parseUnit(
      '[Service]\n# a\nExecStart=/a \\\n; b\n  c \\\n  d\n  Restart = always \nnonsense\n',
    );
    expect(assignments).toEqual([
      { section: 'Service', key: 'ExecStart', value: '/a    c    d' },
      { section: 'Service', key: 'Restart', value: 'always' },
    ]);
    expect(strange).toEqual([8]);
  });

  it('lists add up, an empty value empties them, of all else the last one counts', () => {
    const { assignments } = parseUnit(
      '[Service]\nEnvironment=A=1\nEnvironment=B=2\nExecStart=/a\nExecStart=\nExecStart=/b\nRestart=no\nRestart=always\n',
    );
    const sections = settleDirectives(assignments);
    expect(valuesOf(sections, 'Service', 'Environment')).toEqual(['A=1', 'B=2']);
    expect(valuesOf(sections, 'Service', 'ExecStart')).toEqual(['/b']);
    expect(lastValueOf(sections, 'Service', 'Restart')).toBe('always');
  });

  it.each([
    ['a "b c" d\'e f\'', ['a', 'b c', 'de f']],
    ['"a\\"b" \\x41\\n', ['a"b', 'A\n']],
    ["'it\\'s'", ["it's"]],
    ['', []],
  ])('words of %j', (value, words) => {
    expect(splitWords(value)).toEqual(words);
  });

  it.each(hostileWords(400).map((word) => [word]))('the word %j is read as it was written', (word) => {
    expect(splitWords(systemdWord(word)).map((read) => read.replaceAll('%%', '%'))).toEqual([word]);
  });

  it.each([
    ['user', '%h/%i %n %p %u %t %%h %z', '/home/claw/a-b gw@a-b.service gw claw /run/user/1500 %h %z'],
    ['system', '%h %I %S %u %H', '/root a/b /var/lib root box'],
  ] as const)('specifiers of a %s unit', (scope, text, expected) => {
    const account = { name: 'claw', home: '/home/claw', uid: '1500' };
    expect(expandSpecifiers(text, { name: 'gw@a-b.service', scope, account, hostName: 'box' })).toBe(expected);
  });

  it('drop-ins are sorted by name; the nearer folder and the more particular unit win', () => {
    const root = folderWith({
      'etc/a-b@.service': '',
      'etc/a-b@x.service.d/20.conf': '',
      'etc/a-b@.service.d/10.conf': '',
      'etc/a-b@.service.d/20.conf': '',
      'etc/a-.service.d/30.conf': '',
      'etc/service.d/10.conf': '',
      'usr/a-b@x.service.d/05.conf': '',
      'usr/a-b@x.service.d/30.conf': '',
      'etc/other.service.d/01.conf': '',
    });
    const [found, ...others] = unitFiles(openDisk(root), ['/etc', '/usr']);
    expect(others).toEqual([]);
    expect(found).toEqual({
      name: 'a-b@x.service',
      main: '/etc/a-b@.service',
      dropIns: [
        '/usr/a-b@x.service.d/05.conf',
        '/etc/a-b@.service.d/10.conf',
        '/etc/a-b@x.service.d/20.conf',
        '/etc/a-.service.d/30.conf',
      ],
      isEnabled: false,
    });
  });

  it('a link to another unit is none of its own; one to a file elsewhere is', () => {
    const root = folderWith({ 'etc/a.service': '', 'opt/deploy.service': '' });
    symlinkSync('a.service', join(root, 'etc/alias.service'));
    symlinkSync('/opt/deploy.service', join(root, 'etc/linked.service'));
    expect(unitFiles(openDisk(root), ['/etc']).map(({ name }) => name)).toEqual(['a.service', 'linked.service']);
  });
});

describe('environment files', () => {
  it('names and values, of dotenv files too', () => {
    const text = '# A=0\nexport A="1 2"\n B = \'$x\' \n;C=3\nD=\nnot a line\nE=a=b\n';
    expect(Object.fromEntries(parseEnvFile(text))).toEqual({ A: '1 2', B: '$x', D: '', E: 'a=b' });
  });

  it.each(hostileValues(400).map((value) => [value]))('the value %j is read as it was written', (value) => {
    const text = `A=1\n${environmentLine('NAME', value)}\nZ=2\n`;
    expect(Object.fromEntries(parseEnvFile(text))).toEqual({ A: '1', NAME: value, Z: '2' });
  });
});

describe('gateway commands', () => {
  it.each<[string, object | undefined]>([
    ['/usr/bin/openclaw gateway', { program: ['/usr/bin/openclaw'] }],
    ['/n /o.mjs gateway run --port 1234', { program: ['/n', '/o.mjs'], port: 1234 }],
    ['/o --profile ops gateway --port=1', { program: ['/o'], profile: 'ops', port: 1 }],
    ['/o --profile=ops --no-color gateway', { program: ['/o', '--no-color'], profile: 'ops' }],
    ['/o --dev gateway', { program: ['/o'], profile: 'dev' }],
    ['/o gateway --bind lan --verbose', { program: ['/o'], options: { bind: 'lan', verbose: true } }],
    ['/o gateway status', undefined],
    ['/o node run', undefined],
    ['gateway', undefined],
  ])('%s', (line, expected) => {
    const found = parseGatewayCommand(line.split(' '));
    expect(found && { ...found, options: Object.fromEntries(found.options) }).toEqual(
      expected && { options: {}, ...expected },
    );
  });
});

describe('start scripts', () => {
  const read = (text: string, args: readonly string[] = []) => {
    const { variables, ...script } = readScript(text, new Map([['HOME', '/home/claw']]), args);
    return { ...script, variables: Object.fromEntries(variables) };
  };

  it('variables, files, folder and command', () => {
    const text = `#!/bin/bash -e
set -euo pipefail # strict
export A="$HOME/a b" B='$HOME'
C=\${MISSING:-fallback}
if [ -r ~/x.env ]; then . ~/x.env; fi
source /y.env
cd "$HOME/work" && D=1 exec openclaw --profile "$C" \\
  gateway --port 1234 > /dev/null 2>&1`;
    expect(read(text)).toEqual({
      variables: { A: '/home/claw/a b', B: '$HOME', C: 'fallback', D: '1' },
      files: [
        { path: '/home/claw/x.env', optional: true },
        { path: '/y.env', optional: false },
      ],
      folder: '/home/claw/work',
      command: ['openclaw', '--profile', 'fallback', 'gateway', '--port', '1234'],
      strange: 0,
    });
  });

  it('what depends on commands, patterns of control or unknown variables is counted', () => {
    expect(read('A=$(security find)\nfor p in a b; do\nopenclaw --profile $p gateway\ndone\nB=`id`\n')).toEqual({
      variables: {},
      files: [],
      strange: 4,
    });
  });

  it.each(
    hostileWords(200)
      .filter((word) => !/[\n;&|#]/.test(word))
      .map((word) => [word]),
  )('the word %j', (word) => {
    expect(read(`exec "$@" ${shellWord(word)} gateway`, ['/o', word]).command).toEqual(['/o', word, word, 'gateway']);
  });
});

describe('property lists', () => {
  it('XML and binary ones, and nothing of what is neither', () => {
    const job = { Label: 'a', KeepAlive: { SuccessfulExit: false }, List: ['x', 1], Umask: 63 };
    const xml = '<plist version="1.0"><dict><key>Label</key><string>a &amp; b</string></dict></plist>';
    expect(parsePropertyList(buildBinary(job))).toEqual(job);
    expect(parsePropertyList(new TextEncoder().encode(xml))).toEqual({ Label: 'a & b' });
    for (const text of [
      '',
      '<plist>',
      '<plist><array/></plist>',
      'bplist00',
      'bplist00garbage of some length, longer than a trailer',
    ]) {
      expect(parsePropertyList(new TextEncoder().encode(text))).toBeUndefined();
    }
  });
});

describe('configs', () => {
  const read = (files: Readonly<Record<string, string>>) => {
    const notes: Note[] = [];
    return { found: readConfig('/c/openclaw.json', openDisk(folderWith(files)), notes)?.value, notes };
  };

  it('includes are put in: maps merge, lists are joined, the file itself wins', () => {
    const { found, notes } = read({
      'c/openclaw.json': `{ a: { $include: ['./x.json5', 'inner/y.json5'], own: 1 }, b: { $include: './list.json' } }`,
      'c/x.json5': `{ list: [1], map: { x: 1, both: 'x' }, own: 0 }`,
      'c/inner/y.json5': `{ list: [2], map: { both: 'y' }, z: { $include: './z.json' } }`,
      'c/inner/z.json': '{ "deep": true }',
      'c/list.json': '["a"]',
    });
    expect(JSON.parse(JSON.stringify(found))).toEqual({
      a: { list: [1, 2], map: { x: 1, both: 'y' }, z: { deep: true }, own: 1 },
      b: ['a'],
    });
    expect(notes).toEqual([]);
  });

  it('keys such as __proto__ are keys like any other', () => {
    const { found } = read({ 'c/openclaw.json': '{ "__proto__": { "a": 1 }, "constructor": 2 }' });
    expect(Object.keys(found!)).toEqual(['__proto__', 'constructor']);
  });

  it('a fault is told by its place, without a word of the text', () => {
    const { found, notes } = read({ 'c/openclaw.json': '{\n  token: SECRET }' });
    expect(found).toBeUndefined();
    expect(notes).toEqual([{ place: '/c/openclaw.json, line 2, column 10', text: 'this is not JSON5' }]);
  });

  it('what is nested too deep does not end the run', () => {
    const { found, notes } = read({ 'c/openclaw.json': `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}` });
    expect(found).toBeDefined();
    expect(notes.map(({ text }) => text)).toEqual(['what is nested deeper than 100 levels is left out']);
  });
});

describe('commands that may be shown', () => {
  it.each([
    ['/usr/bin/node /o.mjs --max-old-space-size=8192', '/usr/bin/node /o.mjs --max-old-space-size=8192', []],
    ['/d run --token abc -- /o', '/d run -- /o', ['--token']],
    ['/d --api-key=abc /o', '/d /o', ['--api-key']],
    ['/d --password /o', '/d --password /o', []],
    ['/d 0123456789abcdef0123456789abcdef /o', '/d /o', ['a word']],
    ['/d --verbose sk-abcdefghijklmnop1234 /o', '/d /o', ['--verbose']],
  ])('%s', (line, words, left) => {
    expect(safeCommand(line.split(' '))).toEqual({ words: words.split(' '), left });
  });
});
