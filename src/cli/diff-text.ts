// What a build would change → a unified diff as git writes it, with secrets masked. Pure.

import { structuredPatch } from 'diff';
import { type Colors, colorsOf } from '../diagnostics/colors.ts';
import { coveredForeignLines, coveredLines } from '../diagnostics/redact.ts';
import { visible } from '../diagnostics/terminal-text.ts';
import type { SourceDocument } from '../document/document.ts';
import type { FileChange, FileState } from '../files/tree-changes.ts';
import { coverOf } from '../openclaw/masking.ts';
import { formatMode } from '../outputs/artifact.ts';

/** Of lines that differ: more than gwc's files have, and what takes no time. */
const MOST_EDITS = 20_000;

/** `cover`: what is known to be secret, with as many other characters in its place. */
export function diffText(changes: readonly FileChange[], color: boolean, cover = (text: string) => text): string {
  const colors = colorsOf(color);
  return changes
    .flatMap((change) => [...header(change).map(colors.bold), ...body(change, colors, cover)])
    .map((line) => `${line}\n`)
    .join('');
}

/** A file of the user's, before and after. */
export interface Rewrite {
  readonly file: string;
  readonly text: string;
  readonly fresh: string;
}

/** Of files that are rewritten in place, without the secrets of these documents. */
export function rewritesText(files: readonly Rewrite[], documents: readonly SourceDocument[], color: boolean): string {
  const state = (text: string): FileState => ({ content: Buffer.from(text), mode: 0o644 });
  const changes = files
    .filter(({ text, fresh }) => text !== fresh)
    .map(({ file, text, fresh }) => ({ path: file, isOwn: true, before: state(text), after: state(fresh) }));
  return diffText(changes, color, coverOf(documents));
}

function header({ path, before, after }: FileChange): readonly string[] {
  const [from, to] = sidesOf(path);
  const first = `diff --git ${from} ${to}`;
  if (!before) return [first, `new file mode ${modeOf(after!)}`];
  if (!after) return [first, `deleted file mode ${modeOf(before)}`];
  if (before.mode === after.mode) return [first];
  return [first, `old mode ${modeOf(before)}`, `new mode ${modeOf(after)}`];
}

/** An absolute path and one that leads upwards are shown below `a` and `b`, too. */
function sidesOf(path: string): readonly [string, string] {
  const inside = visible(path.replace(/^\/+/, ''));
  return [`a/${inside}`, `b/${inside}`];
}

function modeOf({ mode }: FileState): string {
  return `10${formatMode(mode)}`;
}

function body(
  { path, before, after, isOwn }: FileChange,
  colors: Colors,
  cover: (text: string) => string,
): readonly string[] {
  const [from, to] = sidesOf(path);
  const old = textOf(before);
  const fresh = textOf(after);
  if (old === undefined || fresh === undefined) return [`Binary files ${from} and ${to} differ`];
  if (old === fresh) return [];
  const patch = structuredPatch(from, to, old, fresh, '', '', { context: 3, maxEditLength: MOST_EDITS });
  if (!patch) return [`Files ${from} and ${to} differ in too many lines to show`];
  const shown = {
    old: isOwn ? coveredLines(cover(old)) : coveredForeignLines(cover(old)),
    fresh: coveredLines(cover(fresh)),
  };
  return [
    colors.bold(`--- ${before ? from : '/dev/null'}`),
    colors.bold(`+++ ${after ? to : '/dev/null'}`),
    ...patch.hunks.flatMap((hunk) => hunkLines(hunk, shown, colors)),
  ];
}

/** Nothing where it is no text. */
function textOf(state: FileState | undefined): string | undefined {
  if (!state) return '';
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(state.content);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

interface Shown {
  readonly old: readonly string[];
  readonly fresh: readonly string[];
}

type Hunk = ReturnType<typeof structuredPatch>['hunks'][number];

/** The lines of the hunk say which differ; what is shown of them are the covered ones of the same number. */
function hunkLines({ oldStart, oldLines, newStart, newLines, lines }: Hunk, shown: Shown, colors: Colors): string[] {
  const paint = { '-': colors.red, '+': colors.green, ' ': String, '\\': String };
  let oldLine = oldStart - 1;
  let newLine = newStart - 1;
  const painted = lines.map((line) => {
    const mark = line[0] as keyof typeof paint;
    if (mark === '\\') return line;
    const text = (mark === '-' ? shown.old[oldLine] : shown.fresh[newLine])!;
    if (mark !== '+') oldLine += 1;
    if (mark !== '-') newLine += 1;
    return paint[mark](`${mark}${text.split('\t').map(visible).join('\t')}`);
  });
  const range = `@@ -${rangeOf(oldStart, oldLines)} +${rangeOf(newStart, newLines)} @@`;
  return [colors.cyan(range), ...painted];
}

/** As git has it: a side without lines starts before its first. */
function rangeOf(start: number, lines: number): string {
  return lines === 1 ? String(start) : `${lines === 0 ? start - 1 : start},${lines}`;
}
