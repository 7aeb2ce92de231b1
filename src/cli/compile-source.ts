// A hosts.yaml with the flags of `gwc build` → findings and artifacts.

import { resolve } from 'node:path';
import { type Compiled, compile } from '../compile.ts';
import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import type { SourceDocument } from '../document/document.ts';
import { type BuildFlags, checkOptions } from './flags.ts';
import type { Io } from './io.ts';
import { loadOwnTemplates } from './own-templates.ts';
import type { Source } from './source.ts';
import { UsageError } from './usage-error.ts';

/** Throws a FileError for a template that can't be used. */
export async function compileSource(
  document: SourceDocument,
  source: Source,
  flags: BuildFlags,
  io: Io,
): Promise<Compiled> {
  const { templates: folder, host: hosts, emit } = flags;
  const options = {
    ...checkOptions(source, flags, io),
    isFrozen: isFrozen(flags, io),
    ...(hosts && { hosts }),
    ...(emit && { emit: [emit] }),
  };
  if (folder === undefined) return compile(document, options);
  const { templates, within } = await loadOwnTemplates(resolve(io.cwd, folder), folder);
  const compiled = compile(document, { ...options, templates });
  return { ...compiled, artifacts: within(secondsFor(compiled), () => [...compiled.artifacts]) };
}

/** Many times what any template takes that only lays out values, on a slow machine. */
function secondsFor({ fleet }: Compiled): number {
  const instances = fleet.hosts.reduce((sum, host) => sum + host.instances.length, 0);
  return 10 + Math.ceil(instances / 100);
}

/** With `--check` nothing is written, and so neither is the lock. */
function isFrozen({ check, frozenLockfile }: BuildFlags, { env }: Io): boolean {
  return check === true || (frozenLockfile ?? !['', '0', 'false'].includes(env['CI'] ?? ''));
}

/** Throws a UsageError for a host that hosts.yaml doesn't have. */
export function checkHosts({ host: names = [] }: BuildFlags, { fleet }: Compiled): void {
  const known = fleet.hosts.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const hint = didYouMean(suggest(unknown, known)) || `; there are ${known.join(', ') || 'none'}`;
  throw new UsageError(`there is no host \`${unknown}\`${hint}`);
}
