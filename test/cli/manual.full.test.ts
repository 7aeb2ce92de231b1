// The manual page, as the programs that show one see it.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { allCommands } from '../../src/cli/program.ts';

const PAGE = 'man/gwc.1';
const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '200', MAN_KEEP_FORMATTING: '', GROFF_NO_SGR: '1' };

function run(program: string, ...args: string[]): string {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env });
  expect({ stderr, error }).toEqual({ stderr: '', error: undefined });
  return stdout;
}

describe(PAGE, () => {
  it('has no fault that groff warns of', () => {
    expect(run('groff', '-man', '-Tutf8', '-ww', '-z', PAGE)).toBe('');
  });

  it('has no fault that mandoc knows', () => {
    const found = run('mandoc', '-T', 'lint', PAGE).split('\n');
    // A page that is made anew at each change has none.
    expect(found.filter((line) => line !== '' && !line.includes('missing date'))).toEqual([]);
  });

  it('shows every command, option and example as it is typed', async () => {
    const shown = run('groff', '-man', '-Tutf8', '-rLL=200n', '-P-cbou', PAGE);
    for (const { command, examples, summary } of await allCommands()) {
      const terms = [...command.options.map(({ flags }) => flags), ...examples.map(([line]) => line)];
      for (const term of [`gwc ${command.name()}`, ...terms]) expect(shown.includes(term)).toBe(summary !== undefined);
    }
    expect(shown).toContain('EXIT STATUS\n       0      clean\n');
  });
});
