// Podman's own generator and Docker's own Compose, where the machine has them: `fetch-judges.sh` puts them into a folder
// below the one that GWC_JUDGES names.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(process.env['GWC_JUDGES'] ?? '/nonexistent', 'debian-13');
const quadlet = join(folder, 'usr/libexec/podman/quadlet');
const compose = join(folder, 'usr/libexec/docker/cli-plugins/docker-compose');

/** Why they can't be asked, or nothing. */
export function whyNoJudges(): string | undefined {
  const missing = [quadlet, compose].filter((program) => !existsSync(program));
  return missing.length === 0 ? undefined : `fetch-judges.sh has not put ${missing.join(' and ')} there`;
}

/** What the generator makes of the quadlets in a folder. */
export function generateUnits(units: string, scope: 'user' | 'system'): string {
  const env = { ...process.env, QUADLET_UNIT_DIRS: units };
  const args = ['-dryrun', ...(scope === 'user' ? ['-user'] : [])];
  return execFileSync(quadlet, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** What Compose reads a file as. */
export function readCompose(file: string): { readonly name: string; readonly services: { readonly gateway: Gateway } } {
  const args = ['--file', file, 'config', '--format', 'json'];
  return JSON.parse(execFileSync(compose, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }));
}

export interface Gateway {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly Readonly<Record<string, unknown>>[];
  readonly volumes: readonly Readonly<Record<string, unknown>>[];
  readonly [key: string]: unknown;
}
