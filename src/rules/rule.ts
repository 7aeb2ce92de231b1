// The contract of a rule: one object in one file. It feeds the checker, `gwc explain`, docs/rules.md and its own test.

import type { Severity } from '../diagnostics/diagnostic.ts';
import type { Part } from '../document/document.ts';
import type { Path } from '../document/path.ts';
import type { Fleet } from '../model/fleet.ts';

/** What a rule finds. Places are model paths; the runner turns them into the lines that the person wrote. */
export interface Finding {
  /** Where it isn't the rule's: a case that the rule only warns of, and that `allow` may silence. */
  readonly severity?: Severity;
  /** Below an instance (`hosts.H.instances.I…`) or a host; a key that isn't written falls back to its nearest ancestor. */
  readonly at: Path;
  readonly part?: Part;
  /** Lower case; the value, where it clashes, what would be accepted. Names its own instance only where two are compared. */
  readonly message: string;
  readonly related?: readonly FindingPlace[];
  /** Concrete values to write instead, best first. */
  readonly suggestions?: readonly string[];
}

export interface FindingPlace {
  readonly at: Path;
  readonly part?: Part;
  readonly message: string;
}

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** What must hold, in one line without a full stop. */
  readonly summary: string;
  /** What goes wrong otherwise. Markdown, a paragraph or two. */
  readonly why: string;
  /** Where the fact comes from: a page or file of OpenClaw, systemd or launchd. */
  readonly source: string;
  /** Whole hosts.yaml texts: `bad` has findings of this rule and no other error, `good` has none at all. */
  readonly examples: {
    readonly bad: string;
    readonly good: string;
    /** The hosts.lock.json beside both, frozen. */
    readonly lock?: string;
  };
  /** Absent where an earlier stage finds it: the parser, the schema check, the resolver, the rule runner. */
  readonly check?: (fleet: Fleet) => Iterable<Finding>;
}
