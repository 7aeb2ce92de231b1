// Values of units and jobs as they may be shown.

import { mayBeSecret } from './secret-values.ts';

export const COVERED = '(covered)';

export function mayHoldSecret(key: string, value: string): boolean {
  if (/^SetCredential/.test(key)) return true;
  return value
    .split(/[\s"'=:,]+/)
    .some((word, index, words) => mayBeSecret(words[index - 1]?.replace(/^-+/, '') ?? '', word) && word.length > 3);
}

/** Without values of variables and of options that hold a secret. */
export function withoutValues(text: string): string {
  return text
    .replace(/(?<![\w-])([A-Za-z_]\w*)=(?:"[^"]*"|'[^']*'|[^\s"']*)/g, '$1=…')
    .replace(/(--(?:token|password)[= ])\S+/g, '$1…');
}
