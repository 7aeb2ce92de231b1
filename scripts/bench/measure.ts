// Commands side by side: each in turn, round after round, so that whatever else the machine does meets all of them.

import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

export interface Command {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Before each run, not measured. */
  readonly before?: () => void;
  /** Of gwc: whether to ask for its memory, which lengthens its start a little. */
  readonly asksPeak?: boolean;
}

/** Milliseconds; `peak` in MB, of those that were asked. */
export interface Measured {
  readonly name: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly peak: number | undefined;
}

const PEAK = resolve('scripts/bench/peak.cjs');
/** For either form of gwc. */
const PRELOADED = { NODE_OPTIONS: `--require=${PEAK}`, BUN_OPTIONS: `--preload=${PEAK}` };

export function sideBySide(commands: readonly Command[], rounds: number): readonly Measured[] {
  const runs = commands.map((): Run[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, command] of commands.entries()) runs[index]!.push(run(command));
  }
  return commands.map(({ name }, index) => {
    const times = runs[index]!.map(({ time }) => time).sort((a, b) => a - b);
    const peaks = runs[index]!.flatMap(({ peak }) => (peak === undefined ? [] : [peak]));
    return {
      name,
      median: times[Math.floor(times.length / 2)]!,
      min: times[0]!,
      max: times.at(-1)!,
      peak: peaks.length > 0 ? Math.max(...peaks) : undefined,
    };
  });
}

interface Run {
  readonly time: number;
  readonly peak: number | undefined;
}

function run({ name, argv, cwd, env = {}, before, asksPeak = false }: Command): Run {
  before?.();
  const [program, ...args] = argv as [string, ...string[]];
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  const start = performance.now();
  const { status, stderr, output } = spawnSync(program, args, {
    cwd,
    env: { ...inherited, ...env, ...(asksPeak && PRELOADED) },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const time = performance.now() - start;
  if (status !== 0) throw new Error(`${name} failed: ${String(stderr).slice(0, 2000)}`);
  return { time, peak: asksPeak ? Number(output[3]) / 1024 : undefined };
}
