// gwc fix: hosts.yaml and its parts with the safe changes that findings name. Of standard input the mended text goes to standard
// output. What was changed is the data, a line each; what is left is reported as validate does.

import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { check } from '../../compile.ts';
import { UsageError } from '../../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../../diagnostics/finding-text.ts';
import { REPORTERS } from '../../diagnostics/reporters.ts';
import { visible } from '../../diagnostics/terminal-text.ts';
import type { SourceDocument } from '../../document/document.ts';
import { documentsOf, type FleetSource } from '../../document/fleet-source.ts';
import { FileError, withFile } from '../../files/file-error.ts';
import { isStream } from '../../files/read-input.ts';
import { replaceText } from '../../files/write-atomic.ts';
import { type Fixed, fix, type Left, type Mended } from '../../fix.ts';
import { RULES } from '../../rules/index.ts';
import type { CommandEntry } from '../command.ts';
import {
  type CheckFlags,
  checkOptions,
  collect,
  withCheckOptions,
  withCommonOptions,
  withFileArgument,
  withReportOptions,
} from '../flags.ts';
import { hostsFile } from '../hosts-file.ts';
import { EXIT, type ExitCode, hasColor, type Io } from '../io.ts';
import { fails, printReport, reportOf } from '../print-report.ts';
import { readSource, STANDARD_STREAM } from '../source.ts';

export function fixEntry(env: Io['env']): CommandEntry {
  const command = withFileArgument(new Command('fix'))
    .description(
      'Changes hosts.yaml and its parts where a finding says how and the change is safe: free ports, misspelt keys and\n' +
        'values, keys that OpenClaw renamed or no longer has, missing entries of `secrets`, prefixes of the containers of\n' +
        'sandboxes, needless `allow` entries. Comments, order, quotes and anchors stay. No change moves data or leads to more\n' +
        'errors. What is left is reported.',
    )
    .option('--rule <rule>', 'only the findings of this rule (repeatable)', collect)
    .option('--dry-run', 'print what would be done, and change nothing')
    .option('--diff', 'show what would change as a unified diff, and change nothing');
  return {
    command: withCommonOptions(withReportOptions(withCheckOptions(command), env)),
    examples: [
      ['gwc fix --diff', 'what would change?'],
      ['gwc fix', 'change it; then gwc validate'],
      ['gwc fix --rule port-overlap', 'ports alone'],
      ['gwc fix - <hosts.yaml >fixed.yaml', 'as a filter'],
    ],
    run: runFix,
  };
}

interface FixFlags extends CheckFlags {
  readonly rule?: readonly string[];
  readonly dryRun?: boolean;
  readonly diff?: boolean;
}

async function runFix(flags: FixFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const rules = flags.rule && new Set(flags.rule.map(knownRule));
  const source = await readSource(file, io);
  const { fleet } = source;
  if (!fleet) {
    await printReport(reportOf(source, { diagnostics: source.problems }), flags, io);
    return EXIT.findings;
  }
  const path = placeOf(hostsFile(file, io).name, io);
  const isPlanned = flags.dryRun === true || flags.diff === true;
  const fixed = fix(fleet, {
    check: (after) => check(after, checkOptions({ ...source, fleet: after }, flags, io)),
    // What comes from a stream has nowhere else to go than to standard output.
    isWanted: ({ code, edits = [] }) =>
      (rules?.has(code) ?? true) && (path !== undefined || edits.every((edit) => edit.file === source.file)),
  });
  const changed = changedDocuments(fleet, fixed.source);
  if (path !== undefined && !isPlanned) writeAll(changed, fleet, path);
  // The text of a filter is the data, and nothing else may be among it.
  const isFilter = path === undefined && !isPlanned;
  const beside = isFilter ? { ...io, stdout: io.stderr } : io;
  const output = REPORTERS[flags.format].stream === 'stderr' ? beside.stdout : io.stderr;
  const documents = [...documentsOf(fleet), ...documentsOf(fixed.source)];
  if (flags.diff) {
    const { rewritesText } = await import('../diff-text.ts');
    const rewrites = changed.map(({ before, text: fresh }) => ({ file: before.file, text: before.text, fresh }));
    output.write(rewritesText(rewrites, documents, hasColor(flags.color, io.env, output)));
  } else output.write(summaryText(fixed));
  const report = reportOf({ ...source, text: fixed.source.root.text, fleet: fixed.source }, fixed.checked);
  await printReport(report, flags, beside);
  if (isFilter) io.stdout.write(fixed.source.root.text);
  return fails(report, flags.strict) ? EXIT.findings : EXIT.clean;
}

function knownRule(id: string): string {
  const ids = RULES.map((rule) => rule.id);
  if (ids.includes(id)) return id;
  throw new UsageError(`there is no rule \`${id}\`${didYouMean(suggest(id, ids)) || '; `gwc explain` lists them'}`);
}

/** Undefined for a stream. */
function placeOf(name: string, { cwd }: Io): string | undefined {
  const path = resolve(cwd, name);
  return name === STANDARD_STREAM || isStream(path) ? undefined : path;
}

interface Changed {
  readonly before: SourceDocument;
  readonly text: string;
}

function changedDocuments(before: FleetSource, after: FleetSource): readonly Changed[] {
  const texts = documentsOf(after).map(({ text }) => text);
  return documentsOf(before)
    .map((document, index) => ({ before: document, text: texts[index]! }))
    .filter(({ before: { text: old }, text }) => old !== text);
}

function summaryText({ done, left }: Fixed): string {
  const lines = [...done.map(doneText), ...left.map(leftText)];
  return lines.map((line) => `${visible(line)}\n`).join('');
}

function doneText({ finding: { file, line, code, message }, anchor }: Mended): string {
  return `${file}:${line} ${code}: ${message}${anchor === undefined ? '' : ` (at &${anchor}, for all that use it)`}`;
}

function leftText({ finding: { file, line, code }, isShared }: Left): string {
  const why = isShared ? 'by an anchor other places have the value too' : 'the file would have more errors';
  return `not done: ${file}:${line} ${code}: ${why}`;
}

/** None where one of them isn't what was read. */
function writeAll(changed: readonly Changed[], { root, parts }: FleetSource, path: string): void {
  const paths = new Map([
    [root.file, path],
    ...parts.map((part): [string, string] => [part.document.file, join(dirname(path), part.path)]),
  ]);
  const writes = changed.map(({ before, text }) => {
    const place = paths.get(before.file)!;
    const found = withFile('read', before.file, () => readFileSync(place, 'utf8'));
    if (found.replace(/^\ufeff/, '') !== before.text)
      throw new FileError(
        `${before.file} was changed by somebody else meanwhile, so nothing is written; run \`gwc fix\` again`,
      );
    return () => withFile('write', before.file, () => replaceText(place, text));
  });
  for (const write of writes) write();
}
