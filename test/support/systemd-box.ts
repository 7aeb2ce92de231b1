// A systemd to load units into, where the machine has one to spare: GWC_SDBOX is the path of a script that boots it in a
// box over this machine's files (`up NAME --bind DIR:DIR`, `exec NAME -- COMMAND`, `down NAME`). It needs root.

import { execFileSync } from 'node:child_process';
import { threadId } from 'node:worker_threads';

const script = process.env['GWC_SDBOX'] ?? '';

export const hasSystemdBox = script !== '' && process.getuid?.() === 0;

export interface SystemdBox {
  /** Runs a shell script as root in the box; gives its output, throws where it fails. */
  readonly run: (commands: string) => string;
  readonly down: () => void;
}

/** Boots a box that sees `folder` at its own path. */
export function bootSystemdBox(folder: string): SystemdBox {
  const name = `gwc-test-${process.pid}-${threadId}`;
  execFileSync(script, ['up', name, '--net', '--bind', `${folder}:${folder}`], { stdio: 'pipe' });
  return {
    run: (commands) =>
      execFileSync(script, ['exec', '-t', '60', name, '--', '/bin/sh', '-euc', commands], {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      }),
    down: () => execFileSync(script, ['down', name]),
  };
}
