// A real systemd in a box: a script named by GWC_SDBOX boots one in namespaces on an overlay of this machine's root.

import { spawn } from 'node:child_process';

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** A login user of the box, with its service manager's bus. Default: root. */
  readonly user?: string;
  readonly input?: string | Buffer;
}

export interface Box {
  /** Runs a shell script and gives its output; throws where it fails. */
  run(script: string, options?: RunOptions): Promise<string>;
  attempt(script: string, options?: RunOptions): Promise<Result>;
  reboot(): Promise<void>;
  down(): Promise<void>;
}

/** In seconds. A slow machine takes minutes to start gateways, or for a play, whose every task starts a program. */
const PATIENCE = '900';

const program = process.env['GWC_SDBOX'] ?? '';

/** Why no box can be had here, or nothing. */
export function whyNoBox(): string | undefined {
  if (program === '') return 'GWC_SDBOX names no script that boots a systemd';
  return process.getuid?.() === 0 ? undefined : 'booting a systemd needs root';
}

/** A box with a loopback of its own and these folders of the machine, read-only at the same path. */
export async function bootBox(title: string, folders: readonly string[]): Promise<Box> {
  // Two runs on one machine don't meet.
  const name = `e2e-${title}-${process.pid}`;
  const binds = folders.flatMap((folder) => ['--bind-ro', `${folder}:${folder}`]);
  const up = await sdbox(['up', name, '--net', '--timeout', PATIENCE, ...binds]);
  if (up.code !== 0) await sdbox(['down', name]);
  outputOf(up);
  const attempt = (script: string, { user, input }: RunOptions = {}) => {
    const call = user === undefined ? ['exec'] : ['uexec', '-u', user];
    return sdbox([...call, '-t', PATIENCE, name, '--', '/bin/bash', '--norc', '-euo', 'pipefail', '-c', script], input);
  };
  return {
    attempt,
    run: async (script, options) => outputOf(await attempt(script, options)),
    reboot: async () => void outputOf(await sdbox(['reboot', name])),
    down: async () => void outputOf(await sdbox(['down', name])),
  };
}

function outputOf({ code, stdout, stderr }: Result): string {
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}${stdout}`);
  return stdout;
}

function sdbox(args: readonly string[], input: string | Buffer = ''): Promise<Result> {
  const child = spawn(program, args);
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (code) => resolve({ code: code ?? 1, ...output }));
  });
}
