// The line that a terminal shows while long work goes on.

import { describe, expect, it } from 'vitest';
import { type Io, withProgress } from '../../src/cli/io.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly env?: Io['env'];
  readonly columns?: number;
}

function terminal({ isTTY = true, env = {}, columns = 80 }: Terminal = {}) {
  const written: string[] = [];
  const output = { isTTY, columns, write: (text: string) => written.push(text) };
  const io: Io = {
    cwd: '/',
    env,
    stdin: async function* () {},
    stdout: { isTTY, write: () => expect.unreachable() },
    stderr: output,
    untilEnded: () => new AbortController().signal,
    onSignal: () => {},
    isTyped: () => false,
  };
  return { io, written };
}

const long = { text: 'checking hosts.yaml', isLong: true };

describe('progress', () => {
  it('is shown while the work goes on, and is gone after it', async () => {
    const { io, written } = terminal();
    const result = await withProgress({ ...long, run: () => [...written] }, {}, io);
    expect(result).toEqual(['checking hosts.yaml…']);
    expect(written).toEqual(['checking hosts.yaml…', '\r\x1b[K']);
  });

  it('is gone after a failure, too', async () => {
    const { io, written } = terminal();
    const fail = () => Promise.reject(new Error('no'));
    await expect(withProgress({ ...long, run: fail }, {}, io)).rejects.toThrow('no');
    expect(written.at(-1)).toBe('\r\x1b[K');
  });

  it('takes one line, whatever the file is called', async () => {
    const { io, written } = terminal({ columns: 20 });
    await withProgress({ text: `checking ${'x'.repeat(50)}\x1b[31m`, isLong: true, run: () => 0 }, {}, io);
    expect(written[0]).toBe('checking xxxxxxxxxx');
  });

  it.each([
    ['short work', {}, { isLong: false }, {}],
    ['a pipe', { isTTY: false }, {}, {}],
    ['a terminal that can’t', { env: { TERM: 'dumb' } }, {}, {}],
    ['CI', { env: { CI: 'true' } }, {}, {}],
    ['--quiet', {}, {}, { quiet: true }],
  ])('shows nothing for %s', async (_, setup, work, flags) => {
    const { io, written } = terminal(setup);
    expect(await withProgress({ ...long, run: () => 7, ...work }, flags, io)).toBe(7);
    expect(written).toEqual([]);
  });
});
