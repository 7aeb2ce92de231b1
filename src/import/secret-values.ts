// What may be shown of values that were found. In doubt a value is a secret: a reference too many is soon removed, a secret in
// hosts.yaml never.

import { commandParts, isNearSecretName, isSecretName, looksRandom, MASK, maskParts } from '../diagnostics/secrets.ts';
import { isNoKey } from '../openclaw/config-secrets.ts';

export function mayBeSecret(name: string, value: string): boolean {
  if (value.trim() === '' || isNoKey(value)) return false;
  const isNamed = (isSecretName(name) || isNearSecretName(name)) && !isPath(value);
  return isNamed || commandParts(value).length > 0 || looksRandom(value);
}

function isPath(value: string): boolean {
  return /^~?\/\S*$/.test(value);
}

export const COVERED = '(covered)';

export function mayHoldSecret(key: string, value: string): boolean {
  if (/^SetCredential/.test(key)) return true;
  return value
    .split(/[\s"'=:,]+/)
    .some((word, index, words) => mayBeSecret(words[index - 1]?.replace(/^-+/, '') ?? '', word) && word.length > 3);
}

/** Without values of variables, and of options and the like that hold a secret. */
export function withoutValues(text: string): string {
  const masked = maskParts(text.replace(/(?<![\w-])([A-Za-z_]\w*)=(?:"[^"]*"|'[^']*'|[^\s"']*)/g, '$1=…'));
  return masked.replaceAll(MASK, '…');
}

export interface SafeCommand {
  readonly words: readonly string[];
  /** Names of the options that went, or a description of a word without one. */
  readonly left: readonly string[];
}

/** `isKnown`: whether a word holds what is secret elsewhere. */
export function safeCommand(program: readonly string[], isKnown: (word: string) => boolean): SafeCommand {
  const words: string[] = [];
  const left: string[] = [];
  const isSecret = (name: string, value: string) => mayBeSecret(name, value) || isKnown(value);
  for (const [index, word] of program.entries()) {
    const [, name = '', value] = /^--?([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const next = value ?? program[index + 1] ?? '';
    const before = /^--?([\w-]+)$/.exec(program[index - 1] ?? '')?.[1] ?? '';
    const isValue = !word.startsWith('-');
    if (name !== '' && (value !== undefined || !next.startsWith('-')) && isSecret(name, next)) left.push(`--${name}`);
    else if ((isValue && isSecret(before, word)) || isKnown(word)) {
      if (before === '' || !left.includes(`--${before}`)) left.push('a word');
    } else words.push(word);
  }
  return { words, left };
}
