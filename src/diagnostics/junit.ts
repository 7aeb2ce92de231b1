// Findings as a JUnit report, for the test pages of Jenkins and GitLab. Pure.
// It keeps to what the schemas of Jenkins' xUnit plugin have in common (junit-4.xsd to junit-10.xsd).

import { create } from 'xmlbuilder';
import type { Diagnostic } from './diagnostic.ts';
import { driftFindings } from './drift-text.ts';
import { detailLines, placeText } from './finding-text.ts';
import { groupBy } from './group.ts';
import type { Report } from './report.ts';
import type { RenderOptions } from './reporters.ts';
import { visible } from './terminal-text.ts';

interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

/** A finding, or something that has none. */
interface Case {
  readonly name: string;
  readonly group: string;
  readonly finding?: Finding;
}

interface Finding {
  readonly code: string;
  readonly message: string;
  readonly text: string;
  readonly fails: boolean;
}

const TOOL = 'gwc';

/** A suite for each file, for each host with its instances, and for the output folder where that was compared. */
export function renderJunit(report: Report, { isStrict }: Pick<RenderOptions, 'isStrict'>): string {
  const suites = [...fileSuites(report, isStrict), ...hostSuites(report, isStrict), ...driftSuites(report)];
  const root = {
    testsuites: { '@name': TOOL, ...counts(suites.flatMap(({ cases }) => cases)), testsuite: suites.map(suiteXml) },
  };
  // XML can't hold every character, not even escaped.
  return `${create(root, { encoding: 'UTF-8', invalidCharReplacement: '\ufffd' }).end({ pretty: true })}\n`;
}

/** What is wrong outside of every instance: with the text itself, `defaults`, a host. */
function fileSuites({ diagnostics, sources, hosts }: Report, isStrict: boolean): readonly Suite[] {
  const owners = new Set(hosts.flatMap(({ name, instances }) => instances.map((it) => ownerKey(name, it.name))));
  const common = diagnostics.filter(({ path }) => !owners.has(ownerOf(path)));
  const read = [...sources].filter(([, text]) => text !== '').map(([file]) => file);
  const files = new Set([...read, ...common.map(({ file }) => file)]);
  return [...files].map((file) => {
    const cases = common
      .filter((diagnostic) => diagnostic.file === file)
      .map((diagnostic) => findingCase(TOOL, diagnostic.path, diagnostic, isStrict));
    return { name: file, cases: cases.length > 0 ? cases : [{ name: file, group: TOOL }] };
  });
}

function hostSuites({ diagnostics, hosts }: Report, isStrict: boolean): readonly Suite[] {
  const owned = groupBy(diagnostics, ({ path }) => ownerOf(path));
  return hosts
    .map(({ name, instances }) => {
      const group = `${TOOL}.${name}`;
      const start = `hosts.${name}.instances.`.length;
      const cases = instances.flatMap((instance): readonly Case[] => {
        const found = owned.get(ownerKey(name, instance.name));
        if (!found) return [{ name: instance.name, group }];
        return found.map((diagnostic) => findingCase(group, diagnostic.path.slice(start), diagnostic, isStrict));
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

/** Of a dotted path the part that names the instance. */
function ownerOf(path: string): string {
  return path.split('.').slice(0, 4).join('.');
}

function ownerKey(host: string, instance: string): string {
  return `hosts.${host}.instances.${instance}`;
}

function findingCase(group: string, where: string, diagnostic: Diagnostic, isStrict: boolean): Case {
  const { code, severity, message, url } = diagnostic;
  const text = [`${severity} at ${placeText(diagnostic)}`, visible(message), ...detailLines(diagnostic), url].join(
    '\n',
  );
  return {
    name: where === '' ? code : `${where}: ${code}`,
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
