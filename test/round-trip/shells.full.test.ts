// What shells have of ten thousand names: in the files that they read, and in what they complete.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { completionText } from '../../src/cli/commands/complete.ts';
import { SCRIPTS } from '../../src/cli/commands/completion.ts';
import { visible } from '../../src/diagnostics/terminal-text.ts';
import { environmentLine, shellWord } from '../../src/outputs/quoting.ts';
import { hasProgram } from '../support/programs.ts';
import { COUNTS } from './counts.ts';
import { wildStrings } from './strings.ts';

const folder = mkdtempSync(join(tmpdir(), 'gwc-shells-'));
afterAll(() => rmSync(folder, { recursive: true }));

// No process is ever given a NUL.
const strings = wildStrings(COUNTS.completion).filter((text) => !text.includes('\0'));
const names = [...new Set(strings.map(visible))].filter((name) => name.trim() !== '');
const candidates = names.map((value) => ({ value, meaning: 'main, rescue' }));

function run(shell: string, args: readonly string[], script: string): readonly string[] {
  const path = join(folder, `${shell}.script`);
  writeFileSync(path, script);
  const env = { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', HOME: folder };
  const output = execFileSync(shell, [...args, path], { env, encoding: 'utf8', maxBuffer: 2 ** 28, cwd: folder });
  return output.split('\0').slice(0, -1);
}

function offer(): string {
  const path = join(folder, 'offered');
  writeFileSync(path, completionText({ paths: 'none', candidates }));
  return path;
}

describe.each(['sh', 'bash', 'zsh', 'ksh'].filter(hasProgram))('%s', (shell) => {
  it('reads values with control characters', () => {
    const file = join(folder, 'values.env');
    writeFileSync(file, strings.map((text, index) => `${environmentLine(`V${index}`, text)}\n`).join(''));
    const words = strings.map((_, index) => `"$V${index}"`);
    expect(run(shell, [], `. ${file}\nprintf '%s\\0' ${words.join(' ')}\n`)).toEqual(strings);
  });

  it('reads words with control characters', () => {
    expect(run(shell, [], `printf '%s\\0' ${strings.map(shellWord).join(' ')}\n`)).toEqual(strings);
  });
});

describe('completion', () => {
  it('of bash offers every name as it is', () => {
    const script = `complete() { :; }; compopt() { :; }\n${SCRIPTS.bash}
gwc() { cat ${offer()}; }
COMP_WORDS=(gwc build --host ''); COMP_CWORD=3; _gwc; printf '%s\\0' "\${COMPREPLY[@]}"`;
    expect(run('bash', ['--norc'], script)).toEqual(names);
  });

  it('of zsh offers every name as it is', () => {
    const script = `compdef() { :; }\n${SCRIPTS.zsh}
gwc() { cat ${offer()} }
_describe() { printf '%s\\0' "\${candidates[@]}" }; compset() { : }
words=(gwc build --host ''); CURRENT=4; PREFIX=''; _gwc`;
    expect(run('zsh', ['-f'], script)).toEqual(names.map((name) => `${name.replaceAll(':', '\\:')}:main, rescue`));
  });

  it('of fish offers every name as it is', () => {
    const script = `function gwc; cat ${offer()}; end\n${SCRIPTS.fish}
for line in (complete -C 'gwc build --host '); printf '%s\\0' (string split -m 1 \\t -- $line)[1]; end`;
    // As with files, what begins with a dot is offered once the dot is typed.
    const shown = names.filter((name) => !name.startsWith('.'));
    expect(run('fish', ['--no-config'], script).toSorted()).toEqual(shown.toSorted());
  });
});
