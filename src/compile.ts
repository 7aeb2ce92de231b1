// The pipeline: the documents of a hosts.yaml and its parts in, findings and artifacts out. Pure: it reads and writes nothing.

import { type Diagnostic, type FileEdit, hasErrors, sortDiagnostics } from './diagnostics/diagnostic.ts';
import type { Finding } from './document/finding.ts';
import { documentsOf, type FleetSource } from './document/fleet-source.ts';
import type { JsonMap } from './document/json.ts';
import { readFleet } from './document/united.ts';
import type { Fleet, FoundFacts, Instance, WorkspaceFolder } from './model/fleet.ts';
import { fromProblem } from './model/workspace-files.ts';
import { maskingOf } from './openclaw/masking.ts';
import type { Artifact } from './outputs/artifact.ts';
import { type EmitOptions, emitFiles } from './outputs/index.ts';
import { type LockOptions, resolveWithLock } from './port-lock.ts';
import { RULES } from './rules/index.ts';
import { runRules } from './rules/run.ts';

export interface CheckOptions extends LockOptions {
  /** Target release; wins over the document's `openclaw`. */
  readonly openclaw?: string;
  /** What the target's own `openclaw config schema` prints, parsed; in place of the schema that gwc has. What is no schema makes a check throw. */
  readonly openclawSchema?: JsonMap;
  /** Runs the rules; where they take too long it may throw instead: a pattern of that schema can take for ever. */
  readonly limited?: <T>(fleet: Fleet, use: () => T) => T;
  /** What the machine of an instance says, where it was read. */
  readonly foundOf?: (host: string, instance: string) => FoundFacts | undefined;
  /** What a folder of `workspaceFiles` holds, by its name relative to hosts.yaml. Without it those files are neither checked nor written. */
  readonly workspaceFolder?: (from: string) => WorkspaceFolder;
  /** What an installed OpenClaw refuses in the openclaw.json of an instance, where it was asked. */
  readonly refusalsOf?: (instance: Instance) => readonly Finding[] | undefined;
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
export function check(source: FleetSource, options: CheckOptions = {}): Checked {
  const { openclaw, openclawSchema, limited = (_, use) => use() } = options;
  const united = readFleet(source);
  // Of a faulty document nobody can say which entries of the lock it uses.
  const isFrozen = options.isFrozen === true && !hasErrors(united.diagnostics);
  const resolveOptions = {
    ...(openclaw === undefined ? {} : { openclaw }),
    ...(openclawSchema === undefined ? {} : { openclawSchema }),
  };
  const locked = resolveWithLock(united, resolveOptions, { ...options, isFrozen });
  const { lock } = locked;
  const fleet = withFound(locked.fleet, options);
  const byRules = limited(fleet, () => runRules(RULES, fleet, united));
  const found = sortDiagnostics([...locked.diagnostics, ...byRules]);
  return { diagnostics: masked(found, source), fleet, ...(lock === undefined ? {} : { lock }) };
}

function withFound(fleet: Fleet, { foundOf, refusalsOf, workspaceFolder }: CheckOptions): Fleet {
  const hasFiles = fleet.hosts.some(({ instances }) => instances.some((instance) => instance.workspaceFiles));
  if (!foundOf && !refusalsOf && !(workspaceFolder && hasFiles)) return fleet;
  const hosts = fleet.hosts.map((host) => ({
    ...host,
    instances: host.instances.map((instance) => {
      const found = foundOf?.(host.name, instance.name);
      const refusals = refusalsOf?.(instance);
      const files = workspaceFolder && withFiles(instance, workspaceFolder);
      return { ...instance, ...(found && { found }), ...(refusals && { refusals }), ...files };
    }),
  }));
  return { ...fleet, hosts };
}

function withFiles(
  { managed, workspaceFiles }: Instance,
  read: (from: string) => WorkspaceFolder,
): Pick<Instance, 'workspaceFiles'> {
  const isReadable = managed && workspaceFiles !== undefined && fromProblem(workspaceFiles.from) === undefined;
  return { workspaceFiles: isReadable ? { ...workspaceFiles, found: read(workspaceFiles.from) } : workspaceFiles };
}

/** What a finding shows of the document is shown without its secrets; what can't be suggested so, is not. */
function masked(diagnostics: readonly Diagnostic[], source: FleetSource): readonly Diagnostic[] {
  if (diagnostics.length === 0) return diagnostics;
  const { text } = maskingOf(documentsOf(source));
  const isFree = (written: string) => text(written) === written;
  return diagnostics.map(({ edits = [], ...diagnostic }) => ({
    ...diagnostic,
    message: text(diagnostic.message),
    path: text(diagnostic.path),
    related: diagnostic.related.map((other) => ({ ...other, message: text(other.message) })),
    suggestions: diagnostic.suggestions.filter(isFree),
    ...(edits.length > 0 && edits.every((edit) => isFree(writtenBy(edit))) ? { edits } : {}),
  }));
}

function writtenBy(edit: FileEdit): string {
  return 'value' in edit ? JSON.stringify(edit.value) : '';
}

/**
 * `check`, and where there is no error the files of the output tree. Reading them throws a TemplateError for a user's
 * template that can't be used.
 */
export function compile(source: FleetSource, options: CheckOptions & EmitOptions = {}): Compiled {
  const checked = check(source, options);
  const files = { [Symbol.iterator]: () => emitFiles(checked.fleet, options)[Symbol.iterator]() };
  return { ...checked, artifacts: hasErrors(checked.diagnostics) ? [] : files };
}
