// Findings as a SARIF 2.1.0 log, for code scanning. Pure.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

import { createHash } from 'node:crypto';
import type { Location, Log, PhysicalLocation, ReportingDescriptor, Result, Run } from 'sarif';
import type { Diagnostic, Related, Span } from './diagnostic.ts';
import { type DriftFinding, driftFindings, helpText } from './finding-text.ts';
import { type Links, type Report, type RuleText, ruleUrl } from './report.ts';
import { formatJson } from './terminal-text.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const SOURCE_ROOT = '%SRCROOT%';

/** The rule of files in the output folder. It has no page of its own among the rules of hosts.yaml. */
const DRIFT_RULE: ReportingDescriptor = {
  id: 'drift',
  shortDescription: { text: 'the output folder is what hosts.yaml says' },
  fullDescription: {
    text: 'What is installed from the output folder is what was reviewed in hosts.yaml, and nothing else.',
  },
  help: { text: 'Run `gwc build` and commit what it writes. A change that should stay belongs in hosts.yaml.' },
  defaultConfiguration: { level: 'error' },
};

export function renderSarif(report: Report): string {
  const log: Log = { $schema: SCHEMA, version: '2.1.0', runs: [run(report)] };
  return formatJson(log);
}

function run(report: Report): Run {
  const { tool, diagnostics } = report;
  const { version, links } = tool;
  const rules = [...tool.rules.map((rule) => descriptor(rule, links)), driftRule(links)];
  const drafts = [...diagnostics.map(findingResult), ...driftFindings(report).map(driftResult)];
  const marks = fingerprints(drafts.map(({ identity }) => identity));
  return {
    tool: { driver: { name: 'gwc', semanticVersion: version, ...(links && { informationUri: links.home }), rules } },
    invocations: [{ executionSuccessful: true }],
    originalUriBaseIds: { [SOURCE_ROOT]: { description: { text: 'the folder that gwc was run in' } } },
    columnKind: 'utf16CodeUnits',
    results: drafts.map(({ result }, index): Result => {
      const ruleIndex = rules.findIndex(({ id }) => id === result.ruleId);
      return {
        ...result,
        ...(ruleIndex === -1 ? {} : { ruleIndex }),
        partialFingerprints: { 'gwc/v1': marks[index]! },
      };
    }),
  };
}

function driftRule(links: Links | undefined): ReportingDescriptor {
  return { ...DRIFT_RULE, ...(links && { helpUri: `${links.docs}/gitops.md` }) };
}

function descriptor(rule: RuleText, links: Links | undefined): ReportingDescriptor {
  const { id, severity, summary, why, source, examples } = rule;
  const yaml = (text: string) => `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;
  const example = `Caught:\n\n${yaml(examples.bad)}\n\nAccepted:\n\n${yaml(examples.good)}`;
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why.trim() },
    help: { text: `${why.trim()}\n\nSource: ${source}`, markdown: `${why.trim()}\n\n${example}\n\nSource: ${source}` },
    ...(links && { helpUri: ruleUrl(id, links) }),
    defaultConfiguration: { level: severity },
    properties: { 'problem.severity': severity, precision: 'very-high', tags: ['configuration', 'isolation'] },
  };
}

/** A result without what the others of its run decide, and what it is known by. */
interface Draft {
  readonly result: Result;
  readonly identity: readonly string[];
}

function findingResult(diagnostic: Diagnostic): Draft {
  const { code, severity, message, path, instances, related } = diagnostic;
  const help = helpText(diagnostic);
  return {
    identity: [code, path, ...instances],
    result: {
      ruleId: code,
      level: severity,
      message: { text: help === undefined ? message : `${message}; ${help}` },
      locations: [
        {
          physicalLocation: physical(diagnostic),
          ...(path === '' ? {} : { logicalLocations: [{ fullyQualifiedName: path }] }),
        },
      ],
      ...(related.length === 0 ? {} : { relatedLocations: related.map(relatedLocation) }),
      ...(instances.length === 0 ? {} : { properties: { instances: [...instances] } }),
    },
  };
}

function driftResult({ file, line, message }: DriftFinding): Draft {
  return {
    identity: [DRIFT_RULE.id, file],
    result: {
      ruleId: DRIFT_RULE.id,
      level: 'error',
      message: { text: `${file} ${message}` },
      locations: [{ physicalLocation: { artifactLocation: artifact(file), region: { startLine: line } } }],
    },
  };
}

function relatedLocation(other: Related, index: number): Location {
  return { id: index + 1, physicalLocation: physical(other), message: { text: other.message } };
}

function physical({ file, line, column, endLine, endColumn }: Span): PhysicalLocation {
  return { artifactLocation: artifact(file), region: { startLine: line, startColumn: column, endLine, endColumn } };
}

/** An absolute path is a URI of its own; all others start at the folder that gwc was run in. */
function artifact(file: string): { readonly uri: string; readonly uriBaseId?: string } {
  const path = file
    .replace(/^(\.\/+)+/, '')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  return file.startsWith('/') ? { uri: `file://${path}` } : { uri: path, uriBaseId: SOURCE_ROOT };
}

/** One for each identity, in their order: the same from run to run, whatever line it stands on. Equal ones are numbered. */
function fingerprints(identities: readonly (readonly string[])[]): readonly string[] {
  const seen = new Map<string, number>();
  return identities.map((identity) => {
    const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
    const number = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, number);
    return `${hash}:${number}`;
  });
}
