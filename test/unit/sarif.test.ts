// The sarif reporter: the official schema, the validator of Microsoft's SARIF SDK with GitHub's own rules, fingerprints.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Log, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/diagnostics/report.ts';
import { projectLinks } from '../../src/diagnostics/report.ts';
import { renderSarif } from '../../src/diagnostics/sarif.ts';
import { RULES } from '../../src/rules/index.ts';
import { inFull } from '../support/full.ts';
import { hasJudges, loadJudge } from '../support/judges.ts';
import { everyRule, reportOn, reportWith } from '../support/reports.ts';

/** The package hands out the path of its program; the schema lies beside it. */
function multitool(): string {
  return loadJudge('@microsoft/sarif-multitool') as string;
}

function runOf(report: Report): Run {
  return (JSON.parse(renderSarif(report)) as Log).runs[0]!;
}

const OVERLAP = `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      rescue: { port: 18809 }
`;

describe('sarif', () => {
  inFull.it.skipIf(!hasJudges)('satisfies the official schema', () => {
    const schemaText = readFileSync(join(dirname(multitool()), 'sarif-2.1.0.json'), 'utf8');
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
    const check = ajv.compile(JSON.parse(schemaText));
    const reports = [everyRule(), reportOn('version: 1\n'), reportOn('{'), reportWith({ file: '/srv/ä b/%1#?.yaml' })];
    for (const report of reports) {
      check(JSON.parse(renderSarif(report)));
      expect(check.errors ?? []).toEqual([]);
    }
  });

  inFull.it.skipIf(!hasJudges)("passes the SARIF SDK's validator with GitHub's rules, once gwc has a home", () => {
    const report = everyRule();
    const links = projectLinks({ version: '1.0.0', homepage: 'https://gwc.example' })!;
    const folder = mkdtempSync(join(tmpdir(), 'gwc-sarif-'));
    try {
      writeFileSync(join(folder, 'gwc.sarif'), renderSarif({ ...report, tool: { ...report.tool, links } }));
      const argv = ['validate', 'gwc.sarif', '--output', 'verdict.sarif', '--rule-kind', 'Sarif;Ghas'];
      const { stdout } = spawnSync(multitool(), [...argv, '--level', 'Error;Warning'], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
      });
      expect(stdout).toContain('Analysis completed successfully');
      expect(existsSync(join(folder, 'verdict.sarif'))).toBe(true);
      const verdict = JSON.parse(readFileSync(join(folder, 'verdict.sarif'), 'utf8')) as Log;
      expect(verdict.runs[0]!.results!.map(({ ruleId, message }) => [ruleId, message])).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('describes every rule, and points each result at its own', () => {
    const { tool, results } = runOf(everyRule());
    const rules = tool.driver.rules!;
    expect(rules.map(({ id }) => id)).toEqual([...RULES.map(({ id }) => id), 'drift']);
    for (const rule of RULES) {
      const found = rules.find(({ id }) => id === rule.id)!;
      expect(found.shortDescription!.text).toBe(rule.summary);
      expect(found.defaultConfiguration!.level).toBe(rule.severity);
      expect(found.help!.markdown).toContain(rule.examples.good);
    }
    expect(results!.map(({ ruleIndex }) => rules[ruleIndex!]!.id)).toEqual(results!.map(({ ruleId }) => ruleId));
  });

  it('has place, related place, dotted path and help', () => {
    const [result] = runOf(reportWith({})).results!;
    const artifactLocation = { uri: 'hosts.yaml', uriBaseId: '%SRCROOT%' };
    expect(result).toMatchObject({
      ruleId: 'port-overlap',
      level: 'error',
      message: { text: 'port 18800 meets the CDP range of `main`; write `18909`' },
      locations: [
        {
          physicalLocation: { artifactLocation, region: { startLine: 6, startColumn: 23, endLine: 6, endColumn: 28 } },
          logicalLocations: [{ fullyQualifiedName: 'hosts.box-1.instances.rescue.port' }],
        },
      ],
      relatedLocations: [
        {
          id: 1,
          message: { text: '`main` owns 18789-18899' },
          physicalLocation: { artifactLocation, region: { startLine: 5, startColumn: 21, endLine: 5, endColumn: 26 } },
        },
      ],
    });
  });

  it.each([
    ['hosts.yaml', { uri: 'hosts.yaml', uriBaseId: '%SRCROOT%' }],
    ['./infra/hosts.yaml', { uri: 'infra/hosts.yaml', uriBaseId: '%SRCROOT%' }],
    ['../fleet/hosts.yaml', { uri: '../fleet/hosts.yaml', uriBaseId: '%SRCROOT%' }],
    ['a b/ä%#?:.yaml', { uri: 'a%20b/%C3%A4%25%23%3F%3A.yaml', uriBaseId: '%SRCROOT%' }],
    ['/srv/a b.yaml', { uri: 'file:///srv/a%20b.yaml' }],
  ])('writes the path %s as a URI', (file, expected) => {
    const [result] = runOf(reportWith({ file })).results!;
    expect(result!.locations![0]!.physicalLocation!.artifactLocation).toEqual(expected);
  });

  it('shows drift at the file that differs', () => {
    const { results } = runOf({
      ...reportOn('version: 1\n'),
      diagnostics: [],
      drift: [{ path: 'box-1/main/openclaw.json', state: 'changed', line: 3 }],
      folder: './out',
    });
    expect(results!.map(({ ruleId, locations }) => [ruleId, locations![0]!.physicalLocation])).toEqual([
      [
        'drift',
        {
          artifactLocation: { uri: 'out/box-1/main/openclaw.json', uriBaseId: '%SRCROOT%' },
          region: { startLine: 3 },
        },
      ],
    ]);
  });
});

describe('fingerprints', () => {
  const marks = (text: string) => runOf(reportOn(text)).results!.map(({ partialFingerprints }) => partialFingerprints);
  const lines = (text: string) =>
    runOf(reportOn(text)).results!.map(({ locations }) => locations![0]!.physicalLocation!.region!.startLine);

  it('stay when a line moves', () => {
    const moved = OVERLAP.replace('version: 1\n', 'version: 1\n# a line\n# and another one\nx-note: moved\n');
    expect(lines(moved)).toEqual(lines(OVERLAP).map((line) => line! + 3));
    expect(marks(moved)).toEqual(marks(OVERLAP));
    expect(marks(OVERLAP)).not.toEqual([]);
  });

  it('stay when another finding comes or goes', () => {
    const more = `${OVERLAP}      far: { port: 40000, workspce: ~/far }\n`;
    expect(marks(more).length).toBeGreaterThan(marks(OVERLAP).length);
    expect(marks(more)).toEqual(expect.arrayContaining(marks(OVERLAP)));
  });

  it('change with the rule, the place in the document, and the instances, not with the words', () => {
    const mark = (change: Parameters<typeof reportWith>[0]) =>
      JSON.stringify(runOf(reportWith(change)).results![0]!.partialFingerprints);
    const all = [{}, { code: 'port-unique' }, { path: 'hosts.box-2' }, { instances: ['box-1/far'] }].map(mark);
    expect(new Set(all).size).toBe(all.length);
    expect(mark({ message: 'the next free base is 19029' })).toBe(mark({}));
  });

  it('tell equal findings apart by their order', () => {
    const { diagnostics, ...report } = reportWith({});
    const twice = runOf({ ...report, diagnostics: [diagnostics[0]!, { ...diagnostics[0]!, line: 9, endLine: 9 }] });
    const [first, second] = twice.results!.map(({ partialFingerprints }) => partialFingerprints!['gwc/v1']!);
    expect(first).toMatch(/^[0-9a-f]{32}:1$/);
    expect(second).toBe(first!.replace(/:1$/, ':2'));
  });

  it('differ between any two findings of all rules', () => {
    const all = runOf(everyRule()).results!.map(({ partialFingerprints }) => partialFingerprints!['gwc/v1']);
    expect(new Set(all).size).toBe(all.length);
  });
});
