// The report's page as text: what it embeds stays data, it is the same each time, and it holds no secret.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { embeddedJson, type FleetData, hostFacts, instanceFacts, quickChecks } from '../../src/report/page-data.ts';
import { RULES } from '../../src/rules/index.ts';
import { filesIn, folderWith, gwc, hostsYaml, modeOf, TWO } from '../cli/gwc.ts';

const page = async (text: string) =>
  (await gwc(['ports', '--format', 'html'], { cwd: folderWith({ 'hosts.yaml': text }) })).stdout;

const instancesOf = (text: string) => build(text).fleet.hosts.flatMap((host) => host.instances);

describe('report page', () => {
  it('is the same each time, whatever the order of keys', async () => {
    const turned = hostsYaml({ 'box-1': { rescue: 19789, main: 18789 } });
    const [one, again, other] = [await page(TWO), await page(TWO), await page(turned)];
    expect(again).toBe(one);
    expect(other).toBe(one);
  });

  it('runs its own script and style alone', async () => {
    const text = await page(TWO);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)![1]!;
    const hash = (tag: string) => {
      const [, content = ''] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(text)!;
      return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
    };
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash('script')}; style-src ${hash('style')}; base-uri 'none'; form-action 'none'`,
    );
    expect(text).not.toMatch(/\son\w+=|\sstyle=|(src|href)="(?!#)/);
  });

  it('embeds data that ends no element and no line', () => {
    const hostile = { '</script>': '<!--\u2028\u2029</script><script>' };
    const text = embeddedJson(hostile);
    expect(text).not.toMatch(/[<\u2028\u2029]/);
    expect(JSON.parse(text)).toEqual(hostile);
  });

  it('shows no instance as clean that collides by a value that it inherits', async () => {
    const text = await page(`version: 1
defaults: { user: claw, port: 18789 }
hosts: { box-1: { instances: { a: {}, b: {}, far: { port: 18909 } } } }
`);
    const [, data = ''] = /id="fleet-data">(.*?)<\/script>/.exec(text)!;
    const { findings } = JSON.parse(data) as Pick<FleetData, 'findings'>;
    expect(findings.map(({ code, instances }) => [code, ...instances])).toEqual([
      ['port-unique', 'box-1/b', 'box-1/a'],
    ]);
  });

  it('covers what may be secret, in frames as in files', async () => {
    const secret = 'sk-live-0123456789abcdefghij';
    const faulty = TWO.replace('"${OPENCLAW_GATEWAY_TOKEN}"', `"${secret}"`);
    const inFrame = await page(faulty);
    expect(inFrame).toContain('secret-inline');
    expect(inFrame).not.toContain(secret);
    const inFile = await page(TWO.replace('  secrets:', `  env: { GREETING: "${secret}" }\n  secrets:`));
    expect(inFile).not.toContain(secret);
  });

  it('is written by build, whatever was found', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    expect(await gwc(['build', '--report', 'fleet.html'], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(`${cwd}/fleet.html`, 'utf8')).toBe(await page(TWO));
    const faulty = folderWith({ 'hosts.yaml': TWO.replace('19789', '18790') });
    expect(await gwc(['build', '--report', 'fleet.html'], { cwd: faulty })).toMatchObject({ code: 1 });
    expect(readFileSync(`${faulty}/fleet.html`, 'utf8')).toContain('1 error.');
    const broken = folderWith({ 'hosts.yaml': '\t' });
    expect(await gwc(['build', '--report', 'fleet.html'], { cwd: broken })).toMatchObject({ code: 1 });
    expect(readFileSync(`${broken}/fleet.html`, 'utf8')).toContain('There is no host.');
  });

  it('makes its folder, and replaces an earlier report', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    for (const _ of ['first', 'second']) {
      expect(await gwc(['build', '--report', 'pages/new/fleet.html'], { cwd })).toMatchObject({ code: 0 });
    }
    expect(modeOf(`${cwd}/pages/new/fleet.html`)).toBe('0644');
    expect(readdirSync(`${cwd}/pages/new`)).toEqual(['fleet.html']);
  });

  it.each([
    ['hosts.yaml', 'would replace a file that is read'],
    ['./sub/../hosts.yaml', 'would replace a file that is read'],
    ['link-to-folder/hosts.yaml', 'would replace a file that is read'],
    ['hosts.lock.json', 'would replace the lock file'],
    ['schema.json', 'would replace a file that is read'],
    ['own/note.txt', 'would replace a template'],
    ['out/gwc.manifest.json', 'would replace a file of the output folder out'],
    ['out/box-1/main/openclaw.json', 'would replace a file of the output folder out'],
    ['out/box-1/old.txt', 'was not written by `gwc build --report`'],
    ['link', 'is a symbolic link'],
    ['dangling', 'is a symbolic link'],
    ['folder', 'is a folder'],
    ['/dev/null', 'is a device, pipe or socket'],
    ['notes.txt/fleet.html', 'a part of the path is not a folder'],
    ['-', '--report needs a file'],
  ])('never stands in the place of another file: %s', async (name, reason) => {
    const cwd = folderWith({
      'hosts.yaml': TWO,
      'schema.json': '{"properties":{}}',
      'notes.txt': 'mine',
      'own/systemd.service.hbs': readFileSync('templates/systemd.service.hbs', 'utf8'),
      'out/box-1/old.txt': 'mine',
      'folder/note.txt': 'mine',
    });
    mkdirSync(`${cwd}/sub`);
    symlinkSync('.', `${cwd}/link-to-folder`);
    symlinkSync('notes.txt', `${cwd}/link`);
    symlinkSync('nowhere', `${cwd}/dangling`);
    const before = filesIn(cwd);
    for (const force of [[], ['--force']]) {
      const argv = ['build', '--openclaw-schema', 'schema.json', '--templates', 'own', '--report', name, ...force];
      const { code, stderr } = await gwc(argv, { cwd });
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(reason) });
      expect(filesIn(cwd)).toEqual(before);
    }
  });

  it('replaces a file of other kinds with --force alone', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO, 'notes.txt': 'mine', 'page.html': '<!doctype html>\n<p>mine</p>\n' });
    for (const name of ['notes.txt', 'page.html']) {
      expect(await gwc(['build', '--report', name], { cwd })).toEqual({
        code: 2,
        stdout: '',
        stderr: `error: cannot write ${name}: it was not written by \`gwc build --report\`; name another file, or replace it with --force\n`,
      });
      expect(readFileSync(`${cwd}/${name}`, 'utf8')).toContain('mine');
      expect(await gwc(['build', '--force', '--report', name], { cwd })).toMatchObject({ code: 0 });
      expect(readFileSync(`${cwd}/${name}`, 'utf8')).toContain('name="generator" content="gwc ');
    }
  });
});

describe('what rules compare', () => {
  it('names facts that exist', () => {
    const { fleet } = build(TWO);
    const [host] = fleet.hosts;
    const known = Object.keys({ ...hostFacts(host!), ...instanceFacts(host!.instances[0]!) });
    const named = RULES.flatMap(({ compares }) => [...compares.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!));
    expect(named.length).toBeGreaterThan(10);
    expect(
      named.filter((name) => !known.includes(name)),
      `the facts are ${known.join(', ')}`,
    ).toEqual([]);
  });
});

describe('quick checks', () => {
  it('are commands as the instance, with sudo for one of the system, and of the browser where it is on', () => {
    const text = `version: 1
hosts:
  box:
    user: claw
    instances:
      main: { port: 18789 }
      tenant: { port: 19029, service: { scope: system }, config: { browser: { enabled: false } } }
`;
    expect(instancesOf(text).map(quickChecks)).toEqual([
      ['gwc exec main -- status', 'gwc exec main -- gateway status --deep', 'gwc exec main -- browser status'],
      ['sudo gwc exec tenant -- status', 'sudo gwc exec tenant -- gateway status --deep'],
    ]);
  });
});
