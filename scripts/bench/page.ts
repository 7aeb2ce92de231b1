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
    'Each stage of one build in a process of its own, in ms, and the floor: the same data parsed as JSON and the same bytes written.',
    table(
      ['instances', ...Object.keys(scales[0]?.stages ?? {}), 'floor'],
      scales.map(({ size, stages, floor }) => [count(size), ...Object.values(stages).map(ms), ms(floor)]),
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

function goalTable({ startup, scales, spellings, checkers, peers }: Omit<Results, 'crowds'>): string {
  const [node, , validate, build] = startup.executable as Start;
  const [newestNode, , npmValidate, npmBuild] = startup.npm as Start;
  const [own, openclaw] = checkers;
  const large = scales.find(({ size }) => size === GOAL_SIZE);
  const [copy, fresh, diff, unchanged] = (large?.runs ?? []) as (Measured | undefined)[];
  const rows = [
    ['validate 2 instances', '`node -e 0`', '≤ 0.6', ratio(validate, node)],
    ['build 2 instances', '`node -e 0`', '≤ 0.6', ratio(build, node)],
    ['validate 2 instances, npm package', '`node -e 0`, Node.js 24', '≤ 2.5', ratio(npmValidate, newestNode)],
    ['build 2 instances, npm package', '`node -e 0`, Node.js 24', '≤ 2.5', ratio(npmBuild, newestNode)],
    ...(own && openclaw?.name.includes('openclaw')
      ? [['one config against its schema', '`openclaw config validate`, slower', '≥ 100', ratio(openclaw, own)]]
      : []),
    ...(large && copy && fresh && diff && unchanged
      ? [
          ['build 10,000 instances, fresh tree', '`cp -r`', '≤ 2.0', ratio(fresh, copy)],
          ['the same, nothing changed', '`diff -r`', '≤ 2.0', ratio(unchanged, diff)],
          ['the same, memory at its peak', '', '≤ 200 MB', `${Math.round(peakOf(large))} MB`],
        ]
      : []),
    ...spellings.flatMap(({ size, runs: [whole, ...others] }) =>
      others.map((it) => [`${count(size)} instances, ${it.name}`, 'written out', '≤ 1.5', ratio(it, whole!)]),
    ),
    ...peers.flatMap(peerGoals),
  ];
  return table(['what', 'against', 'goal', 'here'], rows);
}

/** gwc has to be ahead of those that check nothing, or not far behind. */
function peerGoals({ size, runs: [own, ...others] }: Peers): readonly (readonly string[])[] {
  const row = ({ name }: Measured, goal: string, found: string) => [
    `build ${count(size)} instances`,
    name,
    goal,
    found,
  ];
  return others.flatMap((peer) => {
    if (peer.name.includes('ansible'))
      return [row(peer, size < 100 ? '≥ 80 times as fast' : '≥ 1,000 times as fast', ratio(peer, own!))];
    if (peer.name.includes('jsonnet')) return size < 100 ? [] : [row(peer, '≤ 1.5', ratio(own!, peer))];
    return peer.name.includes('npm') ? [] : [row(peer, '≤ 1.0', ratio(own!, peer))];
  });
}

/** From `perf stat` and Bun's `--cpu-prof`. */
const WHERE_IT_GOES = `A start of the executable is the interpreter, which runs each part of the program once: of a check of two instances a third is
Bun's own start, a fifth is loading the tables and rules, a third is running the rules, spread over all of them. With Bun's usual thresholds
its compilers of hot code took half as much again, which is why they begin later here. The goal of 0.6 was set where NODE_EXTRA_CA_CERTS
made \`node -e 0\` take 2.4 times as long; so measured, a check takes 0.4. Here it is unset. Of the npm package's start two fifths is V8,
which compiles functions when they are called: Node.js's cache of compiled code holds those alone that V8 compiles before that.

Of ten thousand instances with nothing changed, a sixth is opening and reading the files, which is all that \`diff -r\` does; a third is the
rules, a quarter making what the files and the manifest say, a tenth the garbage collector. No function of gwc's takes a twentieth. Most
memory is the fleet itself, 66 MB, and texts until they are compared with their files: the manifest alone is 33 MB.`;

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
  const times = memory / (more.bytes - less.bytes);
  return `From ${count(less.size)} to ${count(more.size)} instances, each takes ${Math.round(kilobytes)} KB of memory more, which is ${Math.round(times)} times its
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
  return `× ${(it.median / against.median).toFixed(2)}`;
}

function ms(time: number): string {
  return time < 100 ? time.toFixed(1) : count(Math.round(time));
}

function count(number: number): string {
  return number.toLocaleString('en');
}
