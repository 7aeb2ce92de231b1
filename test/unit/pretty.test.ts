// The pretty reporter, whole texts.

import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { renderPretty } from '../../src/diagnostics/pretty.ts';
import type { Report, Summary } from '../../src/diagnostics/report.ts';

const TEXT = `version: 1
hosts:
  box-1:
    instances:
      main: { port: 18789 }
      rescue: { port: 18800, token: ************** }
`;

const OVERLAP: Diagnostic = {
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

function pretty(diagnostics: readonly Diagnostic[], summary: Partial<Summary> = {}, options = {}): string {
  const report: Report = {
    diagnostics,
    sources: new Map([['hosts.yaml', TEXT]]),
    summary: { errors: diagnostics.length, warnings: 0, hosts: 1, instances: 2, ...summary },
    hosts: [],
    tool: { version: '0', rules: [] },
  };
  return renderPretty(report, { color: false, width: 80, quiet: false, ...options });
}

describe('pretty', () => {
  it('shows message, place, frame, related place, help and link', () => {
    expect(pretty([OVERLAP])).toBe(`error[port-overlap]: port 18800 meets the CDP range of \`main\`
  --> hosts.yaml:6:23
   |
 6 |       rescue: { port: 18800, token: ************** }
   |                       ^^^^^
note: \`main\` owns 18789-18899
  --> hosts.yaml:5:21
   |
 5 |       main: { port: 18789 }
   |                     -----
help: write \`18909\`
   = gwc explain port-overlap

1 error in 2 instances on 1 host
`);
  });

  it('leaves the help out where the message has it, and lists several', () => {
    expect(pretty([{ ...OVERLAP, message: 'the next free base is 18909' }])).not.toContain('help:');
    expect(pretty([{ ...OVERLAP, suggestions: ['a', 'b\x1b', 'c'] }])).toContain(
      '\nhelp: write one of `a`, `b\\u{1b}`, `c`\n',
    );
    expect(pretty([{ ...OVERLAP, suggestions: [] }])).not.toContain('help:');
  });

  it('counts the related places beyond the fourth', () => {
    const related = Array.from({ length: 7 }, (_, index) => ({ ...OVERLAP.related[0]!, message: `place ${index}` }));
    const text = pretty([{ ...OVERLAP, related }]);
    expect(text.match(/^note: place \d$/gm)).toHaveLength(4);
    expect(text).toContain('\nnote: and 3 more places\n');
    expect(pretty([{ ...OVERLAP, related: related.slice(0, 5) }])).toContain('\nnote: and 1 more place\n');
  });

  it('names a place in another file, with a frame only where its text is known', () => {
    const related = [{ ...OVERLAP.related[0]!, file: 'hosts.lock.json', line: 120, endLine: 120 }];
    expect(pretty([{ ...OVERLAP, related }])).toContain(
      '\nnote: `main` owns 18789-18899\n    --> hosts.lock.json:120:21\nhelp: ',
    );
  });

  it('lines up the numbers of all lines of a finding', () => {
    const text = pretty([{ ...OVERLAP, line: 100, endLine: 100 }]);
    expect(text).toContain('\n   5 |       main: { port: 18789 }\n');
    expect(text).toContain('\n    --> hosts.yaml:5:21\n');
  });

  it.each([
    [{ errors: 0, warnings: 0, instances: 3, hosts: 2 }, 'no findings in 3 instances on 2 hosts\n'],
    [{ errors: 2, warnings: 1, instances: 3, hosts: 1 }, '2 errors, 1 warning in 3 instances on 1 host\n'],
    [{ errors: 1, warnings: 0, instances: 1, hosts: 1 }, '1 error in 1 instance on 1 host\n'],
    [{ errors: 0, warnings: 2, instances: 0, hosts: 1 }, '2 warnings in 0 instances on 1 host\n'],
    [{ errors: 1, warnings: 0, instances: 0, hosts: 0 }, '1 error\n'],
  ])('counts %j', (summary, line) => {
    expect(pretty([], summary)).toBe(line);
    expect(pretty([], summary, { quiet: true })).toBe('');
  });

  it('colours what it says, and the text is the same without', () => {
    const colored = pretty([OVERLAP, { ...OVERLAP, severity: 'warning' }], {}, { color: true });
    expect(colored).toContain('\x1b[31merror[port-overlap]');
    expect(colored).toContain('\x1b[33mwarning[port-overlap]');
    expect(colored.replace(/\x1b\[\d+m/g, '')).toBe(pretty([OVERLAP, { ...OVERLAP, severity: 'warning' }]));
  });

  it('lets nothing of the input reach the terminal raw', () => {
    const hostile = 'x\x1b[31m\n\u202e\x9b';
    const text = pretty([
      { ...OVERLAP, message: hostile, file: hostile, related: [{ ...OVERLAP.related[0]!, message: hostile }] },
    ]);
    expect(text).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
    expect(text.split('\n')[0]).toBe('error[port-overlap]: x\\u{1b}[31m\\n\\u{202e}\\u{9b}');
  });
});
