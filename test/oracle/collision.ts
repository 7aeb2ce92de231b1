// What two instances of a fleet have between them, said in the same words by the oracle and by the compiler's findings.

export type Severity = 'error' | 'warning';

export interface Collision {
  readonly rule: string;
  readonly severity: Severity;
  /** Its name, or ANY_HOST, where the pair is of `host/instance`. */
  readonly host: string;
  /** Names of instances, or RESERVED, in order; twice the same where an instance is at odds with itself. */
  readonly pair: readonly [string, string];
  /** What the two would share; of a path what lies below it follows from it. The compiler's findings don't say it. */
  readonly thing?: string;
  /** Of a path inside of that one. */
  readonly inner?: string;
  /** Whom the compiler's finding is about: who has to change. */
  readonly blamed?: string;
}

export const ANY_HOST = '(any)';
export const RESERVED = '(reserved)';
/** The thing of a port that is pinned beside its base, which others meet only where they meet the base's span as well. */
export const BESIDE_ITS_BASE = '(beside its base)';

export function pairOf(a: string, b: string): readonly [string, string] {
  return a <= b ? [a, b] : [b, a];
}

/** One line for each, once, sorted. */
export function collisionLines(collisions: readonly Collision[]): readonly string[] {
  const lines = collisions.map(({ rule, severity, host, pair }) => `${host}: ${severity} ${rule} ${pair.join(' ')}`);
  return [...new Set(lines)].sort();
}
