// gwc schema: the JSON Schema of hosts.yaml, or of a release's openclaw.json.

import { didYouMean, suggest } from '../../diagnostics/suggest.ts';
import { SCHEMA_RELEASES, shippedSchemaText } from '../../openclaw/schema/shipped.ts';
import { packageText } from '../../package-text.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

export interface SchemaFlags {
  /** `true` where the option has no value. */
  readonly openclaw?: string | true;
}

export function runSchema({ openclaw }: SchemaFlags, io: Io): ExitCode {
  io.stdout.write(openclaw === undefined ? packageText('schemas/hosts.schema.json') : releaseSchema(openclaw));
  return EXIT.clean;
}

function releaseSchema(wanted: string | true): string {
  const release = wanted === true ? SCHEMA_RELEASES.at(-1)! : wanted;
  if (SCHEMA_RELEASES.includes(release)) return shippedSchemaText(release);
  const hint = didYouMean(suggest(release, SCHEMA_RELEASES)) || `; there are ${SCHEMA_RELEASES.join(', ')}`;
  throw new UsageError(`gwc has no schema of OpenClaw ${release}${hint}`);
}
