// What a run has to say, before it takes a form: the findings, the texts that they point into, the counts, and where gwc's docs are.

import type { Diagnostic, Severity } from './diagnostic.ts';

export interface Report {
  readonly diagnostics: readonly Diagnostic[];
  /** The texts that findings point into, by file name; what may be secret in them is covered. */
  readonly sources: ReadonlyMap<string, string>;
  readonly summary: Summary;
  /** What was checked; empty where the file has no hosts that can be read. */
  readonly hosts: readonly CheckedHost[];
  /** What gateways fetch at their start that hosts.yaml doesn't pin; no finding, as they work. */
  readonly fetched?: readonly FetchedPackage[];
  /** Who checked it. */
  readonly tool: Tool;
  /** What differs in the output folder, where that was asked. */
  readonly drift?: readonly DriftEntry[];
  /** The output folder as the user named it, where that was asked. */
  readonly folder?: string;
}

export interface CheckedHost {
  readonly name: string;
  readonly instances: readonly { readonly name: string }[];
}

export interface FetchedPackage {
  /** `<host>/<instance>`. */
  readonly instance: string;
  readonly channel: string;
  /** What `plugins` would say. */
  readonly pin: string;
}

export interface Tool {
  /** Of gwc. */
  readonly version: string;
  /** Absent as long as the project has no public home. */
  readonly links?: Links;
  /** Every rule that a finding may be of. */
  readonly rules: readonly RuleText[];
}

/** What a rule says of itself: see rules/rule.ts. */
export interface RuleText {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly compares: string;
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

export interface PackageManifest {
  readonly version: string;
  readonly homepage?: string;
  /** npm's forms: an address, or a record that has one. */
  readonly repository?: string | { readonly url: string };
}

export interface Links {
  readonly home: string;
  /** The folder of the documentation, as it was in this release. */
  readonly docs: string;
  /** Where to report a bug. */
  readonly issues: string;
}

export function projectLinks({ version, homepage, repository }: PackageManifest): Links | undefined {
  const source = repository === undefined ? undefined : webAddress(repository);
  const home = homepage ?? source;
  if (home === undefined) return undefined;
  return source === undefined
    ? { home, docs: `${home.replace(/\/$/, '')}/docs`, issues: home }
    : { home, docs: `${source}/blob/v${version}/docs`, issues: `${source}/issues` };
}

/** `git+https://host/owner/name.git` as a browser opens it. */
export function webAddress(repository: string | { readonly url: string }): string {
  const url = typeof repository === 'string' ? repository : repository.url;
  return url.replace(/^git\+/, '').replace(/\.git$/, '');
}

/** The page that explains a rule. */
export function ruleUrl(code: string, { docs }: Links): string {
  return `${docs}/rules.md#${code}`;
}

/** How to read more about a rule. */
export function ruleReference(code: string, links: Links | undefined): string {
  const command = `gwc explain ${code}`;
  return links === undefined ? command : `${command}, ${ruleUrl(code, links)}`;
}
