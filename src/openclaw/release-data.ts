// What scripts/releases took from each release of OpenClaw: a line a release in releases.jsonl, and what those lines name in
// parts.txt, where equal parts of several releases are one line. A part is read and parsed when it is asked for: of all that there
// are, a small build needs a hundredth.

import partBlocks from '../../schemas/openclaw/parts.txt?blocks';
import refinementsText from '../../schemas/openclaw/refinements.txt?raw';
import releasesText from '../../schemas/openclaw/releases.jsonl?raw';
import { once } from '../diagnostics/collections.ts';

export interface ReleaseEntry {
  readonly release: string;
  /** The parts that are its schema, its facts and its plugins. */
  readonly schema: string;
  readonly facts: string;
  readonly plugins: string;
  /** How each fact was got. */
  readonly sources: string;
}

/** Oldest first. */
export const releaseEntries = once(
  (): ReadonlyMap<string, ReleaseEntry> =>
    new Map(
      releasesText
        .split('\n')
        .filter((line) => line !== '')
        .map((line): ReleaseEntry => JSON.parse(line))
        .map((entry) => [entry.release, entry]),
    ),
);

const parsed = new Map<string, unknown>();

/** The part of that name, which has to be there: without it a check would pass too much. */
export function part(name: string): unknown {
  if (!parsed.has(name)) parsed.set(name, JSON.parse(partText(name)));
  return parsed.get(name);
}

/** The lines stand in the order of their names. */
export function partText(name: string): string {
  const [, lines] = partBlocks.findLast(([first]) => first <= name) ?? [];
  const line = lines?.()
    .split('\n')
    .find((one) => one.startsWith(`${name} `));
  if (line === undefined) throw new Error(`no release has a part ${name}`);
  return line.slice(name.length + 1);
}

/** The spans of releases, by refinement, that were seen to accept what the refinement complains of. */
const lenientSpans = once(
  (): ReadonlyMap<string, readonly string[]> =>
    new Map(refinementsText.split('\n').map((line) => [line.split(' ', 1)[0]!, line.split(' ').slice(1)])),
);

/** Whether the release was seen to accept what the refinement of that name complains of. */
export function isLenient(release: string, refinement: string): boolean {
  const place = placeOf(release);
  return (lenientSpans().get(refinement) ?? []).some((span) => {
    const [first, last] = span.split('..');
    return placeOf(first!) <= place && place <= placeOf(last!);
  });
}

const places = once(() => new Map([...releaseEntries().keys()].map((release, place) => [release, place])));

function placeOf(release: string): number {
  return places().get(release)!;
}
