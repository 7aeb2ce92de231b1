// How messages show a value of a config. Addresses can hold a password, so one that may is not shown.

import { describe } from '../../document/describe.ts';
import type { Json } from '../../document/json.ts';
import type { Path } from '../../document/path.ts';

export function show(value: Json | undefined, path: Path): string {
  if (value === '') return 'an empty text';
  if (typeof value === 'string' && /\/.*@/.test(value)) return 'an address with credentials';
  return describe(value, path);
}
