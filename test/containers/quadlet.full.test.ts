// Podman's own generator reads every quadlet, and what it makes of one tells podman what hosts.yaml says.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import type { Artifact } from '../../src/outputs/artifact.ts';
import { hostileValues } from '../support/hostile.ts';
import { optionOf, wordsOf } from './exec-start.ts';
import { generateUnits, whyNoJudges } from './judges.ts';

const reason = whyNoJudges();
const folder = mkdtempSync(join(tmpdir(), 'gwc-quadlet-'));

function quadlets(text: string): readonly Artifact[] {
  return [...build(text).artifacts].filter(({ kind }) => kind === 'quadlet');
}

function unitOf(quadlet: Artifact): string {
  const own = mkdtempSync(join(folder, 'units-'));
  const name = quadlet.installPath.split('/').at(-1)!;
  writeFileSync(join(own, name), quadlet.content);
  return generateUnits(own, quadlet.owner === 'root' ? 'system' : 'user');
}

const IMAGE = 'ghcr.io/openclaw/openclaw:2026.9.6';

describe.skipIf(reason)(reason ?? "Podman's generator", () => {
  afterAll(() => rmSync(folder, { recursive: true }));
  const fleet = new Map(
    quadlets(readFileSync('test/ok/containers/hosts.yaml', 'utf8')).map((one) => [one.instance, one]),
  );
  const unit = (name: string) => unitOf(fleet.get(name)!);

  it('publishes the base port where `gateway.bind` says, and nothing else', () => {
    expect(optionOf(wordsOf(unit('main')), '--publish')).toEqual(['127.0.0.1:18789:18789']);
    expect(optionOf(wordsOf(unit('next')), '--publish')).toEqual(['18790:18790']);
  });

  it('mounts every folder at its own path', () => {
    expect(optionOf(wordsOf(unit('apart')), '-v')).toEqual([
      '/srv/open claw/100% apart:/srv/open claw/100% apart:rw,Z',
      '/srv/work/$$apart:/srv/work/$$apart:rw,Z',
      '/var/log/openclaw:/var/log/openclaw:rw',
      '/etc/openclaw:/etc/openclaw:ro',
      '/srv/cwd:/srv/cwd:ro',
    ]);
  });

  it('runs the gateway on every address of the container, as the account', () => {
    const words = wordsOf(unit('next'));
    expect(words.slice(words.indexOf(IMAGE) + 1)).toEqual(
      '/usr/local/bin/openclaw gateway --bind lan --port 18790'.split(' '),
    );
    expect([optionOf(words, '--user'), optionOf(words, '--userns')]).toEqual([['%U:%G'], ['keep-id']]);
    expect(optionOf(wordsOf(unit('apart')), '--user')).toEqual(['1001:1002']);
  });

  it('brings plugins before that, folders from a mount that is read-only', () => {
    const words = wordsOf(unit('main'));
    const [shell, , script, ...rest] = words.slice(words.indexOf(IMAGE) + 1);
    expect([shell, script]).toEqual(['/bin/sh', expect.stringMatching(/^trap .* node "\$0" "\$@" & .* exec "\$@"$/)]);
    expect(rest).toEqual([
      ...['/home/claw/.openclaw-main/gwc-plugins.cjs', 'npm:@acme/agenda@1.0.0', '/home/claw/plugins/100% crm', '--'],
      ...'/usr/local/bin/openclaw gateway --bind lan --port 18789'.split(' '),
    ]);
    expect(optionOf(words, '-v')).toContain('/home/claw/plugins/100% crm:/home/claw/plugins/100% crm:ro');
  });

  it('hands over secrets by their names, and files where a name is unknown', () => {
    const secrets = (name: string) => optionOf(wordsOf(unit(name)), '--env').filter((entry) => !entry.includes('='));
    expect(secrets('main')).toEqual(['OPENCLAW_GATEWAY_TOKEN']);
    expect(unit('main')).toMatch(/^\[Service\]$[^[]*^EnvironmentFile=\/home\/claw\/\.openclaw-main\/\.env$/ms);
    // OpenClaw reads its file by itself.
    expect(secrets('apart')).toEqual([]);
    expect(optionOf(wordsOf(unit('apart')), '--env-file')).toEqual(['/etc/openclaw/common $env.env']);
  });

  it('shuts the container in as far as `hardening` says', () => {
    const shut = ['--security-opt=no-new-privileges', '--cap-drop', '--read-only', '--pids-limit=4096'];
    const found = (name: string) => shut.filter((option) => wordsOf(unit(name)).includes(option));
    expect(found('main')).toEqual([]);
    expect(found('apart')).toEqual(shut.slice(0, 2));
    expect(found('next')).toEqual(shut);
  });

  it('takes as much as `limits` says, and as the unit says by itself', () => {
    const limited = new Map(
      quadlets(readFileSync('test/ok/limits/hosts.yaml', 'utf8')).map((one) => [one.instance, unitOf(one)]),
    );
    const options = (name: string) =>
      wordsOf(limited.get(name)!).filter((word) => /^--(memory|pids-limit)=/.test(word));
    expect(options('main')).toEqual(['--pids-limit=512', '--memory=2g']);
    expect(limited.get('main')).toMatch(/^\[Service\]$[^[]*^CPUQuota=150%\nMemoryMax=2G\nTasksMax=512$/ms);
    expect(options('raw')).toEqual(['--pids-limit=4096']);
    expect(limited.get('raw')).toMatch(/^MemoryMax=3G\nTasksMax=1000$/m);
  });

  it('starts at boot where the instance is enabled', () => {
    expect(unit('main')).toContain('WantedBy=default.target');
    expect(unit('apart')).not.toContain('WantedBy');
  });

  it('carries every value of `env` to podman as it is', () => {
    const values = hostileValues(300).filter((value) => !/\p{Noncharacter_Code_Point}/u.test(value));
    const env = Object.fromEntries(values.map((value, index) => [`V${String(index).padStart(4, '0')}`, value]));
    const text = JSON.stringify({
      version: 1,
      hosts: {
        box: {
          user: 'claw',
          secrets: ['OPENCLAW_GATEWAY_TOKEN'],
          instances: {
            main: {
              port: 18789,
              service: { target: 'quadlet' },
              env: mapValues(env, (value) => value.replaceAll('$(', '$$$$(')),
            },
          },
        },
      },
    });
    const [quadlet] = quadlets(text);
    const found = optionOf(wordsOf(unitOf(quadlet!)), '--env').filter((entry) => /^V\d{4}=/.test(entry));
    expect(Object.fromEntries(found.map((entry) => [entry.slice(0, 5), entry.slice(6)]))).toEqual(env);
  });
});

function mapValues(map: Readonly<Record<string, string>>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
