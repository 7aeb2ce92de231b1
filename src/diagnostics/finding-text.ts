// What a finding says besides its message, and what a difference in the output folder says. For every form that is text.

import leven from 'leven';
import { compareText } from './collections.ts';
import type { Diagnostic, Related, Span } from './diagnostic.ts';
import type { DriftState, Report } from './report.ts';
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

const BUILD = 'run `gwc build` and commit what it writes';
const MEANINGS: Readonly<Record<DriftState, string>> = {
  changed: `differs from what hosts.yaml says; ${BUILD}`,
  missing: `is missing; ${BUILD}`,
  stale: `is stale: hosts.yaml has nothing that it comes from; ${BUILD}`,
  foreign: 'is in the way: gwc did not write it, or it was edited since; move it away, or run `gwc build --force`',
  'wrong mode': 'has other permissions than gwc gave it; run `gwc build`',
};

/** A difference as a finding of its file. */
export interface DriftFinding {
  /** As the user named the folder, with the path below it. */
  readonly file: string;
  /** 1 where the file as a whole is meant. */
  readonly line: number;
  readonly message: string;
}

export function driftFindings({ drift = [], folder = '.' }: Report): readonly DriftFinding[] {
  return drift.map(({ path, state, line = 1 }) => ({ file: `${folder}/${path}`, line, message: MEANINGS[state] }));
}

const MOST_SUGGESTIONS = 3;

/** The known names close enough to `name` to be a slip of the hand, nearest first. */
export function suggest(name: string, known: readonly string[]): readonly string[] {
  const most = mostSlips(name);
  return known
    .map((candidate) => ({ candidate, far: leven(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => candidate !== name && far <= most)
    .sort((a, b) => a.far - b.far || compareText(a.candidate, b.candidate))
    .slice(0, MOST_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** "; did you mean `port`?", or nothing where no known name is near. */
export function didYouMean(suggestions: readonly string[]): string {
  return suggestions[0] === undefined ? '' : `; did you mean \`${suggestions[0]}\`?`;
}

/** Two for swapped letters, which count twice; one where the name is so short that two would change it whole. */
function mostSlips(name: string): number {
  if (name.length <= 3) return 1;
  return Math.max(2, Math.floor(name.length / 3));
}
