// gwc build --diff: what is shown of what a build would change, and what never is.

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, folderWith, gwc, hostsYaml, modeOf, TWO } from './gwc.ts';

const CONFIG = 'out/box-1/main/openclaw.json';
const ENV = 'out/box-1/main/gateway.env';
const UNIT = 'out/box-1/main/openclaw-gateway-main.service';
const ONE = hostsYaml({ 'box-1': { main: 18789 } });

async function built(text = TWO): Promise<string> {
  const cwd = folderWith({ 'hosts.yaml': text });
  expect((await gwc(['build'], { cwd })).code).toBe(0);
  return cwd;
}

function edit(cwd: string, path: string, change: (text: string) => string): void {
  writeFileSync(join(cwd, path), change(readFileSync(join(cwd, path), 'utf8')));
}

const diff = (cwd: string, ...more: string[]) => gwc(['build', '--diff', ...more], { cwd });

describe('build --diff', () => {
  it('is empty where a build would change nothing', async () => {
    expect(await diff(await built())).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('is a patch that does what a build does, and writes nothing itself', async () => {
    const cwd = await built(hostsYaml({ 'box-1': { main: 18789, old: 19789 } }));
    writeFileSync(join(cwd, 'hosts.yaml'), hostsYaml({ 'box-1': { main: 'auto', rescue: 'auto' } }));
    edit(cwd, 'hosts.yaml', (text) => text.replace('{ port: auto }', '{ port: auto, env: { A: "1" } }'));
    const before = filesIn(cwd);
    const { code, stdout, stderr } = await diff(cwd);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(filesIn(cwd)).toEqual(before);
    const patched = folderWith();
    cpSync(cwd, patched, { recursive: true });
    execFileSync('git', ['apply', '-p1', '-'], { cwd: patched, input: stdout, stdio: ['pipe', 'pipe', 'pipe'] });
    expect((await gwc(['build'], { cwd })).code).toBe(0);
    expect(filesIn(patched)).toEqual(filesIn(cwd));
    expect(filesIn(patched)).not.toEqual(before);
  });

  it('shows files that come, go and change as git does', async () => {
    const cwd = await built(hostsYaml({ 'box-1': { main: 18789, old: 19789 } }));
    writeFileSync(join(cwd, 'hosts.yaml'), hostsYaml({ 'box-1': { main: 18909, rescue: 'auto' } }));
    chmodSync(join(cwd, 'out/box-1/main/secrets.env.example'), 0o600);
    const { stdout } = await diff(cwd);
    expect(stdout).toContain(`diff --git a/hosts.lock.json b/hosts.lock.json
new file mode 100644
--- /dev/null
+++ b/hosts.lock.json
@@ -0,0 +1,`);
    expect(stdout).toContain(`diff --git a/${CONFIG} b/${CONFIG}
--- a/${CONFIG}
+++ b/${CONFIG}
@@ -16,7 +16,7 @@`);
    expect(stdout).toContain('\n-    "port": 18789\n+    "port": 18909\n');
    expect(stdout).toContain(
      'diff --git a/out/box-1/rescue/gateway.env b/out/box-1/rescue/gateway.env\nnew file mode 100600\n--- /dev/null\n',
    );
    expect(stdout).toMatch(
      /diff --git a\/(out\/box-1\/old\/openclaw\.json) b\/\1\ndeleted file mode 100600\n--- a\/\1\n\+\+\+ \/dev\/null\n@@ -1,\d+ \+0,0 @@\n-\{\n/,
    );
    expect(stdout).toMatch(
      /diff --git a\/(\S+\/secrets\.env\.example) b\/\1\nold mode 100600\nnew mode 100644\ndiff --git/,
    );
  });

  it('goes with --check: its list, then the lines, and exit 1', async () => {
    const cwd = await built();
    edit(cwd, CONFIG, (text) => text.replace('18789', '18790'));
    const { code, stdout, stderr } = await diff(cwd, '--check');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'out/ differs in 1 of its files; `gwc build` writes them\n' });
    expect(stdout).toMatch(
      /^changed {5}out\/box-1\/main\/openclaw\.json\ndiff --git .*\n--- .*\n\+\+\+ .*\n@@ -16,7 \+16,7 @@\n/,
    );
    expect(stdout).toContain('\n-    "port": 18790\n+    "port": 18789\n');
    expect(await diff(await built(), '--check')).toEqual({ code: 0, stdout: '', stderr: 'out/ is up to date\n' });
  });

  it('does not count permissions with --check in a git work tree', async () => {
    const cwd = await built();
    chmodSync(join(cwd, CONFIG), 0o644);
    expect((await diff(cwd, '--check')).stdout).toContain('old mode 100644\nnew mode 100600\n');
    mkdirSync(join(cwd, '.git'));
    expect(await diff(cwd, '--check')).toMatchObject({ code: 0, stdout: '' });
    expect((await diff(cwd)).stdout).toContain('old mode 100644\nnew mode 100600\n');
    expect(modeOf(join(cwd, CONFIG))).toBe('0644');
  });

  it('stands beside findings that a program reads', async () => {
    const cwd = await built();
    rmSync(join(cwd, ENV));
    const { stdout, stderr } = await diff(cwd, '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [] });
    expect(stderr).toMatch(/^diff --git /);
  });

  it('says what a build would refuse, and shows it with --force', async () => {
    const cwd = folderWith({ 'hosts.yaml': ONE, [CONFIG]: '{\n  "mine": true\n}' });
    const refused = await diff(cwd);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(`${CONFIG}: gwc did not write it`);
    const forced = await diff(cwd, '--force');
    expect(forced.code).toBe(0);
    expect(forced.stdout).toContain('-  "mine": true\n-}\n\\ No newline at end of file\n+  "agents": {\n');
    expect(readFileSync(join(cwd, CONFIG), 'utf8')).toContain('mine');
  });

  it('is coloured on a terminal only', async () => {
    const cwd = await built();
    edit(cwd, CONFIG, (text) => text.replace('18789', '18790'));
    expect((await diff(cwd)).stdout).not.toContain('\x1b');
    const { stdout } = await gwc(['build', '--diff'], { cwd, isTTY: true, env: { TERM: 'xterm' } });
    expect(stdout).toContain('\x1b[31m-    "port": 18790\x1b[39m\n\x1b[32m+    "port": 18789\x1b[39m\n');
    expect(stdout).toContain('\x1b[36m@@ -16,7 +16,7 @@\x1b[39m\n');
  });

  it('finds errors first', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO.replace('19789', '18790') });
    expect(await diff(cwd)).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('what a diff covers', () => {
  const SECRET = 'hunter2hunter2';
  it.each<[string, string, (text: string) => string]>([
    ['a token in JSON', CONFIG, (text) => text.replace(/"token": ".*"/, `"token": "${SECRET}"`)],
    ['a string in JSON of whatever name', CONFIG, (text) => text.replace('"mode": "local"', `"mode": "${SECRET}"`)],
    ['a key that is new', CONFIG, (text) => text.replace('"mode": "local"', `"x": {"y": ["${SECRET}"]}`)],
    ['an item of a list', CONFIG, (text) => text.replace('"mode": "local"', `"x": [\n"${SECRET}"\n]`)],
    ['JSON in one line', CONFIG, (text) => JSON.stringify({ ...JSON.parse(text), mine: SECRET })],
    ['what is no JSON', CONFIG, () => `${SECRET}\n# ${SECRET}\n\t${SECRET}: x ${SECRET}\n`],
    ['a comment', ENV, (text) => `${text}# ${SECRET}\n`],
    ['a variable', ENV, (text) => `${text}GREETING=${SECRET}\n`],
    ['a variable, quoted', ENV, (text) => `${text}export GREETING="${SECRET}"\n`],
    ['a variable over several lines', ENV, (text) => `${text}KEY="-----\n${SECRET}\n-----"\n`],
    ['a unit', UNIT, (text) => text.replace('[Service]\n', `[Service]\nEnvironment="GREETING=${SECRET}"\n`)],
    [
      'an argument',
      UNIT,
      (text) => text.replace('[Service]\n', `[Service]\nExecStartPre=curl -u x:${SECRET} \\\n  ${SECRET}\n`),
    ],
    ['XML', UNIT, () => `<key>GREETING</key>\n<string>${SECRET}</string>\n<key>A</key><string>${SECRET}</string>\n`],
    ['a key that ends as an assignment does', ENV, (text) => `${text}KEY="-----\n${SECRET}=\n${SECRET}==\n-----"\n`],
    ['an address', ENV, (text) => `${text}DATABASE=postgres://x:${SECRET}@host/y\n`],
  ])('%s that a person wrote there', async (_, path, change) => {
    const cwd = await built();
    edit(cwd, path, change);
    const changed = await diff(cwd, '--check', '--force', '--color');
    expect(changed.code).toBe(1);
    expect(changed.stdout).toContain(`+++ b/${path}`);
    expect(changed.stdout + changed.stderr).not.toContain('hunter2');
    expect(changed.stdout).toContain('****');
    // And as a file that gwc never wrote, and as one that is to go.
    rmSync(join(cwd, 'out/gwc.manifest.json'));
    expect((await diff(cwd, '--force')).stdout).not.toContain('hunter2');
    const gone = await built(hostsYaml({ 'box-1': { main: 18789, rescue: 19789 } }));
    edit(gone, path, change);
    writeFileSync(join(gone, 'hosts.yaml'), hostsYaml({ 'box-1': { rescue: 19789 } }));
    const removed = await diff(gone, '--force');
    expect(removed.stdout).toContain(`--- a/${path}\n+++ /dev/null\n`);
    expect(removed.stdout).not.toContain('hunter2');
  });

  it('what hosts.yaml has under a name that says nothing', async () => {
    const key = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b';
    const keys = `port: 18789, config: { agents: { entries: { main: { identity: { name: "${key}" } } } } }, service: { systemd: { Service: { SyslogIdentifier: "gw ${key}" } } }`;
    const text = ONE.replace('port: 18789', keys);
    const cwd = folderWith({ 'hosts.yaml': text });
    const { stdout } = await diff(cwd);
    expect(stdout).toContain(`"name": "${'*'.repeat(40)}"\n`);
    expect(stdout).not.toContain(key);
    await gwc(['build'], { cwd });
    writeFileSync(join(cwd, 'hosts.yaml'), text.replace('18789', '18909'));
    expect((await diff(cwd)).stdout).not.toContain(key);
  });

  it('leaves what gwc itself wrote', async () => {
    const cwd = await built(ONE.replace('port: 18789', 'port: 18789, env: { GREETING: hello }'));
    writeFileSync(join(cwd, 'hosts.yaml'), ONE.replace('port: 18789', 'port: 18789, env: { GREETING: bye }'));
    expect((await diff(cwd)).stdout).toMatch(/\n-GREETING="?hello"?\n\+GREETING="?bye"?\n/);
  });

  it('shows no control character, and no bytes of what is no text', async () => {
    const cwd = await built();
    edit(cwd, CONFIG, (text) => text.replace('"mode": "local"', '"\x1b[2J\u202e": 1'));
    writeFileSync(join(cwd, ENV), Buffer.from([0xff, 0xfe, 0x1b]));
    const { stdout } = await diff(cwd);
    expect(stdout).not.toMatch(/[\x1b\u202e\ufffd]/);
    expect(stdout).toContain(`\nBinary files a/${ENV} and b/${ENV} differ\n`);
  });

  it('takes no time for a file that has nothing in common with gwc’s', async () => {
    const cwd = await built();
    writeFileSync(join(cwd, CONFIG), Array.from({ length: 60_000 }, (_, line) => `${line}\n`).join(''));
    const start = performance.now();
    expect((await diff(cwd)).stdout).toContain(`Files a/${CONFIG} and b/${CONFIG} differ in too many lines to show\n`);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
