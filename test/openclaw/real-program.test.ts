// gwc and the real OpenClaw judge the same configs alike. GWC_OPENCLAW is a folder with a node_modules that has `openclaw` (a release
// that gwc has the schema of) and `node-<platform>-<arch>`; without it the comparison is skipped.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installedRelease, NODE_PACKAGE, printSchema } from '../../scripts/print-schema.ts';
import { shareSubtrees } from '../../scripts/share-subtrees.ts';
import type { JsonMap } from '../../src/document/json.ts';
import { configChecker } from '../../src/openclaw/schema/config-faults.ts';
import { schemaText } from '../../src/openclaw/schema/schema-text.ts';
import { shippedSchema, shippedSchemaText } from '../../src/openclaw/schema/shipped.ts';
import { structureOf } from '../../src/openclaw/schema/structure.ts';
import { type AgreedDifference, ONLY_GWC_REFUSES, ONLY_THE_PROGRAM_REFUSES } from './agreed-differences.ts';
import { configsOf, sectionsOf } from './generated-configs.ts';
import { HANDMADE } from './handmade.ts';

const folder = process.env['GWC_OPENCLAW'];
/** What the configs with variables get for them. */
const VARIABLES = { GWC_TEST_MODE: 'local', GWC_TEST_LEVEL: 'info' };

interface Verdict {
  readonly valid: boolean;
  readonly issues: readonly (readonly [path: string, message: string])[];
  readonly warnings: readonly (readonly [path: string, message: string])[];
}

function askProgram(openclaw: string, configs: readonly JsonMap[]): readonly Verdict[] {
  const node = join(openclaw, 'node_modules', NODE_PACKAGE, 'bin/node');
  const temporary = mkdtempSync(join(tmpdir(), 'gwc-configs-'));
  const file = join(temporary, 'configs.jsonl');
  writeFileSync(file, configs.map((config) => JSON.stringify(config)).join('\n'));
  const output = execFileSync(node, ['test/openclaw/validate-configs.mjs', openclaw, file], {
    env: { PATH: process.env['PATH'], ...VARIABLES },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 2 ** 28,
  });
  rmSync(temporary, { recursive: true });
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function isAgreed(differences: readonly AgreedDifference[], [path, message]: readonly [string, string]): boolean {
  return differences.some(({ isOfKind }) => isOfKind(path, message));
}

/** The program has `/` of a key as `..`, `.` or itself. */
function dotted(path: string): string {
  return path.replaceAll(/[/.]+/g, '.');
}

/** What keeps the two from agreeing on a config; undefined where nothing does. */
function disagreement(
  config: JsonMap,
  faults: ReturnType<ReturnType<typeof configChecker>>,
  verdict: Verdict,
): object | undefined {
  const paths = faults.map(({ path }) => dotted(path.join('.')));
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

describe.skipIf(folder === undefined)('the real program', () => {
  const version = folder === undefined ? '' : installedRelease(folder);

  it('prints the schema that we have', { timeout: 60_000 }, () => {
    const printed = structureOf(JSON.parse(printSchema(folder!)));
    expect(schemaText(shareSubtrees(printed))).toBe(shippedSchemaText(version));
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
