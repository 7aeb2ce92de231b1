// The examples of OpenClaw's own documentation under all rules: what the real program accepts gwc refuses only for a reason that
// documentation-refusals.ts names, and what the program refuses gwc refuses too.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { installedRelease } from '../../scripts/print-schema.ts';
import { validate } from '../../src/build.ts';
import { groupBy } from '../../src/diagnostics/collections.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { at, type JsonMap } from '../../src/document/json.ts';
import { configSecrets } from '../../src/openclaw/config-secrets.ts';
import { keysBelow } from '../../src/openclaw/schema/json-schema.ts';
import { shippedSchema } from '../../src/openclaw/schema/shipped.ts';
import { expectText } from '../support/fixtures.ts';
import { ONLY_THE_PROGRAM_REFUSES } from './agreed-differences.ts';
import { askProgram } from './ask-program.ts';
import { documentationConfigs } from './documentation-configs.ts';
import { REFUSAL_KINDS } from './documentation-refusals.ts';

const folder = process.env['GWC_OPENCLAW'];
const OTHER = 'NOT LISTED: a wrong refusal, or a kind that documentation-refusals.ts does not name yet';

describe.skipIf(folder === undefined)("OpenClaw's documentation", () => {
  it('passes as the real program judges it', { timeout: 180_000 }, () => {
    const release = installedRelease(folder!);
    const topKeys = new Set([...keysBelow(shippedSchema(release)), '$include']);
    const examples = documentationConfigs(join(folder!, 'node_modules/openclaw/docs'), topKeys);
    expect(examples.length).toBeGreaterThanOrEqual(1279);
    const verdicts = askProgram(
      folder!,
      examples.map(({ config }) => config),
    );
    const judged = examples.map((example, index) => {
      return { ...example, verdict: verdicts[index]!, errors: errorsOf(example.config, release) };
    });
    const isAgreed = ([path, message]: readonly [string, string]) =>
      ONLY_THE_PROGRAM_REFUSES.some(({ isOfKind }) => isOfKind(path, message));
    expect(
      judged
        .filter(({ verdict, errors }) => !verdict.valid && errors.length === 0 && !verdict.issues.every(isAgreed))
        .map(({ place, verdict }) => ({ place, issues: verdict.issues })),
    ).toEqual([]);
    const refusals = judged
      .filter(({ verdict }) => verdict.valid)
      .flatMap(({ place, config, errors }) => errors.map((error) => refusal(place, config, error)));
    const byKind = groupBy(refusals, ({ why }) => why);
    const sections = [...REFUSAL_KINDS.map(({ why }) => why), OTHER].flatMap((why) => {
      const lines = byKind.get(why)?.map(({ line }) => line) ?? [];
      return lines.length === 0 ? [] : [`# ${why}\n\n${lines.join('\n')}\n`];
    });
    expect(byKind.get(OTHER) ?? []).toEqual([]);
    expectText('test/openclaw/documentation-refusals.txt', sections.join('\n'));
  });
});

const BELOW = 'hosts.box.instances.main.config.';

/** Below `config`. As the author of an instance would, the variables that the config names are listed in `secrets`. */
function errorsOf(config: JsonMap, release: string): readonly Diagnostic[] {
  const names = configSecrets(config).flatMap((secret) => {
    if (secret.kind === 'variables') return secret.names;
    return secret.kind === 'ref' && secret.ref.source === 'env' ? [secret.ref.id] : [];
  });
  const main = { port: 18789, secrets: [...new Set(names)], config };
  const fleet = { version: 1, openclaw: release, hosts: { box: { user: 'claw', instances: { main } } } };
  const { diagnostics } = validate(stringify(fleet, { aliasDuplicateObjects: false }));
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map((finding) => ({ ...finding, path: finding.path.replace(BELOW, '') }));
}

function refusal(place: string, config: JsonMap, error: Diagnostic) {
  const kind = REFUSAL_KINDS.find(({ isOfKind }) => isOfKind(error));
  const value = at(config, ...error.path.split('.'));
  const shown = value === undefined ? error.message : JSON.stringify(value);
  return { why: kind?.why ?? OTHER, line: `${place} ${error.code} ${error.path}: ${shown}` };
}
