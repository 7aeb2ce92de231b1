// The oracle's collisions against the compiler's findings. The compiler may say less than the oracle, in three ways and no
// other: of several instances that share one thing it compares each with one of the others; of bases that are near to one
// another it compares each with the next; and it leaves out what only follows from a folder that two share already.

import { type Collision, collisionLines } from './collision.ts';

/** Rules that speak of every pair. */
const PAIRWISE: ReadonlySet<string> = new Set(['port-unique', 'port-overlap', 'cdp-port', 'listen-port']);
/** Rules whose collision makes others below the place that it is about. */
const CAUSES: ReadonlySet<string> = new Set([
  'state-dir-unique',
  'workspace-unique',
  'config-path-unique',
  'path-nested',
]);
/** What two bases have, of which one is no neighbour of a third because the other stands between them. */
const NEIGHBOURS: ReadonlySet<string> = new Set(['port-spacing', 'port-unique', 'port-overlap']);

export interface Difference {
  /** What only the compiler found. */
  readonly invented: readonly string[];
  /** What only the oracle found. */
  readonly missed: readonly string[];
}

export function differenceOf(oracle: readonly Collision[], compiler: readonly Collision[]): Difference {
  const known = new Set(collisionLines(oracle));
  const found = new Set(collisionLines(compiler));
  const told = oracle.filter((one) => found.has(collisionLines([one])[0]!));
  const untold = oracle.filter((one) => !told.includes(one));
  const notShown = untold.filter(
    (one) => !told.some((other) => isShownBy(one, other)) && !areNeighbours(one, compiler),
  );
  const causes = oracle.filter((one) => CAUSES.has(one.rule) && !notShown.includes(one));
  const missed = notShown.filter((one) => !causes.some((cause) => follows(one, cause)));
  return { invented: [...found].filter((line) => !known.has(line)), missed: collisionLines(missed) };
}

/** Whether the other one tells of the same thing, and of one of the same two instances. */
function isShownBy(one: Collision, other: Collision): boolean {
  const isSameThing = one.rule === other.rule && one.host === other.host && one.thing === other.thing;
  return (
    !PAIRWISE.has(one.rule) && isSameThing && one.thing !== undefined && one.pair.some((it) => other.pair.includes(it))
  );
}

function follows(one: Collision, cause: Collision): boolean {
  if (one.thing === undefined || cause.thing === undefined || one.rule === cause.rule) return false;
  const isSamePair = one.host === cause.host && one.pair.join() === cause.pair.join();
  return isSamePair && (one.thing === cause.thing || one.thing.startsWith(`${cause.thing}/`));
}

/** Whether a chain of neighbouring bases leads from one to the other. */
function areNeighbours({ rule, host, pair }: Collision, compiler: readonly Collision[]): boolean {
  if (rule !== 'port-spacing') return false;
  const steps = compiler.filter((one) => one.host === host && NEIGHBOURS.has(one.rule)).map((one) => one.pair);
  const reached = new Set([pair[0]]);
  for (let size = 0; size < reached.size; ) {
    size = reached.size;
    for (const step of steps) if (step.some((name) => reached.has(name))) for (const name of step) reached.add(name);
  }
  return reached.has(pair[1]);
}
