// What a person sees where gwc itself is at fault.

import { expect, it, vi } from 'vitest';
import { folderWith, gwcHere, TWO } from './gwc.ts';

vi.mock('../../src/compile.ts', () => ({
  check: () => {
    throw new TypeError('x is\x1b not a function\nsecond line');
  },
}));

it('a fault of gwc itself is called so: exit 3, and the stack only where it is asked for', async () => {
  const cwd = folderWith({ 'hosts.yaml': TWO });
  const plain = await gwcHere(['validate'], { cwd });
  expect(plain).toMatchObject({ code: 3, stdout: '' });
  expect(plain.stderr).toMatch(
    /^this is a bug in gwc: x is\\u\{1b\} not a function\\nsecond line\nplease report it with .*GWC_DEBUG=1.*\n$/,
  );
  const debug = await gwcHere(['validate'], { cwd, env: { GWC_DEBUG: '1' } });
  expect(debug.code).toBe(3);
  expect(debug.stderr.startsWith(plain.stderr)).toBe(true);
  expect(debug.stderr).toMatch(/\n {4}at .*check/);
});
