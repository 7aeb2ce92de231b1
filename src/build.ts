// The pipeline: hosts.yaml text in, findings and artifacts out. Pure: it reads and writes nothing.

import { type Diagnostic, hasErrors } from './diagnostics/diagnostic.ts';
import { sortDiagnostics } from './diagnostics/sort.ts';
import { checkSource } from './document/check.ts';
import { parseSource } from './document/document.ts';
import type { JsonMap } from './document/json.ts';
import type { Fleet } from './model/fleet.ts';
import { type PortMap, portMap } from './model/port-map.ts';
import { RULES } from './rules/index.ts';
import { runRules } from './rules/run.ts';
import { type LockOptions, settleFleet } from './settle.ts';
import type { Artifact } from './targets/artifact.ts';
import { emitFleet } from './targets/index.ts';

export interface CompileOptions extends LockOptions {
  /** How findings name the file. Default: `hosts.yaml`. */
  readonly file?: string;
  /** Target release; wins over the document's `openclaw`. */
  readonly openclaw?: string;
  /** What the target's own `openclaw config schema` prints, parsed; in place of the schema that gwc has. */
  readonly openclawSchema?: JsonMap;
}

export interface BuildOptions extends CompileOptions {
  /** The person's own templates, by file name. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Emit only these hosts; every host is checked all the same. */
  readonly hosts?: readonly string[];
}

export interface ValidateResult {
  /** Sorted by file, line, column and code. */
  readonly diagnostics: readonly Diagnostic[];
  readonly fleet: Fleet;
  /** The text that hosts.lock.json should have; absent where no port is `auto`. */
  readonly lock?: string;
}

export interface BuildResult extends ValidateResult {
  /** Empty where there is an error. */
  readonly artifacts: readonly Artifact[];
}

export interface PortsResult extends PortMap {
  readonly diagnostics: readonly Diagnostic[];
}

/** Every check, and the resolved fleet (of what could be resolved). Never throws for a fault of the text. */
export function validate(text: string, options: CompileOptions = {}): ValidateResult {
  const { file = 'hosts.yaml', openclaw, openclawSchema } = options;
  const document = parseSource(text, file);
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

/** The port map of what the text settles, findings or not. */
export function ports(text: string, options: CompileOptions = {}): PortsResult {
  const { diagnostics, fleet } = validate(text, options);
  return { diagnostics, ...portMap(fleet) };
}

/** `validate`, and where there is no error the files of the output tree. Throws a TemplateError for a person's template. */
export function build(text: string, options: BuildOptions = {}): BuildResult {
  const result = validate(text, options);
  return { ...result, artifacts: hasErrors(result.diagnostics) ? [] : emitFleet(result.fleet, options) };
}
