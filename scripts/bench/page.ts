// What was measured → docs/benchmarks.md. Ratios first: times are those of one machine on one day.

import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import packageJson from '../../package.json' with { type: 'json' };
import type { Crowd } from './crowd.ts';
import type { Measured } from './measure.ts';
import type { Peers } from './peers.ts';
import type { Scale } from './scale.ts';

export interface Results {
  readonly startup: readonly Measured[];
  readonly scales: readonly Scale[];
  readonly crowds: readonly Crowd[];
  readonly peers: readonly Peers[];
}

export function benchmarksPage({ startup, scales, crowds, peers }: Results): string {
  return [
    '# Benchmarks',
    `Written by \`npm run bench\`. Commands that are compared ran in turn, round after round; each number is a median, with the
least and the most in brackets. Quote the ratios: the times are those of this machine.`,
    machine(),
    '## Start',
    table(
      ['command', 'ms', 'against `node -e 0`'],
      startup.map((it) => [it.name, spread(it), ratio(it, startup[0]!)]),
    ),
    '## Scale',
    `A build of N instances, a hundred to a host, every check and the OpenClaw schema included. \`cp -r\` copies the tree that it
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
    '## Other tools',
    'The same files, byte for byte, from templates that leave out the name and the port. The others check nothing.',
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

function machine(): string {
  const node = `Node.js ${process.version}`;
  const processor = cpus()[0]?.model.trim() || process.arch;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const day = new Date().toISOString().slice(0, 10);
  const kernel = execFileSync('uname', ['-sr'], { encoding: 'utf8' }).trim();
  return `${day}, gwc ${packageJson.version}, ${node}, ${kernel}, ${cpus().length} × ${processor}, ${memory}.`;
}

function scaleRow(scale: Scale): readonly string[] {
  const { size, bytes, runs } = scale;
  const [copy, fresh, diff, unchanged, changed] = runs as [Measured, Measured, Measured, Measured, Measured];
  return [
    count(size),
    `${(bytes / 1e6).toFixed(1)} MB`,
    `${spread(fresh)} ms`,
    ratio(fresh, copy),
    `${spread(unchanged)} ms`,
    ratio(unchanged, diff),
    `${spread(changed)} ms`,
    `${Math.round(peakOf(scale))} MB`,
  ];
}

/** From the two largest fleets. */
function growth(scales: readonly Scale[]): string {
  const [less, more] = scales.slice(-2) as [Scale, Scale];
  const kilobytes = ((peakOf(more) - peakOf(less)) * 1024) / (more.size - less.size);
  const fresh = ({ runs, size }: Scale) => each(runs[1]!, size);
  return `From ${count(less.size)} to ${count(more.size)} instances, each takes ${Math.round(kilobytes)} KB of memory more; one takes
${fresh(less)} of ${count(less.size)} and ${fresh(more)} of ${count(more.size)}.`;
}

function each({ median }: Measured, size: number): string {
  return `${(median / size).toFixed(2)} ms`;
}

function peakOf({ runs }: Scale): number {
  return Math.max(...runs.map((it) => it.peak ?? 0));
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
