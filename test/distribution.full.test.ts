// What a release offers, where a newcomer has it: each is installed as README.md says and compiles an example. Nothing is fetched
// but Debian's own packages.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { version } from '../package.json' with { type: 'json' };
import { formula } from '../scripts/formula.ts';
import { cleanClone } from './support/package.ts';
import { hasProgram, makeDebian } from './support/programs.ts';
import { shellBlocks } from './support/shell-blocks.ts';

const SLOW = { timeout: 300_000 };
const isRoot = process.getuid?.() === 0;
const platform = `linux-${process.arch}`;
const folder = mkdtempSync(join(tmpdir(), 'gwc-distribution-'));

/** The commands of README.md's section "Install" in its block that has this word. */
function commands(word: string): string {
  const block = shellBlocks('README.md', 'Install').find((text) => text.includes(word));
  return block!.replaceAll(/linux-x64/g, platform);
}

function shell(script: string, cwd: string, env: Readonly<Record<string, string>> = {}): string {
  const options = { cwd, env: { PATH: '/usr/bin:/bin', HOME: cwd, ...env }, encoding: 'utf8', stdio: 'pipe' } as const;
  return execFileSync('/bin/sh', ['-euc', script], options);
}

/** A folder with what a release offers, and an example. */
function downloads(name: string): string {
  const cwd = join(folder, name);
  cpSync('dist/release', cwd, { recursive: true });
  cpSync('examples/rescue-bot/hosts.yaml', join(cwd, 'hosts.yaml'));
  return cwd;
}

const BUILT = /^wrote \d+, unchanged 0, removed 0 in out\/\n$/;

beforeAll(() => {
  for (const script of ['build', 'build:exe', 'build:packages', 'build:image'])
    execFileSync('npm', ['run', '--silent', script], { stdio: 'pipe' });
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }), 120_000);

describe('a release', () => {
  it('says the checksum of each of its files', SLOW, () => {
    expect(shell('sha256sum --check --quiet SHA256SUMS', resolve('dist/release'))).toBe('');
    const named = readFileSync('dist/release/SHA256SUMS', 'utf8').match(/\S+$/gm);
    expect(named).toEqual(
      execFileSync('ls', ['-I', 'SHA256SUMS', 'dist/release'], { encoding: 'utf8' }).trim().split('\n'),
    );
  });

  it('lists what gwc is built with', () => {
    const { bomFormat, metadata, components } = JSON.parse(readFileSync('dist/release/gwc.cdx.json', 'utf8'));
    expect({ bomFormat, name: metadata.component.name }).toEqual({ bomFormat: 'CycloneDX', name: 'gwc' });
    // What is in the executables; the rest are tools.
    const needed = components.filter(({ scope }: { readonly scope: string }) => scope === 'required');
    const noticed = readFileSync('THIRD-PARTY.txt', 'utf8').match(/(?<=^|-\n\n)\S+ \d[\d.]*(?=\n|,)/g);
    const names = needed.map(({ name, version }: Readonly<Record<string, string>>) => `${name} ${version}`);
    expect(names.sort()).toEqual(noticed!.map((text) => text.replace('Bun', 'bun')).sort());
  });

  it('lets nobody but its owner write what it installs, whatever its maker may', SLOW, () => {
    const modes = (umask: string) =>
      shell(
        `umask ${umask}; npm run --silent build:packages >&2; cd dist/release
        { tar -tvzf gwc-${platform}.tar.gz; dpkg-deb --contents gwc-openclaw_*.deb; } | cut -c 1-10 | sort -u`,
        resolve('.'),
        { PATH: process.env['PATH']!, HOME: process.env['HOME']! },
      ).split('\n');
    expect(modes('002')).toEqual(['-rw-r--r--', '-rwxr-xr-x', 'drwxr-xr-x', '']);
    expect(modes('077')).toEqual(['-rw-r--r--', '-rwxr-xr-x', 'drwxr-xr-x', '']);
  });

  it('has an npm package that installs', SLOW, () => {
    const cwd = downloads('npm');
    const env = { PATH: process.env['PATH']!, npm_config_prefix: `${cwd}/prefix` };
    shell(commands('npm install --global'), cwd, env);
    expect(shell('prefix/bin/gwc build 2>&1', cwd, env)).toMatch(BUILT);
  });

  it('has an archive that works in an empty folder, without Node.js', SLOW, () => {
    const cwd = downloads('archive');
    mkdirSync(join(cwd, 'bin'));
    shell(commands('tar -xz').replace('sudo ', '').replace('/usr/local', cwd), cwd);
    const env = { PATH: `${cwd}/bin:/usr/bin:/bin` };
    expect(shell('! command -v node; gwc --version', cwd, { PATH: `${cwd}/bin` })).toBe(`${version}\n`);
    expect(shell('gwc build 2>&1', cwd, env)).toMatch(BUILT);
    expect(existsSync(join(cwd, 'out/box-1/rescue/openclaw.json'))).toBe(true);
    expect(shell('gwc --licenses', cwd, env)).toBe(readFileSync('THIRD-PARTY.txt', 'utf8'));
  });
});

describe('a clean clone', () => {
  it('compiles an example and makes the executable', SLOW, () => {
    const cwd = join(folder, 'clone');
    cleanClone(cwd);
    const env = { PATH: process.env['PATH']!, HOME: process.env['HOME']!, npm_config_prefer_offline: 'true' };
    const [compiles, makesExecutable] = commands('npm ci').split('\n');
    expect(shell(`{ ${compiles}; } 2>&1`, cwd, env)).toMatch(/\nwrote 8, unchanged 0, removed 0 in out\/\n$/);
    expect(shell(`{ ${makesExecutable}; } 2>&1`, cwd, env)).toMatch(/\nwrote 0, unchanged 8, removed 0 in out\/\n$/);
  });
});

describe('the Homebrew formula', () => {
  const manifest = { version: '1.2.3', description: 'Compile things: many', repository: 'https://host.example/me/gwc' };
  const text = formula(manifest, (platform) => `sum-of-${platform}`)!;

  it('fetches the archive of each platform from the home, which package.json names in either of two ways', () => {
    const sources = [...text.matchAll(/url "(.*)"\n +sha256 "(.*)"/g)].map(([, ...source]) => source);
    expect(sources).toEqual(
      ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'].map((name) => [
        `https://host.example/me/gwc/releases/download/v1.2.3/gwc-${name}.tar.gz`,
        `sum-of-${name}`,
      ]),
    );
    const inFull = { ...manifest, repository: { type: 'git', url: 'git+https://host.example/me/gwc.git' } };
    expect(formula(inFull, (platform) => `sum-of-${platform}`)).toBe(text);
  });

  it.skipIf(!hasProgram('ruby'))('is Ruby, and installs files that the archive has', () => {
    // In place of Homebrew: what it would install, one a line.
    const homebrew = `
      class Formula
        def self.method_missing(*) = block_given? ? yield : nil
        def self.test = nil
        def method_missing(*) = Class.new { def self.install(what) = puts(what.is_a?(Hash) ? what.keys : what) }
      end
      ${text}
      Gwc.new.install`;
    const installed = execFileSync('ruby', ['-e', homebrew], { encoding: 'utf8' }).trim().split('\n');
    const archived = shell(`tar -tzf dist/release/gwc-${platform}.tar.gz`, '.').split('\n');
    expect(installed).toHaveLength(5);
    expect(archived).toEqual(expect.arrayContaining(installed));
  });
});

describe.skipIf(!isRoot || !hasProgram('mmdebstrap'))('on a Debian that has nothing but itself', () => {
  const root = join(folder, 'debian');

  beforeAll(() => {
    makeDebian(root, '--variant=apt');
    cpSync(downloads('deb'), join(root, 'root'), { recursive: true });
  }, 300_000);

  function inside(script: string): string {
    const enter = `mount --rbind /dev '${root}/dev'; mount -t proc proc '${root}/proc'
      exec chroot '${root}' /usr/bin/env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin HOME=/root sh -euc 'cd; ${script}'`;
    return execFileSync('unshare', ['--mount', 'sh', '-euc', enter], { encoding: 'utf8', stdio: 'pipe' });
  }

  it('one command installs, and one compiles an example', SLOW, () => {
    const install = commands('apt install').replace('sudo ', '');
    inside(`! command -v node; ${install}`);
    expect(inside('gwc --version')).toBe(`${version}\n`);
    expect(inside('gwc build 2>&1')).toMatch(BUILT);
    expect(inside('ls /usr/share/man/man1 /usr/share/bash-completion/completions')).toMatch(/gwc/);
    inside('apt-get purge -qq -y gwc-openclaw >&2; ! command -v gwc');
  });
});

describe.skipIf(!isRoot || !hasProgram('buildah'))('as a container image', () => {
  it('checks the mounted folder, as nobody, offline', SLOW, () => {
    const cwd = downloads('image');
    const store = ['--storage-driver', 'vfs', '--root', join(folder, 'store'), '--runroot', join(folder, 'run')];
    const buildah = (...args: readonly string[]) =>
      execFileSync('buildah', [...store, ...args], { encoding: 'utf8', stdio: 'pipe' });
    buildah('build', '--isolation', 'chroot', '--tag', 'gwc', 'dist/image');
    const container = buildah('from', 'localhost/gwc').trim();
    mkdirSync(join(folder, 'run'), { recursive: true });
    const run = ['run', '--isolation', 'chroot', '--volume', `${cwd}:/work`, container, '--', '/usr/bin/gwc'];
    expect(() => buildah(...run, 'validate')).not.toThrow();
    expect(() => buildah(...run, 'build')).toThrow(/cannot make the folder out: permission denied/);
    buildah('rm', container);
  });
});
