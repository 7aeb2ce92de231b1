// gwc import: a machine's disk → hosts.yaml on standard output, what is wrong with it on standard error.

import { resolve } from 'node:path';
import { check } from '../../compile.ts';
import { count } from '../../diagnostics/finding-text.ts';
import { visible } from '../../diagnostics/terminal-text.ts';
import { parseSource } from '../../document/parse-source.ts';
import { withFile } from '../../files/file-error.ts';
import { openDisk } from '../../import/disk.ts';
import { type Imported, importMachine } from '../../import/import-machine.ts';
import type { Os } from '../../openclaw/release.ts';
import { differencesText } from '../differences-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type CheckFlags, checkOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { withProgress } from '../progress.ts';
import { fails, reportOf, tell } from '../report.ts';
import { DEFAULT_FILE, LOCK_FILE, type Source } from '../source.ts';

export interface ImportFlags extends CheckFlags {
  readonly root: string;
  readonly user?: string;
  readonly os?: Os;
  readonly explainDiff?: boolean;
}

export async function runImport(flags: ImportFlags, io: Io): Promise<ExitCode> {
  const { root, user, os, openclaw } = flags;
  const disk = withFile('read', root, () => openDisk(resolve(io.cwd, root)));
  const options = {
    ...(user === undefined ? {} : { user }),
    ...(os === undefined ? {} : { os }),
    ...(openclaw === undefined ? {} : { openclaw }),
  };
  const work = { text: `reading ${root}`, isLong: true, run: () => importMachine(disk, options) };
  const imported = await withProgress(work, flags, io);
  io.stdout.write(flags.explainDiff ? differencesText(imported.explain()) : imported.text);
  // Standard output most often becomes that file.
  const source: Source = {
    file: DEFAULT_FILE,
    text: imported.text,
    problems: [],
    lock: { file: LOCK_FILE, path: LOCK_FILE },
  };
  const report = reportOf(source, check(parseSource(imported.text, DEFAULT_FILE), checkOptions(source, flags, io)));
  // Standard output has hosts.yaml alone.
  await tell(report, flags, { ...io, stdout: io.stderr });
  if (!flags.quiet) io.stderr.write(summary(imported, root));
  return fails(report, flags.strict) ? EXIT.findings : EXIT.clean;
}

function summary({ gateways, notes }: Imported, root: string): string {
  const found = gateways === 1 ? 'one gateway' : `${gateways} gateways`;
  const left = notes.length === 0 ? '' : `; what is not in the file stands at its end: ${count(notes.length, 'thing')}`;
  return `found ${found} below ${visible(root)}${left}\n`;
}
