// How messages show a value of a config. Addresses can hold a password, so one that may is not shown.

import { describe } from '../../document/describe.ts';
import type { Json } from '../../document/json.ts';
import type { Path } from '../../document/path.ts';
import { isSecretField } from '../secret-fields.ts';

export function show(value: Json | undefined, path: Path): string {
  if (value === '') return 'an empty text';
  if (typeof value === 'string' && /\/.*@/.test(value)) return 'an address with credentials';
  const isSecret = path.some((_, index) => isSecretField(path.slice(0, index + 1)));
  return isSecret && typeof value === 'string' ? 'a string' : describe(value, path);
}
