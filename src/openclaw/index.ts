// The release lines that gwc knows, and which of them a target release belongs to.

import type { JsonMap } from '../document/json.ts';
import { line20263 } from './lines/2026.3.ts';
import { line20266 } from './lines/2026.6.ts';
import { line20268 } from './lines/2026.8.ts';
import { line20269 } from './lines/2026.9.ts';
import type { ReleaseLine } from './release.ts';

/** Oldest first. */
export const LINES: readonly ReleaseLine[] = [line20263, line20266, line20268, line20269];
export const KNOWN_RELEASES: readonly string[] = LINES.flatMap((line) => line.releases);
export const NEWEST_RELEASE: string = KNOWN_RELEASES.at(-1)!;

/** A release and the line whose facts hold for it. */
export interface Target {
  readonly version: string;
  readonly isKnown: boolean;
  readonly line: ReleaseLine;
  /** The known release whose facts are used: the version itself, or the nearest. */
  readonly nearest: string;
  /** The person's own: what that release's `openclaw config schema` prints. It is used in place of the one that gwc has. */
  readonly schema?: JsonMap;
}

/** Of a release between two lines the older one holds; of one before the first line, the first. */
export function targetOf(version: string): Target {
  const line = LINES.findLast((candidate) => compareReleases(candidate.since, version) <= 0) ?? LINES[0]!;
  const nearest = line.releases.findLast((known) => compareReleases(known, version) <= 0) ?? line.releases[0]!;
  return { version, isKnown: KNOWN_RELEASES.includes(version), line, nearest };
}

/** Compares releases such as 2026.9.6 and 2026.10.1 by their numbers; a suffix such as -beta.1 comes before its release. */
export function compareReleases(a: string, b: string): number {
  const [numbersA, suffixA] = parts(a);
  const [numbersB, suffixB] = parts(b);
  const differing = numbersA.findIndex((number, index) => number !== numbersB[index]);
  if (differing !== -1) return numbersA[differing]! - (numbersB[differing] ?? 0);
  if (suffixA === suffixB) return 0;
  if (suffixA === '' || suffixB === '') return suffixA === '' ? 1 : -1;
  return suffixA < suffixB ? -1 : 1;
}

function parts(version: string): readonly [readonly number[], string] {
  const [numbers = '', ...suffix] = version.split('-');
  return [numbers.split('.').map(Number), suffix.join('-')];
}
