// gwc validate: exit codes, streams, formats, colours, and what it reads.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NEWEST_RELEASE } from '../../src/openclaw/release.ts';
import { folderWith, gwc, gwcHere, hostsYaml, TWO } from './gwc.ts';

const OVERLAP = hostsYaml({ 'box-1': { main: 18789, rescue: 18809 } });
const WARNING = `openclaw: 2099.1.1\n${TWO}`;

describe('findings', () => {
  it('are none: exit 0, nothing on stdout', async () => {
    expect(await gwc(['validate'], { cwd: folderWith({ 'hosts.yaml': TWO }) })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'no findings in 2 instances on 1 host\n',
    });
  });

  it('are reported on stderr: exit 1', async () => {
    const { code, stdout, stderr } = await gwc(['validate'], { cwd: folderWith({ 'hosts.yaml': OVERLAP }) });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error\[port-overlap\]: .*18809.*\n +--> hosts\.yaml:12:23\n/);
    expect(stderr).toContain(' 12 |       rescue: { port: 18809 }\n    |                       ^^^^^\n');
    expect(stderr).toMatch(/\n\n1 error in 2 instances on 1 host\n$/);
  });

  it('that are warnings fail with --strict only', async () => {
    const cwd = folderWith({ 'hosts.yaml': WARNING });
    const lax = await gwc(['validate'], { cwd });
    expect(lax.code).toBe(0);
    expect(lax.stderr).toMatch(/^warning\[openclaw-version\]: /);
    expect(lax.stderr).toMatch(/\n\n1 warning in 2 instances on 1 host\n$/);
    expect(await gwc(['validate', '--strict'], { cwd })).toEqual({ ...lax, code: 1 });
  });

  it('are no notes of packages that a gateway fetches: they name the pin, and fail nothing', async () => {
    const channel = 'config: { channels: { whatsapp: {} } }';
    const files = { 'hosts.yaml': TWO.replace('{ port: 18789', `{ ${channel}, port: 18789`) };
    const pin = 'npm:@openclaw/whatsapp@2026.9.6';
    expect(await gwc(['validate', '--strict'], { cwd: folderWith(files) })).toEqual({
      code: 0,
      stdout: '',
      stderr: `note: box-1/main fetches the plugin of whatsapp from npm at each start; \`plugins: [${pin}]\` pins it\nno findings in 2 instances on 1 host\n`,
    });
    const { stdout } = await gwc(['validate', '--format', 'json'], { cwd: folderWith(files) });
    expect(JSON.parse(stdout).fetched).toEqual([{ instance: 'box-1/main', channel: 'whatsapp', pin }]);
  });

  it('come without the line that counts with --quiet', async () => {
    const quiet = await gwc(['validate', '--quiet'], { cwd: folderWith({ 'hosts.yaml': TWO }) });
    expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' });
    const { stderr } = await gwc(['validate', '-q'], { cwd: folderWith({ 'hosts.yaml': OVERLAP }) });
    expect(stderr).toMatch(/^error\[port-overlap\]/);
    expect(stderr).not.toContain('in 2 instances');
  });

  it('are JSON on stdout with --format json', async () => {
    const { code, stdout, stderr } = await gwc(['validate', '--format', 'json'], {
      cwd: folderWith({ 'hosts.yaml': OVERLAP }),
    });
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const { diagnostics, summary } = JSON.parse(stdout);
    expect(summary).toEqual({ errors: 1, warnings: 0, hosts: 1, instances: 2 });
    expect(diagnostics).toEqual([
      {
        code: 'port-overlap',
        severity: 'error',
        message: expect.stringContaining('18809'),
        file: 'hosts.yaml',
        line: 12,
        column: 23,
        endLine: 12,
        endColumn: 28,
        path: 'hosts.box-1.instances.rescue.port',
        instances: ['box-1/rescue', 'box-1/main'],
        related: [{ message: expect.any(String), file: 'hosts.yaml', line: 11, column: 21 }],
        suggestions: ['18909'],
        fixable: true,
      },
    ]);
  });

  it('of none are JSON too', async () => {
    const { code, stdout } = await gwc(['validate', '--format=json'], { cwd: folderWith({ 'hosts.yaml': TWO }) });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      diagnostics: [],
      summary: { errors: 0, warnings: 0, hosts: 1, instances: 2 },
    });
  });

  it('follow --openclaw-schema, a schema of the person', async () => {
    const schema = { type: 'object', additionalProperties: false, properties: { gateway: {}, agents: {} } };
    const files = { 'hosts.yaml': TWO, 'own.json': JSON.stringify(schema), 'not.json': '{}', 'broken.json': '{' };
    const cwd = folderWith(files);
    const { code, stderr } = await gwc(['validate', '--openclaw-schema', 'own.json'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('error[openclaw-schema]');
    expect(stderr).toContain('logging');
    for (const file of ['not.json', 'broken.json', 'missing.json']) {
      const refused = await gwc(['validate', '--openclaw-schema', file], { cwd });
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(file);
    }
  });

  it('follow openclawSchema, which is relative to the file', async () => {
    const schema = { type: 'object', additionalProperties: false, properties: { gateway: {}, agents: {} } };
    const named = (file: string) => `openclawSchema: ${file}\n${TWO}`;
    const cwd = folderWith({ 'git/hosts.yaml': named('./own.json'), 'git/own.json': JSON.stringify(schema) });
    const { code, stderr } = await gwc(['validate', 'git/hosts.yaml'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('error[openclaw-schema]');
    writeFileSync(join(cwd, 'git/hosts.yaml'), named('missing.json'));
    expect(await gwc(['validate', 'git/hosts.yaml'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('missing.json'),
    });
    writeFileSync(join(cwd, 'git/hosts.yaml'), named('[]'));
    expect(await gwc(['validate', 'git/hosts.yaml'], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('error[schema]'),
    });
  });

  it.each(['validate', 'show', 'ports', 'fix', 'upgrade 2026.9.6', 'schema --full', 'build'])(
    'are none of a file that is no schema: %s',
    async (command) => {
      const own = JSON.stringify({ properties: { gateway: { type: 'nonsense' } } });
      const cwd = folderWith({ 'hosts.yaml': `openclawSchema: ./own.json\n${TWO}`, 'own.json': own });
      const refused = await gwc(command.split(' '), { cwd });
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toMatch(
        /^error: \.\/own\.json is no schema of openclaw\.json: `\/properties\/gateway\/type` must be .*, not "nonsense"; `openclaw config schema` prints one\n$/,
      );
      rmSync(join(cwd, 'own.json'));
      execFileSync('mkfifo', [join(cwd, 'own.json')]);
      expect(await gwc(command.split(' '), { cwd })).toMatchObject({
        code: 2,
        stderr: 'error: cannot read ./own.json: it is a pipe, not a file\n',
      });
    },
  );

  it('ask an installed OpenClaw with --with (a stub here)', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO.replace('{ port: 19789 }', '{ port: 19789, config: { ui: {} } }') });
    const stub = (name: string, release: string, answer: string) =>
      writeFileSync(
        join(cwd, name),
        `#!/bin/sh\n[ "$1" = --version ] && { echo OpenClaw ${release}; exit; }\n` +
          `[ "$*" = 'config validate --json' ] && grep -q 19789 "$OPENCLAW_CONFIG_PATH" && echo '${answer}' && exit 1\n` +
          `echo '{ "valid": true }'\n`,
        { mode: 0o755 },
      );
    const issues = [
      { path: 'ui', message: 'Unrecognized key: "x"' },
      { path: '', message: 'not today' },
    ];
    stub('openclaw', NEWEST_RELEASE, JSON.stringify({ valid: false, issues }));
    const refused = await gwc(['validate', '--with', './openclaw'], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('OpenClaw itself refuses this: Unrecognized key: "x"');
    expect(refused.stderr).toContain('OpenClaw itself refuses this: not today');
    expect(refused.stderr).toContain('2 errors in 2 instances');
    const usage = async (name: string) => {
      const { code, stderr } = await gwc(['validate', '--with', name], { cwd, env: { PATH: '/usr/bin:/bin' } });
      expect(code).toBe(2);
      return stderr;
    };
    stub('older', '2026.3.13', '');
    expect(await usage('./older')).toContain('./older is OpenClaw 2026.3.13, and no instance is for that release');
    stub('silent', NEWEST_RELEASE, 'oops');
    expect(await usage('./silent')).toContain('gave no verdict');
    expect(await usage('true')).toContain('true is no OpenClaw');
    expect(await usage('no-such-openclaw')).toBe('error: cannot run no-such-openclaw: there is no such program\n');
    expect(await usage('/')).toBe('error: cannot run /: permission denied\n');
  });

  it('follow --openclaw, which wins over the file', async () => {
    const cwd = folderWith({ 'hosts.yaml': `openclaw: 2026.9.6\n${TWO}` });
    const { code, stderr } = await gwc(['validate', '--openclaw', '2099.1.1'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain('warning[openclaw-version]');
    expect((await gwc(['validate', '--openclaw', '2026.3.13'], { cwd })).stderr).not.toContain('openclaw-version');
  });

  it('show no secret of the lines around them', async () => {
    const secret = 'hunter2hunter2';
    const text = TWO.replace(
      '{ port: 19789 }',
      `{ port: 19789, config: { gateway: { auth: { password: ${secret} } }, nope: 1 } }`,
    );
    for (const format of ['pretty', 'json']) {
      const outcome = await gwc(['validate', '--format', format], { cwd: folderWith({ 'hosts.yaml': text }) });
      expect(outcome.code).toBe(1);
      expect(outcome.stdout + outcome.stderr).toContain('nope');
      expect(outcome.stdout + outcome.stderr).not.toContain(secret);
    }
  });
});

describe('colours', () => {
  const ESCAPE = '\x1b[';
  it.each([
    ['a pipe', [], {}, false, false],
    ['a terminal', [], {}, true, true],
    ['a dumb terminal', [], { TERM: 'dumb' }, true, false],
    ['NO_COLOR', [], { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR', [], { NO_COLOR: '' }, true, true],
    ['FORCE_COLOR', [], { FORCE_COLOR: '1' }, false, true],
    ['FORCE_COLOR=0', [], { FORCE_COLOR: '0' }, true, false],
    ['FORCE_COLOR over NO_COLOR', [], { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    ['--color over NO_COLOR', ['--color'], { NO_COLOR: '1' }, false, true],
    ['--no-color over FORCE_COLOR', ['--no-color'], { FORCE_COLOR: '1' }, true, false],
  ] as const)('%s', async (_, flags, env, isTTY, isColored) => {
    const cwd = folderWith({ 'hosts.yaml': OVERLAP });
    const { stderr } = await gwc(['validate', ...flags], { cwd, env, isTTY });
    expect(stderr.includes(ESCAPE)).toBe(isColored);
  });

  it('never stand in JSON', async () => {
    const cwd = folderWith({ 'hosts.yaml': OVERLAP });
    expect((await gwc(['validate', '--format', 'json', '--color'], { cwd })).stdout).not.toContain('\x1b');
  });
});

describe('input', () => {
  const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));

  it('is standard input with -', async () => {
    const text = Buffer.from(OVERLAP);
    const stdin = [text.subarray(0, 100), text.subarray(100)];
    const { code, stderr } = await gwc(['validate', '-'], { cwd: folderWith(), stdin });
    expect(code).toBe(1);
    expect(stderr).toContain('--> <stdin>:12:23');
  });

  it('is found from another folder', async () => {
    const cwd = folderWith({ 'fleet/a.yaml': OVERLAP });
    expect((await gwc(['validate', 'fleet/a.yaml'], { cwd })).stderr).toContain('--> fleet/a.yaml:12:23');
    expect((await gwc(['validate', join(cwd, 'fleet/a.yaml')], { cwd: '/' })).stderr).toContain(
      `--> ${cwd}/fleet/a.yaml:12:23`,
    );
  });

  it('may have a byte order mark, which takes no column', async () => {
    const plain = await gwc(['validate'], { cwd: folderWith({ 'hosts.yaml': OVERLAP }) });
    const marked = await gwc(['validate'], { cwd: folderWith({ 'hosts.yaml': bytes([0xef, 0xbb, 0xbf], OVERLAP) }) });
    expect(marked).toEqual(plain);
  });

  it.each([
    ['UTF-16 LE', bytes([0xff, 0xfe], [118, 0, 101, 0]), 'hosts.yaml:1:1', 'UTF-16'],
    ['UTF-16 BE', bytes([0xfe, 0xff], [0, 118, 0, 101]), 'hosts.yaml:1:1', 'UTF-16'],
    ['UTF-16 without a mark', bytes([118, 0, 101, 0]), 'hosts.yaml:1:1', 'UTF-16'],
    ['UTF-32', bytes([0xff, 0xfe, 0, 0]), 'hosts.yaml:1:1', 'UTF-32'],
    ['Latin-1', bytes('version: 1\n# caf', [0xe9], ' x\n'), 'hosts.yaml:2:6', 'the byte 0xE9 is not UTF-8'],
    ['a character that is cut off', bytes('a: é\nb: ', [0xe2, 0x82]), 'hosts.yaml:2:4', '0xE2'],
    ['a character that breaks off', bytes('a: ', [0xef, 0xbf], 'A'), 'hosts.yaml:1:4', '0xEF'],
    ['a bad byte behind an emoji and a mark', bytes([0xef, 0xbb, 0xbf], 'a: 😀', [0xff]), 'hosts.yaml:1:6', '0xFF'],
    ['an image', bytes([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]), 'hosts.yaml:1:1', '0x89'],
    ['a NUL', bytes('version: 1\n', [0]), 'hosts.yaml:2:1', 'U+0000'],
  ])('that is %s is a finding with a position', async (_, content, place, reason) => {
    for (const command of ['validate', 'build', 'ports']) {
      const { code, stderr } = await gwc([command], { cwd: folderWith({ 'hosts.yaml': content }) });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error\[syntax\]: /);
      expect(stderr).toContain(reason);
      expect(stderr).toContain(`--> ${place}\n`);
      expect(stderr).toMatch(/\n\n1 error\n$/);
    }
  });

  it.each([
    ['no file', [], 'error: no hosts.yaml here or above; `gwc init` writes one\n'],
    ['a named file that is missing', ['a.yaml'], 'error: cannot read a.yaml: it does not exist\n'],
    ['a folder', ['folder'], 'error: cannot read folder: it is a folder\n'],
    [
      'a file as a folder',
      ['file/hosts.yaml'],
      'error: cannot read file/hosts.yaml: a part of the path is not a folder\n',
    ],
    ['links in a circle', ['circle'], /^error: cannot read circle: its symbolic links lead in a circle/],
    ['a socket', ['socket'], 'error: cannot read socket: it is a socket or a device, not a file\n'],
    ['a device', ['/dev/zero'], 'error: cannot read /dev/zero: it is a device, not a file\n'],
    ['a name that is too long', ['x'.repeat(300)], /the path is too long/],
    ['an empty name', [''], /value '' is invalid for argument 'hosts\.yaml'\. It is empty/],
  ])('can not be read: %s', async (_, argv, message) => {
    const cwd = folderWith({ file: '' });
    mkdirSync(join(cwd, 'folder'));
    symlinkSync('circle', join(cwd, 'circle'));
    const server = createServer().listen(join(cwd, 'socket'));
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    for (const command of ['validate', 'build', 'ports']) {
      const { code, stdout, stderr } = await gwc([command, ...argv], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      if (typeof message === 'string') expect(stderr).toBe(message);
      else expect(stderr).toMatch(message);
    }
  });

  it('of 50 MB is refused at once', async () => {
    const garbage = Buffer.alloc(50 * 1024 * 1024, 'x');
    const cwd = folderWith({ 'hosts.yaml': garbage });
    const start = performance.now();
    expect(await gwc(['validate'], { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: cannot read hosts.yaml: gwc reads up to 32 MB, and this has 50 MB\n',
    });
    const piped = await gwc(['validate', '-'], { cwd, stdin: [garbage] });
    expect(piped.stderr).toBe(
      'error: cannot read standard input: gwc reads up to 32 MB, and this is larger than that\n',
    );
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('that can not be read to its end', async () => {
    const cwd = folderWith();
    const failing = Object.assign(new Error('read'), { code: 'EISDIR', syscall: 'read' });
    const stdin = {
      [Symbol.iterator]: (): never => {
        throw failing;
      },
    };
    expect(await gwcHere(['validate', '-'], { cwd, stdin })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: cannot read standard input: it is a folder\n',
    });
  });
});

describe('a terminal', () => {
  it.each([
    ['an escape sequence in a key', 'version: 1\n"\\e[31mred\\e[0m\\u009b31m": 1\n'],
    ['a line break in a key', 'version: 1\n"a\\nerror[x]: b": 1\n'],
    ['a change of direction', 'version: 1\nhosts: { "\\u202ebox": {} }\n'],
    ['a raw change of direction', 'version: 1\n\u202ehosts: { box: [1] }\n'],
    ['a bell in a value', 'version: "\\a"\n'],
    ['a raw C1 control', 'version: 1\n# \u009b31m\n'],
    ['a raw escape', 'version: 1\n# \x1b[31m\n'],
  ])('gets nothing that it would act on: %s', async (_, text) => {
    for (const format of ['pretty', 'json']) {
      const outcome = await gwc(['validate', '--format', format], { cwd: folderWith({ 'hosts.yaml': text }) });
      expect(outcome.code).toBe(1);
      expect(outcome.stdout + outcome.stderr).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
      expect(outcome.stderr).not.toMatch(/^error\[x\]/m);
    }
  });

  it('gets nothing of the command line either', async () => {
    const { code, stderr } = await gwc(['\x1b[31mred'], { cwd: folderWith() });
    expect(code).toBe(2);
    expect(stderr).toContain('\\u{1b}[31mred');
    const missing = await gwc(['validate', '\x1b]0;title\x07'], { cwd: folderWith() });
    expect(missing.stderr).toBe('error: cannot read \\u{1b}]0;title\\u{7}: it does not exist\n');
  });
});
