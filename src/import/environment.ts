// The variables of a service, sorted by what becomes of them in hosts.yaml.

import { isOwnedVariable, LEGACY_PREFIXES } from '../openclaw/environment.ts';
import type { Os } from '../openclaw/release.ts';
import type { Variables } from './env-file.ts';
import { mayBeSecret } from './secret-values.ts';

export interface SortedVariables {
  /** For `env`. */
  readonly env: Variables;
  /** Names for `secrets`. */
  readonly secrets: readonly string[];
}

/** Of OpenClaw's installers, for other systems or for its own records. */
export function isRecord(name: string): boolean {
  return /^OPENCLAW_(WINDOWS_|SERVICE_)/.test(name);
}

/** Of the session and the account, which the service manager sets itself. */
export function isSessionVariable(name: string): boolean {
  return name === 'LOGNAME' || name === 'USER' || name === 'SHELL';
}

interface Place {
  /** gwc set all of them: none is there for another reason. */
  readonly isGwc: boolean;
  readonly os: Os;
  readonly stateDir: string;
}

export function sortVariables(variables: Variables, place: Place): SortedVariables {
  const env = new Map<string, string>();
  const secrets: string[] = [];
  for (const [name, value] of variables) {
    const known = currentName(name);
    if (isOwnedVariable(name) && !mayBeSecret(name, value)) continue;
    if (isRecord(name) || (!place.isGwc && isUsual(name, value, place))) continue;
    if (mayBeSecret(name, value)) secrets.push(known);
    else if (!/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(value)) env.set(name, value);
  }
  return { env, secrets };
}

/** What a variable of a predecessor is called now. */
export function currentName(name: string): string {
  const prefix = LEGACY_PREFIXES.find((legacy) => name.startsWith(legacy));
  return prefix === undefined ? name : `OPENCLAW_${name.slice(prefix.length)}`;
}

/** Set without a person's doing, or of a folder that is common to all. */
function isUsual(name: string, value: string, { os, stateDir }: Place): boolean {
  if (name === 'TMPDIR')
    return os === 'macos' && (/^(\/private)?\/(tmp|var\/folders)(\/|$)/.test(value) || value === `${stateDir}/tmp`);
  return isSessionVariable(name);
}
