// Reports as the command line makes them, from texts.

import { type CompileOptions, validate } from '../../src/build.ts';
import { reportOf } from '../../src/cli/print-report.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Report } from '../../src/diagnostics/report.ts';
import { singleSource } from '../../src/document/fleet-source.ts';
import { parseSource } from '../../src/document/yaml.ts';
import { RULES } from '../../src/rules/index.ts';

export function reportOn(text: string, options: CompileOptions = {}): Report {
  const { file = 'hosts.yaml', lock, lockFile = 'hosts.lock.json' } = options;
  const source = {
    file,
    text,
    fleet: singleSource(parseSource(text, file)),
    problems: [],
    lock: { file: lockFile, path: lockFile, ...(lock === undefined ? {} : { document: parseSource(lock, lockFile) }) },
  };
  return reportOf(source, validate(text, options));
}

/** Every finding of every rule's own bad example, each in a file that is named for the rule. */
export function everyRule(): Report {
  const reports = RULES.map(({ id, examples: { bad, lock } }) =>
    reportOn(bad, { file: `${id}.yaml`, ...(lock === undefined ? {} : { lock, isFrozen: true }) }),
  );
  return {
    ...reports[0]!,
    diagnostics: reports.flatMap(({ diagnostics }) => diagnostics),
    drift: [
      { path: 'box-1/main/openclaw.json', state: 'changed', line: 3 },
      { path: 'box-1/old/gateway.env', state: 'stale' },
    ],
    folder: 'out',
  };
}

/** A report of one finding. */
export function reportWith(diagnostic: Partial<Diagnostic>): Report {
  return { ...reportOn('version: 1\n'), diagnostics: [{ ...FINDING, ...diagnostic }] };
}

const FINDING: Diagnostic = {
  code: 'port-overlap',
  severity: 'error',
  message: 'port 18800 meets the CDP range of `main`',
  file: 'hosts.yaml',
  line: 6,
  column: 23,
  endLine: 6,
  endColumn: 28,
  path: 'hosts.box-1.instances.rescue.port',
  instances: ['box-1/rescue', 'box-1/main'],
  related: [{ file: 'hosts.yaml', line: 5, column: 21, endLine: 5, endColumn: 26, message: '`main` owns 18789-18899' }],
  suggestions: ['18909'],
};
