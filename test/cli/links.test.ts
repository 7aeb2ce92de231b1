// URLs: none as long as package.json names no public home, and everywhere once it does.
// package.json is a mock in the second half, for it has no home yet.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectLinks } from '../../src/diagnostics/report.ts';
import { folderWith, hostsYaml } from './gwc.ts';

const OVERLAP = hostsYaml({ 'box-1': { main: 18789, rescue: 18809 } });
const HOME = 'https://example.org/gwc';
const RULE = `${HOME}/docs/rules.md#port-overlap`;

/** What is printed by every kind of text that may hold a URL. */
async function textsOf() {
  const { gwcHere } = await import('./gwc.ts');
  const cwd = folderWith({ 'hosts.yaml': OVERLAP });
  const out = async (...argv: readonly string[]) => {
    const { stdout, stderr } = await gwcHere(argv, { cwd });
    return stdout + stderr;
  };
  return {
    help: await out('--help'),
    explain: await out('explain', 'port-overlap'),
    'explain as JSON': await out('explain', 'port-overlap', '--format', 'json'),
    pretty: await out('validate', '--format', 'pretty'),
    json: await out('validate', '--format', 'json'),
    github: await out('validate', '--format', 'github'),
    sarif: await out('validate', '--format', 'sarif'),
    junit: await out('validate', '--format', 'junit'),
    page: await out('ports', '--format', 'html'),
    init: await out('init', '-'),
  };
}

describe('without a public home', () => {
  it('findings name the command that explains them, and no text has a URL of ours', async () => {
    const texts = await textsOf();
    for (const name of ['pretty', 'github', 'junit', 'page'] as const)
      expect(texts[name], name).toContain('gwc explain port-overlap');
    for (const [name, text] of Object.entries(texts))
      expect(text.match(/"(?:url|helpUri|informationUri)"|Documentation:|gwc\.example|OWNER/), name).toBeNull();
  });

  it('no file that is shipped names a home that is not there', () => {
    const listed = execFileSync('git', ['ls-files', '-z', '--', ':!test', ':!CHANGELOG.md'], { encoding: 'utf8' });
    const files = listed.split('\0').filter((name) => name !== '' && existsSync(name));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((name) => /gwc\.example|OWNER\/gwc/.test(readFileSync(name, 'utf8')))).toEqual([]);
  });
});

describe('with a public home', () => {
  beforeAll(() => {
    vi.resetModules();
    vi.doMock('../../package.json', () => ({
      default: { name: 'gwc', version: '0.1.0', description: 'gwc', homepage: HOME },
    }));
  });
  afterAll(() => {
    vi.doUnmock('../../package.json');
    vi.resetModules();
  });

  it('texts have its URLs', async () => {
    const { help, ...texts } = await textsOf();
    expect(help).toContain(`Documentation: ${HOME}`);
    for (const name of ['pretty', 'github', 'junit', 'page', 'explain'] as const)
      expect(texts[name], name).toContain(RULE);
    expect(JSON.parse(texts.json).diagnostics[0].url).toBe(RULE);
    expect(JSON.parse(texts['explain as JSON']).url).toBe(RULE);
    const { driver } = JSON.parse(texts.sarif).runs[0].tool;
    expect(driver.informationUri).toBe(HOME);
    const helpOf = (id: string) => driver.rules.find((rule: { readonly id: string }) => rule.id === id).helpUri;
    expect([helpOf('port-overlap'), helpOf('drift')]).toEqual([RULE, `${HOME}/docs/gitops.md`]);
  });
});

describe('projectLinks', () => {
  const REPOSITORY = { url: 'git+https://host.example/me/gwc.git' };
  it.each([
    ['nothing', {}, undefined],
    ['a page', { homepage: HOME }, { home: HOME, docs: `${HOME}/docs`, issues: HOME }],
    ['a page with a slash', { homepage: `${HOME}/` }, { home: `${HOME}/`, docs: `${HOME}/docs`, issues: `${HOME}/` }],
    [
      'a repository',
      { repository: REPOSITORY },
      {
        home: 'https://host.example/me/gwc',
        docs: 'https://host.example/me/gwc/blob/v1.2.3/docs',
        issues: 'https://host.example/me/gwc/issues',
      },
    ],
    [
      'both',
      { homepage: HOME, repository: 'https://host.example/me/gwc' },
      {
        home: HOME,
        docs: 'https://host.example/me/gwc/blob/v1.2.3/docs',
        issues: 'https://host.example/me/gwc/issues',
      },
    ],
  ])('of %s', (_, manifest, expected) => {
    expect(projectLinks({ version: '1.2.3', ...manifest })).toEqual(expected);
  });
});
