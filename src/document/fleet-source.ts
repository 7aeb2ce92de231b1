// hosts.yaml and the parts that it includes: which files they are, each as a document of its own.

import { compareText } from '../diagnostics/collections.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceDocument } from './document.ts';
import { errorIn, type Finding } from './finding.ts';
import { globParts, isWild } from './glob.ts';
import { asMap, isList, type Path } from './json.ts';

/** Everything that a fleet is written in. */
export interface FleetSource {
  readonly root: SourceDocument;
  /** Sorted by path. */
  readonly parts: readonly Part[];
  /** On `include`, and on parts that are no text. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Part {
  /** Relative to the folder of hosts.yaml, with `/`. */
  readonly path: string;
  readonly document: SourceDocument;
}

/** A part before it is read as YAML. */
export interface PartText {
  readonly path: string;
  /** How findings name it. */
  readonly file: string;
  readonly text: string;
  /** Where the text is no UTF-8. */
  readonly problem?: Diagnostic;
}

/** What an entry of `include` leads to. */
export interface Included {
  readonly parts: readonly PartText[];
  /** Why others can't be read, each a message. */
  readonly problems: readonly string[];
}

export interface FoundParts {
  /** Those that are text: each once, sorted by path. */
  readonly parts: readonly PartText[];
  readonly diagnostics: readonly Diagnostic[];
}

const CODE = 'include';

/** The entries of `include`; what has another shape the schema check reports. */
export function includesOf(root: SourceDocument): readonly { readonly at: Path; readonly pattern: string }[] {
  const { include } = asMap(root.value);
  return (isList(include) ? include : []).flatMap((pattern, index) =>
    typeof pattern === 'string' && pattern !== '' ? [{ at: [CODE, index], pattern }] : [],
  );
}

/** `read` is asked for patterns that stay below the folder of hosts.yaml. */
export function findParts(root: SourceDocument, read: (pattern: string) => Included): FoundParts {
  const found = includesOf(root).map(({ at, pattern }) => {
    const problem = patternProblem(pattern);
    const { parts, problems } = problem === undefined ? read(pattern) : { parts: [], problems: [problem] };
    const nothing = parts.length + problems.length === 0 ? [nothingFound(at, pattern)] : [];
    const findings = [...problems.map((message): Finding => ({ at, message })), ...nothing];
    return { parts, diagnostics: findings.map((finding) => inRoot(root, finding)) };
  });
  const byPath = new Map(found.flatMap(({ parts }) => parts.map((part) => [part.path, part] as const)));
  const parts = [...byPath.values()].sort((a, b) => compareText(a.path, b.path));
  return {
    parts: parts.filter(({ problem }) => problem === undefined),
    diagnostics: [...found.flatMap(({ diagnostics }) => diagnostics), ...parts.flatMap(({ problem = [] }) => problem)],
  };
}

/** Of a fleet in one file. */
export function singleSource(root: SourceDocument): FleetSource {
  return { root, parts: [], diagnostics: [] };
}

export function documentsOf({ root, parts }: FleetSource): readonly SourceDocument[] {
  return [root, ...parts.map(({ document }) => document)];
}

/** Why an entry can't be followed; nothing where it can. */
function patternProblem(pattern: string): string | undefined {
  const shown = JSON.stringify(pattern);
  if (/^[/~]|^[A-Za-z]:/.test(pattern) || /[\\\0-\x1f\x7f]/.test(pattern))
    return `${shown} is no path relative to hosts.yaml; write one such as \`teams/*.yaml\``;
  if (pattern.split('/').includes('..'))
    return `${shown} goes up by \`..\`; name parts below the folder of hosts.yaml, such as in \`teams/\``;
  return globParts(pattern).length === 0 ? `${shown} is the folder of hosts.yaml itself; name files` : undefined;
}

function nothingFound(at: Path, pattern: string): Finding {
  const shown = `\`${pattern}\``;
  if (globParts(pattern).some(isWild)) return { severity: 'warning', at, message: `no file matches ${shown}` };
  const hint = /[[\]{}]/.test(pattern) ? '; wildcards are `*`, `?` and `**`' : '; make it, or remove the entry';
  return { at, message: `there is no file ${shown} beside hosts.yaml${hint}` };
}

function inRoot(root: SourceDocument, finding: Finding): Diagnostic {
  const { severity = 'error' } = finding;
  return { ...errorIn(root, CODE, finding), severity };
}
