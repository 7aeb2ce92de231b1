// Findings as a JUnit report, for the test pages of Jenkins and GitLab. Pure.
// It keeps to what the schemas of Jenkins' xUnit plugin have in common (junit-4.xsd to junit-10.xsd).

import { create } from 'xmlbuilder';
import { groupBy } from './collections.ts';
import { type Diagnostic, instanceKey } from './diagnostic.ts';
import { detailLines, driftFindings, placeText } from './finding-text.ts';
import { type Report, ruleReference, type Tool } from './report.ts';
import { visible } from './terminal-text.ts';

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** A finding, or something that has none. */
interface Case {
  readonly name: string;
  readonly group: string;
  readonly finding?: Outcome;
}

interface Outcome {
  readonly code: string;
  readonly message: string;
  readonly text: string;
  readonly fails: boolean;
}

const TOOL = 'gwc';

/** A suite for each file, for each host with its instances, and for the output folder where that was compared. */
export function renderJunit(report: Report, { isStrict }: { readonly isStrict: boolean }): string {
  const suites = [...fileSuites(report, isStrict), ...hostSuites(report, isStrict), ...driftSuites(report)];
  const root = {
    testsuites: { '@name': TOOL, ...counts(suites.flatMap(({ cases }) => cases)), testsuite: suites.map(suiteXml) },
  };
  // XML can't hold every character, not even escaped.
  return `${create(root, { encoding: 'UTF-8', invalidCharReplacement: '\ufffd' }).end({ pretty: true })}\n`;
}

/** What is about no instance that could be read. */
function fileSuites({ diagnostics, sources, hosts, tool }: Report, isStrict: boolean): readonly Suite[] {
  const checked = new Set(hosts.flatMap(({ name, instances }) => instances.map((it) => instanceKey(name, it.name))));
  const common = diagnostics.filter(({ instances }) => !instances.some((it) => checked.has(it)));
  const read = [...sources].filter(([, text]) => text !== '').map(([file]) => file);
  const files = new Set([...read, ...common.map(({ file }) => file)]);
  return [...files].map((file) => {
    const cases = common
      .filter((diagnostic) => diagnostic.file === file)
      .map((diagnostic) => findingCase(diagnostic, { group: TOOL, whose: '', tool, isStrict }));
    return { name: file, cases: cases.length > 0 ? cases : [{ name: file, group: TOOL }] };
  });
}

function hostSuites({ diagnostics, hosts, tool }: Report, isStrict: boolean): readonly Suite[] {
  const pairs = diagnostics.flatMap((diagnostic) => diagnostic.instances.map((instance) => ({ instance, diagnostic })));
  const about = groupBy(pairs, ({ instance }) => instance);
  return hosts
    .map(({ name, instances }) => {
      const group = `${TOOL}.${name}`;
      const cases = instances.flatMap((instance): readonly Case[] => {
        const found = about.get(instanceKey(name, instance.name));
        if (!found) return [{ name: instance.name, group }];
        return found.map(({ diagnostic }) =>
          findingCase(diagnostic, { group, whose: `${instance.name}: `, tool, isStrict }),
        );
      });
      return { name, cases };
    })
    .filter(({ cases }) => cases.length > 0);
}

function driftSuites(report: Report): readonly Suite[] {
  const { drift, folder = '' } = report;
  if (drift === undefined) return [];
  const cases = driftFindings(report).map(({ file, line, message }): Case => {
    const text = `${visible(file)}:${line}`;
    return { name: file, group: TOOL, finding: { code: 'drift', message: `${file} ${message}`, text, fails: true } };
  });
  return [{ name: folder, cases: cases.length > 0 ? cases : [{ name: folder, group: TOOL }] }];
}

interface CaseContext {
  readonly group: string;
  /** What the name of the case starts with. */
  readonly whose: string;
  readonly tool: Tool;
  readonly isStrict: boolean;
}

function findingCase(diagnostic: Diagnostic, { group, whose, tool, isStrict }: CaseContext): Case {
  const { code, severity, message, path } = diagnostic;
  const text = [
    `${severity} at ${placeText(diagnostic)}`,
    visible(message),
    ...detailLines(diagnostic),
    ruleReference(code, tool.links),
  ].join('\n');
  return {
    name: `${whose}${code}${path === '' ? '' : ` (${path})`}`,
    group,
    finding: { code, message: visible(message), text, fails: severity === 'error' || isStrict },
  };
}

function suiteXml({ name, cases }: Suite) {
  return { '@name': name, ...counts(cases), testcase: cases.map(caseXml) };
}

function caseXml({ name, group, finding }: Case) {
  const head = { '@name': name, '@classname': group };
  if (!finding) return head;
  if (!finding.fails) return { ...head, 'system-out': finding.text };
  return { ...head, failure: { '@type': finding.code, '@message': finding.message, '#text': finding.text } };
}

function counts(cases: readonly Case[]) {
  return { '@tests': cases.length, '@failures': cases.filter(({ finding }) => finding?.fails).length, '@errors': 0 };
}
