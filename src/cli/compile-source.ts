// A hosts.yaml with the flags of `gwc build` → findings and artifacts.

import { resolve } from 'node:path';
import { type BuildResult, build } from '../build.ts';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import { FileError } from '../files/file-error.ts';
import { readTemplates } from '../files/read-templates.ts';
import { TEMPLATE_NAMES, TemplateError } from '../targets/templates.ts';
import { type BuildFlags, compileOptions } from './flags.ts';
import type { Io } from './io.ts';
import type { Source } from './source.ts';
import { UsageError } from './usage-error.ts';

type Templates = Readonly<Record<string, string>>;

/** Throws a FileError for a template that can't be used. */
export function compileSource(source: Source, flags: BuildFlags, io: Io): BuildResult {
  const { templates: folder, host: hosts } = flags;
  const templates = folder === undefined ? {} : readTemplates(resolve(io.cwd, folder), folder, TEMPLATE_NAMES);
  const options = { ...compileOptions(source, flags, io), templates, isFrozen: isFrozen(flags, io) };
  return withTemplates(templates, folder, () => build(source.text, hosts ? { ...options, hosts } : options));
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
export function checkHosts({ host: names = [] }: BuildFlags, { fleet }: BuildResult): void {
  const known = fleet.hosts.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const hint = didYouMean(suggest(unknown, known)) || `; there are ${known.join(', ') || 'none'}`;
  throw new UsageError(`there is no host \`${unknown}\`${hint}`);
}
