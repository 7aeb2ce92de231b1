// What a finding says besides its message, in plain words: other places, and what to write. For every form that is text.

import type { Diagnostic, Related, Span } from './diagnostic.ts';
import { visible } from './terminal-text.ts';

/** Further related places are only counted: a value in `defaults` may have thousands of heirs. */
const MOST_RELATED = 4;

export interface ShownRelated {
  readonly shown: readonly Related[];
  /** Says how many more there are. */
  readonly rest: string | undefined;
}

export function shownRelated({ related }: Diagnostic): ShownRelated {
  const shown = related.slice(0, MOST_RELATED);
  const rest = related.length - shown.length;
  return { shown, rest: rest > 0 ? `and ${count(rest, 'more place')}` : undefined };
}

/** Nothing where the message itself names the fix already. */
export function helpText({ message, suggestions }: Diagnostic): string | undefined {
  const [best] = suggestions;
  if (best === undefined || names(message, best)) return undefined;
  const values = suggestions.map((value) => `\`${visible(value)}\``);
  return values.length === 1 ? `write ${values[0]}` : `write one of ${values.join(', ')}`;
}

/** The other places and the help, a line for each. */
export function detailLines(diagnostic: Diagnostic): readonly string[] {
  const { shown, rest } = shownRelated(diagnostic);
  const help = helpText(diagnostic);
  return [
    ...shown.map((other) => `note: ${placeText(other)}: ${visible(other.message)}`),
    ...(rest === undefined ? [] : [`note: ${rest}`]),
    ...(help === undefined ? [] : [`help: ${help}`]),
  ];
}

export function placeText({ file, line, column }: Span): string {
  return `${visible(file)}:${line}:${column}`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function names(message: string, value: string): boolean {
  return message.split(/[\s`,;]+/).includes(value) || message.includes(`\`${value}\``);
}
