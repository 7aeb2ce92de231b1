// `${NAME}` in openclaw.json: OpenClaw puts the variable's value there before it checks, and `$${NAME}` stands for `${NAME}`.

import { isMap, type Json } from '../../document/json.ts';

const REFERENCE = /\$?\$\{[A-Z_][A-Z0-9_]*\}/g;

/** The text that OpenClaw checks, or nothing where the environment completes it, so that it can be any. */
export function checkedText(text: string): string | undefined {
  if (!text.includes('${')) return text;
  let isKnown = true;
  const unescaped = text.replace(REFERENCE, (reference) => {
    if (reference.startsWith('$$')) return reference.slice(1);
    isKnown = false;
    return reference;
  });
  return isKnown ? unescaped : undefined;
}

/** Whether the value is such a text, or has one inside. */
export function dependsOnEnvironment(value: Json): boolean {
  if (typeof value === 'string') return checkedText(value) === undefined;
  if (typeof value !== 'object' || value === null) return false;
  return (isMap(value) ? Object.values(value) : value).some(dependsOnEnvironment);
}
