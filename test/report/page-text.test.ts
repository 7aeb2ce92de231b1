// The report's page as text: what it embeds stays data, it is the same each time, and it holds no secret.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { COMPARED } from '../../src/report/compared.ts';
import { hostFacts, instanceFacts } from '../../src/report/instance-facts.ts';
import { embeddedJson } from '../../src/report/page-data.ts';
import { quickChecks } from '../../src/report/quick-checks.ts';
import { RULES } from '../../src/rules/index.ts';
import { folderWith, gwc, hostsYaml, TWO } from '../cli/gwc.ts';

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
    const denied = await gwc(['build', '--report', 'missing/fleet.html'], { cwd });
    expect(denied).toMatchObject({ code: 2, stderr: expect.stringContaining('missing/fleet.html') });
  });
});

describe('what rules compared', () => {
  it('is told of rules that there are, in facts that there are', () => {
    const { fleet } = build(TWO);
    const [host] = fleet.hosts;
    const known = Object.keys({ ...hostFacts(host!, fleet), ...instanceFacts(host!.instances[0]!, fleet) });
    expect(Object.keys(COMPARED).filter((id) => !RULES.some((rule) => rule.id === id))).toEqual([]);
    const named = Object.values(COMPARED).flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('quick checks', () => {
  it('are for the profile', () => {
    expect(instancesOf(TWO).map(quickChecks)).toEqual([
      [
        'openclaw --profile main status',
        'openclaw --profile main gateway status --deep',
        'openclaw --profile main browser status',
      ],
      [
        'openclaw --profile rescue status',
        'openclaw --profile rescue gateway status --deep',
        'openclaw --profile rescue browser status',
      ],
    ]);
  });

  it('name other places and another program, and no browser where it is off', () => {
    const text = `version: 1
hosts:
  box:
    user: claw
    command: [/usr/bin/node, "/opt/open claw/openclaw.mjs"]
    instances:
      default: { port: 18789, profile: default, stateDir: "/srv/it's/state", config: { browser: { enabled: false } } }
`;
    expect(instancesOf(text).map(quickChecks)).toEqual([
      ['status', 'gateway status --deep'].map(
        (check) => `OPENCLAW_STATE_DIR='/srv/it'\\''s/state' /usr/bin/node '/opt/open claw/openclaw.mjs' ${check}`,
      ),
    ]);
  });
});
