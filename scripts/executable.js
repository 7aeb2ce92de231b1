// Makes dist/exe/gwc-<platform> for this machine, or with `--all` for each platform: the program and Bun's runtime in one file.
// The runtimes are Bun's npm packages, fetched once into a cache of the account. Same sources, same bytes.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { unsign } from 'macho-unsign';
import packageJson from '../package.json' with { type: 'json' };
import { bundleModules } from './bundle.js';

const CACHE = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'gwc-bun', packageJson.config.bun);

/** Our names of platforms, and Bun's: those of its npm packages, which differ from those of its targets in `arm64`. */
const PLATFORMS = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-aarch64',
  'linux-x64-musl': 'linux-x64-musl',
  'linux-arm64-musl': 'linux-aarch64-musl',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-aarch64',
};

const FLAGS = [
  ...['--compile', '--minify', '--bytecode', '--splitting', '--format=esm', '--target=bun'],
  // Most runs are too short for what a compiler of hot code costs; large fleets are faster with it at 50, too.
  '--compile-jit-policy=50',
  // What lies in the folder that somebody calls gwc in is none of its settings.
  ...['dotenv', 'bunfig', 'tsconfig', 'package-json'].map((name) => `--no-compile-autoload-${name}`),
];

/** @typedef {keyof typeof PLATFORMS} Platform */

const here = /** @type {Platform} */ (`${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`);

const options = /** @type {const} */ ({ all: { type: 'boolean' } });
const { values: flags, positionals } = parseArgs({ options, allowPositionals: true });
const [folder = 'dist/exe'] = positionals;
const platforms = flags.all ? /** @type {Platform[]} */ (Object.keys(PLATFORMS)) : [here];

mkdirSync('node_modules/.cache', { recursive: true });
const work = mkdtempSync(resolve('node_modules/.cache/gwc-executable-'));
try {
  await bundleModules(work);
  const order = runOrder();
  for (const platform of platforms) compile(platform, order);
} finally {
  rmSync(work, { recursive: true });
}

/** In which order a run needs the program's functions, as files in `work`: laid out so, a start reads fewer pages. */
function runOrder() {
  const program = bundle();
  const hosts = resolve('examples/rescue-bot/hosts.yaml');
  return [['validate'], ['build', '--out', join(work, 'out')]].map(([command = '', ...options]) => {
    // The maker's own environment could change what a run does, and so the bytes.
    const env = { BUN_BYTECODE_ORDER_OUT: join(work, command) };
    execFileSync(program, [command, hosts, ...options, '--quiet'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    return command;
  });
}

/**
 * The names of the files that Bun is given are in what it makes.
 * @param {readonly string[]} options
 */
function bundle(...options) {
  execFileSync(runtime(here), ['build', ...FLAGS, ...options, 'main.mjs', '--outfile', 'gwc'], {
    cwd: work,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return join(work, 'gwc');
}

/**
 * @param {Platform} platform
 * @param {readonly string[]} order
 */
function compile(platform, order) {
  const target = `--target=bun-${platform}`;
  const crossed = platform === here ? [] : [target, `--compile-executable-path=${runtime(platform)}`];
  const made = bundle(`--bytecode-order=${order}`, ...crossed);
  if (platform === 'darwin-x64') dropSignature(made);
  mkdirSync(folder, { recursive: true });
  renameSync(made, join(folder, `gwc-${platform}`));
}

/**
 * Bun signs what it makes for Apple silicon. On what it makes for Intel it leaves its runtime's own signature, which no longer fits;
 * macOS runs such a program without a signature, but not with a wrong one.
 * @param {string} path
 */
function dropSignature(path) {
  const unsigned = unsign(readFileSync(path));
  if (unsigned) writeFileSync(path, new Uint8Array(unsigned));
}

/**
 * Bun for a platform, from its npm package, whose checksum npm compares.
 * @param {Platform} platform
 */
function runtime(platform) {
  const name = `bun-${PLATFORMS[platform]}`;
  const path = join(CACHE, name, 'bin/bun');
  if (existsSync(path)) return path;
  const fresh = `${CACHE}/${name}-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const pack = ['pack', '--silent', '--pack-destination', fresh, `@oven/${name}@${packageJson.config.bun}`];
  const file = execFileSync('npm', pack, { encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xzf', join(fresh, file), '-C', fresh]);
  renameSync(join(fresh, 'package'), dirname(dirname(path)));
  rmSync(fresh, { recursive: true });
  return path;
}

/** Whether this machine's C library is musl, which Node.js doesn't say by `process.arch`. */
function isMusl() {
  if (process.platform !== 'linux') return false;
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime === undefined;
}
