// What a start costs: the smallest commands against a Node.js that does nothing.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fleetYaml } from './fleet.ts';
import { type Measured, sideBySide } from './measure.ts';

const PROGRAM = resolve('dist/bin.cjs');

export function startup(rounds: number): readonly Measured[] {
  const cwd = mkdtempSync(join(tmpdir(), 'gwc-bench-'));
  writeFileSync(join(cwd, 'hosts.yaml'), fleetYaml(2));
  const caches = join(cwd, 'caches');
  const gwc = (name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => ({
    name,
    argv: [process.execPath, PROGRAM, ...args],
    cwd,
    env: { XDG_CACHE_HOME: caches, CI: '', ...env },
  });
  const commands = [
    { name: '`node -e 0`', argv: [process.execPath, '-e', '0'], cwd },
    gwc('`gwc --version`', ['--version']),
    gwc('`gwc validate`, 2 instances', ['validate', '--quiet']),
    gwc('`gwc build`, 2 instances', ['build', '--quiet']),
    gwc('`gwc build`, 2 instances, without the code cache', ['build', '--quiet'], { NODE_DISABLE_COMPILE_CACHE: '1' }),
  ];
  // The first build fills the code cache.
  sideBySide([commands[3]!], 1);
  const measured = sideBySide(commands, rounds);
  rmSync(cwd, { recursive: true });
  return measured;
}
