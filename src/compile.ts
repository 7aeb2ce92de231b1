// The pipeline: the document of a hosts.yaml in, findings and artifacts out. Pure: it reads and writes nothing.

import { type Diagnostic, hasErrors } from './diagnostics/diagnostic.ts';
import { sortDiagnostics } from './diagnostics/sort.ts';
import { checkSource } from './document/check.ts';
import type { SourceDocument } from './document/document.ts';
import type { JsonMap } from './document/json.ts';
import type { Fleet } from './model/fleet.ts';
import { RULES } from './rules/index.ts';
import { runRules } from './rules/run.ts';
import { type LockOptions, settleFleet } from './settle.ts';
import type { Artifact } from './targets/artifact.ts';
import { type EmitOptions, emitFiles } from './targets/index.ts';

export interface CheckOptions extends LockOptions {
  /** Target release; wins over the document's `openclaw`. */
  readonly openclaw?: string;
  /** What the target's own `openclaw config schema` prints, parsed; in place of the schema that gwc has. */
  readonly openclawSchema?: JsonMap;
}

export interface Checked {
  /** Sorted by file, line, column and code. */
  readonly diagnostics: readonly Diagnostic[];
  readonly fleet: Fleet;
  /** The text that hosts.lock.json should have; absent where no port is `auto`. */
  readonly lock?: string;
}

export interface Compiled extends Checked {
  /** Nothing where there is an error. Made anew at each reading, so that what nobody keeps takes no memory. */
  readonly artifacts: Iterable<Artifact>;
}

/** Every check, and the resolved fleet (of what could be resolved). */
export function check(document: SourceDocument, options: CheckOptions = {}): Checked {
  const { openclaw, openclawSchema } = options;
  const { value, faulty, diagnostics } = checkSource(document);
  // Of a faulty document nobody can say which entries of the lock it uses.
  const isFrozen = options.isFrozen === true && diagnostics.length === 0;
  const resolveOptions = {
    faulty,
    ...(openclaw === undefined ? {} : { openclaw }),
    ...(openclawSchema === undefined ? {} : { openclawSchema }),
  };
  const settled = settleFleet(value, resolveOptions, { ...options, isFrozen });
  const { fleet, lock } = settled;
  const found = sortDiagnostics([...diagnostics, ...settled.diagnostics, ...runRules(RULES, fleet, document)]);
  return { diagnostics: found, fleet, ...(lock === undefined ? {} : { lock }) };
}

/**
 * `check`, and where there is no error the files of the output tree. Reading them throws a TemplateError for a person's
 * template that can't be used.
 */
export function compile(document: SourceDocument, options: CheckOptions & EmitOptions = {}): Compiled {
  const checked = check(document, options);
  const files = { [Symbol.iterator]: () => emitFiles(checked.fleet, options)[Symbol.iterator]() };
  return { ...checked, artifacts: hasErrors(checked.diagnostics) ? [] : files };
}
