// The document's value and the lock → the fleet with every `port: auto` settled, the lock that says so, and what is wrong
// with the lock.

import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { errorAt } from './diagnostics/error-at.ts';
import type { SourceDocument } from './document/document.ts';
import type { JsonMap } from './document/json.ts';
import { formatPath } from './document/path.ts';
import { type AutoPorts, settleAutoPorts } from './model/auto-ports.ts';
import type { Fleet, Instance, Problem } from './model/fleet.ts';
import { FIRST_BASE, LAST_BASE } from './model/free-ports.ts';
import { formatLock, type LockedPorts, type PortLock, readPortLock } from './model/port-lock.ts';
import { type ResolveOptions, resolve } from './model/resolve.ts';

export interface LockOptions {
  /** The lock file; absent where there is none. */
  readonly lock?: SourceDocument;
  /** How findings name it. Default: `hosts.lock.json`. */
  readonly lockFile?: string;
  /** A lock that would change is an error. */
  readonly isFrozen?: boolean;
}

export interface SettledFleet {
  readonly fleet: Fleet;
  readonly diagnostics: readonly Diagnostic[];
  /** The text that the lock file should have; absent where no instance needs one and there is none. */
  readonly lock?: string;
}

const CODE = 'lock-file';

export function settleFleet(value: JsonMap, resolveOptions: ResolveOptions, options: LockOptions): SettledFleet {
  const { lockFile = 'hosts.lock.json' } = options;
  const lock = options.lock && readPortLock(options.lock);
  // Of a lock that can't be read nobody can say what it lacks.
  const isFrozen = options.isFrozen === true && (lock?.problems.length ?? 0) === 0;
  const locked: LockedPorts = lock?.ports ?? new Map();
  const first = resolve(value, { ...resolveOptions, autoPorts: locked });
  const auto = settleAutoPorts(first);
  const fleet = auto.added.length === 0 ? first : resolve(value, { ...resolveOptions, autoPorts: auto.ports });
  const problems = [
    ...auto.unplaced.map(unplaced),
    ...(isFrozen ? auto.added.map((it) => notLocked(it, lockFile)) : []),
  ];
  const isLocking = lock !== undefined || [...auto.ports.values()].some((ports) => ports.size > 0);
  return {
    fleet: { ...fleet, problems: [...fleet.problems, ...problems] },
    diagnostics: lock ? [...faults(lock), ...(isFrozen ? stale(lock, auto) : [])] : [],
    ...(isLocking ? { lock: formatLock(auto.ports) } : {}),
  };
}

function unplaced({ path }: Instance): Problem {
  const message = `no base port from ${FIRST_BASE} to ${LAST_BASE} in steps of 120 is free on this host`;
  return { code: CODE, at: [...path, 'port'], message };
}

function notLocked({ path, name }: Instance, lockFile: string): Problem {
  const message = `\`${name}\` has no port in ${lockFile}, and the lock is frozen; run \`gwc build --no-frozen-lockfile\` and commit the lock`;
  return { code: CODE, at: [...path, 'port'], message };
}

function faults({ problems }: PortLock): readonly Diagnostic[] {
  return problems.map(({ path, span, message }) => errorAt(CODE, message, span, formatPath(path)));
}

/** Entries that no `port: auto` uses any more. */
function stale({ document, ports }: PortLock, auto: AutoPorts): readonly Diagnostic[] {
  return [...ports].flatMap(([host, instances]) =>
    [...instances.keys()]
      .filter((name) => !auto.ports.get(host)?.has(name))
      .map((name) => {
        const path = ['ports', host, name];
        const message = `no instance \`${name}\` of \`${host}\` has \`port: auto\`, and the lock is frozen; run \`gwc build --no-frozen-lockfile\` and commit the lock`;
        return errorAt(CODE, message, document.locate(path, 'key'), formatPath(path));
      }),
  );
}
