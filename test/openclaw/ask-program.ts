// What `openclaw config validate` says of many configs. GWC_OPENCLAW is a folder with a node_modules that has `openclaw` and
// `node-<platform>-<arch>`.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_PACKAGE } from '../../scripts/print-schema.ts';
import type { JsonMap } from '../../src/document/json.ts';

/** What the configs with variables get for them. */
const VARIABLES = { GWC_TEST_MODE: 'local', GWC_TEST_LEVEL: 'info' };

export interface Verdict {
  readonly valid: boolean;
  readonly issues: readonly (readonly [path: string, message: string])[];
  readonly warnings: readonly (readonly [path: string, message: string])[];
}

/** How the OpenClaw in `openclaw` judges each of the configs. */
export function askProgram(openclaw: string, configs: readonly JsonMap[]): readonly Verdict[] {
  const node = join(openclaw, 'node_modules', NODE_PACKAGE, 'bin/node');
  const temporary = mkdtempSync(join(tmpdir(), 'gwc-configs-'));
  const file = join(temporary, 'configs.jsonl');
  writeFileSync(file, configs.map((config) => JSON.stringify(config)).join('\n'));
  const output = execFileSync(node, ['test/openclaw/validate-configs.mjs', openclaw, file], {
    env: { PATH: process.env['PATH'], ...VARIABLES },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 28,
  });
  rmSync(temporary, { recursive: true });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
