// A release of OpenClaw aside of everything else, with a node for it, asked what probe.mjs asks.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonMap } from '../../src/document/json.ts';
import { NODE_PACKAGE } from '../print-schema.ts';
import type { Answers, ProgramVerdict } from './facts.ts';

/**
 * Puts the release where another one may be already: packages that both need stay, which is what makes it fast (2 s to 45 s in place
 * of 50 s to 90 s). Earlier releases depend on a git repository, in whose place the registry's copy of it is taken.
 */
function install(release: string, folder: string, more: readonly string[] = []): void {
  mkdirSync(folder, { recursive: true });
  const own = { name: 'aside', private: true, overrides: { libsignal: 'npm:libsignal@6.0.0' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(own));
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const packages = [`openclaw@${release}`, `${NODE_PACKAGE}@24`, ...more];
  execFileSync('npm', ['install', ...options, '--prefix', folder, ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Both; and as long as a plugin lacks packages that an install with its scripts would have brought, once more with them. */
export function installAndAsk(release: string, folder: string, configs: readonly JsonMap[], until?: number): Answers {
  const plugins = join(folder, 'node_modules/openclaw/dist/extensions');
  const known = new Set<string>();
  for (;;) {
    install(release, folder, known.size === 0 ? [] : pluginPackages(plugins, known));
    const answers = askRelease(folder, configs, until);
    const lacking = lackingPackages(answers).filter((name) => !known.has(name));
    if (lacking.length === 0) return answers;
    for (const name of lacking) known.add(name);
  }
}

function lackingPackages(answers: Answers): readonly string[] {
  const verdicts = (answers['verdicts']?.value ?? []) as readonly ProgramVerdict[];
  const problems = [
    ...Object.values(answers).map(({ problem = '' }) => problem),
    ...verdicts.flatMap(({ issues }) => issues.map(([, message]) => message)),
  ];
  return problems.flatMap((text) => /Cannot find module '([^'./][^']*)'/.exec(text)?.[1] ?? []);
}

/** All that the plugins need which need one of those. */
function pluginPackages(plugins: string, lacking: ReadonlySet<string>): readonly string[] {
  const packages = readdirSync(plugins).flatMap((id) => {
    const file = join(plugins, id, 'package.json');
    const { dependencies = {} }: { dependencies?: Readonly<Record<string, string>> } = existsSync(file)
      ? JSON.parse(readFileSync(file, 'utf8'))
      : {};
    const isLacking = Object.keys(dependencies).some((name) => lacking.has(name));
    return isLacking ? Object.entries(dependencies).map(([name, version]) => `${name}@${version}`) : [];
  });
  return [...new Set(packages)];
}

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
