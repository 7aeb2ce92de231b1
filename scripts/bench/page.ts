// What was measured → docs/benchmarks.md. Ratios first: times are those of one machine on one day.

import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import packageJson from '../../package.json' with { type: 'json' };
import type { Crowd } from './crowd.ts';
import type { Measured } from './measure.ts';
import type { Peers } from './peers.ts';
import type { Scale } from './scale.ts';
import type { Spellings } from './spelling.ts';
import type { Startup } from './startup.ts';

export interface Results {
  readonly startup: Startup;
  readonly scales: readonly Scale[];
  readonly crowds: readonly Crowd[];
  readonly spellings: readonly Spellings[];
  readonly checkers: readonly Measured[];
  readonly peers: readonly Peers[];
}

export function benchmarksPage({ startup, scales, crowds, spellings, checkers, peers }: Results): string {
  return [
    '# Benchmarks',
    `Written by \`npm run bench\`. Commands that are compared ran in turn, round after round; each number is a median, with the
least and the most in brackets. Quote the ratios: the times are those of this machine. gwc is the executable, unless the npm package
is named, which runs on Node.js 24.`,
    machine(),
    '## Goals',
    goalTable({ startup, scales, spellings, checkers, peers }),
    WHERE_IT_GOES,
    '## Start',
    table(
      ['command', 'ms', 'against `node -e 0`'],
      [startup.executable, startup.npm].flatMap((runs) => runs.map((it) => [it.name, spread(it), ratio(it, runs[0]!)])),
    ),
    '## Scale',
    `A build of N instances, ten to a host with one \`defaults\`, every check and the OpenClaw schema included. \`cp -r\` copies the tree that it
writes, \`diff -r\` compares two of them: less than that can't be done.`,
    table(
      [
        'instances',
        'hosts.yaml',
        'fresh tree',
        'against `cp -r`',
        'nothing changed',
        'against `diff -r`',
        'one changed',
        'peak memory',
        'fresh tree, npm package',
      ],
      scales.map(scaleRow),
    ),
    'Each stage of one build in a process of its own, in ms, with Node.js and without a bundle.',
    table(
      ['instances', ...Object.keys(scales[0]?.stages ?? {})],
      scales.map(({ size, stages }) => [count(size), ...Object.values(stages).map(ms)]),
    ),
    `${growth(scales)} All on one host, \`gwc validate\`:`,
    table(
      ['instances', 'ms', 'for one of them', 'peak memory'],
      crowds.map(({ size, run }) => [count(size), spread(run), each(run, size), `${Math.round(run.peak ?? 0)} MB`]),
    ),
    'One fleet whose instances say the same three things, `gwc validate`:',
    table(
      ['instances', 'spelling', 'ms', 'against written out'],
      spellings.flatMap(({ size, runs }) => runs.map((it) => [count(size), it.name, spread(it), ratio(it, runs[0]!)])),
    ),
    '## Checkers',
    `The whole of \`gwc validate\` against parts of it. ${notMeasured(checkers)}`,
    table(
      ['command', 'ms', 'against `gwc validate`'],
      checkers.map((it) => [it.name, spread(it), ratio(it, checkers[0]!)]),
    ),
    '## Other tools',
    'The same files, byte for byte, from templates that leave out the name and the port, in a folder that is new. The others check nothing.',
    ...peers.map(({ size, runs }) =>
      table(
        [`${count(size)} instances`, 'ms', 'against `gwc build`'],
        runs.map((it) => [it.name, spread(it), ratio(it, runs[0]!)]),
      ),
    ),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

const GOAL_SIZE = 10_000;

type Start = readonly [Measured, Measured, Measured, Measured];

interface Goal {
  readonly what: string;
  readonly against: string;
  readonly bound: '≤' | '≥';
  readonly limit: number;
  readonly found: number;
  /** Default: it is a ratio. */
  readonly unit?: 'MB';
}

function goalTable({ startup, scales, spellings, checkers, peers }: Omit<Results, 'crowds'>): string {
  const [node, , validate, build] = startup.executable as Start;
  const [newestNode, , npmValidate, npmBuild] = startup.npm as Start;
  const [own, openclaw] = checkers;
  const large = scales.find(({ size }) => size === GOAL_SIZE);
  const [copy, fresh, diff, unchanged] = (large?.runs ?? []) as (Measured | undefined)[];
  const goals: readonly Goal[] = [
    atMost(0.6, 'validate 2 instances', '`node -e 0`', validate, node),
    atMost(0.6, 'build 2 instances', '`node -e 0`', build, node),
    atMost(2.5, 'validate 2 instances, npm package', '`node -e 0`, Node.js 24', npmValidate, newestNode),
    atMost(2.5, 'build 2 instances, npm package', '`node -e 0`, Node.js 24', npmBuild, newestNode),
    ...(own && openclaw?.name.includes('openclaw')
      ? [atLeast(100, 'one config against its schema', '`openclaw config validate`', own, openclaw)]
      : []),
    ...(large && copy && fresh && diff && unchanged
      ? [
          atMost(2, 'build 10,000 instances, fresh tree', '`cp -r`', fresh, copy),
          atMost(2, 'the same, nothing changed', '`diff -r`', unchanged, diff),
          {
            what: 'the same, memory at its peak',
            against: '',
            bound: '≤',
            limit: 200,
            found: peakOf(large),
            unit: 'MB',
          } as const,
        ]
      : []),
    ...spellings.flatMap(({ size, runs: [whole, ...others] }) =>
      others.map((it) => atMost(1.5, `${count(size)} instances, ${it.name}`, 'written out', it, whole!)),
    ),
    ...peers.flatMap(peerGoals),
  ];
  return table(['what', 'against', 'goal', 'here', 'met'], goals.map(goalRow));
}

/** Of the time that the other takes. */
function atMost(limit: number, what: string, against: string, own: Measured, other: Measured): Goal {
  return { what, against, bound: '≤', limit, found: own.median / other.median };
}

/** Times as fast as the other. */
function atLeast(limit: number, what: string, against: string, own: Measured, other: Measured): Goal {
  return { what, against, bound: '≥', limit, found: other.median / own.median };
}

function goalRow({ what, against, bound, limit, found, unit }: Goal): readonly string[] {
  const isMet = bound === '≤' ? found <= limit : found >= limit;
  const goal = unit
    ? `${bound} ${limit} ${unit}`
    : bound === '≤'
      ? `≤ ${limit.toFixed(1)}`
      : `${count(limit)} times as fast`;
  return [what, against, goal, unit ? `${Math.round(found)} ${unit}` : times(found), isMet ? 'yes' : '**no**'];
}

/** gwc has to be ahead of those that check nothing, or not far behind. */
function peerGoals({ size, runs: [own, ...others] }: Peers): readonly Goal[] {
  const what = `build ${count(size)} instances`;
  return others.flatMap((peer) => {
    if (peer.name.includes('npm')) return [];
    if (peer.name.includes('ansible')) return [atLeast(size < 100 ? 80 : 1000, what, peer.name, own!, peer)];
    if (!peer.name.includes('jsonnet')) return [atMost(1, what, peer.name, own!, peer)];
    return size < 100 ? [] : [atMost(1.5, what, peer.name, own!, peer)];
  });
}

/** From `perf stat` and Bun's `--cpu-prof`. */
const WHERE_IT_GOES = `A start of the executable is the interpreter, which runs each part of the program once: of a check of two instances a third to
a half is Bun's own start (see \`gwc --version\`), a fifth is loading the tables and rules, the rest is running the rules, spread over all of them. With Bun's usual thresholds
its compilers of hot code took half as much again, which is why they begin later here. The goal of 0.6 was set where NODE_EXTRA_CA_CERTS
made \`node -e 0\` take 2.4 times as long; so measured, a check takes 0.4. Here it is unset. Of the npm package's start two fifths is V8,
which compiles functions when they are called: Node.js's cache of compiled code holds those alone that V8 compiles before that.

Of ten thousand instances with nothing changed, a sixth is opening and reading the files, which is all that \`diff -r\` does; a third is the
rules, a quarter making what the files and the manifest say, a tenth the garbage collector. No function of gwc's takes a twentieth. Most
memory is the fleet itself, 66 MB, and texts until they are compared with their files: the manifest alone is 33 MB.

At two instances, and against \`openclaw config validate\`, it is gwc's start that counts: bash has done all its work in that time, and a hundred
runs of any program of Bun's take longer than OpenClaw's one. Of 100 instances on a new tree two fifths is writing the files, a third is the
rules, which the others don't have; the code has not run often enough for the compilers of hot code, as it has at 10,000.`;

function machine(): string {
  const node = `Node.js ${process.version}, Bun ${packageJson.config.bun}`;
  const processor = cpus()[0]?.model.trim() || process.arch;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const day = new Date().toISOString().slice(0, 10);
  const kernel = execFileSync('uname', ['-sr'], { encoding: 'utf8' }).trim();
  return `${day}, gwc ${packageJson.version}, ${node}, ${kernel}, ${cpus().length} × ${processor}, ${memory}.`;
}

type Runs = readonly [Measured, Measured, Measured, Measured, Measured?, Measured?];

function scaleRow(scale: Scale): readonly string[] {
  const { size, bytes, runs } = scale;
  const [copy, fresh, diff, unchanged, changed, npm] = runs as readonly Measured[] as Runs;
  return [
    count(size),
    `${(bytes / 1e6).toFixed(1)} MB`,
    `${spread(fresh)} ms`,
    ratio(fresh, copy),
    `${spread(unchanged)} ms`,
    ratio(unchanged, diff),
    changed ? `${spread(changed)} ms` : '–',
    `${Math.round(peakOf(scale))} MB`,
    npm ? `${spread(npm)} ms, ${Math.round(npm.peak ?? 0)} MB` : '–',
  ];
}

function notMeasured(checkers: readonly Measured[]): string {
  const names = ['`openclaw config validate`', 'check-jsonschema', 'kubeconform'];
  const absent = names.filter((name) => !checkers.some((checker) => checker.name.startsWith(name)));
  return absent.length > 0 ? `Not measured, since this machine could not have them: ${absent.join(', ')}.` : '';
}

/** From the two largest fleets. */
function growth(scales: readonly Scale[]): string {
  const [less, more] = scales.slice(-2) as [Scale, Scale];
  const memory = (peakOf(more) - peakOf(less)) * 2 ** 20;
  const kilobytes = memory / 1024 / (more.size - less.size);
  const fresh = ({ runs, size }: Scale) => each(runs[1]!, size);
  const share = memory / (more.bytes - less.bytes);
  return `From ${count(less.size)} to ${count(more.size)} instances, each takes ${Math.round(kilobytes)} KB of memory more, which is ${Math.round(share)} times its
part of hosts.yaml; one takes ${fresh(less)} of ${count(less.size)} and ${fresh(more)} of ${count(more.size)}.`;
}

function each({ median }: Measured, size: number): string {
  return `${(median / size).toFixed(2)} ms`;
}

function peakOf({ runs }: Scale): number {
  return Math.max(...runs.filter(({ name }) => name !== 'npm package').map((it) => it.peak ?? 0));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function spread({ median, min, max }: Measured): string {
  return `${ms(median)} (${ms(min)}–${ms(max)})`;
}

function ratio(it: Measured, against: Measured): string {
  return times(it.median / against.median);
}

function times(ratio: number): string {
  return `× ${ratio.toFixed(2)}`;
}

function ms(time: number): string {
  return time < 100 ? time.toFixed(1) : count(Math.round(time));
}

function count(number: number): string {
  return number.toLocaleString('en');
}
