// A real systemd in a box: a script named by GWC_SDBOX boots one in namespaces on an overlay of this machine's root.

import { spawnSync } from 'node:child_process';

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Box {
  /** As root in the box. */
  exec(command: readonly string[], options?: ExecOptions): Result;
  /** As a login user of the box, with its service manager's bus. */
  userExec(user: string, command: readonly string[], options?: ExecOptions): Result;
  reboot(): void;
  down(): void;
}

export interface ExecOptions {
  readonly input?: string;
  /** Default 60. */
  readonly seconds?: number;
}

export interface BoxOptions {
  /** Folders of this machine, bound read-only at the same path. */
  readonly folders: readonly string[];
}

const script = process.env['GWC_SDBOX'] ?? '';

/** Why no box can be had here, or nothing. */
export function whyNoBox(): string | undefined {
  if (script === '') return 'GWC_SDBOX names no script that boots a systemd';
  if (process.getuid?.() !== 0) return 'booting a systemd needs root';
  return undefined;
}

export function bootBox(name: string, { folders }: BoxOptions): Box {
  sdbox(['down', name]);
  const binds = folders.flatMap((folder) => ['--bind-ro', `${folder}:${folder}`]);
  const { code, stderr } = sdbox(['up', name, '--net', ...binds]);
  if (code !== 0) throw new Error(`the box did not boot: ${stderr}`);
  const run = (call: readonly string[], command: readonly string[], { input, seconds = 60 }: ExecOptions = {}) =>
    sdbox([...call, '-t', String(seconds), name, '--', ...command], input);
  return {
    exec: (command, options) => run(['exec'], command, options),
    userExec: (user, command, options) => run(['uexec', '-u', user], command, options),
    reboot: () => expectDone(sdbox(['reboot', name])),
    down: () => expectDone(sdbox(['down', name])),
  };
}

function expectDone({ code, stderr }: Result): void {
  if (code !== 0) throw new Error(stderr);
}

function sdbox(args: readonly string[], input = ''): Result {
  const { status, stdout, stderr } = spawnSync(script, args, { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  return { code: status ?? 1, stdout, stderr };
}
