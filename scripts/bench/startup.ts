// What a start costs: the smallest commands against a Node.js that does nothing.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetYaml } from './fleet.ts';
import { EXECUTABLE, type Form, NEWEST_NODE, NPM_PACKAGE } from './forms.ts';
import { type Measured, sideBySide } from './measure.ts';

export interface Startup {
  /** A Node.js that does nothing first. */
  readonly executable: readonly Measured[];
  /** The same of the newest Node.js. */
  readonly npm: readonly Measured[];
}

export function startup(rounds: number): Startup {
  const cwd = mkdtempSync(join(tmpdir(), 'gwc-bench-'));
  writeFileSync(join(cwd, 'hosts.yaml'), fleetYaml(2));
  const gwc = (form: Form, suffix = '') => {
    const command = (name: string, args: readonly string[]) => ({
      name: `${name}${suffix}`,
      argv: [...form, ...args],
      cwd,
      env: { CI: '' },
    });
    return [
      command('`gwc --version`', ['--version']),
      command('`gwc validate`, 2 instances', ['validate', '--quiet']),
      command('`gwc build`, 2 instances', ['build', '--quiet']),
    ];
  };
  const nothing = (node: string, suffix = '') => ({ name: `\`node -e 0\`${suffix}`, argv: [node, '-e', '0'], cwd });
  const own = [nothing(process.execPath), ...gwc(EXECUTABLE)];
  const commands = [...own, nothing(NEWEST_NODE, ', Node.js 24'), ...gwc(NPM_PACKAGE, ', npm package')];
  // The first builds fill the disk's cache, and Node's of compiled code.
  sideBySide(commands, 1);
  const measured = sideBySide(commands, rounds);
  rmSync(cwd, { recursive: true });
  return { executable: measured.slice(0, own.length), npm: measured.slice(own.length) };
}
