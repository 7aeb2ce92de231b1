// What each context's text looks like, and that a real shell and real property list parsers read back what was meant.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'plist';
import { afterAll, describe, expect, it } from 'vitest';
import {
  environmentLine,
  shellWord,
  systemdCommand,
  systemdEnvironmentFile,
  systemdPath,
  systemdWord,
  unitValue,
  xmlText,
} from '../../src/outputs/quoting.ts';
import { inFull, isFull, samples } from '../support/full.ts';
import { hostileValues } from '../support/hostile.ts';
import { hasProgram } from '../support/programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'gwc-quoting-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Strings for each reader. */
const COUNT = samples(500, 10_500);
const SHELLS = isFull ? ['sh', 'bash', 'ksh', 'zsh'].filter(hasProgram) : ['sh'];

describe('systemd', () => {
  it.each([
    ['plain', 'plain'],
    ['/a-b_c.d:e,f+g=h@i', '/a-b_c.d:e,f+g=h@i'],
    ['', '""'],
    ['a b', '"a b"'],
    ['50%', '50%%'],
    [';', '";"'],
    ["it's", '"it\'s"'],
    ['say "\\"', String.raw`"say \"\\\""`],
  ])('word %j', (text, expected) => {
    expect(systemdWord(text)).toBe(expected);
  });

  it.each<[readonly string[], string]>([
    [['/usr/bin/openclaw', 'gateway', '--port', '18789'], '/usr/bin/openclaw gateway --port 18789'],
    [['/usr/bin/x', '$HOME', '%h', 'a b'], '/usr/bin/x "$$HOME" %%h "a b"'],
    [['/opt/$x/run', '$HOME'], '":/opt/$x/run" "$HOME"'],
  ])('command %j', (words, expected) => {
    expect(systemdCommand(words)).toBe(expected);
  });

  it.each([
    ['/srv/a b "c" $d', '/srv/a b "c" $d'],
    ['/srv/50%', '/srv/50%%'],
    ['/srv/a\\', '/srv/a\\/.'],
    ['/srv/a\\b', '/srv/a\\b'],
  ])('path %j', (path, expected) => {
    expect(systemdPath(path)).toBe(expected);
  });

  it.each([
    ['/etc/a b.env', false, '/etc/a b.env'],
    ['/etc/a.env', true, '-/etc/a.env'],
    ['/etc/50%*?[x]\\', false, String.raw`/etc/50%%\*\?\[x]\\`],
  ])('environment file %j', (path, optional, expected) => {
    expect(systemdEnvironmentFile(path, { optional })).toBe(expected);
  });

  it.each(['a\nExecStart=/bin/sh', 'a\rb', 'a\0b', 'a\\', 'a\\\\\\'])('has no line for %j', (value) => {
    expect(() => unitValue(value)).toThrow('break out of its line');
  });

  it.each(['a', '', 'a\\\\', 'C:\\x'])('has a line for %j', (value) => {
    expect(unitValue(value)).toBe(value);
  });
});

describe('environment file', () => {
  it.each([
    ['plain', 'A=plain'],
    ['', 'A='],
    ['/a:/b', 'A=/a:/b'],
    ['a b', 'A="a b"'],
    ['~/x', 'A="~/x"'],
    ['=x', 'A="=x"'],
    ['a:=x', 'A="a:=x"'],
    ['a=x', 'A=a=x'],
    ['"$`\\', String.raw`A="\"\$\`\\"`],
    ['a\nb', 'A="a\nb"'],
  ])('%j', (value, expected) => {
    expect(environmentLine('A', value)).toBe(expected);
  });

  it.each(SHELLS)('is read back by %s', (shell) => {
    const values = hostileValues(COUNT);
    const path = join(folder, 'gateway.env');
    writeFileSync(path, values.map((value, index) => `${environmentLine(`V${index}`, value)}\n`).join(''));
    const script = 'set -a; . "$1"; exec "$2" -e "process.stdout.write(JSON.stringify(process.env))"';
    const output = execFileSync(shell, ['-c', script, 'sh', path, process.execPath], { encoding: 'utf8' });
    const environment = JSON.parse(output) as Record<string, string>;
    expect(values.map((_, index) => environment[`V${index}`])).toEqual(values);
  });
});

describe('shell word', () => {
  it.each(SHELLS)('is read back by %s', (shell) => {
    const words = hostileValues(COUNT);
    const dump = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const command = [process.execPath, '-e', dump, '--', ...words].map(shellWord).join(' ');
    const path = join(folder, 'command.sh');
    writeFileSync(path, `exec ${command}\n`);
    expect(JSON.parse(execFileSync(shell, [path], { encoding: 'utf8' }))).toEqual(words);
  });
});

describe('XML text', () => {
  const document = (values: readonly string[]) =>
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<plist version="1.0"><array>',
      ...values.map((value) => `<string>${xmlText(value)}</string>`),
      '</array></plist>',
    ].join('\n');

  it('is read back by a property list library', () => {
    const values = [...hostileValues(COUNT), '\u0085', '\u{10ffff}'];
    expect(parse(document(values))).toEqual(values);
  });

  inFull.it('is read back by libplist', () => {
    // libplist writes these as they are, which loses them; what it reads is the question here.
    const values = hostileValues(COUNT).filter((value) => !/[\r\u2028]/.test(value));
    const binary = execFileSync('plistutil', ['-i', '-', '-f', 'bin'], { input: document(values) });
    const again = execFileSync('plistutil', ['-i', '-', '-f', 'xml'], { input: binary, encoding: 'utf8' });
    expect(parse(again)).toEqual(values);
  });

  it.each(['\0', '\u0001', '\u001b', '\ufffe', '\uffff', '\ud800'])('refuses %j', (value) => {
    expect(() => xmlText(value)).toThrow('XML has no such character');
  });
});
