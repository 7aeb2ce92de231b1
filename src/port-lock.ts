// The files' values and the lock → the fleet with every `port: auto` settled, the lock that says so, and what is wrong
// with the lock.

import { type Diagnostic, instanceKey } from './diagnostics/diagnostic.ts';
import type { SourceDocument } from './document/document.ts';
import { type CodedFinding, errorIn, type Finding } from './document/finding.ts';
import type { Path } from './document/json.ts';
import type { United } from './document/united.ts';
import {
  type AutoPorts,
  assignAutoPorts,
  FIRST_BASE,
  formatLock,
  LAST_BASE,
  type LockedPorts,
  type PortLock,
  readPortLock,
} from './model/auto-ports.ts';
import type { Fleet, Instance } from './model/fleet.ts';
import { type ResolveOptions, resolve } from './model/resolve.ts';

export interface LockOptions {
  /** The lock file; absent where there is none. */
  readonly lock?: SourceDocument;
  /** How findings name it. Default: `hosts.lock.json`. */
  readonly lockFile?: string;
  /** A lock that would change is an error. */
  readonly isFrozen?: boolean;
}

export interface LockedFleet {
  readonly fleet: Fleet;
  readonly diagnostics: readonly Diagnostic[];
  /** The text that the lock file should have; absent where no instance needs one and there is none. */
  readonly lock?: string;
}

const CODE = 'lock-file';

export function resolveWithLock(united: United, resolveOptions: ResolveOptions, options: LockOptions): LockedFleet {
  const { lockFile = 'hosts.lock.json' } = options;
  const lock = options.lock && readPortLock(options.lock);
  // Of a lock that can't be read nobody can say what it lacks.
  const isFrozen = options.isFrozen === true && (lock?.findings.length ?? 0) === 0;
  const locked: LockedPorts = lock?.ports ?? new Map();
  const first = resolve(united, { ...resolveOptions, autoPorts: locked });
  const auto = assignAutoPorts(first);
  const fleet = auto.added.length === 0 ? first : resolve(united, { ...resolveOptions, autoPorts: auto.ports });
  const findings = [
    ...auto.unplaced.map(unplaced),
    ...(isFrozen ? auto.added.map((it) => notLocked(it, lockFile)) : []),
  ];
  const isLocking = lock !== undefined || [...auto.ports.values()].some((ports) => ports.size > 0);
  return {
    fleet: { ...fleet, findings: [...fleet.findings, ...findings] },
    diagnostics: lock ? [...faults(lock, first), ...(isFrozen ? stale(lock, auto) : [])] : [],
    ...(isLocking ? { lock: formatLock(auto.ports) } : {}),
  };
}

function unplaced({ path }: Instance): CodedFinding {
  const message = `no base port from ${FIRST_BASE} to ${LAST_BASE} in steps of 120 is free on this host`;
  return { code: CODE, at: [...path, 'port'], message };
}

function notLocked({ path, name }: Instance, lockFile: string): CodedFinding {
  const message = `\`${name}\` has no port in ${lockFile}, and the lock is frozen; run \`gwc build --no-frozen-lockfile\` and commit the lock`;
  return { code: CODE, at: [...path, 'port'], message };
}

function faults({ document, findings }: PortLock, fleet: Fleet): readonly Diagnostic[] {
  return findings.map((finding) => {
    return { ...errorIn(document, CODE, finding), instances: lockedInstances(finding.at, fleet) };
  });
}

/** Those whose ports a path of the lock file holds. */
function lockedInstances([, host, name]: Path, { hosts }: Fleet): readonly string[] {
  return hosts
    .flatMap(({ instances }) => instances)
    .filter((it) => it.isAuto && (host === undefined || it.host === host) && (name === undefined || it.name === name))
    .map((it) => instanceKey(it.host, it.name));
}

/** Entries that no `port: auto` uses any more. */
function stale({ document, ports }: PortLock, auto: AutoPorts): readonly Diagnostic[] {
  return [...ports].flatMap(([host, instances]) =>
    [...instances.keys()]
      .filter((name) => !auto.ports.get(host)?.has(name))
      .map((name) => {
        const message = `no instance \`${name}\` of \`${host}\` has \`port: auto\`, and the lock is frozen; run \`gwc build --no-frozen-lockfile\` and commit the lock`;
        const finding: Finding = { at: ['ports', host, name], part: 'key', message };
        return { ...errorIn(document, CODE, finding), instances: [instanceKey(host, name)] };
      }),
  );
}
