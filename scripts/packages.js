// Makes dist/release/, what a release offers besides the npm package: of each executable in dist/exe an archive, of those for
// Debian a package, npm's package, a Homebrew formula (once there is a home), the list of what gwc is built with, and the checksums of all.
// Same input, same bytes.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import packageJson from '../package.json' with { type: 'json' };
import { archiveName, formula } from './formula.ts';
import { bundledPackages } from './render-notices.ts';

const { version, description } = packageJson;
const [summary = '', parts = ''] = description.split(': ');
const EXECUTABLES = 'dist/exe';
const OUT = resolve('dist/release');
/** Debian's names of what it runs on; its C library is glibc. */
const DEBIAN = new Map([
  ['linux-x64', 'amd64'],
  ['linux-arm64', 'arm64'],
]);
/** No file says when it was made. */
const NO_TIME = { ...process.env, SOURCE_DATE_EPOCH: '0' };

// Nor what its maker's account lets others do.
process.umask(0o022);
rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const work = mkdtempSync(resolve('node_modules/.cache/gwc-packages-'));
try {
  const platforms = readdirSync(EXECUTABLES).map((name) => name.replace('gwc-', ''));
  for (const platform of platforms) {
    archive(platform);
    if (DEBIAN.has(platform)) debianPackage(platform);
  }
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', OUT]);
  const brew = formula(packageJson, (platform) => sha256(join(OUT, archiveName(platform))));
  // It names archives of more platforms than one machine makes by default.
  if (brew && platforms.includes('darwin-arm64')) writeFileSync(join(OUT, 'gwc.rb'), brew);
  writeFileSync(join(OUT, 'gwc.cdx.json'), await partsList());
  const lines = readdirSync(OUT).map((name) => `${sha256(join(OUT, name))}  ${name}\n`);
  writeFileSync(join(OUT, 'SHA256SUMS'), lines.join(''));
} finally {
  rmSync(work, { recursive: true });
}

/** @param {string} platform */
function archive(platform) {
  const root = join(work, platform);
  install(platform, join(root, 'gwc'));
  for (const name of ['LICENSE', 'THIRD-PARTY.txt']) cpSync(name, join(root, name));
  cpSync('man/gwc.1', join(root, 'gwc.1'));
  for (const shell of /** @type {const} */ (['bash', 'zsh', 'fish']))
    writeFile(join(root, `completions/gwc.${shell}`), completion(shell));
  const plain = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX'];
  const tar = execFileSync('tar', [...plain, '-C', root, '-cf', '-', ...readdirSync(root)], { maxBuffer: 1 << 30 });
  writeFileSync(join(OUT, archiveName(platform)), gzipSync(tar));
}

/** @param {string} platform */
function debianPackage(platform) {
  const root = join(work, `${platform}-debian`);
  const doc = join(root, 'usr/share/doc/gwc-openclaw');
  install(platform, join(root, 'usr/bin/gwc'));
  writeFile(join(root, 'usr/share/man/man1/gwc.1.gz'), gzipSync(readFileSync('man/gwc.1'), { level: 9 }));
  writeFile(join(root, 'usr/share/bash-completion/completions/gwc'), completion('bash'));
  writeFile(join(root, 'usr/share/zsh/vendor-completions/_gwc'), completion('zsh'));
  writeFile(join(root, 'usr/share/fish/vendor_completions.d/gwc.fish'), completion('fish'));
  writeFile(join(doc, 'changelog.gz'), gzipSync(readFileSync('CHANGELOG.md'), { level: 9 }));
  writeFile(join(doc, 'copyright'), `${readFileSync('LICENSE', 'utf8')}\n${readFileSync('THIRD-PARTY.txt', 'utf8')}`);
  writeFile(
    join(root, 'DEBIAN/control'),
    `Package: gwc-openclaw
Version: ${version}
Architecture: ${DEBIAN.get(platform)}
Maintainer: The authors of gwc <gwc@localhost>
Section: admin
Priority: optional
Depends: libc6 (>= 2.17)
Installed-Size: ${Math.ceil(sizeOf(root) / 1024)}
Description: ${summary}
 Of each gateway: ${parts}
`,
  );
  const file = join(OUT, `gwc-openclaw_${version}_${DEBIAN.get(platform)}.deb`);
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z3', '--build', root, file], {
    env: NO_TIME,
    stdio: 'pipe',
  });
}

/**
 * npm names gwc after the folder that it is in, takes what is bundled for what only developers need, and knows nothing of the
 * executables' runtime.
 */
async function partsList() {
  const list = JSON.parse(run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']));
  const bundled = new Set((await bundledPackages()).map(({ name, version }) => `${name}@${version}`));
  // When it was made, by which npm, and a number by chance would differ in each release of the same bytes.
  delete list.serialNumber;
  list.metadata = { component: { ...list.metadata.component, name: packageJson.name } };
  for (const part of list.components) {
    if (bundled.has(part['bom-ref'])) Object.assign(part, { scope: 'required', properties: [] });
  }
  const bun = `bun@${packageJson.config.bun}`;
  const runtime = { 'bom-ref': bun, type: 'application', name: 'bun', version: packageJson.config.bun };
  list.components.push({ ...runtime, scope: 'required', purl: `pkg:npm/${bun}` });
  return JSON.stringify(list, null, 2);
}

/** Of all files below the folder, in bytes. @param {string} folder */
function sizeOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

/** @param {string} platform @param {string} path */
function install(platform, path) {
  mkdirSync(dirname(path), { recursive: true });
  cpSync(join(EXECUTABLES, `gwc-${platform}`), path);
  chmodSync(path, 0o755);
}

/** @param {string} path @param {string | Uint8Array} content */
function writeFile(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** @param {'bash' | 'zsh' | 'fish'} shell */
function completion(shell) {
  return run(process.execPath, ['dist/bin.cjs', 'completion', shell]);
}

/** @param {string} program @param {readonly string[]} args */
function run(program, args) {
  return execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
}

/** @param {string} path */
function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
