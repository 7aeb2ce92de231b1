// gwc build: what it writes, keeps, removes and refuses, on a real disk.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFull } from '../support/full.ts';
import { PROGRAM } from '../support/program.ts';
import { filesIn, folderWith, gwc, hostsYaml, modeOf, pathsIn, TWO } from './gwc.ts';

const MANIFEST = 'gwc.manifest.json';
const ONE = hostsYaml({ 'box-1': { main: 18789 } });
const MAIN = ['gateway.env', 'openclaw-gateway-main.service', 'openclaw.json', 'secrets.env.example'];
const HOSTS = hostsYaml({ 'box-1': { main: 18789 }, 'box-2': { main: 18789 } });

async function built(text = TWO): Promise<string> {
  const cwd = folderWith({ 'hosts.yaml': text });
  expect(await gwc(['build'], { cwd })).toMatchObject({ code: 0, stdout: '' });
  return cwd;
}

function write(cwd: string, text: string): void {
  writeFileSync(join(cwd, 'hosts.yaml'), text);
}

describe('build', () => {
  it('writes the tree, says how much, and then nothing more', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    expect(await gwc(['build'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'wrote 8, unchanged 0, removed 0 in out/\n',
    });
    expect(pathsIn(join(cwd, 'out'))).toEqual([
      ...MAIN.map((name) => `box-1/main/${name}`),
      ...MAIN.map((name) => `box-1/rescue/${name.replace('main', 'rescue')}`),
      MANIFEST,
    ]);
    const paths = pathsIn(cwd).map((path) => join(cwd, path));
    for (const path of paths) utimesSync(path, 1, 1);
    expect((await gwc(['build'], { cwd })).stderr).toBe('wrote 0, unchanged 8, removed 0 in out/\n');
    expect(paths.map((path) => statSync(path).mtimeMs)).toEqual(paths.map(() => 1000));
  });

  it('writes only what changed, and removes what is gone with its folder', async () => {
    const cwd = await built();
    const kept = join(cwd, 'out/box-1/main/openclaw.json');
    utimesSync(kept, 1, 1);
    write(cwd, ONE);
    expect((await gwc(['build'], { cwd })).stderr).toBe('wrote 0, unchanged 4, removed 4 in out/\n');
    expect(existsSync(join(cwd, 'out/box-1/rescue'))).toBe(false);
    expect(statSync(kept).mtimeMs).toBe(1000);
    expect(filesIn(join(cwd, 'out'))).toEqual(filesIn(join(await built(ONE), 'out')));
  });

  it('keeps a folder that has a file of others', async () => {
    const cwd = await built();
    writeFileSync(join(cwd, 'out/box-1/rescue/notes.txt'), 'mine');
    write(cwd, ONE);
    expect((await gwc(['build'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'out/box-1/rescue/notes.txt'), 'utf8')).toBe('mine');
    expect(pathsIn(join(cwd, 'out/box-1/rescue'))).toEqual(['notes.txt']);
  });

  it('writes nothing where there is an error, or with --strict a warning', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO.replace('19789', '18790') });
    const { code, stderr } = await gwc(['build'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error\[port-overlap\]/);
    write(cwd, `openclaw: 2099.1.1\n${TWO}`);
    expect((await gwc(['build', '--strict'], { cwd })).code).toBe(1);
    expect(pathsIn(cwd)).toEqual(['hosts.yaml']);
    const lax = await gwc(['build'], { cwd });
    expect(lax.code).toBe(0);
    expect(lax.stderr).toMatch(/^warning\[openclaw-version\][\s\S]*\n1 warning in 2 .*\nwrote 8, unchanged 0/);
  });

  it('says what it found as JSON on stdout', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    const { code, stdout, stderr } = await gwc(['build', '--format', 'json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      diagnostics: [],
      summary: { errors: 0, warnings: 0, hosts: 1, instances: 2 },
    });
    expect(stderr).toBe('wrote 8, unchanged 0, removed 0 in out/\n');
  });

  it('says nothing with --quiet', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    expect(await gwc(['build', '-q'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('takes another folder, from standard input too', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    expect((await gwc(['build', '-o', 'a/b/'], { cwd })).stderr).toContain(' in a/b/\n');
    const stdin = [Buffer.from(TWO)];
    expect((await gwc(['build', '-', '--out', join(cwd, 'c')], { cwd, stdin })).stderr).toContain(` in ${cwd}/c/\n`);
    expect(filesIn(join(cwd, 'c'))).toEqual(filesIn(join(cwd, 'a/b')));
  });

  it('writes the same bytes and modes in any folder and with any umask', async () => {
    const trees = [0o000, 0o022, 0o077].map((mask) => {
      const cwd = folderWith({ 'hosts.yaml': TWO });
      const script = `umask ${mask.toString(8)}; exec ${PROGRAM} build`;
      expect(spawnSync('sh', ['-c', script], { cwd }).status).toBe(0);
      const modes = ['', 'box-1', 'box-1/main', ...pathsIn(join(cwd, 'out'))].map((path) => [
        path,
        modeOf(join(cwd, 'out', path)),
      ]);
      return { files: filesIn(join(cwd, 'out')), modes: Object.fromEntries(modes) };
    });
    expect(trees[1]).toEqual(trees[0]);
    expect(trees[2]).toEqual(trees[0]);
    expect(trees[0]!.modes).toMatchObject({
      '': '0755',
      'box-1': '0755',
      'box-1/main': '0755',
      [MANIFEST]: '0644',
      'box-1/main/openclaw.json': '0600',
      'box-1/main/gateway.env': '0600',
      'box-1/main/secrets.env.example': '0644',
      'box-1/main/openclaw-gateway-main.service': '0644',
    });
  });

  it('puts permissions right, and leaves those of folders', async () => {
    const cwd = await built();
    chmodSync(join(cwd, 'out/box-1/main/openclaw.json'), 0o644);
    chmodSync(join(cwd, 'out/box-1'), 0o700);
    expect((await gwc(['build'], { cwd })).stderr).toBe('wrote 1, unchanged 7, removed 0 in out/\n');
    expect(modeOf(join(cwd, 'out/box-1/main/openclaw.json'))).toBe('0600');
    expect(modeOf(join(cwd, 'out/box-1'))).toBe('0700');
  });

  it('lists every file in the manifest, with its digest', async () => {
    const cwd = await built();
    const { gwc: version, target, artifacts } = JSON.parse(readFileSync(join(cwd, 'out', MANIFEST), 'utf8'));
    expect({ version, target }).toEqual({ version: expect.stringMatching(/^\d+\.\d+\.\d+/), target: '2026.9.6' });
    const sums = artifacts.map(({ path, sha256 }: Record<string, string>) => `${sha256}  ${path}\n`).join('');
    expect(artifacts).toHaveLength(8);
    execFileSync('sha256sum', ['--check', '--strict', '--status'], { cwd: join(cwd, 'out'), input: sums });
  });
});

describe('build --host', () => {
  it('writes and removes the files of that host only', async () => {
    const cwd = folderWith({ 'hosts.yaml': HOSTS });
    expect((await gwc(['build', '--host', 'box-2'], { cwd })).stderr).toContain('wrote 4,');
    expect(pathsIn(join(cwd, 'out')).filter((path) => path.startsWith('box-1'))).toEqual([]);
    expect((await gwc(['build', '--host', 'box-1', '--host', 'box-2'], { cwd })).stderr).toContain(
      'wrote 4, unchanged 4',
    );
    expect(filesIn(join(cwd, 'out'))).toEqual(filesIn(join(await built(HOSTS), 'out')));
    write(cwd, HOSTS.replaceAll('main:', 'other:'));
    expect((await gwc(['build', '--host', 'box-2'], { cwd })).stderr).toContain('wrote 4, unchanged 0, removed 4');
    expect(existsSync(join(cwd, 'out/box-1/main/openclaw.json'))).toBe(true);
    expect((await gwc(['build'], { cwd })).stderr).toContain('wrote 4, unchanged 4, removed 4');
  });

  it('knows the hosts', async () => {
    const cwd = folderWith({ 'hosts.yaml': HOSTS });
    const near = await gwc(['build', '--host', 'box1'], { cwd });
    expect(near).toEqual({ code: 2, stdout: '', stderr: 'error: there is no host `box1`; did you mean `box-1`?\n' });
    const far = await gwc(['build', '--host', 'mac-mini'], { cwd });
    expect(far.stderr).toBe('error: there is no host `mac-mini`; there are box-1, box-2\n');
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });
});

describe('build --check', () => {
  const check = (cwd: string, ...more: string[]) => gwc(['build', '--check', ...more], { cwd });

  it('is content with what build wrote', async () => {
    expect(await check(await built())).toEqual({ code: 0, stdout: '', stderr: 'out/ is up to date\n' });
  });

  it('lists what differs, and writes nothing', async () => {
    const cwd = await built(hostsYaml({ 'box-1': { main: 18789, old: 19789 } }));
    write(cwd, hostsYaml({ 'box-1': { main: 18909, rescue: 20789 } }));
    chmodSync(join(cwd, 'out/box-1/main/secrets.env.example'), 0o600);
    rmSync(join(cwd, 'out/box-1/main/gateway.env'));
    mkdirSync(join(cwd, 'out/box-1/rescue'));
    writeFileSync(join(cwd, 'out/box-1/rescue/openclaw.json'), 'mine');
    writeFileSync(join(cwd, 'out/box-1/old/gateway.env'), 'edited');
    const before = filesIn(join(cwd, 'out'));
    const { code, stdout, stderr } = await check(cwd);
    expect(code).toBe(1);
    expect(stdout).toBe(`missing     out/box-1/main/gateway.env
changed     out/box-1/main/openclaw-gateway-main.service
changed     out/box-1/main/openclaw.json
wrong mode  out/box-1/main/secrets.env.example
foreign     out/box-1/old/gateway.env
stale       out/box-1/old/openclaw-gateway-old.service
stale       out/box-1/old/openclaw.json
stale       out/box-1/old/secrets.env.example
missing     out/box-1/rescue/gateway.env
missing     out/box-1/rescue/openclaw-gateway-rescue.service
foreign     out/box-1/rescue/openclaw.json
missing     out/box-1/rescue/secrets.env.example
changed     out/gwc.manifest.json
`);
    expect(stderr).toBe('out/ differs in 13 of its files; `gwc build` writes them\n');
    expect(filesIn(join(cwd, 'out'))).toEqual(before);
    expect(await check(cwd, '--quiet')).toEqual({ code, stdout, stderr: '' });
  });

  it('lists everything where nothing was built, and makes no folder', async () => {
    const cwd = folderWith({ 'hosts.yaml': ONE });
    const { code, stdout } = await check(cwd, '-o', 'a/b');
    expect(code).toBe(1);
    expect(stdout.match(/^missing {5}a\/b\//gm)).toHaveLength(5);
    expect(existsSync(join(cwd, 'a'))).toBe(false);
  });

  it('has the list in JSON', async () => {
    const cwd = await built();
    rmSync(join(cwd, 'out/box-1/main/gateway.env'));
    const { code, stdout } = await check(cwd, '--format', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      diagnostics: [],
      drift: [{ path: 'box-1/main/gateway.env', state: 'missing' }],
    });
  });

  it('does not count permissions in a git work tree, which does not keep them', async () => {
    const cwd = await built();
    chmodSync(join(cwd, 'out/box-1/main/openclaw.json'), 0o644);
    expect((await check(cwd)).stdout).toBe('wrong mode  out/box-1/main/openclaw.json\n');
    mkdirSync(join(cwd, '.git'));
    expect((await check(cwd)).code).toBe(0);
    writeFileSync(join(cwd, 'out/box-1/main/openclaw.json'), '{}');
    expect((await check(cwd)).stdout).toBe('changed     out/box-1/main/openclaw.json\n');
  });

  it('finds errors first', async () => {
    const cwd = await built();
    write(cwd, TWO.replace('19789', '18790'));
    const { code, stdout, stderr } = await check(cwd);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error\[port-overlap\]/);
  });
});

describe('what gwc did not write', () => {
  it('is not replaced, and nothing else is written', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO, 'out/box-1/main/openclaw.json': 'mine' });
    const refused = await gwc(['build'], { cwd });
    expect(refused).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: nothing was written, because of these in out:\n' +
        '  out/box-1/main/openclaw.json: gwc did not write it; move it away, or --force replaces it\n',
    });
    expect(filesIn(join(cwd, 'out'))).toEqual({ 'box-1/main/openclaw.json': 'mine' });
    expect((await gwc(['build', '--force'], { cwd })).code).toBe(0);
    expect(filesIn(join(cwd, 'out'))).toEqual(filesIn(join(await built(), 'out')));
  });

  it('is adopted where it is the same', async () => {
    const cwd = await built();
    rmSync(join(cwd, 'out', MANIFEST));
    expect((await gwc(['build'], { cwd })).stderr).toBe('wrote 0, unchanged 8, removed 0 in out/\n');
    expect((await gwc(['build', '--check'], { cwd })).code).toBe(0);
  });

  it('is not removed: a file that was edited and is no longer wanted', async () => {
    const cwd = await built();
    const edited = join(cwd, 'out/box-1/rescue/openclaw.json');
    writeFileSync(edited, 'edited');
    write(cwd, ONE);
    const refused = await gwc(['build'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      '  out/box-1/rescue/openclaw.json: hosts.yaml has it no longer, and it was edited',
    );
    expect(readFileSync(edited, 'utf8')).toBe('edited');
    expect((await gwc(['build', '--force'], { cwd })).stderr).toContain('removed 4');
    expect(existsSync(edited)).toBe(false);
  });

  it('is overwritten where gwc wrote it before', async () => {
    const cwd = await built();
    writeFileSync(join(cwd, 'out/box-1/main/openclaw.json'), 'edited');
    expect((await gwc(['build'], { cwd })).stderr).toBe('wrote 1, unchanged 7, removed 0 in out/\n');
  });
});

describe('links and other obstacles', () => {
  const victim = () => folderWith({ 'main/openclaw.json': 'precious', passwd: 'root' });

  it.each([
    ['a file', 'out/box-1/main/openclaw.json', 'main/openclaw.json', 'out/box-1/main/openclaw.json'],
    ['the instance', 'out/box-1/main', 'main', 'out/box-1/main'],
    ['the host', 'out/box-1', '', 'out/box-1'],
    ['the manifest', `out/${MANIFEST}`, 'passwd', `out/${MANIFEST}`],
    ['a file, to nowhere', 'out/box-1/main/openclaw.json', 'nowhere', 'out/box-1/main/openclaw.json'],
  ])('a link in place of %s is not followed', async (_, at, target, named) => {
    const elsewhere = victim();
    const before = filesIn(elsewhere);
    const cwd = folderWith({ 'hosts.yaml': TWO, 'out/box-1/main/x': '' });
    rmSync(join(cwd, at), { recursive: true, force: true });
    symlinkSync(join(elsewhere, target), join(cwd, at));
    for (const flags of [[], ['--force']]) {
      const { code, stderr } = await gwc(['build', ...flags], { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain(named);
      expect(stderr).toContain('a symbolic link');
    }
    expect(filesIn(elsewhere)).toEqual(before);
    expect(lstatSync(join(cwd, at)).isSymbolicLink()).toBe(true);
  });

  it('a link in place of a file that is to go is not followed', async () => {
    const elsewhere = victim();
    const cwd = await built();
    rmSync(join(cwd, 'out/box-1/rescue'), { recursive: true });
    symlinkSync(join(elsewhere, 'main'), join(cwd, 'out/box-1/rescue'));
    write(cwd, ONE);
    for (const flags of [[], ['--force']]) expect((await gwc(['build', ...flags], { cwd })).code).toBe(2);
    expect(filesIn(elsewhere)).toEqual({ 'main/openclaw.json': 'precious', passwd: 'root' });
  });

  it('the output folder itself may be a link', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    mkdirSync(join(cwd, 'real'));
    symlinkSync('real', join(cwd, 'out'));
    expect((await gwc(['build'], { cwd })).code).toBe(0);
    expect(filesIn(join(cwd, 'real'))).toEqual(filesIn(join(await built(), 'out')));
    expect(lstatSync(join(cwd, 'out')).isSymbolicLink()).toBe(true);
  });

  it.each([
    [
      'a folder where a file belongs',
      (cwd: string) => mkdirSync(join(cwd, 'out/box-1/main/openclaw.json'), { recursive: true }),
      'out/box-1/main/openclaw.json: a folder',
    ],
    [
      'a file where a folder belongs',
      (cwd: string) => {
        mkdirSync(join(cwd, 'out'));
        writeFileSync(join(cwd, 'out/box-1'), '');
      },
      'out/box-1: a file is',
    ],
    [
      'a pipe where a file belongs',
      (cwd: string) => {
        mkdirSync(join(cwd, 'out/box-1/main'), { recursive: true });
        execFileSync('mkfifo', [join(cwd, 'out/box-1/main/openclaw.json')]);
      },
      'out/box-1/main/openclaw.json: a pipe',
    ],
    [
      'a pipe as manifest',
      (cwd: string) => {
        mkdirSync(join(cwd, 'out'));
        execFileSync('mkfifo', [join(cwd, 'out', MANIFEST)]);
      },
      `out/${MANIFEST} is a pipe`,
    ],
    [
      'a folder as manifest',
      (cwd: string) => mkdirSync(join(cwd, 'out', MANIFEST), { recursive: true }),
      `out/${MANIFEST} is a folder`,
    ],
    [
      'a file as output folder',
      (cwd: string) => writeFileSync(join(cwd, 'out'), ''),
      'cannot use out: it is not a folder',
    ],
    ['a link to nowhere as output folder', (cwd: string) => symlinkSync('nowhere/at/all', join(cwd, 'out')), 'out'],
  ])('%s is refused', async (_, prepare, message) => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    prepare(cwd);
    const { code, stdout, stderr } = await gwc(['build'], { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\bat .*\.ts:\d/);
  });

  it('a place that takes no folder is refused, and not tried for ever', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    expect(await gwc(['build', '--out', '/proc/gwc/out'], { cwd })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: cannot make the folder /proc/gwc/out: it does not exist\n',
    });
  });
});

describe('a manifest', () => {
  const entry = (path: string, content: string) => ({
    path,
    sha256: execFileSync('sha256sum', { input: content }).toString().slice(0, 64),
    mode: '0600',
    kind: 'env',
    host: path.split('/')[0],
    instance: path.split('/')[1],
    owner: 'x',
    installPath: '/x',
  });

  it.each(['../passwd', '/etc/passwd', 'box-1/../../passwd', 'box-1/main/../../../passwd'])(
    'that names %s is refused, and nothing is removed',
    async (path) => {
      const cwd = folderWith({
        'hosts.yaml': TWO,
        passwd: 'root',
        [`out/${MANIFEST}`]: JSON.stringify({ version: 1, artifacts: [entry(path, 'root')] }),
      });
      for (const flags of [[], ['--check']]) {
        const { code, stderr } = await gwc(['build', ...flags], { cwd });
        expect(code).toBe(2);
        expect(stderr).toContain(`out/${MANIFEST} can't be trusted`);
      }
      expect(pathsIn(cwd)).toEqual(['hosts.yaml', `out/${MANIFEST}`, 'passwd']);
      expect((await gwc(['build', '--force'], { cwd })).code).toBe(0);
      expect(readFileSync(join(cwd, 'passwd'), 'utf8')).toBe('root');
    },
  );

  it('can have files removed that look like gwc’s, and those only as it lists them', async () => {
    const listed = { version: 1, artifacts: [entry('box-9/main/a', 'same'), entry('box-9/main/b', 'listed')] };
    const cwd = folderWith({
      'hosts.yaml': TWO,
      [`out/${MANIFEST}`]: JSON.stringify(listed),
      'out/box-9/main/a': 'same',
      'out/box-9/main/b': 'other',
    });
    expect((await gwc(['build'], { cwd })).code).toBe(2);
    rmSync(join(cwd, 'out/box-9/main/b'));
    expect((await gwc(['build'], { cwd })).stderr).toContain('removed 1');
    expect(existsSync(join(cwd, 'out/box-9'))).toBe(false);
  });

  it('with merge markers is refused, and --force writes a new one', async () => {
    const cwd = await built();
    writeFileSync(join(cwd, 'out', MANIFEST), '<<<<<<< ours\n');
    expect((await gwc(['build'], { cwd })).stderr).toContain('it is not JSON');
    expect((await gwc(['build', '--force'], { cwd })).stderr).toBe('wrote 0, unchanged 8, removed 0 in out/\n');
  });
});

describe('a disk that fails', () => {
  const _isRoot = process.getuid?.() === 0;

  it('is reported with path and reason, and leaves whole files: no space', () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    // No file may grow, which is what a full disk looks like.
    const { status, stderr } = spawnSync('sh', ['-c', `trap '' XFSZ; ulimit -f 0; exec ${PROGRAM} build`], {
      cwd,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^error: cannot write out\/\S+: .+\n$/),
    });
    expect(pathsIn(cwd)).toEqual(['hosts.yaml']);
  });

  inFull.it('a full file system', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    mkdirSync(join(cwd, 'out'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', join(cwd, 'out')]);
    expect(mounted.status).toBe(0);
    try {
      const { code, stderr } = await gwc(['build'], { cwd });
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /^error: cannot write out\/\S+: no space is left on the device; free some and try again\n$/,
      );
      for (const path of pathsIn(join(cwd, 'out'))) expect(path).not.toContain('.tmp');
      const [first] = JSON.parse(readFileSync(join(cwd, 'out', MANIFEST), 'utf8')).artifacts;
      expect(first.path).toBe('box-1/main/gateway.env');
    } finally {
      execFileSync('umount', [join(cwd, 'out')]);
    }
  });

  inFull.it('a file system that is read-only', async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    mkdirSync(join(cwd, 'out'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'none', join(cwd, 'out')]);
    try {
      const { code, stderr } = await gwc(['build'], { cwd });
      expect(code).toBe(2);
      expect(stderr).toBe('error: cannot write out/.gwc.lock: the file system is read-only\n');
    } finally {
      execFileSync('umount', [join(cwd, 'out')]);
    }
  });
});

describe('build --templates', () => {
  it('uses the templates of a folder in place of those of that name', async () => {
    const cwd = await built();
    const name = 'systemd.service.hbs';
    mkdirSync(join(cwd, 't'));
    writeFileSync(join(cwd, 't', name), '# mine\n');
    writeFileSync(join(cwd, 't/README.md'), 'not a template');
    expect((await gwc(['build', '--templates', 't'], { cwd })).stderr).toContain('wrote 2, unchanged 6');
    expect(readFileSync(join(cwd, 'out/box-1/main/openclaw-gateway-main.service'), 'utf8')).toBe('# mine\n');

    writeFileSync(join(cwd, 't', name), '{{#each}}');
    const broken = await gwc(['build', '--templates', 't'], { cwd });
    expect(broken.code).toBe(2);
    expect(broken.stderr).toMatch(new RegExp(`^error: cannot use t/${name}: `));

    writeFileSync(join(cwd, 't', name), '{{nothing}}');
    expect((await gwc(['build', '--templates', 't'], { cwd })).stderr).toMatch(/^error: cannot use t\/.*nothing/);

    writeFileSync(join(cwd, 't', name), Buffer.from([0xff]));
    expect((await gwc(['build', '--templates', 't'], { cwd })).stderr).toMatch(
      /^error: cannot read t\/.*0xFF.*\(line 1\)\n$/,
    );
  });

  it.each([
    ['no such folder', 'nowhere', 'error: cannot read nowhere: it does not exist\n'],
    ['a file', 'hosts.yaml', 'error: cannot read hosts.yaml: a part of the path is not a folder\n'],
    ['a folder without templates', 'empty', /^error: empty has no \*\.hbs file; gwc's templates are .*\.hbs\n$/],
    ['an unknown template', 'unknown', /^error: unknown\/systemd-servic\.hbs replaces no template; /],
  ])('%s', async (_, folder, message) => {
    const cwd = folderWith({ 'hosts.yaml': TWO, 'empty/x.txt': '', 'unknown/systemd-servic.hbs': '' });
    const { code, stderr } = await gwc(['build', '--templates', folder], { cwd });
    expect(code).toBe(2);
    if (typeof message === 'string') expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
    expect(existsSync(join(cwd, 'out'))).toBe(false);
  });
});

describe('port: auto', () => {
  const AUTO = hostsYaml({ 'box-1': { main: 'auto', rescue: 'auto' } });
  const lock = (cwd: string) => JSON.parse(readFileSync(join(cwd, 'hosts.lock.json'), 'utf8')).ports;

  it('writes the lock beside hosts.yaml, and a locked port never moves', async () => {
    const cwd = folderWith({ 'fleet/hosts.yaml': AUTO });
    expect((await gwc(['build', 'fleet/hosts.yaml'], { cwd })).code).toBe(0);
    expect(lock(join(cwd, 'fleet'))).toEqual({ 'box-1': { main: 18789, rescue: 18909 } });
    writeFileSync(
      join(cwd, 'fleet/hosts.yaml'),
      AUTO.replace('main:', 'zeta:').replace('rescue:', 'alpha: { port: auto }\n      rescue:'),
    );
    expect((await gwc(['build', 'fleet/hosts.yaml'], { cwd })).code).toBe(0);
    expect(lock(join(cwd, 'fleet'))).toEqual({ 'box-1': { alpha: 18789, rescue: 18909, zeta: 19029 } });
  });

  it('writes the lock that a link leads to', async () => {
    const cwd = folderWith({ 'hosts.yaml': AUTO, 'shared/lock.json': '{"version": 1, "ports": {}}' });
    symlinkSync('shared/lock.json', join(cwd, 'hosts.lock.json'));
    expect(await gwc(['build'], { cwd })).toMatchObject({ code: 0 });
    expect(lstatSync(join(cwd, 'hosts.lock.json')).isSymbolicLink()).toBe(true);
    expect(lock(cwd)).toEqual({ 'box-1': { main: 18789, rescue: 18909 } });
  });

  it('writes no lock where no port is auto', async () => {
    expect(existsSync(join(await built(), 'hosts.lock.json'))).toBe(false);
  });

  it.each([
    ['--frozen-lockfile', ['--frozen-lockfile'], {}, 1],
    ['CI', [], { CI: 'true' }, 1],
    ['--no-frozen-lockfile in CI', ['--no-frozen-lockfile'], { CI: 'true' }, 0],
    ['CI=false', [], { CI: 'false' }, 0],
    ['--check', ['--check'], {}, 1],
  ] as const)('a lock that would change, with %s', async (_, flags, env, code) => {
    const cwd = folderWith({ 'hosts.yaml': AUTO });
    const outcome = await gwc(['build', ...flags], { cwd, env });
    expect(outcome.code).toBe(code);
    if (code === 1) {
      expect(outcome.stderr).toMatch(/^error\[lock-file\]/);
      expect(pathsIn(cwd)).toEqual(['hosts.yaml']);
    }
    expect((await gwc(['build', '--no-frozen-lockfile'], { cwd })).code).toBe(0);
    expect((await gwc(['build', ...flags], { cwd, env })).code).toBe(0);
  });

  it('is shown at the line of the lock where that is at fault', async () => {
    const cwd = folderWith({
      'hosts.yaml': AUTO,
      'hosts.lock.json': '{"version": 1, "ports":\n {"box-1": {"main": "x"}}}',
    });
    const { code, stderr } = await gwc(['validate'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('--> hosts.lock.json:2:');
    expect(stderr).toContain(' 2 |  {"box-1": {"main": "x"}}}\n');
  });

  it('is not locked where the build is refused', async () => {
    const cwd = folderWith({ 'hosts.yaml': AUTO, 'out/box-1/main/openclaw.json': 'mine' });
    expect((await gwc(['build'], { cwd })).code).toBe(2);
    expect(existsSync(join(cwd, 'hosts.lock.json'))).toBe(false);
  });
});
