// What a run has to say, before it takes a form: the findings, the texts that they point into, and the counts.

import type { Diagnostic, Severity } from './diagnostic.ts';

export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that findings point into, by file name. */
  readonly sources: ReadonlyMap<string, string>;
  readonly summary: Summary;
  /** What was checked; empty where the file has no hosts that can be read. */
  readonly hosts: readonly CheckedHost[];
  /** Who checked it. */
  readonly tool: Tool;
  /** What differs in the output folder, where that was asked. */
  readonly drift?: readonly DriftEntry[];
  /** The output folder as the person named it, where that was asked. */
  readonly folder?: string;
}

export interface CheckedHost {
  readonly name: string;
  readonly instances: readonly { readonly name: string }[];
}

export interface Tool {
  /** Of gwc. */
  readonly version: string;
  /** Every rule that a finding may be of. */
  readonly rules: readonly RuleText[];
}

/** What a rule says of itself: see rules/rule.ts. */
export interface RuleText {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly why: string;
  readonly source: string;
  readonly examples: { readonly bad: string; readonly good: string };
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
  /** The first line that differs in the file that stands there, where its content does. */
  readonly line?: number;
}

export function summarize(diagnostics: readonly Diagnostic[], hosts: readonly CheckedHost[]): Summary {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return {
    errors,
    warnings: diagnostics.length - errors,
    hosts: hosts.length,
    instances: hosts.reduce((total, { instances }) => total + instances.length, 0),
  };
}
