// The command line itself: usage, help, version, and the small commands.

import { lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { RULES } from '../../src/rules/index.ts';
import { filesIn, folderWith, gwc, modeOf } from './gwc.ts';

const COMMANDS = ['build', 'validate', 'ports', 'explain', 'init', 'import', 'schema'];

describe('usage', () => {
  it.each<[readonly string[], RegExp]>([
    [[], /^Usage: gwc <command>/],
    [['biuld'], /^error: unknown command 'biuld'\n\(Did you mean build\?\)/],
    [['frobnicate'], /^error: unknown command 'frobnicate'\n/],
    [['hosts.yaml'], /^error: unknown command 'hosts\.yaml'/],
    [['build', '--chek'], /^error: unknown option '--chek'\n\(Did you mean --check\?\)/],
    [['--nope'], /^error: unknown option '--nope'/],
    [['validate', 'a', 'b'], /^error: too many arguments for 'validate'/],
    [['build', '--out'], /^error: option '-o, --out <folder>' argument missing/],
    [['build', '--out', ''], /argument '' is invalid\. It is empty\./],
    [['build', '--host', ''], /argument '' is invalid\. It is empty\./],
    [['validate', '--format', 'xml'], /argument 'xml' is invalid\. Allowed choices are pretty, json/],
    [['validate', '--openclaw', 'newest'], /argument 'newest' is invalid\. A release looks like \d{4}\.\d+\.\d+\./],
    [['ports', '--format', 'pretty'], /Allowed choices are table, json/],
  ])('%j is wrong: exit 2, reported on stderr', async (argv, message) => {
    const { code, stdout, stderr } = await gwc(argv, { cwd: folderWith() });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  it.each([['--help'], ['-h'], ['help']])('%s lists the commands', async (flag) => {
    const { code, stdout, stderr } = await gwc([flag], { cwd: folderWith() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it.each(COMMANDS)('help for %s has a description and examples', async (command) => {
    const { code, stdout } = await gwc(['help', command], { cwd: folderWith() });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: gwc ${command} `));
    expect(stdout).toMatch(new RegExp(`\\nExamples:\\n(  \\S.*\\n)*.*gwc ${command}`));
    expect((await gwc([command, '--help'], { cwd: folderWith() })).stdout).toBe(stdout);
  });

  it.each(['--version', '-V'])('%s', async (flag) => {
    expect(await gwc([flag], { cwd: folderWith() })).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    });
  });
});

describe('explain', () => {
  it('lists all rules', async () => {
    const { code, stdout } = await gwc(['explain'], { cwd: folderWith() });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(RULES.length);
    for (const { id, severity, summary } of RULES) {
      expect(stdout).toMatch(new RegExp(`^${id} +${severity} `, 'm'));
      expect(stdout).toContain(summary);
    }
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s', async (id, rule) => {
    const { code, stdout, stderr } = await gwc(['explain', id], { cwd: folderWith() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.startsWith(`${id} (${rule.severity}): ${rule.summary}\n\n`)).toBe(true);
    expect(stdout.replace(/\s+/g, ' ')).toContain(rule.why.trim().replace(/\s+/g, ' '));
    for (const example of [rule.examples.bad, rule.examples.good])
      expect(stdout.replace(/^ {2}/gm, '')).toContain(example.trimEnd());
    expect(stdout.endsWith(`\n\nSource: ${rule.source}\n`)).toBe(true);
  });

  it('has data too', async () => {
    const [rule] = RULES;
    const all = JSON.parse((await gwc(['explain', '--format', 'json'], { cwd: folderWith() })).stdout);
    expect(all.rules.map(({ id }: { id: string }) => id)).toEqual(RULES.map(({ id }) => id));
    const one = JSON.parse((await gwc(['explain', rule!.id, '--format', 'json'], { cwd: folderWith() })).stdout);
    const { id, severity, summary, why, source, examples } = rule!;
    expect(one).toEqual({ id, severity, summary, why, source, examples });
  });

  it('knows what was meant', async () => {
    const near = await gwc(['explain', 'port-overlp'], { cwd: folderWith() });
    expect(near).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: there is no rule `port-overlp`; did you mean `port-overlap`?\n',
    });
    const far = await gwc(['explain', 'zzzzzz'], { cwd: folderWith() });
    expect(far.stderr).toBe('error: there is no rule `zzzzzz`; `gwc explain` lists them\n');
  });
});

describe('schema', () => {
  it('is the schema of hosts.yaml', async () => {
    const { code, stdout } = await gwc(['schema'], { cwd: folderWith() });
    expect(code).toBe(0);
    expect(stdout).toBe(readFileSync('schemas/hosts.schema.json', 'utf8'));
  });

  it('is that of an OpenClaw release with --openclaw', async () => {
    const newest = await gwc(['schema', '--openclaw'], { cwd: folderWith() });
    expect(newest).toEqual(await gwc(['schema', '--openclaw', '2026.9.6'], { cwd: folderWith() }));
    expect(JSON.parse(newest.stdout)).toHaveProperty('properties.gateway');
    const unknown = await gwc(['schema', '--openclaw', '2026.9.7'], { cwd: folderWith() });
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/^error: gwc has no schema of OpenClaw 2026\.9\.7; did you mean `2026\.9\.6`\?\n$/);
  });

  const full = (release: string) => gwc(['schema', '--full', '--openclaw', release], { cwd: folderWith() });
  const hostsFor = (release: string) => `version: 1\nopenclaw: ${release}\n`;

  it('has both in one with --full, of the release that hosts.yaml names', async () => {
    const cwd = folderWith({ 'hosts.yaml': hostsFor('2026.3.13') });
    expect(await gwc(['schema', '--full'], { cwd })).toEqual(await full('2026.3.13'));
    expect(await gwc(['schema', '--full', '--openclaw', '2026.9.6'], { cwd })).toEqual(await full('2026.9.6'));
    expect(await gwc(['schema', '--full'], { cwd: folderWith() })).toEqual(await full('2026.9.6'));
    const stdin = [Buffer.from(hostsFor('2026.3.13'))];
    expect(await gwc(['schema', '--full', '-'], { cwd: folderWith(), stdin })).toEqual(await full('2026.3.13'));
  });

  it('has that of the nearest release where gwc does not know the one that is named, and says so', async () => {
    const cwd = folderWith({ 'hosts.yaml': hostsFor('2026.9.99') });
    const { stdout, stderr } = await gwc(['schema', '--full'], { cwd });
    expect(stderr).toBe('gwc has no schema of OpenClaw 2026.9.99; this is that of 2026.9.6\n');
    expect(stdout).toBe((await full('2026.9.6')).stdout);
  });

  it('has the schema that `openclawSchema` names', async () => {
    const robots = {
      type: 'object',
      title: 'Robots',
      properties: { count: { type: 'integer', description: 'How many.' } },
    };
    const own = JSON.stringify({ type: 'object', properties: { robots } });
    const cwd = folderWith({ 'hosts.yaml': 'version: 1\nopenclawSchema: own.json\n', 'own.json': own });
    const { $defs } = JSON.parse((await gwc(['schema', '--full'], { cwd })).stdout);
    const [, name] = $defs.openclaw.properties.robots.$ref.split('#/$defs/');
    expect($defs[name]).toMatchObject({ title: 'Robots', properties: { count: { description: 'How many.' } } });
  });

  it('is written beside hosts.yaml, in place of an earlier one alone', async () => {
    const cwd = folderWith({ 'fleet/hosts.yaml': hostsFor('2026.3.13') });
    const write = (...more: readonly string[]) => gwc(['schema', '--write', 'fleet/hosts.yaml', ...more], { cwd });
    expect(await write()).toEqual({
      code: 0,
      stdout: '',
      stderr:
        'wrote fleet/hosts.schema.json; for your editor, begin fleet/hosts.yaml with: # yaml-language-server: $schema=./hosts.schema.json\n',
    });
    expect(filesIn(cwd)['fleet/hosts.schema.json']).toBe((await full('2026.3.13')).stdout);
    expect((await write('--openclaw', '2026.9.6', '--quiet')).stderr).toBe('');
    expect(filesIn(cwd)['fleet/hosts.schema.json']).toBe((await full('2026.9.6')).stdout);
    writeFileSync(join(cwd, 'fleet/hosts.schema.json'), '{}');
    expect(await write()).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "error: fleet/hosts.schema.json already exists and is not gwc's schema; move it away, or --force replaces it\n",
    });
    expect((await write('--force')).code).toBe(0);
    await gwc(['init', 'fleet/hosts.yaml', '--force'], { cwd });
    expect((await write()).stderr).toBe('wrote fleet/hosts.schema.json\n');
  });

  it.each([
    [['--write'], {}, 'no hosts.yaml here or above; `gwc init` writes one'],
    [['--write', '-'], {}, '--write writes beside a file: name one'],
    [['hosts.yaml'], {}, 'only --full and --write read a hosts.yaml: add one, or leave out hosts.yaml'],
    [
      ['--full'],
      { 'hosts.yaml': 'openclaw: [' },
      'hosts.yaml has errors, which `gwc validate` lists: mend it, or name the release with --openclaw',
    ],
  ])('says what keeps it from that: %j', async (words, files, message) => {
    const outcome = await gwc(['schema', ...words], { cwd: folderWith(files) });
    expect(outcome).toEqual({ code: 2, stdout: '', stderr: `error: ${message}\n` });
  });
});

describe('init', () => {
  it('writes a hosts.yaml that builds without a finding', async () => {
    const cwd = folderWith();
    expect(await gwc(['init'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'wrote hosts.yaml and hosts.schema.json; now `gwc build`\n',
    });
    expect(filesIn(cwd)['hosts.yaml']).toMatch(/^# yaml-language-server: \$schema=\.\/hosts\.schema\.json\n/);
    expect(filesIn(cwd)['hosts.schema.json']).toBe((await gwc(['schema', '--full'], { cwd })).stdout);
    const { stdout } = await gwc(['validate', '--strict', '--format', 'json'], { cwd });
    expect(JSON.parse(stdout)).toEqual({
      diagnostics: [],
      summary: { errors: 0, warnings: 0, hosts: 1, instances: 2 },
    });
    expect((await gwc(['build', '--strict'], { cwd })).stderr).toBe('wrote 8, unchanged 0, removed 0 in out/\n');
  });

  it('replaces nothing without --force, not even a link to nowhere', async () => {
    const cwd = folderWith({ 'hosts.yaml': 'mine' });
    symlinkSync('nowhere', join(cwd, 'link.yaml'));
    for (const name of ['hosts.yaml', 'link.yaml']) {
      expect(await gwc(['init', name], { cwd })).toEqual({
        code: 2,
        stdout: '',
        stderr: `error: ${name} already exists; --force replaces it\n`,
      });
    }
    expect(filesIn(cwd)).toEqual({ 'hosts.yaml': 'mine' });
    expect((await gwc(['init', '--force', '--quiet'], { cwd })).stderr).toBe('');
    expect(readFileSync(join(cwd, 'hosts.yaml'), 'utf8')).toContain('version: 1');
    expect(modeOf(join(cwd, 'hosts.yaml'))).toBe('0644');
    await gwc(['init', '--force', 'link.yaml'], { cwd });
    expect(lstatSync(join(cwd, 'link.yaml')).isFile()).toBe(true);
  });

  it('replaces the schema of another release, and no other file of that name', async () => {
    const { stdout: schema } = await gwc(['schema', '--full'], { cwd: folderWith() });
    const older = folderWith({ 'fleet/hosts.schema.json': schema.replace('"Language version"', '"Version"') });
    expect((await gwc(['init', 'fleet/hosts.yaml'], { cwd: older })).stderr).toBe(
      'wrote fleet/hosts.yaml and fleet/hosts.schema.json; now `gwc build`\n',
    );
    expect(filesIn(older)['fleet/hosts.schema.json']).toBe(schema);
    for (const text of ['{}', 'mine']) {
      const cwd = folderWith({ 'hosts.schema.json': text });
      expect(await gwc(['init'], { cwd })).toEqual({
        code: 2,
        stdout: '',
        stderr:
          "error: hosts.schema.json already exists and is not gwc's schema; move it away, or --force replaces it\n",
      });
      expect(filesIn(cwd)).toEqual({ 'hosts.schema.json': text });
      await gwc(['init', '--force'], { cwd });
      expect(filesIn(cwd)['hosts.schema.json']).toBe(schema);
    }
    const link = folderWith();
    symlinkSync('nowhere', join(link, 'hosts.schema.json'));
    expect(await gwc(['init'], { cwd: link })).toMatchObject({ code: 2, stderr: expect.stringContaining('not gwc') });
  });

  it('writes to another file, or to standard output', async () => {
    const cwd = folderWith();
    await gwc(['init', 'a.yaml'], { cwd });
    const { code, stdout, stderr } = await gwc(['init', '-'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // Beside the standard output there is no schema that its first line could name.
    expect(`# yaml-language-server: $schema=./hosts.schema.json\n${stdout}`).toBe(filesIn(cwd)['a.yaml']);
    expect(Object.keys(filesIn(cwd)).toSorted()).toEqual(['a.yaml', 'hosts.schema.json']);
    expect(await gwc(['init', 'no/such/folder.yaml'], { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: cannot write no/such/folder.yaml: it does not exist\n',
    });
  });
});
