// Environment files and variables: their text, as systemd.exec(5), "EnvironmentFile=", and dotenv read it, and which of the
// variables are gwc's own, secrets or neither.

import { isOwnedVariable, LEGACY_PREFIXES, SHELL_GUARD } from '../openclaw/owned-variables.ts';
import type { Os } from '../openclaw/release.ts';
import type { Disk } from './disk.ts';
import { mayBeSecret } from './secret-values.ts';

/** Values by name; a later one wins. They are for comparing and for paths and ports: none of them is ever shown. */
export type Variables = ReadonlyMap<string, string>;

/** A comment, or a variable: a quoted value may go over several lines. */
const LINE =
  /^[ \t]*[#;][^\n]*$|^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*("(?:[^"\\]|\\[\s\S])*"|'[^']*'|[^\n]*)/gm;

export function parseEnvFile(text: string): Variables {
  const found = [...text.matchAll(LINE)];
  return new Map(found.flatMap(([, name, value = '']) => (name === undefined ? [] : [[name, unquote(value.trim())]])));
}

/** Undefined where there is no such file, or it can't be read. */
export function readEnvFile(path: string, disk: Disk): Variables | undefined {
  const text = disk.text(path);
  return text === undefined ? undefined : parseEnvFile(text);
}

/** `.env` of a folder. */
export function readDotenv(folder: string, disk: Disk): Variables {
  const path = `${folder.replace(/\/$/, '')}/.env`;
  return (disk.kind(path) === 'file' ? readEnvFile(path, disk) : undefined) ?? new Map();
}

function unquote(value: string): string {
  if (/^'[^']*'$/.test(value)) return value.slice(1, -1);
  if (/^"[\s\S]*"$/.test(value))
    return value.slice(1, -1).replace(/\\([\\"$`\n])/g, (_, kept: string) => (kept === '\n' ? '' : kept));
  return value.replace(/\\(.)/g, '$1');
}

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
  /** Whether openclaw.json takes it for a secret, whatever its name is. */
  readonly isRead: (name: string, value: string) => boolean;
}

export function sortVariables(variables: Variables, place: Place): SortedVariables {
  const env = new Map<string, string>();
  const secrets: string[] = [];
  for (const [name, value] of variables) {
    const known = currentName(name);
    const isSecret = mayBeSecret(name, value) || place.isRead(known, value);
    if ((isOwnedVariable(name) || SHELL_GUARD.get(name) === value) && !isSecret) continue;
    if (isRecord(name) || (!place.isGwc && isUsual(name, value, place))) continue;
    if (isSecret) secrets.push(known);
    else if (!/[\0-\x08\x0b\x0c\x0e-\x1f]/.test(value)) env.set(name, value);
  }
  return { env, secrets };
}

/** What a variable of a predecessor is called now. */
export function currentName(name: string): string {
  const prefix = LEGACY_PREFIXES.find((legacy) => name.startsWith(legacy));
  return prefix === undefined ? name : `OPENCLAW_${name.slice(prefix.length)}`;
}

/** Set without a user's doing, or of a folder that is common to all. */
function isUsual(name: string, value: string, { os, stateDir }: Place): boolean {
  if (name === 'TMPDIR')
    return os === 'macos' && (/^(\/private)?\/(tmp|var\/folders)(\/|$)/.test(value) || value === `${stateDir}/tmp`);
  return isSessionVariable(name);
}
