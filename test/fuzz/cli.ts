// The real program, with files and arguments grown from bytes, in a sandbox: all is read-only but one folder, and of that
// only what gwc says it writes may change.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { TEMPLATE_NAMES } from '../../src/outputs/index.ts';
import { PROGRAM } from '../support/program.ts';
import { type Choices, choicesOf } from './choices.ts';
import { growFleet } from './fleet-grammar.ts';
import { mutate } from './mutate.ts';
import { hashOf, type Random, randomOf } from './random.ts';
import { SECRET } from './sound.ts';
import { must, type Target } from './target.ts';
import { TEMPLATE_WORDS, YAML_WORDS } from './words.ts';

const COMMANDS: readonly (readonly string[])[] = [
  ['build'],
  ['build', '--strict'],
  ['build', '--force'],
  ['build', '--check'],
  ['build', '--diff'],
  ['build', '--host', 'box-1'],
  ['build', '--format', 'json', '-o', 'out'],
  ['build', '--templates', 'templates'],
  ['build', '--templates', 'templates', '--diff', '--force'],
  ['build', '--openclaw', '2026.3.13', '--no-frozen-lockfile'],
  ['build', '--openclaw-schema', 'hosts.lock.json'],
  ['validate'],
  ['validate', '--format', 'sarif'],
  ['validate', '--format', 'github'],
  ['validate', '--format', 'junit', '--frozen-lockfile'],
  ['validate', '--color', '-'],
  ['ports'],
  ['ports', '--format', 'json'],
  ['complete', '--', 'build', '--host', ''],
  ['init', 'out/new.yaml', '--force'],
  ['explain', 'port-overlap'],
];
/** Below the folder of a run. */
const MAY_CHANGE = /^(?:work\/out(?:\/|$)|work\/hosts\.lock\.json$|home\/\.cache(?:\/gwc(?:\/|$)|$))/;
const FAULT = /this is a bug in gwc|^\s+at .*:\d+:\d+\)?$|Read-only file system|read-only/m;
const MOST_TIME = 20_000;
const isRoot = process.getuid?.() === 0;

export interface Box {
  readonly run: (input: Uint8Array) => string;
  readonly remove: () => void;
}

/** A folder to run in. `run` throws where something doesn't hold, and tells the command with its exit code. */
export function makeBox(): Box {
  const root = mkdtempSync(join(tmpdir(), 'gwc-fuzz-'));
  for (const name of ['home', 'tmp', 'elsewhere']) mkdirSync(join(root, name));
  writeFileSync(join(root, 'elsewhere/passwd'), 'precious');
  return { run: (input) => runIn(root, input), remove: () => rmSync(root, { recursive: true, force: true }) };
}

function runIn(root: string, input: Uint8Array): string {
  const work = join(root, 'work');
  rmSync(work, { recursive: true, force: true });
  const { argv, files } = grow(input);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), content);
  }
  const before = treeOf(root);
  const { status, signal, stdout, stderr } = start(root, work, argv, files['hosts.yaml']!);
  const command = argv.join(' ');
  const said = `${stdout}${stderr}`;
  must(signal === null, () => `${command} is ended by ${signal}`);
  must(status === 0 || status === 1 || status === 2, () => `${command} exits ${status}: ${stderr.slice(0, 300)}`);
  must(!FAULT.test(stderr), () => `${command} says: ${stderr.slice(0, 300)}`);
  must(!said.includes(SECRET), () => `${command} shows a secret`);
  const after = treeOf(root);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (path) => before.get(path) !== after.get(path),
  );
  const strange = changed.filter((path) => !MAY_CHANGE.test(path));
  must(strange.length === 0, () => `${command} changes ${strange.join()}`);
  must(
    status !== 1 || command.startsWith('init') || changed.every((path) => path.startsWith('home')),
    () => `${command} fails, and writes`,
  );
  for (const path of changed.filter((name) => name.startsWith('work/') && after.has(name)))
    must(!after.get(path)!.includes(SECRET), () => `${path} holds a secret`);
  return `${command} ${status}`;
}

/** As root in a name space in which everything else is read-only. */
function start(root: string, work: string, argv: readonly string[], stdin: Uint8Array) {
  const env = {
    PATH: process.env['PATH'],
    HOME: join(root, 'home'),
    TMPDIR: join(root, 'tmp'),
    GWC_FUZZ_SECRET: SECRET,
  };
  const sealed =
    'mount --make-rprivate / && mount --bind "$0" "$0" && mount -o remount,ro,bind / && cd "$1" && shift && exec "$@"';
  const program = [PROGRAM, ...argv];
  const words = isRoot ? ['unshare', '--mount', 'sh', '-c', sealed, root, work, ...program] : program;
  return spawnSync(words[0]!, words.slice(1), {
    cwd: work,
    env,
    input: stdin,
    encoding: 'utf8',
    timeout: MOST_TIME,
    maxBuffer: 1 << 26,
  });
}

interface Grown {
  readonly argv: readonly string[];
  readonly files: Readonly<Record<string, Uint8Array>>;
}

function grow(input: Uint8Array): Grown {
  const choices = choicesOf(input);
  const random = randomOf(hashOf(input));
  const argv = choices.pick(COMMANDS);
  const isBroken = choices.below(2) === 1;
  const lock = lockText(choices);
  const manifest = manifestText(choices);
  const text = stringify(growFleet(choices), { lineWidth: choices.pick([0, 80]) });
  // What is broken may have a secret anywhere.
  const hosts = isBroken ? broken(text.replaceAll(SECRET, 'x'), YAML_WORDS, random) : Buffer.from(text);
  const name = choices.pick(TEMPLATE_NAMES);
  return {
    argv,
    files: {
      'hosts.yaml': hosts,
      [`templates/${name}`]: broken(TEXTS.get(name) ?? '{{host}}', TEMPLATE_WORDS, random),
      ...(lock === '' ? {} : { 'hosts.lock.json': isBroken ? broken(lock, YAML_WORDS, random) : Buffer.from(lock) }),
      ...(manifest === ''
        ? {}
        : { 'out/gwc.manifest.json': isBroken ? broken(manifest, ['..', '/', '"'], random) : Buffer.from(manifest) }),
    },
  };
}

const TEXTS: ReadonlyMap<string, string> = new Map(
  TEMPLATE_NAMES.map((name) => [name, readFileSync(join('templates', name), 'utf8')]),
);

function broken(text: string, words: readonly string[], random: Random): Uint8Array {
  const bytes = Buffer.from(text);
  return mutate(bytes, { random, other: bytes, words });
}

function lockText({ pick }: Choices): string {
  return pick([
    '',
    '{"version":1,"ports":{"box-1":{"main":18789,"a":18790}}}',
    '{"version":2}',
    '{"version":1,"ports":{"__proto__":{"x":1}}}',
  ]);
}

function manifestText({ pick }: Choices): string {
  const path = pick(['', 'box-1/main/a', '../../elsewhere/passwd', 'box-1/../../x', '/etc/passwd']);
  if (path === '') return '';
  const [host, instance] = path.split('/');
  const sha256 = createHash('sha256').update('precious').digest('hex');
  const entry = { path, sha256, mode: '0600', kind: 'env', host, instance, owner: 'x', installPath: '/x' };
  return JSON.stringify({ version: 1, gwc: '0', target: '0', artifacts: [entry] });
}

/** What stands in a folder: paths below it, and what each holds. */
function treeOf(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry): [string, string] => {
    const path = join(entry.parentPath, entry.name);
    const content = entry.isFile()
      ? readFileSync(path, 'latin1')
      : entry.isSymbolicLink()
        ? readlinkSync(path)
        : 'folder';
    return [path.slice(folder.length + 1), content];
  });
  return new Map(entries);
}

/** The same as a target, for `faultOf`. */
export function cliTarget({ run }: Box, onOutcome: (outcome: string) => void = () => {}): Target {
  return {
    name: 'cli',
    summary:
      'the program, with files and arguments of any kind: exit 0 to 2, nothing written but its own files, no secret shown',
    seeds: () => [],
    words: [],
    startTime: 5000,
    run: (input) => onOutcome(run(input)),
  };
}
