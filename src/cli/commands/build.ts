// gwc build: every check, then the output tree written, or compared with what is there.

import { visible } from '../../diagnostics/terminal-text.ts';
import { refuseConflicts } from '../../files/write.ts';
import { compareTree, type DriftReport, showDiff } from '../compare-tree.ts';
import { checkHosts, compileSource } from '../compile-source.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { BuildFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { readTree, writeLock, writeTree } from '../output-tree.ts';
import { LONG_TEXT, MANY_FILES, withProgress } from '../progress.ts';
import { fails, reportOf, tell } from '../report.ts';
import { readSource } from '../source.ts';

export async function runBuild(flags: BuildFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  if (!flags.watch) return buildOnce(flags, io, file);
  const { watchBuild } = await import('../watch.ts');
  return watchBuild(() => buildOnce(flags, io, file), flags, io, file);
}

async function buildOnce(flags: BuildFlags, io: Io, file: string | undefined): Promise<ExitCode> {
  const source = await readSource(file, io);
  const result = await withProgress(
    {
      text: `checking ${source.file}`,
      isLong: source.text.length > LONG_TEXT,
      run: () => source.document && compileSource(source.document, source, flags, io),
    },
    flags,
    io,
  );
  const report = reportOf(source, result ?? { diagnostics: source.problems });
  if (flags.report !== undefined) {
    const { fleet, artifacts = [] } = result ?? {};
    const { writeReport } = await import('../fleet-report.ts');
    await writeReport(flags.report, { file: source.file, report, fleet, artifacts }, io);
  }
  if (!result || fails(report, flags.strict)) {
    await tell(report, flags, io);
    return EXIT.findings;
  }
  checkHosts(flags, result);
  const tree = readTree(result, flags, io);
  // A build with nothing to complain of says what it did, and no more.
  const reportFlags = { ...flags, quiet: flags.quiet === true || report.diagnostics.length === 0 };
  const tellWith = (found: DriftReport) => tell({ ...report, ...found }, reportFlags, io);
  if (flags.check) return compareTree(tree, tellWith, flags, io);
  await tellWith({});
  refuseConflicts(tree.plan, tree.folder);
  if (flags.diff) return showDiff(tree, { lock: source.lock, fresh: result.lock }, flags, io);
  writeLock(source.lock, result.lock);
  const { wrote, unchanged, removed } = await withProgress(
    {
      text: `writing ${tree.plan.steps.length} files`,
      isLong: tree.plan.steps.length > MANY_FILES,
      run: () => writeTree(tree, () => readTree(result, flags, io)),
    },
    flags,
    io,
  );
  const { shown } = tree.folder;
  if (!flags.quiet)
    io.stderr.write(`wrote ${wrote}, unchanged ${unchanged}, removed ${removed} in ${visible(shown)}/\n`);
  return EXIT.clean;
}
