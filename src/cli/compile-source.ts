// A hosts.yaml with the flags of `gwc build` → findings and artifacts.

import { resolve } from 'node:path';
import { type Compiled, compile } from '../compile.ts';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import type { SourceDocument } from '../document/document.ts';
import { FileError } from '../files/file-error.ts';
import { readTemplates } from '../files/read-templates.ts';
import { TEMPLATE_NAMES, TemplateError, type Templates } from '../targets/templates.ts';
import { type BuildFlags, checkOptions } from './flags.ts';
import type { Io } from './io.ts';
import type { Source } from './source.ts';
import { UsageError } from './usage-error.ts';

/** Throws a FileError for a template that can't be used. */
export async function compileSource(
  document: SourceDocument,
  source: Source,
  flags: BuildFlags,
  io: Io,
): Promise<Compiled> {
  const { templates: folder, host: hosts } = flags;
  const templates = folder === undefined ? {} : await loadTemplates(resolve(io.cwd, folder), folder);
  const options = { ...checkOptions(source, flags, io), templates, isFrozen: isFrozen(flags, io) };
  return withTemplates(templates, folder, () => compile(document, hosts ? { ...options, hosts } : options));
}

async function loadTemplates(folder: string, shown: string): Promise<Templates> {
  const texts = readTemplates(folder, shown, TEMPLATE_NAMES);
  const { compileTemplates } = await import('../targets/compile-templates.ts');
  return compileTemplates(texts);
}

/** With `--check` nothing is written, and so neither is the lock. */
function isFrozen({ check, frozenLockfile }: BuildFlags, { env }: Io): boolean {
  return check === true || (frozenLockfile ?? !['', '0', 'false'].includes(env['CI'] ?? ''));
}

function withTemplates<T>(templates: Templates, folder: string | undefined, run: () => T): T {
  try {
    return run();
  } catch (error) {
    // A fault of gwc's own template is not a person's to put right.
    if (!(error instanceof TemplateError) || !Object.hasOwn(templates, error.template)) throw error;
    throw new FileError(`cannot use ${folder}/${error.template}: ${error.message}`);
  }
}

/** Throws a UsageError for a host that hosts.yaml doesn't have. */
export function checkHosts({ host: names = [] }: BuildFlags, { fleet }: Compiled): void {
  const known = fleet.hosts.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const hint = didYouMean(suggest(unknown, known)) || `; there are ${known.join(', ') || 'none'}`;
  throw new UsageError(`there is no host \`${unknown}\`${hint}`);
}
