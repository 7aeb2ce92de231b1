// How messages show a value. Values that may be secret are never shown.

import { isSecretName, knownSecret } from '../diagnostics/secret-names.ts';
import type { Json } from './json.ts';
import type { Path } from './path.ts';

const LONGEST_SHOWN = 60;

/** Whether the value at this path may be a secret, judged by the names on the path. */
export function mayBeSecret(path: Path): boolean {
  return path.some((key) => typeof key === 'string' && isSecretName(key));
}

/** A value as a message shows it: JSON, cut short; of a value that may be secret only its type. */
export function describe(value: Json | undefined, path: Path): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (mayBeSecret(path) || (typeof value === 'string' && knownSecret(value))) return `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length <= LONGEST_SHOWN
    ? text
    : `${text.slice(0, LONGEST_SHOWN)}…${typeof value === 'string' ? '"' : ''}`;
}
