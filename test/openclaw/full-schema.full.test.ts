// What gwc has nothing to say of, the schema that `gwc schema --full` prints accepts too: an editor underlines nothing that is fine. ajv judges.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSet } from '../../scripts/releases/config-set.ts';
import type { JsonMap } from '../../src/document/json.ts';
import { NEWEST_RELEASE } from '../../src/openclaw/release.ts';
import { configChecker } from '../../src/openclaw/schema/config-faults.ts';
import { fullSchemaText } from '../../src/openclaw/schema/full-schema.ts';
import { keysBelow } from '../../src/openclaw/schema/json-schema.ts';
import { shippedSchema } from '../../src/openclaw/schema/shipped.ts';
import { documentationConfigs } from './documentation-configs.ts';

/** What is wrong with a text's value, by the full schema of the release. */
function fullCheck(release: string) {
  const check = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(fullSchemaText(release)));
  return (value: unknown) =>
    check(value) ? [] : check.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Of the configs that gwc has nothing to say of, those that the full schema refuses. */
function wronglyRefused(configs: readonly JsonMap[], release: string) {
  const check = configChecker(release);
  const faultsOf = fullCheck(release);
  const fine = configs.filter((config) => check(config).length === 0);
  expect(fine.length).toBeGreaterThan(250);
  return fine.flatMap((config) => {
    const faults = faultsOf({ version: 1, hosts: { box: { instances: { main: { config } } } } });
    return faults.length === 0 ? [] : [{ config, faults }];
  });
}

describe('the full schema', { timeout: 120_000 }, () => {
  it.each(['2026.2.1', '2026.6.1', NEWEST_RELEASE])('takes the configs that gwc takes for %s', (release) => {
    expect(wronglyRefused(configSet(), release)).toEqual([]);
  });

  it('takes every file of the golden cases and the examples, parts included', () => {
    const folders = ['test/ok', 'examples'].flatMap((top) => readdirSync(top).map((name) => join(top, name)));
    const faults = new Map<string, ReturnType<typeof fullCheck>>();
    const found = folders.flatMap((folder) => {
      const main = parse(readFileSync(join(folder, 'hosts.yaml'), 'utf8'), { merge: true });
      const release = main.openclaw ?? NEWEST_RELEASE;
      const faultsOf = faults.get(release) ?? fullCheck(release);
      faults.set(release, faultsOf);
      return fleetFiles(folder).flatMap((file) => {
        const wrong = faultsOf(parse(readFileSync(file, 'utf8'), { merge: true }));
        return wrong.length === 0 ? [] : [{ file, wrong }];
      });
    });
    expect(found).toEqual([]);
  });

  it.skipIf(!process.env['GWC_OPENCLAW'])("takes what gwc takes of OpenClaw's documentation", () => {
    const docs = join(process.env['GWC_OPENCLAW']!, 'node_modules/openclaw/docs');
    const topKeys = new Set([...keysBelow(shippedSchema(NEWEST_RELEASE)), '$include']);
    const configs = documentationConfigs(docs, topKeys).map(({ config }) => config);
    expect(wronglyRefused(configs, NEWEST_RELEASE)).toEqual([]);
  });
});

/** hosts.yaml and its parts: they have a version. */
function fleetFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => /\.ya?ml$/.test(file) && /^version: 1$/m.test(readFileSync(file, 'utf8')));
}
