// What a run has to say, before it takes a form: the findings, the texts that they point into, and the counts.

import type { Diagnostic } from './diagnostic.ts';

export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that findings point into, by file name. */
  readonly sources: ReadonlyMap<string, string>;
  readonly summary: Summary;
  /** What differs in the output folder, where that was asked. */
  readonly drift?: readonly DriftEntry[];
}

export interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly hosts: number;
  readonly instances: number;
}

export type DriftState = 'changed' | 'missing' | 'stale' | 'foreign' | 'wrong mode';

export interface DriftEntry {
  /** Below the output folder. */
  readonly path: string;
  readonly state: DriftState;
}

export function summarize(
  diagnostics: readonly Diagnostic[],
  hosts: readonly { readonly instances: readonly unknown[] }[],
): Summary {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return {
    errors,
    warnings: diagnostics.length - errors,
    hosts: hosts.length,
    instances: hosts.reduce((total, { instances }) => total + instances.length, 0),
  };
}
