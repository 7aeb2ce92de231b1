// Differences between found and built files → lines for a person: what differs, the two sides, and why. Pure.

import { visible } from '../diagnostics/terminal-text.ts';
import type { ExplainedDifference } from '../import/difference.ts';

export function differencesText(differences: readonly ExplainedDifference[]): string {
  return differences
    .flatMap(({ instance, file, what, found, built, reason }, index) => {
      const before = differences[index - 1];
      const isNew = before?.instance !== instance || before.file !== file;
      return [
        ...(isNew ? [`${index === 0 ? '' : '\n'}${instance}  ${visible(file)}`] : []),
        `  ${visible(what)}: ${reason ?? NO_REASON}`,
        ...side('-', found),
        ...side('+', built),
      ];
    })
    .map((line) => `${line}\n`)
    .join('');
}

const NO_REASON = 'gwc knows no reason; please report it';

function side(mark: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`    ${mark} ${visible(text)}`];
}
