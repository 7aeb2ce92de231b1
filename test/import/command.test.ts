// The command line of `gwc import`: data on standard output, the rest on standard error, nothing written.

import { describe, expect, it } from 'vitest';
import { filesIn, folderWith, gwc } from '../cli/gwc.ts';

const PASSWD = { 'etc/passwd': 'claw:x:1500:1500::/home/claw:/bin/sh\nops:x:1501:1501::/home/ops:/bin/sh\n' };

function gateway(user: string, port: number): Readonly<Record<string, string>> {
  return {
    [`home/${user}/.config/systemd/user/openclaw-gateway.service`]: `[Service]\nExecStart=/usr/bin/openclaw gateway --port ${port}\n`,
    [`home/${user}/.openclaw/openclaw.json`]: '{ gateway: { auth: { mode: "none" } } }',
  };
}

const CLEAN = { ...PASSWD, ...gateway('claw', 18789), ...gateway('ops', 18909) };
const CLASH = { ...PASSWD, ...gateway('claw', 18789), ...gateway('ops', 18790) };

describe('gwc import', () => {
  it('prints hosts.yaml on standard output and exits 0 where nothing is wrong', async () => {
    const cwd = folderWith(CLEAN);
    const before = filesIn(cwd);
    const { code, stdout, stderr } = await gwc(['import', '--root', '.'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# What `gwc import` found[\s\S]*\nversion: 1\n/);
    expect(stderr).toMatch(/^no findings in 2 instances on 1 host\nfound 2 gateways below \.\n$/);
    expect(filesIn(cwd)).toEqual(before);
  });

  it('what it prints is checked as any hosts.yaml is', async () => {
    const cwd = folderWith(CLASH);
    const { code, stdout, stderr } = await gwc(['import', '--root', cwd], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error\[port-overlap\]: [\s\S]* --> hosts\.yaml:\d+:\d+/);
    const checked = await gwc(['validate', '-', '--format', 'json'], { cwd, stdin: [Buffer.from(stdout)] });
    expect(JSON.parse(checked.stdout).diagnostics.map(({ code: rule }: { code: string }) => rule)).toEqual([
      'port-overlap',
    ]);
  });

  it.each(['json', 'github', 'sarif', 'junit'])('--format %s leaves standard output to hosts.yaml', async (format) => {
    const cwd = folderWith(CLASH);
    const { code, stdout, stderr } = await gwc(['import', '--root', cwd, '--format', format, '-q'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^# What `gwc import` found/);
    expect(stderr).toContain('port-overlap');
  });

  it('--user: one account', async () => {
    const cwd = folderWith({ ...CLASH, 'home/claw/.openclaw.bak/x': '', 'home/ops/.openclaw.old/x': '' });
    const { code, stdout } = await gwc(['import', '--root', cwd, '--user', 'ops'], { cwd });
    expect({ code, users: stdout.match(/user: \w+/g) }).toEqual({ code: 0, users: ['user: ops'] });
    expect(stdout.match(/^# - \S+/gm)).toEqual(['# - /home/ops/.openclaw.old:']);
    expect(await gwc(['import', '--root', cwd, '--user', 'opps'], { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: there is no account `opps` on this machine; did you mean `ops`?\n',
    });
  });

  it('--os and --openclaw: for a disk that tells neither', async () => {
    const cwd = folderWith(CLEAN);
    const { stdout } = await gwc(['import', '--root', cwd, '--os', 'macos', '--openclaw', '2026.3.13'], { cwd });
    expect(stdout).toContain('openclaw: 2026.3.13 # as asked for');
    expect(stdout).toContain('os: macos');
    // A mac has no units, and nothing else tells their ports.
    expect(stdout.match(/not managed: no service runs it/g)).toHaveLength(1);
    expect(stdout).toContain('# - /home/ops/.openclaw: no port of it is known, and the default 18789 is that of');
  });

  it('--explain-diff: the differences in place of hosts.yaml', async () => {
    const cwd = folderWith(CLEAN);
    const { code, stdout } = await gwc(['import', '--root', cwd, '--explain-diff'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^main {2}\/home\/claw\/\.config\/systemd\/user\/openclaw-gateway\.service\n/);
    expect(stdout).toContain('  [Service] KillMode: the service of OpenClaw 2026.9.6 has it\n    + mixed\n');
  });

  it.each<[readonly string[], RegExp]>([
    [['--root', 'missing'], /^error: cannot read missing: it does not exist\n$/],
    [['--root', 'etc/passwd'], /^error: cannot read etc\/passwd: a part of the path is not a folder\n$/],
    [['--os', 'plan9'], /Allowed choices are linux, macos/],
    [['hosts.yaml'], /too many arguments/],
  ])('%j: exit 2', async (argv, message) => {
    const { code, stdout, stderr } = await gwc(['import', ...argv], { cwd: folderWith(CLEAN) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
