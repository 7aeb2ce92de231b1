// Whether a value may be a secret. In doubt it is one: a reference too many is soon removed, a secret in hosts.yaml never.

import { isSecretName } from '../diagnostics/secret-names.ts';
import { secretIn } from '../openclaw/config-secrets.ts';
import { isNoKey } from '../openclaw/secret-fields.ts';

export function mayBeSecret(name: string, value: string): boolean {
  if (value.trim() === '' || isNoKey(value)) return false;
  return (isSecretName(name) && !isPath(value)) || secretIn(value) !== undefined || looksRandom(value);
}

/** Text such as a generator of keys makes, of no known form: long, without words, with letters and digits mixed. */
export function looksRandom(text: string): boolean {
  if (!/^[A-Za-z0-9+_~.=-]{20,}$/.test(text) || isUuid(text)) return false;
  if (/^[0-9a-f]{32,}$/i.test(text)) return /\d/.test(text) && /[a-f]/i.test(text);
  const runs = text.match(/[A-Za-z]+|\d+/g) ?? [];
  const mixed = /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
  // Words and versions have few changes between letters and digits: `claude-sonnet-4-20250514` has four in 24.
  return mixed && runs.length >= text.length / 5;
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function isPath(value: string): boolean {
  return /^~?\/\S*$/.test(value);
}
