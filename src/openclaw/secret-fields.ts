// Which keys of openclaw.json hold a secret, and what may stand there that is none.
// Source: fields of `openclaw config schema` that take a SecretRef; docs/reference/secretref-credential-surface.md.

import { isSecretName } from '../diagnostics/secret-names.ts';
import type { Path } from '../document/path.ts';
import { BOT_CHANNELS } from './channels.ts';
import { PASSWORD_VARIABLE, TOKEN_VARIABLE } from './gateway-auth.ts';

/** Ends of paths whose last key alone doesn't tell. */
const FURTHER_FIELDS =
  /(?:^|\.)(?:request\.auth\.value|tls\.key|gateway\.remote\.edgeAuth\.[^.]+|tlon\.(?:accounts\.[^.]+\.)?code)$/;

/** Whether the value at a path of openclaw.json is a secret. An item of a list is what its list is. */
export function isSecretField(path: Path): boolean {
  const last = path.findLastIndex((key) => typeof key === 'string');
  return last !== -1 && (isSecretName(String(path[last])) || FURTHER_FIELDS.test(path.slice(0, last + 1).join('.')));
}

/** What OpenClaw writes and reads as `apiKey` where there is none: local servers, logins of other kinds. */
const NO_KEYS: ReadonlySet<string> = new Set([
  'apple-fm-local',
  'codex-app-server',
  'custom-local',
  'gcp-vertex-credentials',
  'lmstudio',
  'lmstudio-local',
  'minimax-oauth',
  'ollama-local',
  'openclaw:claude-cli-native-auth',
  'qwen-oauth',
  'secretref-managed',
]);

export function isNoKey(value: string): boolean {
  return NO_KEYS.has(value.trim());
}

const CONTAINERS: ReadonlySet<string> = new Set([
  'accounts',
  'auth',
  'channels',
  'config',
  'entries',
  'env',
  'headers',
  'models',
  'plugins',
  'providers',
  'request',
  'servers',
  'vars',
]);

/** A good name for the variable that would hold the secret at a path of openclaw.json. */
export function variableFor(path: Path): string {
  const dotted = path.join('.');
  if (dotted === 'gateway.auth.token') return TOKEN_VARIABLE;
  if (dotted === 'gateway.auth.password') return PASSWORD_VARIABLE;
  const last = String(path.at(-1));
  if (/^[A-Z][A-Z0-9_]+$/.test(last)) return last;
  const channel = BOT_CHANNELS.find(
    ({ channel }) => path.length === 3 && path[0] === 'channels' && path[1] === channel,
  );
  const known = channel?.identities.find(({ keys }) =>
    keys.some(({ key, kind }) => key === path[2] && kind === 'secret'),
  );
  return known?.variable ?? screamed(path.filter((key) => !CONTAINERS.has(String(key))));
}

function screamed(path: Path): string {
  const words = path.map((key) =>
    String(key)
      .replace(/([a-z])([A-Z])/g, '$1_$2')
      .replace(/[^A-Za-z0-9]+/g, '_'),
  );
  return words
    .join('_')
    .replace(/_+/g, '_')
    .toUpperCase()
    .replace(/^(?=\d)|^_+/, 'X_');
}
