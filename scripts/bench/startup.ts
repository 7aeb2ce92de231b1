// What a start costs: the smallest commands against a Node.js that does nothing.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fleetYaml } from './fleet.ts';
import { type Measured, sideBySide } from './measure.ts';

const PROGRAM = resolve('dist/bin.mjs');

export function startup(rounds: number): readonly Measured[] {
  const cwd = mkdtempSync(join(tmpdir(), 'gwc-bench-'));
  writeFileSync(join(cwd, 'hosts.yaml'), fleetYaml(2));
  const gwc = (name: string, args: readonly string[]) => ({
    name,
    argv: [process.execPath, PROGRAM, ...args],
    cwd,
    env: { CI: '' },
  });
  const commands = [
    { name: '`node -e 0`', argv: [process.execPath, '-e', '0'], cwd },
    gwc('`gwc --version`', ['--version']),
    gwc('`gwc validate`, 2 instances', ['validate', '--quiet']),
    gwc('`gwc build`, 2 instances', ['build', '--quiet']),
  ];
  // The first build fills Node's cache of compiled code.
  sideBySide([commands[3]!], 1);
  const measured = sideBySide(commands, rounds);
  rmSync(cwd, { recursive: true });
  return measured;
}
