// schemas/hosts.schema.json, for messages: read where there is a finding.

import type { AnySchemaObject } from 'ajv';
import { once } from '../diagnostics/once.ts';
import { packageText } from '../package-text.ts';
import { at, type Json } from './json.ts';

const hostsSchema = once(() => JSON.parse(packageText('schemas/hosts.schema.json')) as Json);

/** The part that a pointer such as `#/$defs/host` names. */
export function schemaAt(pointer: string): AnySchemaObject {
  const [, ...keys] = pointer.split('/').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  return at(hostsSchema(), ...keys) as AnySchemaObject;
}
