// What keeps OpenClaw's commands in a plain shell of the account from changing a config that is gwc's: lines in the `.env` of the
// state folder, which each of them reads. A command without them writes openclaw.json, and the next apply finds it changed.

import { readable } from '../files/file-error.ts';
import { parseEnvFile } from '../import/env-file.ts';
import { ownEnvFile } from '../model/instance-paths.ts';
import { SHELL_GUARD } from '../openclaw/owned-variables.ts';
import type { Desired } from './desired.ts';
import type { Account, Found } from './machine.ts';

export interface Guard {
  readonly path: string;
  /** With what stands there already. */
  readonly content: Buffer;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * The `.env` with the lines that it lacks. Undefined where it has them, where the gateway's own config isn't read-only, and where
 * the file is not a plain one of the account: a link may lead to what others read too.
 */
export function missingGuard(
  { deployment, files }: Desired,
  account: Account,
  look: (path: string) => Found,
): Guard | undefined {
  const environment = parseEnvFile(files.find(({ kind }) => kind === 'env')?.content.toString() ?? '');
  if (environment.get('OPENCLAW_CONFIG_READONLY') !== '1') return undefined;
  const path = ownEnvFile(deployment);
  const found = readable(() => look(path));
  if (found?.kind === 'missing') return { path, content: GUARD_LINES, mode: 0o600 };
  if (found?.kind !== 'file' || found.uid !== account.uid) return undefined;
  const text = found.content.toString();
  const set = parseEnvFile(text);
  const missing = [...SHELL_GUARD].filter(([name]) => !set.has(name));
  if (missing.length === 0) return undefined;
  // Byte for byte what stands there: it may be a text of another encoding.
  const content = Buffer.concat([found.content, Buffer.from(`${ending(text)}${linesOf(missing)}`)]);
  return { path, content, mode: found.mode };
}

/** What ends the last line; a backslash at its end would join the next one. */
function ending(text: string): string {
  const line = text === '' || text.endsWith('\n') ? '' : '\n';
  return /\\\n?$/.test(text) ? `${line}\n` : line;
}

function linesOf(variables: readonly (readonly [name: string, value: string])[]): string {
  return variables.map(([name, value]) => `${name}=${value}\n`).join('');
}

/** Of a file that has nothing else. */
export const GUARD_LINES = Buffer.from(linesOf([...SHELL_GUARD]));
