// "did you mean": the known names nearest to an unknown one.

import leven from 'leven';
import { compareText } from './sort.ts';

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
