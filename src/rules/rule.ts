// The contract of a rule: one object in one file. It feeds the checker, `gwc explain`, docs/rules.md and its own test.

import type { Severity } from '../diagnostics/diagnostic.ts';
import type { Finding } from '../document/finding.ts';
import type { Fleet } from '../model/fleet.ts';

export type { Finding, FindingPlace } from '../document/finding.ts';

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** An error that in some cases is only a warning. */
  readonly hasWarnings?: true;
  /** What must hold, in one line without a full stop. */
  readonly summary: string;
  /** What it looks at in an instance, for the report page, such as `{base}`: the facts of report/page-data.ts. */
  readonly compares: string;
  /** What goes wrong otherwise. Markdown, a paragraph or two. */
  readonly why: string;
  /** Where this is documented: a page or source file of OpenClaw, systemd or launchd. */
  readonly source: string;
  /** Whole hosts.yaml texts: `bad` has findings of this rule and no other error, `good` has none at all. */
  readonly examples: {
    readonly bad: string;
    readonly good: string;
    /** The hosts.lock.json beside both, frozen. */
    readonly lock?: string;
  };
  /** Absent if an earlier stage finds it: the parser, the schema check, the resolver, the rule runner. Places are model paths of an instance or a host; the runner finds the lines. */
  readonly check?: (fleet: Fleet) => Iterable<Finding>;
}
