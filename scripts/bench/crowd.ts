// One host with ever more instances: what an instance costs must not grow with their number.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crowdedYaml } from './fleet.ts';
import { EXECUTABLE } from './forms.ts';
import { type Measured, sideBySide } from './measure.ts';

export interface Crowd {
  readonly size: number;
  readonly run: Measured;
}

export function crowds(sizes: readonly number[], rounds: number): readonly Crowd[] {
  const cwd = mkdtempSync(join(tmpdir(), 'gwc-bench-'));
  const commands = sizes.map((size) => {
    writeFileSync(join(cwd, `${size}.yaml`), crowdedYaml(size));
    return {
      name: `${size}`,
      argv: [...EXECUTABLE, 'validate', `${size}.yaml`, '--quiet'],
      cwd,
      asksPeak: true,
    };
  });
  const runs = sideBySide(commands, rounds);
  rmSync(cwd, { recursive: true });
  return sizes.map((size, index) => ({ size, run: runs[index]! }));
}
