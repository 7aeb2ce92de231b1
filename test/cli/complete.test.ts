// What `gwc complete` offers, and the same in the real shells.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/rules/index.ts';
import { inFull } from '../support/full.ts';
import { PROGRAM } from '../support/program.ts';
import { folderWith, gwc, hostsYaml } from './gwc.ts';

const COMMANDS = [
  'build',
  'validate',
  'ports',
  'show',
  'apply',
  'status',
  'exec',
  'logs',
  'start',
  'stop',
  'restart',
  'explain',
  'init',
  'import',
  'fix',
  'upgrade',
  'schema',
  'completion',
  'help',
];
const FLEET = hostsYaml({ 'box-1': { main: 18789, rescue: 19789 }, 'box-2': { main: 18789 } });

interface Offer {
  readonly paths: string;
  readonly values: readonly string[];
}

async function offer(words: readonly string[], files = {}): Promise<Offer> {
  const { code, stdout, stderr } = await gwc(['complete', '--', ...words], { cwd: folderWith(files) });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [paths = '', ...lines] = stdout.trimEnd().split('\n');
  return { paths, values: lines.map((line) => line.split('\t')[0]!) };
}

describe('gwc complete', () => {
  it.each<[readonly string[], string, readonly string[]]>([
    [[''], 'none', COMMANDS],
    [[], 'none', COMMANDS],
    [['bu'], 'none', COMMANDS],
    [['--'], 'none', ['--version', '--licenses', '--help']],
    [['help', ''], 'none', COMMANDS],
    [['build', ''], 'files', []],
    [['build', '--out', ''], 'folders', []],
    [['build', '-o', 'x'], 'folders', []],
    [['build', '--out=x'], 'folders', []],
    [['build', '--out', '=', 'x'], 'folders', []],
    [['build', '--out', 'x', ''], 'files', []],
    [['build', 'hosts.yaml', ''], 'none', []],
    [['build', '--nope', ''], 'files', []],
    [['build', '--nope=', ''], 'files', []],
    [['validate', '--', '-'], 'files', []],
    [['ports', '--format', ''], 'none', ['table', 'json', 'svg', 'html']],
    [['ports', '--format='], 'none', ['--format=table', '--format=json', '--format=svg', '--format=html']],
    [['ports', '--format', '='], 'none', ['table', 'json', 'svg', 'html']],
    [['ports', '--format', '=', 'j'], 'none', ['table', 'json', 'svg', 'html']],
    [['explain', ''], 'none', RULES.map(({ id }) => id)],
    [['explain', 'port-overlap', ''], 'none', []],
    [['completion', ''], 'none', ['bash', 'zsh', 'fish']],
    [['frobnicate', ''], 'none', []],
    [['init', ''], 'files', []],
  ])('%j', async (words, paths, values) => {
    expect(await offer(words)).toEqual({ paths, values });
  });

  it('offers options with what they are for', async () => {
    const { stdout } = await gwc(['complete', '--', 'build', '-'], { cwd: folderWith() });
    expect(stdout).toMatch(/^none\n--out\tthe output folder .*\n--check\twrite nothing; /);
    expect((await offer(['schema', '-'])).values).toEqual(expect.arrayContaining(['--openclaw', '--help']));
    expect((await offer(['schema', '--openclaw', ''])).values).toContain('2026.9.6');
    expect((await offer(['validate', '--openclaw', ''])).values).not.toContain('--help');
  });

  it('offers the hosts of the file that is named, and else of hosts.yaml', async () => {
    const files = { 'hosts.yaml': FLEET, 'other.yaml': hostsYaml({ mini: {} }), 'broken.yaml': 'hosts: [' };
    const words = ['build', '--host', ''];
    expect(await offer(words, files)).toEqual({ paths: 'none', values: ['box-1', 'box-2'] });
    expect((await offer(['build', '--host', 'box-1', '--host', ''], files)).values).toEqual(['box-1', 'box-2']);
    expect((await offer(['build', 'other.yaml', '--host', ''], files)).values).toEqual(['mini']);
    for (const file of ['broken.yaml', 'none.yaml', '.', '-'])
      expect((await offer(['build', file, '--host', ''], files)).values).toEqual([]);
    expect((await offer(words)).values).toEqual([]);
    const hostile = { 'hosts.yaml': 'version: 1\nhosts:\n  "a\\tb\\e[31m\\n": {}\n  x: 1\n' };
    expect((await offer(words, hostile)).values).toEqual(['a\\tb\\u{1b}[31m\\n', 'x']);
  });

  it('is in no list of commands', async () => {
    expect((await gwc(['--help'], { cwd: folderWith() })).stdout).not.toMatch(/^ {2}complete /m);
  });
});

/** Runs a script in a shell that finds gwc, in a folder with a fleet and some files. */
function inShell(shell: string, args: readonly string[], script: string): readonly string[] {
  const cwd = folderWith({ 'hosts.yaml': FLEET, 'my fleet.yaml': '', 'folder/x.yaml': '' });
  mkdirSync(join(cwd, 'bin'));
  writeFileSync(join(cwd, 'bin/gwc'), `#!/bin/sh\nexec ${PROGRAM} "$@"\n`, { mode: 0o755 });
  mkdirSync(join(cwd, 'home'));
  const env = {
    PATH: `${join(cwd, 'bin')}${delimiter}${process.env['PATH']}`,
    HOME: join(cwd, 'home'),
    TERM: 'dumb',
    LC_ALL: 'C.UTF-8',
  };
  const { stdout, stderr, status, error } = spawnSync(shell, [...args, script], { cwd, env, encoding: 'utf8' });
  expect({ stderr, status, error }).toEqual({ stderr: '', status: 0, error: undefined });
  return stdout.split(/\r?\n/).filter((line) => line !== '');
}

/** What each shell is asked, and what it must offer; `null`: that it offers paths. */
const LINES: readonly (readonly [string, readonly string[] | null])[] = [
  ['gwc exp', ['explain']],
  ['gwc build --che', ['--check']],
  ['gwc build --no-', ['--no-color', '--no-frozen-lockfile']],
  ['gwc explain port-ov', ['port-overlap']],
  ['gwc build --host ', ['box-1', 'box-2']],
  ['gwc build --host box-1 --format j', ['json', 'junit']],
  ['gwc build ./hosts.yaml --host box-1 --templates fo', null],
];

inFull.describe('bash', () => {
  const driver = `
    eval "$(gwc completion bash)"
    IFS=' ' read -r -a COMP_WORDS <<< "$LINE"
    [[ $LINE == *' ' ]] && COMP_WORDS+=('')
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    _gwc
    printf '%s\\n' "\${COMPREPLY[@]}"`;

  it.each(LINES.filter(([, offered]) => offered))('%s', (line, offered) => {
    expect(inShell('bash', ['--norc', '-c'], `LINE=${JSON.stringify(line)}${driver}`).toSorted()).toEqual(offered);
  });

  it('completes on the keyboard, files and folders too', () => {
    const setUp = 'eval "$(gwc completion bash)"; real=$(command -v gwc)';
    expect(typed('bash --norc -i', setUp)).toEqual([...TYPED, '<build><--out><folder/>']);
  });
});

inFull.describe('zsh', () => {
  const setUp = 'autoload -Uz compinit; compinit -u -D; real=$(whence -p gwc)';

  it('completes on the keyboard, files and folders too', () => {
    expect(typed('zsh -f -i', `${setUp}; eval "$(gwc completion zsh)"`)).toEqual([...TYPED, '<build><--out><folder>']);
  });

  it('finds the script as a file in its path, too', () => {
    const file = 'gwc completion zsh > home/_gwc; fpath=($PWD/home $fpath)';
    expect(typed('zsh -f -i', `${file}; ${setUp}`)).toEqual([...TYPED, '<build><--out><folder>']);
  });
});

inFull.describe('fish', () => {
  it.each(LINES)('%s', (line, offered) => {
    const script = `gwc completion fish | source; complete -C ${quote(line)}`;
    const values = inShell('fish', ['--no-config', '-c'], script).map((found) => found.split('\t')[0]!);
    expect(values.toSorted()).toEqual(offered ?? ['folder/']);
  });

  it('completes files, behind an option too', () => {
    const complete = (line: string) =>
      inShell('fish', ['--no-config', '-c'], `gwc completion fish | source; complete -C ${quote(line)}`).map(
        (found) => found.split('\t')[0],
      );
    expect(complete('gwc validate ho')).toEqual(['hosts.yaml', 'home/'].toSorted());
    expect(complete('gwc build --out=fo')).toEqual(['--out=folder/']);
    expect(complete('gwc build --format=p')).toEqual(['--format=pretty']);
  });
});

const KEYS = [
  'gwc bui\t --che\t my\t',
  'gwc build --host box-1 --format js\t',
  'gwc build --format=pr\t',
  'gwc explain port-overl\t',
  'gwc build --out fol\t',
];
/** What the lines come to, but for the last, which every shell ends in its own way. */
const TYPED = [
  '<build><--check><my fleet.yaml>',
  '<build><--host><box-1><--format><json>',
  '<build><--format=pretty>',
  '<explain><port-overlap>',
];

/** The words of each line of keys, as the shell on a terminal has them at last. */
function typed(shell: string, setUp: string): readonly string[] {
  const shown = 'gwc() { if [ "$1" = complete ]; then "$real" "$@"; else printf "<%s>" "$@"; echo; fi; }';
  const keys = [setUp, shown, ...KEYS, 'exit'].join('\n');
  const script = `printf '%s\\n' ${quote(keys)} | INPUTRC=/dev/null script -qec ${quote(shell)} /dev/null`;
  return inShell('sh', ['-c'], script).filter((line) => line.startsWith('<'));
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
