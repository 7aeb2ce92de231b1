// The words of a command → those that may be shown: an option whose value may be a secret goes, with its value.

import { mayBeSecret } from './secret-values.ts';

export interface SafeCommand {
  readonly words: readonly string[];
  /** Names of the options that went, or what stands for a word without one. */
  readonly left: readonly string[];
}

export function safeCommand(program: readonly string[]): SafeCommand {
  const words: string[] = [];
  const left: string[] = [];
  for (const [index, word] of program.entries()) {
    const [, name = '', value] = /^--?([\w-]+)(?:=(.*))?$/s.exec(word) ?? [];
    const next = value ?? program[index + 1] ?? '';
    const before = /^--?([\w-]+)$/.exec(program[index - 1] ?? '')?.[1] ?? '';
    const isValue = !word.startsWith('-');
    if (name !== '' && (value !== undefined || !next.startsWith('-')) && mayBeSecret(name, next))
      left.push(`--${name}`);
    else if (isValue && mayBeSecret(before, word)) {
      if (before === '' || !left.includes(`--${before}`)) left.push('a word');
    } else words.push(word);
  }
  return { words, left };
}
