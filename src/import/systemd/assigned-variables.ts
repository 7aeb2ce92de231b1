// Values of `Environment=` → the variables that they set. Source: systemd.exec(5).

import { splitWords } from './words.ts';

export function assignedVariables(values: readonly string[]): readonly (readonly [name: string, value: string])[] {
  return values
    .flatMap(splitWords)
    .filter((word) => /^[A-Za-z_]\w*=/.test(word))
    .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
}
