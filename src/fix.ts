// Findings that say how to mend them, and the files that they are in → the files mended, in memory. Paths of the document are looked up
// anew for each round: what one round writes may be what the next one finds. No file gets more errors than it had.

import type { Checked } from './compile.ts';
import { groupBy } from './diagnostics/collections.ts';
import { type Diagnostic, editedPath, type FileEdit, hasErrors, instanceKey } from './diagnostics/diagnostic.ts';
import type { SourceDocument } from './document/document.ts';
import {
  anchorAt,
  appendEdits,
  applyEdits,
  type Editable,
  editable,
  hasEntry,
  moveEdits,
  ownSetEdits,
  removeEdits,
  setEdits,
  type TextEdit,
} from './document/edit.ts';
import { documentsOf, type FleetSource } from './document/fleet-source.ts';
import type { Json, Path } from './document/json.ts';
import { parseSource } from './document/yaml.ts';
import { mayGo } from './openclaw/schema/migrate.ts';

export interface Fixed {
  readonly source: FleetSource;
  readonly checked: Checked;
  /** In the order in which they were mended. */
  readonly done: readonly Mended[];
  /** Those that would have been mended. */
  readonly left: readonly Left[];
}

export interface Left {
  readonly finding: Diagnostic;
  /** By an anchor other places have the value too; otherwise the files would have more errors. */
  readonly isShared: boolean;
}

export interface Mended {
  readonly finding: Diagnostic;
  /** Of what has the value for other places too. */
  readonly anchor?: string;
}

export interface FixContext {
  readonly check: (source: FleetSource) => Checked;
  readonly isWanted: (finding: Diagnostic) => boolean;
}

/** More than any file was seen to need; whatever goes on for longer goes on for ever. */
const MOST_ROUNDS = 20;

type State = Omit<Fixed, 'left'>;

export function fix(source: FleetSource, context: FixContext): Fixed {
  let state: State = { source, checked: context.check(source), done: [] };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = withoutTrade(state, context);
    if (next === state) break;
    state = next;
  }
  const left = fixable(state, context).map((finding) => {
    return { finding, isShared: takenEdits(finding, draftsOf(state, [finding])).length === 0 };
  });
  return { ...state, left };
}

/** An error that is mended must not pay for one that mending a warning makes. */
function withoutTrade(state: State, context: FixContext): State {
  const all = better(state, context);
  const severities = new Set(fixable(state, context).map(({ severity }) => severity));
  if (severities.size < 2 || !hasErrors(all.checked.diagnostics)) return all;
  const isWanted = (finding: Diagnostic) => finding.severity === 'error' && context.isWanted(finding);
  const errors = better(state, { ...context, isWanted });
  return isWorse(all, errors) ? better(errors, context) : all;
}

/** All together as far as it goes; where that ends with more errors, what doesn't by itself. */
function better(start: State, context: FixContext): State {
  let state = start;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const next = taken(state, fixable(state, context), context);
    if (next === state) return isWorse(state, start) ? careful(start, fixable(start, context), context) : state;
    state = next;
  }
  return careful(start, fixable(start, context), context);
}

function careful(state: State, findings: readonly Diagnostic[], context: FixContext): State {
  const next = taken(state, findings, context);
  if (next === state || !isWorse(next, state)) return next;
  if (findings.length === 1) return state;
  const half = findings.length >> 1;
  return careful(careful(state, findings.slice(0, half), context), findings.slice(half), context);
}

function fixable({ checked }: State, { isWanted }: FixContext): readonly Diagnostic[] {
  return checked.diagnostics.filter((finding) => finding.edits !== undefined && isWanted(finding));
}

/** In all, or in an instance that was there before. What can't be read has one error, and hides the others. */
function isWorse({ checked: after, source }: State, { checked: before, source: old }: State): boolean {
  const broken = (documents: FleetSource) =>
    documentsOf(documents).filter(({ problems }) => problems.length > 0).length;
  if (broken(source) > broken(old)) return true;
  const [was, is] = [errorsOf(before), errorsOf(after)];
  const known = before.fleet.hosts.flatMap(({ instances }) =>
    instances.map(({ host, name }) => instanceKey(host, name)),
  );
  const errors = (counts: ReadonlyMap<string, readonly Diagnostic[]>) => [...counts.values()].flat().length;
  return errors(is) > errors(was) || known.some((one) => (is.get(one) ?? []).length > (was.get(one) ?? []).length);
}

/** By the instance that has to change. */
function errorsOf({ diagnostics }: Checked): ReadonlyMap<string, readonly Diagnostic[]> {
  return groupBy(
    diagnostics.filter(({ severity }) => severity === 'error'),
    ({ instances: [first = ''] }) => first,
  );
}

interface Draft {
  readonly document: SourceDocument;
  readonly source: Editable;
  readonly edits: TextEdit[];
  /** The texts of the edits. */
  readonly keys: Set<string>;
  /** Each offset that an edit touches, with the list that gets an entry there; empty where it is no list's end. */
  readonly touched: Map<number, string>;
}

/** With all edits that can be made in one reading of the files; the same state where there are none. */
function taken(state: State, findings: readonly Diagnostic[], { check }: FixContext): State {
  if (findings.length === 0) return state;
  const drafts = draftsOf(state, findings);
  const done = findings.flatMap((finding) => takenEdits(finding, drafts));
  if (done.length === 0) return state;
  const after = (document: SourceDocument) => {
    const draft = drafts.get(document.file);
    return draft && draft.edits.length > 0 ? parseSource(textOf(draft), document.file) : document;
  };
  const { root, parts, ...rest } = state.source;
  const source = {
    ...rest,
    root: after(root),
    parts: parts.map((part) => ({ ...part, document: after(part.document) })),
  };
  return { source, checked: check(source), done: [...state.done, ...done] };
}

/** Of the files that the findings would change. */
function draftsOf({ source }: State, findings: readonly Diagnostic[]): ReadonlyMap<string, Draft> {
  const wanted = new Set(findings.flatMap(({ edits = [] }) => edits.map(({ file }) => file)));
  return new Map(
    documentsOf(source)
      .filter(({ file }) => wanted.has(file))
      .map((document) => [
        document.file,
        {
          document,
          source: editable(document.text.replaceAll('\r\n', '\n')),
          edits: [],
          keys: new Set(),
          touched: new Map(),
        },
      ]),
  );
}

/** Line ends stay what they are, new ones are those of the first line, and the last line has one where it had one. */
function textOf({ document, edits }: Draft): string {
  const { text } = document;
  const end = /\r?\n/.exec(text)?.[0] ?? '\n';
  // The edits are of a text without carriage returns.
  const returns = [...text.matchAll(/\r\n/g)].map(({ index }, before) => index - before);
  const own = (offset: number) => offset + countBelow(returns, offset);
  const edited = applyEdits(
    text.endsWith('\n') ? text : `${text}${end}`,
    edits.map((edit) => ({
      start: own(edit.start),
      end: own(edit.end),
      text: edit.text.replaceAll('\n', end),
    })),
  );
  return text.endsWith('\n') ? edited : edited.replace(/\r?\n$/, '');
}

/** How many of the sorted numbers are less. */
function countBelow(sorted: readonly number[], limit: number): number {
  const at = sorted.findIndex((number) => number >= limit);
  return at === -1 ? sorted.length : at;
}

/** As far as they go: what touches another edit is for the next reading, and what comes after it too. */
function takenEdits(finding: Diagnostic, drafts: ReadonlyMap<string, Draft>): readonly Mended[] {
  let anchor: string | undefined;
  let count = 0;
  for (const edit of finding.edits ?? []) {
    const draft = drafts.get(edit.file);
    const texts = draft && textEdits(edit, draft.source);
    if (!texts || texts.every(({ start, end, text }) => draft.source.text.slice(start, end) === text)) break;
    const key = JSON.stringify(texts);
    if (!draft.keys.has(key)) {
      // Entries of one list go behind one another.
      const list = edit.kind === 'append' ? String(edit.path) : '';
      const offsets = texts.flatMap(({ start, end }) => Array.from({ length: end - start + 1 }, (_, at) => start + at));
      const isTaken = (offset: number) =>
        draft.touched.has(offset) && (list === '' || draft.touched.get(offset) !== list);
      if (offsets.some(isTaken)) break;
      for (const offset of offsets) draft.touched.set(offset, list);
      draft.edits.push(...texts);
      draft.keys.add(key);
    }
    anchor ??= isOwn(edit) ? undefined : anchorAt(draft.source, editedPath(edit));
    count += 1;
  }
  return count === 0 ? [] : [{ finding, ...(anchor === undefined ? {} : { anchor }) }];
}

function isOwn(edit: FileEdit): boolean {
  return edit.kind === 'set' && edit.isOwn === true;
}

/** Undefined where the text has no place for it. */
function textEdits(edit: FileEdit, source: Editable): readonly TextEdit[] | undefined {
  switch (edit.kind) {
    case 'set':
      return (isOwn(edit) ? ownSetEdits : setEdits)(source, edit.path, edit.value as Json);
    case 'append':
      return appendEdits(source, edit.path, edit.value);
    case 'move': {
      const { value, ...move } = edit;
      const fresh = value === undefined ? {} : { value: value as Json };
      return hasEntry(source, edit.to) ? undefined : moveEdits(source, { ...move, ...fresh, mayGo: isNothing });
    }
    case 'remove':
      return removeEdits(source, edit.path, isNothing);
  }
}

/** Whether a map at this path that has become empty says nothing. */
function isNothing(path: Path): boolean {
  const config = path[0] === 'defaults' ? 1 : path[2] === 'instances' ? 4 : 2;
  if (path[config] === 'config') return mayGo(path.slice(config + 1));
  return ['allow', 'rules'].includes(String(path.at(-1)));
}
