// The oracle's collisions against the compiler's findings. The compiler may say less than the oracle, in four ways and no
// other: of several instances that share one thing it compares each with one of the others; of bases that are near to one
// another it is silent where one moves anyway; of a port that is pinned beside its base, where the base stays; and it leaves
// out what only follows from a folder that two share already.

import { BESIDE_ITS_BASE, type Collision, collisionLines } from './collision.ts';

/** Rules that speak of every pair. */
const PAIRWISE: ReadonlySet<string> = new Set(['port-span', 'cdp-port', 'listen-port']);
/** Rules whose collision makes others below the place that it is about. */
const CAUSES: ReadonlySet<string> = new Set([
  'state-dir-unique',
  'workspace-unique',
  'config-path-unique',
  'path-nested',
]);
/** Whom one of these is about has to move, and is nobody's neighbour afterwards. */
const MOVES: ReadonlySet<string> = new Set(['port-span', 'port-reserved', 'port-spacing']);

export interface Difference {
  /** What only the compiler found. */
  readonly invented: readonly string[];
  /** What only the oracle found. */
  readonly missed: readonly string[];
}

export function differenceOf(judged: readonly Collision[], told: readonly Collision[]): Difference {
  const [oracle, compiler] = [judged.map(ofSpans), told.map(ofSpans)];
  return difference(oracle, compiler);
}

/** Spans that meet are one thing, whichever of the two rules tells of them: it is about all whom an instance meets. */
function ofSpans(one: Collision): Collision {
  return one.rule === 'port-unique' || one.rule === 'port-overlap' ? { ...one, rule: 'port-span' } : one;
}

function difference(oracle: readonly Collision[], compiler: readonly Collision[]): Difference {
  const known = new Set(collisionLines(oracle));
  const found = new Set(collisionLines(compiler));
  const told = oracle.filter((one) => found.has(collisionLines([one])[0]!));
  const untold = oracle.filter((one) => !told.includes(one) && one.thing !== BESIDE_ITS_BASE);
  const notShown = untold.filter(
    (one) => !told.some((other) => isShownBy(one, other)) && !isLeaving(one, compiler, told),
  );
  const causes = oracle.filter((one) => CAUSES.has(one.rule) && !notShown.includes(one));
  const missed = notShown.filter((one) => !causes.some((cause) => follows(one, cause)));
  return { invented: [...found].filter((line) => !known.has(line)), missed: collisionLines(missed) };
}

/** Whether the other one tells of the same thing, and of one of the same two instances. */
function isShownBy(one: Collision, other: Collision): boolean {
  const isAsGrave = other.severity === 'error' || one.severity === 'warning';
  const isSameThing = isAsGrave && one.rule === other.rule && one.host === other.host && one.thing === other.thing;
  return (
    !PAIRWISE.has(one.rule) && isSameThing && one.thing !== undefined && one.pair.some((it) => other.pair.includes(it))
  );
}

function follows(one: Collision, cause: Collision): boolean {
  if (one.thing === undefined || cause.thing === undefined || one.rule === cause.rule) return false;
  const isSamePair = one.host === cause.host && one.pair.join() === cause.pair.join();
  const isBelow = (path = ''): boolean => `${path}/`.startsWith(`${cause.thing}/`);
  return isSamePair && (isBelow(one.thing) || isBelow(one.inner));
}

/** Whether one of two near bases, or whose folder another thing lies in, moves anyway. */
function isLeaving(
  { rule, host, pair, thing }: Collision,
  compiler: readonly Collision[],
  told: readonly Collision[],
): boolean {
  const isBlamed = (isOf: (rule: string) => boolean): boolean =>
    compiler.some((one) => isOf(one.rule) && one.host === host && pair.includes(one.blamed ?? ''));
  if (rule === 'port-spacing') return isBlamed((other) => MOVES.has(other));
  const isShared = told.some((one) => one.rule === 'state-dir-unique' && one.host === host && one.thing === thing);
  return rule === 'path-nested' && isShared && isBlamed((other) => other === 'state-dir-unique');
}
