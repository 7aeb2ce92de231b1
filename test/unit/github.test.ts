// The github reporter: what the runner of GitHub Actions reads from its lines.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderGithub } from '../../src/diagnostics/reporters.ts';
import { everyRule, reportOn, reportWith } from '../support/reports.ts';
import { annotationsIn } from '../support/workflow-commands.ts';

describe('github', () => {
  it('shows place, related place, help and link', () => {
    expect(renderGithub(reportWith({}))).toBe(
      '::error file=hosts.yaml,line=6,endLine=6,col=23,endColumn=28,title=port-overlap::' +
        'port 18800 meets the CDP range of `main`%0A' +
        'note: hosts.yaml:5:21: `main` owns 18789-18899%0A' +
        'help: write `18909`%0A' +
        'gwc explain port-overlap\n',
    );
  });

  it('tells warnings from errors', () => {
    expect(annotationsIn(renderGithub(reportWith({ severity: 'warning' }))).map(({ level }) => level)).toEqual([
      'warning',
    ]);
  });

  it('has no columns for a range over several lines, which the runner refuses', () => {
    const [annotation] = annotationsIn(renderGithub(reportWith({ endLine: 8, endColumn: 2 })));
    expect(annotation!.properties).toEqual({ file: 'hosts.yaml', line: '6', endLine: '8', title: 'port-overlap' });
  });

  it('only counts the related places beyond the first few', () => {
    const { diagnostics } = reportWith({});
    const related = Array.from({ length: 9 }, (_, index) => ({ ...diagnostics[0]!.related[0]!, line: index + 1 }));
    const [annotation] = annotationsIn(renderGithub(reportWith({ related })));
    expect(annotation!.message.match(/^note: .*$/gm)).toHaveLength(5);
    expect(annotation!.message).toContain('note: and 5 more places\n');
  });

  it('puts drift on the file that differs, and on the line where that is known', () => {
    const report = {
      ...reportOn('version: 1\n'),
      drift: [
        { path: 'box-1/main/openclaw.json', state: 'changed', line: 3 },
        { path: 'box-1/old/gateway.env', state: 'stale' },
      ],
      folder: 'infra/out',
    } as const;
    expect(renderGithub(report)).toBe(
      '::error file=infra/out/box-1/main/openclaw.json,line=3,title=drift::infra/out/box-1/main/openclaw.json ' +
        'differs from what hosts.yaml says; run `gwc build` and commit what it writes\n' +
        '::error file=infra/out/box-1/old/gateway.env,line=1,title=drift::infra/out/box-1/old/gateway.env ' +
        'is stale: hosts.yaml has nothing that it comes from; run `gwc build` and commit what it writes\n',
    );
  });

  it('says nothing where there is nothing to say', () => {
    expect(renderGithub({ ...reportOn('version: 1\n'), diagnostics: [] })).toBe('');
  });

  it('is one line for each finding, whatever the texts hold', () => {
    const text = fc.string({
      unit: fc.constantFrom('%', '\r', '\n', ':', ',', '=', 'a', '::', '%0A', ' ', '\u001b', '💥'),
    });
    fc.assert(
      fc.property(text, text, text, (file, message, note) => {
        const related = [{ file, line: 1, column: 1, endLine: 1, endColumn: 1, message: note }];
        const log = renderGithub(reportWith({ file, message, related, suggestions: [] }));
        expect(log.split(/\r\n|\n|\r/)).toHaveLength(2);
        const [annotation] = annotationsIn(log);
        expect(annotation!.properties['file']).toBe(file);
        expect(annotation!.properties['title']).toBe('port-overlap');
        expect(annotation!.message.split('\n')).toHaveLength(3);
      }),
    );
  });

  it('has a line for every finding of every rule', () => {
    const report = everyRule();
    const annotations = annotationsIn(renderGithub(report));
    expect(annotations.map(({ properties: { file, line, title } }) => `${file}:${line} ${title}`)).toEqual([
      ...report.diagnostics.map(({ file, line, code }) => `${file}:${line} ${code}`),
      'out/box-1/main/openclaw.json:3 drift',
      'out/box-1/old/gateway.env:1 drift',
    ]);
  });
});
