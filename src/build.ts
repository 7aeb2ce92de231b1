// The compiler for other programs: texts in, findings and artifacts out. It reads and writes nothing, and no text makes it throw.

import { posix } from 'node:path';
import { type Checked, type CheckOptions, check, compile } from './compile.ts';
import { type FleetSource, findParts, type Included } from './document/fleet-source.ts';
import { matchPath } from './document/glob.ts';
import { parseSource } from './document/yaml.ts';
import { type PortMap, portMap } from './model/port-map.ts';
import type { FleetOutput } from './outputs/ansible.ts';
import type { Artifact } from './outputs/artifact.ts';
import { compileTemplates } from './outputs/compile-templates.ts';

export interface CompileOptions extends Omit<CheckOptions, 'lock' | 'limited'> {
  /** How findings name the file. Default: `hosts.yaml`. */
  readonly file?: string;
  /** The lock file's text; absent where there is none. */
  readonly lock?: string;
  /** The texts of the files that `include` may name, by their path relative to hosts.yaml, such as `teams/a.yaml`. */
  readonly parts?: Readonly<Record<string, string>>;
}

export interface BuildOptions extends CompileOptions {
  /** The user's own templates, by file name. */
  readonly templates?: Readonly<Record<string, string>>;
  /** Emit only these hosts; every host is checked all the same. */
  readonly hosts?: readonly string[];
  /** Outputs of the fleet as a whole. */
  readonly emit?: readonly FleetOutput[];
}

export interface Built extends Checked {
  /** Empty where there is an error. */
  readonly artifacts: readonly Artifact[];
}

export interface PortsResult extends PortMap {
  readonly diagnostics: Checked['diagnostics'];
}

/** Every check, and the resolved fleet (of what could be resolved). */
export function validate(text: string, options: CompileOptions = {}): Checked {
  return check(sourceOf(text, options), withDocuments(options));
}

/** The port map of the text, findings or not. */
export function ports(text: string, options: CompileOptions = {}): PortsResult {
  const { diagnostics, fleet } = validate(text, options);
  return { diagnostics, ...portMap(fleet) };
}

/** `validate`, and where there is no error the files of the output tree. Throws a TemplateError for a user's template. */
export function build(text: string, { templates = {}, hosts, emit = [], ...options }: BuildOptions = {}): Built {
  const compiled = compile(sourceOf(text, options), {
    ...withDocuments(options),
    templates: compileTemplates(templates),
    emit,
    ...(hosts ? { hosts } : {}),
  });
  return { ...compiled, artifacts: [...compiled.artifacts] };
}

function sourceOf(text: string, { file = 'hosts.yaml', parts: texts = {} }: CompileOptions): FleetSource {
  const root = parseSource(text, file);
  const read = (pattern: string): Included => {
    const paths = Object.keys(texts).filter((path) => matchPath(pattern, path) === 'whole');
    return {
      parts: paths.map((path) => ({ path, file: posix.join(posix.dirname(file), path), text: texts[path]! })),
      problems: [],
    };
  };
  const { parts, diagnostics } = findParts(root, read);
  return { root, diagnostics, parts: parts.map((part) => ({ ...part, document: parseSource(part.text, part.file) })) };
}

function withDocuments({ lock, ...options }: CompileOptions): CheckOptions {
  return lock === undefined ? options : { ...options, lock: parseSource(lock, options.lockFile ?? 'hosts.lock.json') };
}
