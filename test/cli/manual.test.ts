// The manual page, as the programs that show one see it.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { commandList } from '../../src/cli/command-list.ts';
import { hasProgram } from '../support/programs.ts';

const PAGE = 'man/gwc.1';
const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '200', MAN_KEEP_FORMATTING: '', GROFF_NO_SGR: '1' };

function run(program: string, ...args: string[]): string {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env });
  expect({ stderr, error }).toEqual({ stderr: '', error: undefined });
  return stdout;
}

describe(PAGE, () => {
  it.skipIf(!hasProgram('groff'))('has no fault that groff warns of', () => {
    expect(run('groff', '-man', '-Tutf8', '-ww', '-z', PAGE)).toBe('');
  });

  it.skipIf(!hasProgram('mandoc'))('has no fault that mandoc knows', () => {
    const found = run('mandoc', '-T', 'lint', PAGE).split('\n');
    // A page that is made anew at each change has none.
    expect(found.filter((line) => line !== '' && !line.includes('missing date'))).toEqual([]);
  });

  it.skipIf(!hasProgram('groff'))('shows every command, option and example as it is typed', () => {
    const shown = run('groff', '-man', '-Tutf8', '-rLL=200n', '-P-cbou', PAGE);
    for (const { command, examples, isHidden } of commandList({})) {
      const terms = [...command.options.map(({ flags }) => flags), ...examples.map(([line]) => line)];
      for (const term of [`gwc ${command.name()}`, ...terms]) expect(shown.includes(term)).toBe(!isHidden);
    }
    expect(shown).toContain('EXIT STATUS\n       0      clean\n');
  });

  it('each command is found by its name, and then is the only one that is made', () => {
    for (const { command } of commandList({})) {
      expect(commandList({}, command.name()).map((entry) => entry.command.name())).toEqual([command.name()]);
    }
    expect(commandList({}, 'constructor')).toHaveLength(commandList({}).length);
  });
});
