// `gwc apply --root`: the files of a machine that does not run, for a person and for a script.

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { describe, expect, it } from 'vitest';
import { folderWith, gwc, modeOf, type Outcome } from '../cli/gwc.ts';
import { inFull } from '../support/full.ts';
import { buildInto, hostsOf } from './built-tree.ts';

const TWO = { main: '{ port: 18789 }', rescue: '{ port: 19789 }' };
const UNITS = 'home/claw/.config/systemd/user';
const PASSWD = 'root:x:0:0::/root:/bin/sh\nclaw:x:1500:1501::/home/claw:/bin/sh\n';

interface Image {
  readonly cwd: string;
  readonly root: string;
  readonly run: (...args: readonly string[]) => Promise<Outcome>;
  readonly build: (instances: Readonly<Record<string, string>>) => Promise<void>;
}

async function image(instances: Readonly<Record<string, string>> = TWO): Promise<Image> {
  const cwd = folderWith({ 'image/etc/passwd': PASSWD, 'image/etc/group': 'bots:x:1600:\n' });
  const build = (next: typeof instances) => buildInto(cwd, hostsOf(next));
  await build(instances);
  return { cwd, root: join(cwd, 'image'), build, run: (...args) => gwc([...args, '--root', 'image'], { cwd }) };
}

describe('containers that the Ansible playbook brought up', () => {
  const auth = `auth: { mode: token, token: "\${TOKEN}" }`;
  const bot = `{ port: 20789, secrets: [TOKEN], service: { target: quadlet }, config: { gateway: { ${auth} } } }`;

  /** The image after the playbook: all that it remembers is files and instances. */
  async function afterPlaybook(): Promise<Image> {
    const made = await image({ ...TWO, bot });
    const { instances, artifacts } = JSON.parse(readFileSync(join(made.cwd, 'out/gwc.manifest.json'), 'utf8'));
    const record = {
      version: 1,
      instances: instances.map((deployment: { instance: string }) => ({
        deployment,
        files: artifacts
          .filter(({ instance }: { instance: string }) => instance === deployment.instance)
          .map(({ installPath, sha256 }: { installPath: string; sha256: string }) => ({ path: installPath, sha256 })),
      })),
      works: [],
      stopped: [],
    };
    mkdirSync(join(made.root, 'var/lib/gwc'), { recursive: true });
    writeFileSync(join(made.root, 'var/lib/gwc/applied.json'), JSON.stringify(record));
    return made;
  }

  const remembered = (root: string): readonly string[] =>
    JSON.parse(readFileSync(join(root, 'var/lib/gwc/applied.json'), 'utf8')).instances.map(
      ({ deployment }: { deployment: { instance: string; target: string } }) =>
        `${deployment.instance} ${deployment.target}`,
    );

  it('are neither removed nor forgotten, while services are', async () => {
    const { root, run, build } = await afterPlaybook();
    await build({ main: TWO.main, bot });
    expect(await run('apply')).toMatchObject({
      code: 0,
      stdout: `remove   box-1/rescue  openclaw-gateway-rescue.service: stop, disable; its data stays
change   box-1/main    gateway.env, openclaw-gateway-main.service, openclaw.json: enable
`,
      stderr: expect.stringContaining('box-1/bot is left alone: apply does not control quadlet\n'),
    });
    expect(remembered(root)).toEqual(['main systemd', 'bot quadlet']);
    expect(await run('apply')).toMatchObject({ code: 0, stdout: '' });
    expect(remembered(root)).toEqual(['main systemd', 'bot quadlet']);
    const { instances } = JSON.parse((await run('status', '--format', 'json')).stdout);
    const shown = instances.find(({ instance }: { readonly instance: string }) => instance === 'bot');
    expect(shown).toMatchObject({ ok: true, checks: { unit: { text: 'quadlet' }, files: { result: 'none' } } });
  });

  it('stay where hosts.yaml has them no longer, until the playbook takes them down', async () => {
    const { root, run, build } = await afterPlaybook();
    await build(TWO);
    expect(await run('apply')).toMatchObject({ code: 0 });
    expect(remembered(root)).toEqual(['main systemd', 'rescue systemd', 'bot quadlet']);
  });

  it('keep their port', async () => {
    const { root, run, build } = await afterPlaybook();
    await build({ main: '{ port: 20789 }', rescue: TWO.rescue });
    const { code, stdout } = await run('apply');
    expect(code).toBe(1);
    expect(stdout).toContain(
      'missing  box-1/main  port 20789 is that of the quadlet container box-1/bot; the Ansible playbook brought it up, and takes it down\n',
    );
    expect(existsSync(join(root, 'home'))).toBe(false);
  });
});

describe('apply --root', () => {
  it('writes every file with its mode and owner, and what starts at boot', async () => {
    const { root, run } = await image();
    expect(await run('apply')).toEqual({
      code: 0,
      stdout: `create   box-1/main    gateway.env, openclaw-gateway-main.service, openclaw.json: enable
create   box-1/rescue  gateway.env, openclaw-gateway-rescue.service, openclaw.json: enable
`,
      stderr: 'create 2, unchanged 0\n',
    });
    const modes = ['', '/openclaw.json', '/gateway.env', '/workspace'].map((path) =>
      modeOf(join(root, `home/claw/.openclaw-main${path}`)),
    );
    expect(modes).toEqual(['0700', '0600', '0600', '0700']);
    expect(modeOf(join(root, 'var/lib'))).toBe('0755');
    expect(modeOf(join(root, 'var/lib/gwc'))).toBe('0700');
    const link = join(root, UNITS, 'default.target.wants/openclaw-gateway-main.service');
    expect(readlinkSync(link)).toBe(`/${UNITS}/openclaw-gateway-main.service`);
    expect(existsSync(join(root, 'var/lib/systemd/linger/claw'))).toBe(true);
    const { uid, gid } = lstatSync(join(root, 'home/claw/.openclaw-main/openclaw.json'));
    expect([uid, gid]).toEqual(getuid?.() === 0 ? [1500, 1501] : [uid, gid]);
    expect(lstatSync(link).uid).toBe(uid);
  });

  it('does nothing the second time, and writes nothing with --dry-run', async () => {
    const { root, run, build } = await image();
    expect(await run('apply', '--dry-run')).toMatchObject({ code: 0, stderr: 'create 2, unchanged 0\n' });
    expect(existsSync(join(root, 'home'))).toBe(false);
    expect(existsSync(join(root, 'var'))).toBe(false);
    await run('apply');
    expect(await run('apply')).toEqual({ code: 0, stdout: '', stderr: 'nothing to do, unchanged 2\n' });
    await build({ main: '{ port: 18909 }', rescue: TWO.rescue });
    expect(await run('apply', '--dry-run')).toEqual({
      code: 0,
      stdout: 'change   box-1/main  port 18789 → 18909, gateway.env, openclaw-gateway-main.service, openclaw.json\n',
      stderr: 'change 1, unchanged 1\n',
    });
  });

  it('sums up the limits of what starts at boot, where there are some', async () => {
    const { run, build } = await image();
    await build({
      main: '{ port: 18789, service: { limits: { memory: 1.5G, cpus: 0.1, tasks: 512 } } }',
      rescue: '{ port: 19789, service: { limits: { memory: 2G, cpus: 0.2 } } }',
      standby: '{ port: 20789, enabled: false, service: { limits: { memory: 8G } } }',
    });
    const line = 'limits of box-1: memory 3.5G, cpus 0.3, tasks 512 (1 of 2 instances)\n';
    expect(await run('apply', '--dry-run')).toMatchObject({ code: 0, stderr: `create 3, unchanged 0\n${line}` });
    expect(await run('apply')).toMatchObject({ code: 0, stderr: `create 3, unchanged 0\n${line}` });
    expect(await run('apply', '--quiet')).toMatchObject({ code: 0, stderr: '' });
  });

  describe('files of the workspace', () => {
    const WORKSPACE = 'home/claw/.openclaw-main/workspace';
    const FILES = { 'AGENTS.md': '# Mine', 'skills/a/SKILL.md': 'skill', 'BOOTSTRAP.md': 'hello' };

    async function withFiles(mode = '') {
      const { cwd, root, run } = await image({ main: TWO.main });
      for (const [path, text] of Object.entries(FILES)) write(join(cwd, 'files', path), text);
      const build = () => buildInto(cwd, hostsOf({ main: `{ port: 18789, workspaceFiles: { from: files${mode} } }` }));
      await build();
      const at = (path: string) => join(root, WORKSPACE, path);
      return { cwd, root, run, build, at, text: (path: string) => readFileSync(at(path), 'utf8') };
    }

    function write(path: string, text: string): void {
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, text);
    }

    const checkOf = async (run: Image['run']) =>
      JSON.parse((await run('status', '--format', 'json')).stdout).instances[0].checks.files.text;

    it("are installed with their folders, and are the agent's from then on", async () => {
      const { cwd, run, build, at, text } = await withFiles();
      expect(await run('apply')).toMatchObject({
        code: 0,
        stdout:
          'create   box-1/main  gateway.env, openclaw-gateway-main.service, openclaw.json, AGENTS.md, BOOTSTRAP.md, SKILL.md: enable\n',
      });
      expect([modeOf(at('AGENTS.md')), modeOf(at('skills/a'))]).toEqual(['0600', '0700']);
      writeFileSync(at('AGENTS.md'), 'the agent wrote this');
      write(join(cwd, 'files/AGENTS.md'), '# Mine, later');
      await build();
      expect(await run('apply')).toMatchObject({ code: 0, stderr: 'nothing to do, unchanged 1\n' });
      expect(text('AGENTS.md')).toBe('the agent wrote this');
      expect(await checkOf(run)).toBe('as applied');
    });

    it('keep no other instance from anything where the agent makes something else of one', async () => {
      const { root, run, build, cwd } = await image(TWO);
      write(join(cwd, 'files/AGENTS.md'), '# Mine');
      const main = '{ port: 18789, workspaceFiles: { from: files, mode: managed } }';
      await build({ ...TWO, main });
      await run('apply');
      const path = join(root, WORKSPACE, 'AGENTS.md');
      rmSync(path);
      mkdirSync(path);
      await build({ main, rescue: '{ port: 19909 }' });
      expect(await run('apply')).toMatchObject({
        code: 1,
        stdout: `drift    box-1/main  /${WORKSPACE}/AGENTS.md was replaced by a folder
change   box-1/rescue  port 19789 → 19909, gateway.env, openclaw-gateway-rescue.service, openclaw.json
`,
      });
      expect(await run('apply', '--diff')).toMatchObject({ code: 1 });
      expect(await run('apply', '--force')).toMatchObject({
        code: 2,
        stderr: `error: /${WORKSPACE}/AGENTS.md is a folder, where gwc writes a file; remove it\n`,
      });
    });

    it('come back where they are missing, but for what OpenClaw takes away', async () => {
      const { run, at, text } = await withFiles();
      await run('apply');
      for (const path of ['skills/a/SKILL.md', 'BOOTSTRAP.md']) rmSync(at(path));
      expect(await checkOf(run)).toBe('SKILL.md missing');
      expect(await run('apply')).toMatchObject({ code: 0, stdout: 'change   box-1/main  SKILL.md\n' });
      expect(text('skills/a/SKILL.md')).toBe('skill');
      expect(existsSync(at('BOOTSTRAP.md'))).toBe(false);
      expect(await checkOf(run)).toBe('as applied');
    });

    it('are left alone where the workspace has them before the first apply, whatever they are', async () => {
      const { run, at, text } = await withFiles();
      write(at('AGENTS.md'), 'was there');
      symlinkSync('AGENTS.md', at('BOOTSTRAP.md'));
      expect(await run('apply')).toMatchObject({ code: 0 });
      expect(text('AGENTS.md')).toBe('was there');
      expect(lstatSync(at('BOOTSTRAP.md')).isSymbolicLink()).toBe(true);
    });

    it('are kept as they are in git with `mode: managed`', async () => {
      const { cwd, run, build, at, text } = await withFiles(', mode: managed');
      await run('apply');
      write(join(cwd, 'files/AGENTS.md'), '# Mine, later');
      await build();
      expect(await checkOf(run)).toBe('AGENTS.md not applied yet');
      expect(await run('apply')).toMatchObject({ code: 0, stdout: 'change   box-1/main  AGENTS.md\n' });
      expect(text('AGENTS.md')).toBe('# Mine, later');
      writeFileSync(at('AGENTS.md'), 'the agent wrote this');
      expect(await checkOf(run)).toBe('AGENTS.md changed');
      expect(await run('apply')).toMatchObject({
        code: 1,
        stdout: `drift    box-1/main  /${WORKSPACE}/AGENTS.md was changed since the last apply\n`,
      });
      expect(await run('apply', '--force')).toMatchObject({ code: 0 });
      expect(text('AGENTS.md')).toBe('# Mine, later');
    });

    it('go nowhere else, whatever the manifest says', async () => {
      const { cwd, run } = await withFiles();
      const path = join(cwd, 'out/gwc.manifest.json');
      const manifest = readFileSync(path, 'utf8');
      for (const [from, to] of [
        [`/${WORKSPACE}/AGENTS.md`, '/home/claw/.bashrc'],
        ['main/workspace/AGENTS.md', 'main/workspace/../../AGENTS.md'],
        ['main/workspace/AGENTS.md', 'main/AGENTS.md'],
        ['"kind": "workspace"', '"kind": "env"'],
        ['"path": "box-1/main/gateway.env"', '"path": "box-1/main/workspace/gateway.env"'],
      ] as const) {
        expect(manifest).toContain(from);
        writeFileSync(path, manifest.replace(from, to));
        expect(await run('apply'), to).toMatchObject({ code: 2, stdout: '' });
      }
    });
  });

  it('removes unit and link of what is no longer desired; its data stays', async () => {
    const { root, run, build } = await image();
    await run('apply');
    await build({ main: TWO.main });
    expect(await run('apply')).toMatchObject({
      stdout: 'remove   box-1/rescue  openclaw-gateway-rescue.service: stop, disable; its data stays\n',
    });
    expect(existsSync(join(root, UNITS, 'openclaw-gateway-rescue.service'))).toBe(false);
    expect(
      lstatSync(join(root, UNITS, 'default.target.wants/openclaw-gateway-rescue.service'), { throwIfNoEntry: false }),
    ).toBeUndefined();
    expect(existsSync(join(root, 'home/claw/.openclaw-rescue/openclaw.json'))).toBe(true);
  });

  it('knows the files that it left in place: of an instance that comes back, that had another scope or another state folder', async () => {
    const { root, run, build } = await image();
    const lines = async (instances: typeof TWO | { main: string }) => {
      await build(instances);
      const { code, stdout } = await run('apply');
      return [code, ...stdout.split('\n').map((line) => /^\w+ +\S+/.exec(line)?.[0])].slice(0, -1);
    };
    await run('apply');
    expect(await lines({ main: TWO.main })).toEqual([0, 'remove   box-1/rescue']);
    expect(await lines({ ...TWO, rescue: '{ port: 19909 }' })).toEqual([0, 'create   box-1/rescue']);
    expect(await lines({ ...TWO, rescue: '{ port: 20909, service: { scope: system } }' })).toEqual([
      0,
      'remove   box-1/rescue',
      'create   box-1/rescue',
    ]);
    expect(await lines({ ...TWO, main: '{ port: 18789, stateDir: ~/elsewhere }' })).toContain('change   box-1/main');
    expect(await lines({ ...TWO, main: '{ port: 18909 }' })).toContain('change   box-1/main');
    const record = () => JSON.parse(readFileSync(join(root, 'var/lib/gwc/applied.json'), 'utf8'));
    const left = record().left.map(({ path }: { path: string }) => path);
    expect(left.sort()).toEqual([
      '/etc/gwc/openclaw-gateway-rescue.service/gateway.env',
      '/home/claw/elsewhere/gateway.env',
      '/home/claw/elsewhere/openclaw.json',
    ]);
    // What a person took away is forgotten, and what a person changed is the person's.
    rmSync(join(root, 'home/claw/elsewhere'), { recursive: true });
    expect(await lines({ main: '{ port: 18909 }' })).toEqual([0, 'remove   box-1/rescue']);
    expect(record().left.map(({ path }: { path: string }) => path)).toEqual([
      '/etc/gwc/openclaw-gateway-rescue.service/gateway.env',
      '/home/claw/.openclaw-rescue/gateway.env',
      '/home/claw/.openclaw-rescue/openclaw.json',
    ]);
    writeFileSync(join(root, 'home/claw/.openclaw-rescue/openclaw.json'), '{}');
    await build({ main: '{ port: 18909 }', rescue: TWO.rescue });
    expect(await run('apply')).toMatchObject({
      code: 1,
      stdout: 'drift    box-1/rescue  /home/claw/.openclaw-rescue/openclaw.json was changed since the last apply\n',
    });
  });

  it('tells a changed file and leaves it; --force replaces it and keeps a backup', async () => {
    const { root, run } = await image();
    await run('apply');
    const config = join(root, 'home/claw/.openclaw-main/openclaw.json');
    writeFileSync(config, 'mine');
    const refused = await run('apply');
    expect(refused).toMatchObject({
      code: 1,
      stderr:
        'nothing done, unchanged 1, left alone 1; a file was changed on this machine: ' +
        '--diff shows how, --force replaces it and keeps a backup\n',
    });
    expect(refused.stdout).toContain(
      'drift    box-1/main  /home/claw/.openclaw-main/openclaw.json was changed since the last apply\n',
    );
    expect(readFileSync(config, 'utf8')).toBe('mine');
    expect(await run('status')).toMatchObject({ code: 1, stdout: expect.stringContaining('openclaw.json changed') });
    const forced = await run('apply', '--force');
    const [, backup = ''] = /^backup of \S+: (\S+)$/m.exec(forced.stderr)!;
    expect(readFileSync(join(root, backup), 'utf8')).toBe('mine');
    expect(modeOf(join(root, backup))).toBe('0600');
    expect(readFileSync(config, 'utf8')).not.toBe('mine');
    expect(await run('status')).toMatchObject({ code: 0 });
  });

  it('leaves an instance with a changed file alone, and goes on with the others', async () => {
    const { root, run, build } = await image();
    await run('apply');
    const config = join(root, 'home/claw/.openclaw-main/openclaw.json');
    writeFileSync(config, 'mine');
    await build({ main: '{ port: 18909 }', rescue: '{ port: 19909 }' });
    const { code, stdout, stderr } = await run('apply');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `drift    box-1/main  /home/claw/.openclaw-main/openclaw.json was changed since the last apply
change   box-1/rescue  port 19789 → 19909, gateway.env, openclaw-gateway-rescue.service, openclaw.json
`,
    });
    expect(stderr).toMatch(/^change 1, unchanged 0, left alone 1; a file was changed/);
    expect(readFileSync(join(root, 'home/claw/.openclaw-main/gateway.env'), 'utf8')).toContain('18789');
    expect(await run('apply')).toMatchObject({ code: 1, stderr: expect.stringContaining('unchanged 1, left alone 1') });
    expect(await run('apply', '--force')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('change 1, unchanged 1'),
    });
    expect(await run('apply')).toMatchObject({ code: 0, stderr: 'nothing to do, unchanged 2\n' });
  });

  it('shows how files differ, and no secret in them', async () => {
    const { root, run } = await image({ main: TWO.main });
    await run('apply');
    const env = join(root, 'home/claw/.openclaw-main/gateway.env');
    writeFileSync(env, 'MY_TOKEN=hush-hush\n');
    const { code, stdout } = await run('apply', '--diff');
    expect(code).toBe(1);
    expect(stdout).toContain('--- a/home/claw/.openclaw-main/gateway.env\n');
    expect(stdout).toContain('-MY_TOKEN=');
    expect(stdout).toContain('+OPENCLAW_GATEWAY_PORT=');
    expect(stdout).not.toContain('hush');
    expect(readFileSync(env, 'utf8')).toBe('MY_TOKEN=hush-hush\n');
  });

  it('takes a file that gwc did not write for one of a person, unless it is just as it would be', async () => {
    const { root, run } = await image({ main: TWO.main });
    mkdirSync(join(root, 'home/claw/.openclaw-main'), { recursive: true });
    writeFileSync(join(root, 'home/claw/.openclaw-main/openclaw.json'), '{}');
    expect(await run('apply')).toMatchObject({ code: 1, stdout: expect.stringContaining('was not written by gwc\n') });
  });

  it('follows links as the machine itself would, and none that leads out of the root', async () => {
    const inside = await image({ main: TWO.main });
    mkdirSync(join(inside.root, 'var/home'), { recursive: true });
    symlinkSync('/var/home', join(inside.root, 'home'));
    expect(await inside.run('apply')).toMatchObject({ code: 0 });
    expect(existsSync(join(inside.root, 'var/home/claw/.openclaw-main/openclaw.json'))).toBe(true);

    const { cwd, root, run } = await image({ main: TWO.main });
    mkdirSync(join(cwd, 'outside'));
    symlinkSync(join(cwd, 'outside'), join(root, 'home'));
    expect(await run('apply')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('something else is there already'),
    });
    expect(readdirSync(join(cwd, 'outside'))).toEqual([]);
  });

  it('refuses a link in the place of a file', async () => {
    const { root, run } = await image({ main: TWO.main });
    mkdirSync(join(root, 'home/claw/.openclaw-main'), { recursive: true });
    symlinkSync('/etc/passwd', join(root, 'home/claw/.openclaw-main/openclaw.json'));
    expect(await run('apply')).toMatchObject({
      code: 2,
      stderr: 'error: /home/claw/.openclaw-main/openclaw.json is a symbolic link, where gwc writes a file; remove it\n',
    });
  });

  it('is data for scripts', async () => {
    const { run } = await image({ main: TWO.main });
    const { stdout } = await run('apply', '--format', 'json');
    expect(JSON.parse(stdout)).toEqual({
      host: 'box-1',
      steps: [
        {
          action: 'create',
          instance: 'main',
          service: 'openclaw-gateway-main.service',
          files: [
            '/home/claw/.openclaw-main/gateway.env',
            `/${UNITS}/openclaw-gateway-main.service`,
            '/home/claw/.openclaw-main/openclaw.json',
          ],
          boot: 'enable',
          process: null,
          result: 'done',
          seconds: expect.any(Number),
        },
      ],
      unchanged: [],
      drift: [],
      problems: [],
      missingSecrets: [],
    });
    const status = JSON.parse((await run('status', '--format', 'json')).stdout);
    expect(status).toMatchObject({ host: 'box-1', ok: true, instances: [{ instance: 'main', port: 18789, ok: true }] });
  });

  it('refuses to become another host, whose instances it does not have', async () => {
    const { cwd, run } = await image();
    await run('apply');
    await buildInto(cwd, hostsOf(TWO).replace('box-1', 'box-2'));
    expect(await run('apply')).toMatchObject({ code: 2, stderr: expect.stringContaining('was applied as box-1') });
    expect(await run('apply', '--force')).toMatchObject({ code: 0 });
  });

  inFull.it('names an account that the image does not have', async () => {
    const { root, run } = await image();
    writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
    const { code, stdout } = await run('apply');
    expect(code).toBe(1);
    expect(stdout).toContain(`missing  box-1/main, box-1/rescue  there is no account claw in ${root}
         useradd --root ${root} --create-home --shell /bin/bash --user-group --home-dir /home/claw claw
`);
    expect(existsSync(join(root, 'home'))).toBe(false);
  });

  it('has every part of a wrong command line reported', async () => {
    const { run, cwd } = await image();
    expect(await run('apply', '--host', 'box-2')).toMatchObject({
      code: 2,
      stderr: 'error: there is no host `box-2`; did you mean `box-1`?\n',
    });
    expect(await gwc(['apply', '--root', 'nowhere'], { cwd })).toMatchObject({
      code: 2,
      stderr: 'error: cannot read nowhere: it does not exist\n',
    });
    expect(await gwc(['apply', 'nowhere'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere has no gwc.manifest.json'),
    });
    expect(await run('apply', '--timeout', '0')).toMatchObject({ code: 2 });
  });
});
