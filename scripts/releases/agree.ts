// npm run agree -- [RELEASE...] [--keep DIR] [--write]: how far gwc's verdict on the set of configs is that of the release itself. The release's
// are those that `release:add` recorded; with `--keep`, the answers that it saved there also say why. `--write` records the result for
// docs/releases.md.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { groupBy } from '../../src/diagnostics/collections.ts';
import { KNOWN_RELEASES } from '../../src/openclaw/release.ts';
import { agreementOf, kindsOf, recordedAgreement, writeAgreement } from './agreement.ts';
import type { ProgramVerdict } from './facts.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keep: { type: 'string' }, write: { type: 'boolean' } },
});

const compared = new Map(KNOWN_RELEASES.map((release) => [release, recordedAgreement(release)]));
for (const release of positionals.length > 0 ? positionals : KNOWN_RELEASES) {
  const reasons = keptVerdicts(release);
  const agreement = agreementOf(release);
  const { configs, disagreements } = agreement;
  compared.set(release, kindsOf(agreement));
  const share = ((100 * (configs - disagreements.length)) / configs).toFixed(1);
  console.log(`${release}: ${share} % of ${configs}`);
  const kinds = groupBy(disagreements, ({ index, gwc }) =>
    gwc === undefined ? `only the release: ${reasonOf(reasons?.[index])}` : `only gwc: ${kindOf(gwc)}`,
  );
  for (const [kind, members] of [...kinds].toSorted(([, a], [, b]) => b.length - a.length)) {
    console.log(`  ${members.length} × ${kind}`);
    for (const { config } of members.slice(0, 3)) console.log(`      ${JSON.stringify(config).slice(0, 300)}`);
  }
}
if (values.write) writeAgreement([...compared.values()].filter((one) => one !== undefined));

function reasonOf(verdict: ProgramVerdict | undefined): string {
  const [path = '', message = ''] = verdict?.issues[0] ?? [];
  return verdict ? `${kindOf(path)}: ${kindOf(message)}` : 'refused';
}

/** A message without what differs from case to case. */
function kindOf(message: string): string {
  return message
    .replace(/`[^`]*`|"[^"]*"/g, '…')
    .replace(/\d+/g, 'N')
    .slice(0, 140);
}

function keptVerdicts(release: string): readonly ProgramVerdict[] | undefined {
  const file = join(values.keep ?? '', `${release}.json.gz`);
  if (values.keep === undefined || !existsSync(file)) return undefined;
  return JSON.parse(gunzipSync(readFileSync(file)).toString()).verdicts.value;
}
