// The program where its surroundings are against it: odd files in every place that it reads, links on the way to what it
// writes, no room for files, no home, other locales. (More of it: test/cli/build.test.ts, validate.test.ts, process.test.ts.)

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, folderWith, hostsYaml, TWO } from '../cli/gwc.ts';
import { PROGRAM } from '../support/program.ts';

const AUTO = hostsYaml({ 'box-1': { main: 'auto', rescue: 'auto' } });
/** A run that takes longer hangs. In milliseconds. */
const PATIENCE = 20_000;

/** Runs `gwc` in bash, in a folder that is also its home. */
function shell(script: string, cwd: string, env: Readonly<Record<string, string>> = {}) {
  const setUp = `gwc() { env $GWC_TEST_ENV ${PROGRAM} "$@"; }; export -f gwc\n${script}`;
  const options = { cwd, env: { PATH: process.env['PATH'], HOME: cwd, ...env }, timeout: PATIENCE } as const;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', setUp], { ...options, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('a file that is none', () => {
  const KINDS: readonly (readonly [what: string, make: string])[] = [
    ['a pipe', 'mkfifo "$at"'],
    ['a device', 'ln -s /dev/zero "$at"'],
    ['a folder', 'mkdir "$at"'],
    ['a link in a circle', 'ln -s "$at" "$at"'],
    ['a gigabyte of nothing', 'truncate -s 1G "$at"'],
    ['what the kernel makes up', 'ln -s /proc/self/mem "$at"'],
  ];
  const PLACES: readonly (readonly [place: string, command: string])[] = [
    ['hosts.yaml', 'gwc validate'],
    ['hosts.lock.json', 'gwc build'],
    ['templates/gateway.env.hbs', 'gwc build --templates templates'],
    ['openclaw-schema.json', 'gwc validate --openclaw-schema openclaw-schema.json'],
    ['out/gwc.manifest.json', 'gwc build'],
    ['out/box-1/main/openclaw.json', 'gwc build --force'],
  ];

  /** What a person names may be a pipe, as `<(command)` makes. */
  const isPipeTaken = (place: string) => ['hosts.yaml', 'openclaw-schema.json'].includes(place);
  const CASES = PLACES.flatMap(([place, command]) =>
    KINDS.filter(([what]) => what !== 'a pipe' || !isPipeTaken(place)).map(
      ([what, make]) => [what, place, make, command] as const,
    ),
  );

  it.each(CASES)('%s as %s is reported, and nothing is written', (_, place, make, command) => {
    const cwd = folderWith({ 'hosts.yaml': TWO, 'templates/systemd.service.hbs': '', 'out/box-1/main/x': '' });
    rmSync(join(cwd, place), { force: true });
    expect(shell(`at=${place}; ${make}`, cwd).status).toBe(0);
    const outcome = shell(command, cwd);
    expect(outcome).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(/^error: /) });
    expect(outcome.stderr).toContain(place.replace(/^out\//, ''));
    expect(readdirSync(join(cwd, 'out/box-1'))).toEqual(['main']);
  });
});

describe('links on the way to the output folder', () => {
  it.each([
    ['the folder itself', 'mkdir work/real; ln -s real work/out', 'out', 'work/real'],
    ['the folder itself, elsewhere', 'ln -s ../elsewhere work/out', 'out', 'elsewhere'],
    ['a parent, elsewhere', 'ln -s ../elsewhere work/a', 'a/b/out', 'elsewhere/b/out'],
    ['a parent and back again', 'ln -s ../elsewhere work/a; mkdir elsewhere/b', 'a/b/../out', 'elsewhere/out'],
  ])('%s: the files are where the person named it, and nowhere else', (_, prepare, out, place) => {
    const cwd = folderWith({ 'work/hosts.yaml': TWO, 'elsewhere/precious': 'yes' });
    expect(shell(`${prepare}; cd work; gwc build -o ${out}`, cwd)).toMatchObject({ status: 0, stdout: '' });
    // Links are not followed.
    const files = spawnSync('find', ['.', '-type', 'f', '-printf', '%P\n'], { cwd, encoding: 'utf8' }).stdout.trimEnd();
    const others = files
      .split('\n')
      .filter((path) => !/^\.cache\/gwc\//.test(path) && !/\/box-1\/|manifest/.test(path));
    expect(others.toSorted()).toEqual(['elsewhere/precious', 'work/hosts.yaml']);
    expect(files.split('\n').filter((path) => path.startsWith(`${place}/`) && !path.endsWith('precious'))).toHaveLength(
      9,
    );
    expect(files.match(/box-1|manifest/g)).toHaveLength(9);
    expect(filesIn(join(cwd, place))).toHaveProperty(['gwc.manifest.json']);
  });
});

describe('a template', () => {
  const run = (text: string) => {
    const cwd = folderWith({ 'hosts.yaml': TWO, 'templates/gateway.env.hbs': text, secret: 'precious' });
    const outcome = shell('gwc build --templates templates; cat out/box-1/main/gateway.env 2>/dev/null', cwd, {
      GWC_TEST_SECRET: 'precious',
    });
    expect(`${outcome.stdout}${outcome.stderr}`).not.toMatch(/precious|root:/);
    return outcome;
  };

  it.each([
    ['{{> /etc/passwd}}'],
    ['{{> ../secret}}'],
    ['{{#*inline "a"}}{{> a}}{{/inline}}{{> a}}'],
    ['{{constructor.constructor "return process.env"}}'],
    ['{{#with lines as |a|}}{{a.constructor.constructor}}{{/with}}'],
    ['{{process.env.GWC_TEST_SECRET}}'],
    ['{{#each}}'],
    ['{{#if a}}'.repeat(2000)],
  ])('%s reads nothing and ends', (text) => {
    expect(run(text).stderr).toMatch(/^error: cannot use templates\/gateway\.env\.hbs: /);
  });

  it.each([
    ['{{log lines level="error"}}'],
    ['{{__proto__}}'],
    ['{{lookup lines "constructor"}}'],
    ['{{#with (lookup this "constructor")}}{{.}}{{/with}}'],
    ['{{helperMissing}}'],
  ])('%s reads nothing, whether it is refused or not', (text) => {
    expect(run(text).stderr).toMatch(/^(?:error: cannot use templates|wrote 8)/m);
  });
});

describe('the environment', () => {
  const LOCALES = [
    'C',
    'POSIX',
    'C.UTF-8',
    'en_US.UTF-8',
    'tr_TR.UTF-8',
    'lt_LT.UTF-8',
    'de_DE.ISO-8859-1',
    'ja_JP.eucJP',
    'xx',
  ];
  const ZONES = ['UTC', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'no/where', ''];
  // Turkish has another upper case of `i`; Swedish and Danish sort otherwise.
  const NAMES = hostsYaml({ zz: { i: 18789, 'aa-1': 19789 }, aa: { z: 'auto', ii: 'auto' } });

  it('of locale and time zone changes no byte', { timeout: 120_000 }, () => {
    const cases = [...LOCALES.map((locale) => `LC_ALL=${locale} LANG=${locale}`), ...ZONES.map((zone) => `TZ=${zone}`)];
    const results = cases.map((settings) => {
      const cwd = folderWith({ 'hosts.yaml': NAMES, 'bad.yaml': NAMES.replace('19789', '18790') });
      const commands = 'gwc build; gwc ports; gwc validate --format json bad.yaml';
      const { stdout, stderr } = shell(commands, cwd, { GWC_TEST_ENV: settings });
      return JSON.stringify([stdout, stderr, filesIn(join(cwd, 'out')), filesIn(cwd)['hosts.lock.json']]);
    });
    expect(results[0]).toContain('wrote 16');
    expect(new Set(results).size).toBe(1);
  });

  it('of 64 open files is enough for 300 instances', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`i${index}`, 20_000 + index * 120]));
    const cwd = folderWith({ 'hosts.yaml': hostsYaml({ 'box-1': many }) });
    const { status, stderr } = shell('ulimit -n 64; gwc build -q --format json > /dev/null && gwc build --check', cwd);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).toContain('out/ is up to date');
  });

  it.each([
    ['read-only', 'mkdir home; chmod 555 home; export HOME=$PWD/home'],
    ['no home at all', 'unset HOME'],
    ['a file', 'echo > home; export HOME=$PWD/home'],
    ['a device', 'export HOME=/dev/null'],
    ['relative', 'export HOME=home'],
    ['nowhere', 'export HOME=/nowhere/at/all'],
  ])('may have a home that is %s', (_, prepare) => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    // For root nothing is read-only.
    const run =
      process.getuid?.() === 0
        ? `chown -R 65534 .; setpriv --reuid 65534 --regid 65534 --clear-groups bash --norc -c 'gwc build'`
        : 'gwc build';
    chmodSync(cwd, 0o755);
    const { status, stderr } = shell(`${prepare}; ${run}`, cwd);
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'wrote 8, unchanged 0, removed 0 in out/\n' });
    const left = readdirSync(cwd).filter((name) => !['hosts.yaml', 'out', 'home'].includes(name));
    expect(left).toEqual([]);
    if (lstatSync(join(cwd, 'home'), { throwIfNoEntry: false })?.isDirectory())
      expect(readdirSync(join(cwd, 'home'))).toEqual([]);
  });

  it('two first builds at once give one lock and whole files', () => {
    const cwd = folderWith({ 'hosts.yaml': AUTO });
    const { stderr } = shell('for i in 1 2 3 4; do gwc build & done; wait; gwc build', cwd);
    expect(stderr.match(/^(?:wrote|error: another gwc)/gm)).toHaveLength(5);
    expect(shell('gwc build --check --frozen-lockfile', cwd)).toMatchObject({ status: 0 });
    const left = readdirSync(cwd, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tmp'));
    expect(left).toEqual([]);
  });

  it('may have an output folder that only looks like one of gwc’s', () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    mkdirSync(join(cwd, 'out'));
    symlinkSync('/etc', join(cwd, 'out/box-1'));
    writeFileSync(join(cwd, 'out/gwc.manifest.json'), '');
    truncateSync(join(cwd, 'out/gwc.manifest.json'), 2 ** 30);
    const { status, stderr } = shell('gwc build --force', cwd);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'error: out/gwc.manifest.json is a file far larger than any of gwc; remove it\n',
    });
  });
});
