// OpenClaw puts the values of variables into a config's texts before it checks them. Here they aren't known.

import { isMap, type Json } from '../../document/json.ts';
import { substitute, variablesIn } from '../secret-ref.ts';

/** The text that OpenClaw checks, or nothing where a variable completes it, so that it can be any. */
export function checkedText(text: string): string | undefined {
  if (!text.includes('${')) return text;
  return variablesIn(text).length > 0 ? undefined : substitute(text, (name) => name);
}

/** Whether the value is such a text, or has one inside. */
export function dependsOnEnvironment(value: Json): boolean {
  if (typeof value === 'string') return checkedText(value) === undefined;
  if (typeof value !== 'object' || value === null) return false;
  return (isMap(value) ? Object.values(value) : value).some(dependsOnEnvironment);
}
