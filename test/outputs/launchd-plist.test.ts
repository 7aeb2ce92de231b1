// Property lists say what was meant: read by a library and by libplist, and their shell wrapper run for real.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'plist';
import { afterAll, describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import type { Instance } from '../../src/model/fleet.ts';
import { dictionary, withEnvironmentFiles } from '../../src/outputs/launchd-plist.ts';
import { environmentLine } from '../../src/outputs/quoting.ts';
import { serviceEnvironment } from '../../src/outputs/service-environment.ts';
import { inFull } from '../support/full.ts';
import { hostileFileNames } from '../support/hostile.ts';

const folder = mkdtempSync(join(tmpdir(), 'gwc-launchd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hostile = build(readFileSync('test/ok/hostile/hosts.yaml', 'utf8'));
const instance = hostile.fleet.hosts.find(({ os }) => os === 'macos')!.instances[0]!;

describe('a hostile instance', () => {
  const content = hostile.artifacts.find(({ kind }) => kind === 'launchd-plist')!.content;
  const job = parse(content) as Record<string, unknown>;

  it('keeps its environment', () => {
    expect(job['EnvironmentVariables']).toEqual(Object.fromEntries(serviceEnvironment(instance)));
    expect(job['EnvironmentVariables']).toMatchObject(instance.env);
  });

  it('keeps its command, after the shell that reads its files', () => {
    const words = job['ProgramArguments'] as readonly string[];
    expect(words[0]).toBe('/bin/sh');
    expect(words.slice(4)).toEqual([...instance.command, 'gateway', '--port', '18789']);
  });

  it('keeps its paths', () => {
    expect(job).toMatchObject({ WorkingDirectory: instance.workingDirectory, Label: 'ai.openclaw.main' });
  });
});

it('can hold no null', () => {
  expect(() => dictionary([['Key', [null]]])).toThrow('a property list has no null');
});

inFull.describe('libplist', () => {
  const plists = readdirSync('test/ok', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.plist'),
  );

  it.each(plists)('reads %s', (path) => {
    const text = readFileSync(join('test/ok', path), 'utf8');
    const binary = execFileSync('plistutil', ['-i', '-', '-f', 'bin'], { input: text });
    const again = execFileSync('plistutil', ['-i', '-', '-f', 'xml'], { input: binary, encoding: 'utf8' });
    // libplist writes this line end as it is, which the library then reads as another.
    const plain = (value: unknown) => JSON.stringify(value).replaceAll('\u2028', '\\n');
    expect(plain(parse(again))).toBe(plain(parse(text)));
  });
});

describe('values', () => {
  it('are integers, reals, booleans, strings, lists and maps', () => {
    const value = { b: [1, -2, 2.5, 1e21, true, false, '', 'x'], a: { d: {}, c: [] } };
    expect(parse(`<plist version="1.0">${dictionary([['Key', value]])}</plist>`)).toEqual({ Key: value });
  });

  it('in maps stand in the order of their keys, whatever the order they came in', () => {
    expect(dictionary([['K', { b: 1, a: 2 }]])).toBe(dictionary([['K', { a: 2, b: 1 }]]));
  });
});

describe('the shell that reads environment files', () => {
  const dump = 'process.stdout.write(JSON.stringify([process.argv.slice(1), process.env]))';
  const write = (path: string, lines: readonly string[]) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, lines.map((text) => `${text}\n`).join(''));
    return path;
  };
  /** An instance in a folder of its own, with its gateway.env written there. */
  const make = (name: string, keys: Partial<Instance>): Instance => {
    const stateDir = join(folder, 'state', name);
    const made: Instance = { ...instance, stateDir, home: folder, env: {}, envFiles: [], secrets: [], ...keys };
    const environment = [...serviceEnvironment(made)];
    write(
      join(stateDir, 'gateway.env'),
      environment.map(([key, value]) => environmentLine(key, value)),
    );
    return made;
  };
  const run = (made: Instance, inherited: Readonly<Record<string, string>> = {}) => {
    const command = [process.execPath, '-e', dump, '--', 'it\'s "$HOME" \\', ''];
    const [program, ...words] = withEnvironmentFiles(command, made, serviceEnvironment(made));
    expect(program).toBe('/bin/sh');
    return spawnSync(program!, words, { env: inherited, encoding: 'utf8' });
  };

  it('reads files of any name', () => {
    const names = hostileFileNames(200);
    const envFiles = names.flatMap((name, index) => [
      { path: write(join(folder, 'files', name), [`V${index}=${index}`]), optional: index % 2 === 0 },
      { path: join(folder, 'absent', name), optional: true },
    ]);
    const secretsFile = write(join(folder, '$(id) "a" \'b\' \\', 'S *'), ['S=\'a "$b" \\\'']);
    const made = make('; $(id) "a" \'b\' \\', { envFiles, secrets: ['S'], secretsFile });
    const [words, environment] = JSON.parse(run(made).stdout);
    expect(words).toEqual(['it\'s "$HOME" \\', '']);
    expect(names.map((_, index) => environment[`V${index}`])).toEqual(names.map((_, index) => String(index)));
    expect(environment).toMatchObject({ S: 'a "$b" \\', OPENCLAW_STATE_DIR: made.stateDir });
  });

  it('reads them in their order, and gateway.env last', () => {
    const first = write(join(folder, 'first.env'), [
      'A=first',
      'B=first',
      'HOME=/elsewhere',
      'OPENCLAW_HOME=/elsewhere',
    ]);
    const second = write(join(folder, 'second.env'), ['B=second', 'C=second']);
    const secretsFile = write(join(folder, 'secrets.env'), ['C=secret', 'OPENCLAW_STATE_DIR=/elsewhere']);
    const envFiles = [first, second].map((path) => ({ path, optional: false }));
    const made = make('order', { envFiles, secrets: ['C'], secretsFile });
    const [, environment] = JSON.parse(run(made, { OPENCLAW_GATEWAY_URL: 'ws://other', OTHER: 'kept' }).stdout);
    expect(environment).toMatchObject({ A: 'first', B: 'second', C: 'secret', OTHER: 'kept' });
    expect(environment).toMatchObject(Object.fromEntries(serviceEnvironment(made)));
    expect(environment).not.toHaveProperty('OPENCLAW_HOME');
    expect(environment).not.toHaveProperty('OPENCLAW_GATEWAY_URL');
  });

  it.each(['secretsFile', 'envFiles'])('starts nothing where a file of %s is missing', (key) => {
    const path = join(folder, 'missing');
    const files =
      key === 'envFiles' ? { envFiles: [{ path, optional: false }] } : { secrets: ['S'], secretsFile: path };
    const { status, stdout } = run(make(`missing-${key}`, files));
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
  });

  it('is left out where OpenClaw reads the file itself', () => {
    const made = make('own', { secrets: ['S'], secretsFile: join(folder, 'state', 'own', '.env') });
    expect(withEnvironmentFiles(['/bin/x'], made, serviceEnvironment(made))).toEqual(['/bin/x']);
  });
});
