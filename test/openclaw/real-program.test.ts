// gwc and the real OpenClaw judge the same configs alike. GWC_OPENCLAW is a folder with a node_modules that has `openclaw` (a release
// that gwc has the schema of) and `node-<platform>-<arch>`; without it the comparison is skipped.

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { installedRelease, NODE_PACKAGE, printSchema } from '../../scripts/print-schema.ts';
import { explanationsOf } from '../../scripts/releases/explanations.ts';
import type { JsonMap } from '../../src/document/json.ts';
import { missingPlugins, pluginsOf } from '../../src/openclaw/plugins.ts';
import { NEWEST_RELEASE } from '../../src/openclaw/release.ts';
import { configChecker } from '../../src/openclaw/schema/config-faults.ts';
import { shippedExplanations } from '../../src/openclaw/schema/explanations.ts';
import { shippedSchema, shippedSchemaText } from '../../src/openclaw/schema/shipped.ts';
import { explainedStructureOf, structureOf } from '../../src/openclaw/schema/structure.ts';
import { folderWith, gwc } from '../cli/gwc.ts';
import { inFull } from '../support/full.ts';
import { type AgreedDifference, ONLY_GWC_REFUSES, ONLY_THE_PROGRAM_REFUSES } from './agreed-differences.ts';
import { askProgram, type Verdict } from './ask-program.ts';
import { configsOf, sectionsOf } from './generated-configs.ts';
import { HANDMADE } from './handmade.ts';

const folder = process.env['GWC_OPENCLAW'];
function isAgreed(differences: readonly AgreedDifference[], [path, message]: readonly [string, string]): boolean {
  return differences.some(({ isOfKind }) => isOfKind(path, message));
}

/** The program has `/` of a key as `..`, `.` or itself, and speaks of agents where it moves them to. */
function dotted(path: string): string {
  return path.replaceAll(/[/.]+/g, '.').replace(/^agents\.entries\b/, 'agents.list');
}

/** What keeps the two from agreeing on a config; undefined where nothing does. */
function disagreement(
  config: JsonMap,
  faults: ReturnType<ReturnType<typeof configChecker>>,
  verdict: Verdict,
): object | undefined {
  const paths = faults.map((fault) => dotted(fault.at.join('.')));
  if (verdict.valid) {
    const isMoved = verdict.warnings.some((warning) => isAgreed(ONLY_GWC_REFUSES, warning));
    return faults.length === 0 || isMoved ? undefined : { config, gwc: faults.map(({ message }) => message) };
  }
  const issues = verdict.issues.filter((issue) => !isAgreed(ONLY_THE_PROGRAM_REFUSES, issue));
  const isSamePlace = issues.some(([place]) =>
    paths.some((path) => path.startsWith(dotted(place)) || dotted(place).startsWith(path)),
  );
  return issues.length === 0 || isSamePlace ? undefined : { config, gwc: paths, program: issues };
}

describe('configs made by hand', () => {
  const check = configChecker('2026.9.6');

  it.each(HANDMADE.map(({ config, accepted }) => [JSON.stringify(config), config, accepted] as const))(
    '%s',
    (_, config, accepted) => {
      expect(check(config).map(({ message }) => message)).toEqual(
        accepted ? [] : expect.arrayContaining([expect.any(String)]),
      );
    },
  );
});

inFull.describe.skipIf(folder === undefined)('the real program', () => {
  const version = folder === undefined ? '' : installedRelease(folder);

  it('prints the schema that we have', { timeout: 60_000 }, () => {
    const printed = structureOf(JSON.parse(printSchema(folder!)));
    expect(structureOf(JSON.parse(shippedSchemaText(version)))).toEqual(printed);
  });

  it.skipIf(version !== NEWEST_RELEASE)('explains keys in the words that we have', { timeout: 60_000 }, () => {
    const printed = explanationsOf(explainedStructureOf(JSON.parse(printSchema(folder!))));
    expect(printed.size).toBeGreaterThan(2000);
    expect([...printed].filter(([path, own]) => !isDeepStrictEqual(shippedExplanations().get(path), own))).toEqual([]);
  });

  it('judges as we do', { timeout: 180_000 }, () => {
    const root = shippedSchema(version);
    const generated = sectionsOf(root).flatMap((section) => configsOf(section, root, 3));
    const configs = [...HANDMADE.map(({ config }) => config), ...generated];
    const check = configChecker(version);
    const verdicts = askProgram(folder!, configs);
    expect(verdicts).toHaveLength(configs.length);
    expect(configs.flatMap((config, index) => disagreement(config, check(config), verdicts[index]!) ?? [])).toEqual([]);
    expect(verdicts.slice(0, HANDMADE.length).map(({ valid }) => valid)).toEqual(
      HANDMADE.map(({ accepted }) => accepted),
    );
    expect(verdicts.filter(({ valid }) => valid).length).toBeGreaterThan(200);
    expect(verdicts.filter(({ valid }) => !valid).length).toBeGreaterThan(200);
  });
});

inFull.it.skipIf(folder === undefined)('it lacks the plugins that we know it to lack', { timeout: 60_000 }, () => {
  const release = installedRelease(folder!);
  const { bundled, packages } = pluginsOf(release);
  const ids = [...bundled, ...Object.keys(packages), 'none'];
  const config = { plugins: { entries: Object.fromEntries(ids.map((id) => [id, { enabled: true }])) } };
  const [verdict] = askProgram(folder!, [config]);
  const lacking = verdict!.warnings.filter(([, message]) => /^plugin not (found|installed): /.test(message));
  const missing = missingPlugins(config, release, []).map(({ path }) => path.join('.'));
  expect(lacking.map(([path]) => path).toSorted()).toEqual(missing.toSorted());
  expect(missing).toContain('plugins.entries.codex');
});

inFull.it.skipIf(folder === undefined)('gwc validate --with asks it about what only it can know', async () => {
  const modules = join(folder!, 'node_modules');
  const provider = '{ source: exec, command: /no/such }';
  const instances = `main: { port: 18789, config: { secrets: { providers: { "a.b": ${provider} } } } }`;
  const cwd = folderWith({
    'hosts.yaml': `version: 1\nhosts: { box: { user: claw, instances: { ${instances} } } }\n`,
    openclaw: `#!/bin/sh\nexec ${modules}/${NODE_PACKAGE}/bin/node ${modules}/openclaw/openclaw.mjs "$@"\n`,
  });
  chmodSync(join(cwd, 'openclaw'), 0o755);
  const { code, stdout } = await gwc(['validate', '--with', './openclaw', '--format', 'json'], {
    cwd,
    env: { PATH: process.env['PATH']! },
  });
  expect(code).toBe(1);
  expect(JSON.parse(stdout).diagnostics).toMatchObject([
    { code: 'openclaw-schema', message: expect.stringContaining('/no/such'), instances: ['box/main'] },
  ]);
});
