// Whether a stream gets colours.

import type { Io, Output } from './io.ts';

/** The option decides, then FORCE_COLOR, NO_COLOR, and a terminal that has colours. An empty variable counts as none. */
export function hasColor(option: boolean | undefined, env: Io['env'], stream: Output): boolean {
  if (option !== undefined) return option;
  const force = env['FORCE_COLOR'];
  if (force) return force !== '0' && force !== 'false';
  if (env['NO_COLOR']) return false;
  return stream.isTTY && env['TERM'] !== 'dumb';
}
