// What services are written in, read back: units, environment files, command lines, start scripts, property lists, configs.

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buildBinary } from 'plist';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/import/config/read-config.ts';
import { type Note, openDisk } from '../../src/import/disk.ts';
import { parseEnvFile } from '../../src/import/env-file.ts';
import { parseGatewayCommand } from '../../src/import/gateway-command.ts';
import { defaultPort, workspaceOf } from '../../src/import/gateway-settings.ts';
import type { Identity } from '../../src/import/identity.ts';
import { readScript } from '../../src/import/launch.ts';
import { parsePropertyList } from '../../src/import/launchd/find-services.ts';
import { otherAccount } from '../../src/import/other-account.ts';
import { safeCommand } from '../../src/import/secret-values.ts';
import { lastValueOf, mergeAssignments, parseUnit, unitFiles, valuesOf } from '../../src/import/systemd/unit-files.ts';
import { expandSpecifiers, splitWords } from '../../src/managers/systemd-values.ts';
import { environmentLine, shellWord, systemdWord } from '../../src/outputs/quoting.ts';
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
    const sections = mergeAssignments(assignments);
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

describe('another account', () => {
  it.each([
    ['sudo -u ops /o gateway', 'ops', true, '/o gateway'],
    ['/usr/bin/sudo -n -E --user=ops -- /o gateway', 'ops', false, '/o gateway'],
    ['sudo -H -u ops A=1 /o -u x gateway', 'ops', true, '/usr/bin/env A=1 /o -u x gateway'],
    ['sudo /o gateway', 'root', true, '/o gateway'],
    ['runuser -u ops -- /o gateway', 'ops', false, '/o gateway'],
    ['su - ops -c RUN', 'ops', true, '/bin/sh -c RUN'],
    ['su -s /bin/bash -c RUN ops', 'ops', false, '/bin/sh -c RUN'],
    ['/sbin/runuser -l ops -c RUN', 'ops', true, '/bin/sh -c RUN'],
    ['su ops', undefined, undefined, undefined],
    ['/o gateway', undefined, undefined, undefined],
  ])('%s', (line, user, isBare, words) => {
    expect(otherAccount(line.split(' '))).toEqual(words && { user, isBare, words: words.split(' ') });
  });
});

describe('start scripts', () => {
  const read = (text: string, args: readonly string[] = [], files: Readonly<Record<string, string>> = {}) => {
    const home = new Map([['HOME', '/home/claw']]);
    const { variables, ...script } = readScript(text, home, args, openDisk(folderWith(files)));
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
      unclear: [],
    });
  });

  it('its arguments, `shift` too, and what a file sets that it reads', () => {
    const text = 'NAME=$1; shift; . /y.env\nexport OPENCLAW_STATE_DIR=/srv/$NAME\nexec "$@" gateway --port ${PORT}';
    const { variables, command } = read(text, ['ops', '/o'], { 'y.env': 'export PORT=1234\n' });
    expect(variables).toEqual({ NAME: 'ops', OPENCLAW_STATE_DIR: '/srv/ops' });
    expect(command).toEqual(['/o', 'gateway', '--port', '1234']);
  });

  it('what decides which gateway it is, and is not known, is named', () => {
    const { unclear, strange } = read('A=$(x)\nexport OPENCLAW_STATE_DIR=/srv/$(hostname) HOME=`x`\n/o gateway\n');
    expect({ unclear, strange }).toEqual({ unclear: ['OPENCLAW_STATE_DIR', 'HOME'], strange: 2 });
  });

  it('what depends on commands, patterns of control or unknown variables is counted', () => {
    expect(read('A=$(security find)\nfor p in a b; do\nopenclaw --profile $p gateway\ndone\nB=`id`\n')).toEqual({
      variables: {},
      files: [],
      strange: 4,
      unclear: [],
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
    return {
      found: readConfig('/c/openclaw.json', { disk: openDisk(folderWith(files)), notes, known: new Map() })?.value,
      notes,
    };
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

  it('a fault is reported by its place, without a word of the text', () => {
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
    expect(safeCommand(line.split(' '), () => false)).toEqual({ words: words.split(' '), left });
  });
});

describe('what a profile has where nothing else says it', () => {
  const identity = (isStateNamed: boolean): Identity => ({
    home: '/h',
    tilde: '/h',
    stateDir: '/s',
    configPath: '/s/openclaw.json',
    profile: 'rescue',
    brand: 'openclaw',
    isStateNamed,
    variables: new Map(),
    ownFile: new Map(),
    legacy: [],
  });
  it.each([
    ['2026.3.13', 18789, '/h/.openclaw/workspace-rescue', '/h/.openclaw/workspace-rescue'],
    ['2026.7.35', 18789, '/h/.openclaw/workspace-rescue', '/h/.openclaw/workspace-rescue'],
    ['2026.8.1', 23532, '/h/.openclaw-rescue/workspace', '/s/workspace'],
    ['2026.9.6', 23532, '/h/.openclaw-rescue/workspace', '/s/workspace'],
  ])('in %s', (version, port, workspace, inNamedState) => {
    const release = { version, place: '' };
    expect(defaultPort('rescue', release)).toBe(port);
    expect(workspaceOf({}, identity(false), release)).toBe(workspace);
    expect(workspaceOf({}, identity(true), release)).toBe(inNamedState);
  });
});
