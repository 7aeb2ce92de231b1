// Whether a running gateway took a changed openclaw.json by itself: it says so in its log. Source: the messages of
// dist/server-reload-managed-*.mjs in openclaw@2026.9.6.

import type { Json } from '../document/json.ts';
import { readable } from '../files/file-error.ts';
import { isReadLater } from '../openclaw/reload-keys.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { configAt, logFile } from './gateway-log.ts';
import { NotReady, type Waiting } from './health.ts';
import type { Machine } from './machine.ts';

/** It takes a second or two. In milliseconds. */
const PATIENCE = 20_000;
const POLL = 250;
const MOST_BYTES = 1024 * 1024;

/** For a refusal to follow. */
const SETTLE = 2_000;

const SEEN = /config change detected; evaluating reload/;
const TAKEN = /config hot reload applied|config change applied/;
const REFUSED = /config reload (?:failed|skipped \(invalid config\)).*?(?="|$)/m;
const RESTART = /config change requires gateway restart/;

/** It kept its previous config, and goes on with it. */
export class ReloadRefused extends NotReady {
  override readonly name = 'ReloadRefused';
}

export interface ReloadWatch {
  /** `unseen`: it took longer, or its log does not say; `restart`: it wants a restart after all. Throws a ReloadRefused. */
  readonly result: () => Promise<'taken' | 'restart' | 'unseen'>;
}

/** To be called before the next config is written. */
export function watchReload(
  deployment: Deployment,
  next: Json | undefined,
  { machine, waiting }: Waiting,
): ReloadWatch {
  const before = configAt(deployment, machine);
  const log = logFile(before, deployment);
  const isSilent = before !== undefined && next !== undefined && isReadLater(before, next, deployment.release);
  const size = log === undefined ? 0 : sizeOf(log, machine);
  return {
    result: async () => {
      if (log === undefined) return 'unseen';
      const begin = machine.now();
      let seen: number | undefined;
      while (machine.now() - begin < PATIENCE) {
        const text = textSince(log, size, machine);
        const [refusal] = REFUSED.exec(text) ?? [];
        if (refusal !== undefined) throw new ReloadRefused(refusal.trim());
        if (RESTART.test(text)) return 'restart';
        if (TAKEN.test(text)) return 'taken';
        if (SEEN.test(text)) seen ??= machine.now();
        if (isSilent && seen !== undefined && machine.now() - seen >= SETTLE) return 'taken';
        waiting(deployment, 'its log to say that it took openclaw.json', Math.round((machine.now() - begin) / 1000));
        await machine.sleep(POLL);
      }
      return 'unseen';
    },
  };
}

function sizeOf(log: string, machine: Machine): number {
  return readable(() => machine.tail(log, 0))?.size ?? 0;
}

function textSince(log: string, size: number, machine: Machine): string {
  const now = sizeOf(log, machine);
  // A log that is shorter than before is another one.
  const bytes = Math.min(now < size ? now : now - size, MOST_BYTES);
  return bytes === 0 ? '' : (readable(() => machine.tail(log, bytes))?.text ?? '');
}
