// A release of OpenClaw aside of everything else, with a node for it, asked what probe.mjs asks.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonMap } from '../../src/document/json.ts';
import { NODE_PACKAGE } from '../print-schema.ts';
import type { Answers } from './facts.ts';

/**
 * Puts the release where another one may be already: packages that both need stay, which is what makes it fast (2 s to 45 s in place
 * of 50 s to 90 s). Earlier releases depend on a git repository, in whose place the registry's copy of it is taken.
 */
export function install(release: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const own = { name: 'aside', private: true, overrides: { libsignal: 'npm:libsignal@6.0.0' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(own));
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const packages = [`openclaw@${release}`, `${NODE_PACKAGE}@24`, ...(FORGOTTEN[release] ?? [])];
  execFileSync('npm', ['install', ...options, '--prefix', folder, ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** What a release loads and doesn't depend on. */
const FORGOTTEN: Readonly<Record<string, readonly string[]>> = { '2026.4.5': ['@buape/carbon@0.14.0'] };

/** What the configs with variables get for them. */
const VARIABLES = { GWC_TEST_MODE: 'local', GWC_TEST_LEVEL: 'info' };

/** `folder` has a node_modules with `openclaw` and NODE_PACKAGE. It judges no more configs when it is `until`, a time in milliseconds. */
export function askRelease(folder: string, configs: readonly JsonMap[], until = Number.MAX_SAFE_INTEGER): Answers {
  const modules = join(folder, 'node_modules');
  const home = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const file = join(home, 'configs.jsonl');
    writeFileSync(file, configs.map((config) => JSON.stringify(config)).join('\n'));
    const node = join(modules, NODE_PACKAGE, 'bin/node');
    const asked = [join(modules, 'openclaw'), home, file, String(until)];
    const command = ['--max-semi-space-size=32', 'scripts/releases/probe.mjs', ...asked];
    const output = execFileSync(node, command, {
      env: { PATH: process.env['PATH'], TZ: 'UTC', ...VARIABLES },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    });
    return JSON.parse(output);
  } finally {
    rmSync(home, { recursive: true });
  }
}
