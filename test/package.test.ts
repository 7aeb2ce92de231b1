// The package as `npm pack` makes it: what is in it, and that it works where it is installed.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packPackage, repositoryFiles } from './support/package.ts';

const folder = mkdtempSync(join(tmpdir(), 'gwc-package-'));
let packed: readonly string[] = [];
let tarball = '';

beforeAll(() => {
  const { path, files } = packPackage(folder);
  packed = files;
  tarball = path;
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--no-audit', '--no-fund', path]);
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(program: string, args: readonly string[], cwd = folder): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

describe('the package', () => {
  it('holds the program, its data and its documentation, and nothing else', () => {
    const folders = new Set(packed.map((path) => path.split('/')[0]));
    expect([...folders].sort()).toEqual([
      'ARCHITECTURE.md',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'THIRD-PARTY.txt',
      'dist',
      'docs',
      'examples',
      'man',
      'package.json',
      'schemas',
    ]);
    expect(packed.filter((path) => path.startsWith('schemas/'))).toEqual(['schemas/hosts.schema.json']);
  });

  it('holds of dist/ the program, the library, and its types', () => {
    const others = packed.filter((path) => path.startsWith('dist/') && !/^dist\/types\/[\w./-]+\.d\.ts$/.test(path));
    const texts = ['dist/explanations.jsonl', 'dist/parts.txt'];
    expect(others.toSorted()).toEqual(['dist/bin.cjs', ...texts, 'dist/index.js', 'dist/main.cjs'].toSorted());
  });

  it('holds nothing else that is not in the repository, and no test', () => {
    const known = repositoryFiles();
    expect(packed.filter((path) => !path.startsWith('dist/') && !known.includes(path))).toEqual([]);
    expect(packed.filter((path) => /\.test\.|(?:^|\/)\.env|\.tgz$|node_modules/.test(path))).toEqual([]);
  });

  it('has no install script', () => {
    const { scripts } = JSON.parse(readFileSync(join(folder, 'node_modules/gwc/package.json'), 'utf8'));
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });

  it('compiles an example', () => {
    run('npx', ['--no-install', 'gwc', 'build', 'node_modules/gwc/examples/rescue-bot/hosts.yaml', '--quiet']);
    expect(existsSync(join(folder, 'out/box-1/rescue/openclaw-gateway-rescue.service'))).toBe(true);
  });

  it.each([
    ['cut off', (file: string) => truncateSync(file, 1_000_000), 'it is not whole, or of another gwc'],
    ['missing', (file: string) => rmSync(file), 'it does not exist'],
  ])('checks nothing with a file of it that is %s', (_, spoil, reason) => {
    const broken = join(mkdtempSync(join(folder, 'broken-')), 'dist');
    cpSync(join(folder, 'node_modules/gwc/dist'), broken, { recursive: true });
    spoil(join(broken, 'parts.txt'));
    const args = [join(broken, 'bin.cjs'), 'validate', 'examples/rescue-bot/hosts.yaml'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe(`error: cannot use ${broken}/parts.txt: ${reason}; install gwc again\n`);
    expect(status).toBe(2);
  });

  it('brings its man page', () => {
    run('npm', ['install', '--global', '--prefix', join(folder, 'prefix'), '--no-audit', '--no-fund', tarball]);
    expect(existsSync(join(folder, 'prefix/share/man/man1/gwc.1'))).toBe(true);
  });

  it('is a library', () => {
    const script = `import { build, ports, validate } from 'gwc';
const text = 'version: 1\\nhosts: { box: { user: claw, instances: { main: { port: 18789 } } } }\\n';
console.log(JSON.stringify([build(text).artifacts.length, validate(text).diagnostics.length, ports(text).hosts.box.nextFree]));`;
    expect(run(process.execPath, ['--input-type=module', '-e', script])).toBe('[3,0,18909]\n');
  });
});
