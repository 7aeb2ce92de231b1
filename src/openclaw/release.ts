// The releases that gwc knows, what differs between them, and which of them is used for a target release. scripts/releases
// writes the facts, from the answers of each release's own functions.

import type { JsonMap } from '../document/json.ts';
import { part, releaseEntries } from './release-data.ts';

export type Os = 'linux' | 'macos';

/** Directives of a unit section, in the order they are written. */
export type UnitPolicy = readonly (readonly [section: 'Unit' | 'Service' | 'Install', key: string, value: string])[];

export type PlistPolicy = Readonly<Record<string, string | number | boolean>>;

export interface ReleaseFacts {
  readonly ports: PortDerivation;
  /** Whether a named profile without a port gets one of its own, from a hash of its name. */
  readonly hasHashedPort: boolean;
  readonly systemd: UnitPolicy;
  readonly launchd: PlistPolicy;
  /** Folders of the service's PATH as the installer has them; `~` is the home. */
  readonly servicePath: Readonly<Record<Os, readonly string[]>>;
  /** Where launchd puts what a gateway prints; for `outputPaths`. */
  readonly launchdOutput: LaunchdOutput;
  /** The workspace of a named profile where the config names none, in the same form. */
  readonly workspace: string;
  /** Whether OPENCLAW_CONFIG_READONLY makes openclaw.json immutable. */
  readonly hasReadonlyConfig: boolean;
  /** Whether `/startupz` says that startup is complete; without it nothing but `/healthz` can be asked. */
  readonly hasStartupProbe: boolean;
  /** What advertises a gateway in the local network: the gateway itself, or a plugin that is on by default on macos alone. */
  readonly bonjour: 'gateway' | 'plugin';
  readonly trustedProxy: TrustedProxyPolicy;
  /** Whether a Control UI that is reached from beyond the host needs `allowedOrigins` in any case; else private addresses need none. */
  readonly needsAllowedOrigins: boolean;
  /** The channels that need no package of their own. */
  readonly bundledChannels: readonly string[];
  /** Keys that its schema doesn't have, or not with a plain value, and that it reads all the same: it moves them at each start. `*` is any key. */
  readonly movedKeys: readonly string[];
  /** The scopes of a sandbox whose container is named by the agent's workspace too. */
  readonly workspaceScopes: readonly string[];
  /** Where each of the HOME_STORES lies, with `{home}` or `{stateDir}`; those are missing whose plugin the release doesn't bring. */
  readonly stores: Readonly<Record<string, string>>;
  /** Absent where the release doesn't say which changes of openclaw.json a running gateway takes. */
  readonly reload?: ReloadRules;
  /** The versions of Node.js that it runs on. */
  readonly node: string;
}

/** `hot`: something is started anew within the gateway. `none`: the key is read when it is needed. */
export type ReloadKind = 'hot' | 'none' | 'restart';

/** Prefixes of keys. The longest one of a key decides; a key without one needs a restart. */
export type ReloadRules = Readonly<Record<ReloadKind, readonly string[]>>;

/** What `gateway.auth.mode: trusted-proxy` goes together with. */
export interface TrustedProxyPolicy {
  /** Whether a gateway that also has a shared token refuses to start. */
  readonly excludesToken: boolean;
  /** Whether a proxy on the same host needs `gateway.auth.trustedProxy.allowLoopback`. */
  readonly loopbackNeedsConsent: boolean;
}

interface LaunchdOutput {
  readonly stdout: string;
  readonly stderr: string;
}

interface OutputPlace {
  readonly home: string;
  readonly stateDir: string;
  /** Empty for the default profile, else `-<profile>`. */
  readonly profileSuffix: string;
}

/** With `{home}`, `{stateDir}` and `{profileSuffix}` filled in. */
export function outputPaths({ launchdOutput: { stdout, stderr } }: ReleaseFacts, place: OutputPlace): LaunchdOutput {
  const fill = (path: string) => path.replace(/\{(\w+)\}/g, (_, name) => place[name as keyof OutputPlace]);
  return { stdout: fill(stdout), stderr: fill(stderr) };
}

/** Offsets from the base port. */
export interface PortDerivation {
  /** Where canvas widgets are served from, on first use and with the browser off too; absent where a release has no such host. */
  readonly sandbox?: number;
  /** Listeners of releases before 2026.3. */
  readonly bridge?: number;
  readonly canvas?: number;
  readonly control: number;
  /** Where the extension relay listens first. */
  readonly relay?: number;
  readonly cdpFirst: number;
  readonly cdpLast: number;
  /** Whether a CDP range that would end above 65535 is 18800-18899 instead. */
  readonly isMovedWhenHigh: boolean;
}

/** Oldest first. */
export const KNOWN_RELEASES: readonly string[] = [...releaseEntries().keys()];
export const NEWEST_RELEASE: string = KNOWN_RELEASES.at(-1)!;

export function factsOf(release: string): ReleaseFacts {
  return part(releaseEntries().get(release)!.facts) as ReleaseFacts;
}

/** Where a store lies in that release. One whose plugin is a package of its own lies where the last release that brought it has it. */
export function storePlace(id: string, { nearest }: TargetRelease): string | undefined {
  const releases = KNOWN_RELEASES.slice(0, KNOWN_RELEASES.indexOf(nearest) + 1);
  const last = releases.findLast((release) => factsOf(release).stores[id] !== undefined);
  return last === undefined ? undefined : factsOf(last).stores[id];
}

/** The different ones of all releases, oldest first. */
export function allFacts(): readonly ReleaseFacts[] {
  return [...new Set(KNOWN_RELEASES.map(factsOf))];
}

/** A release and the facts that hold for it. */
export interface TargetRelease {
  readonly version: string;
  readonly isKnown: boolean;
  readonly facts: ReleaseFacts;
  /** The known release whose facts are used: the version itself, or the nearest. */
  readonly nearest: string;
  /** The user's own: what that release's `openclaw config schema` prints. It is used in place of the one that gwc has. */
  readonly schema?: JsonMap;
}

const known = new Map<string, TargetRelease>();

/** The same object for the same version. */
export function releaseOf(version: string): TargetRelease {
  const found = known.get(version) ?? targetRelease(version);
  known.set(version, found);
  return found;
}

function targetRelease(version: string): TargetRelease {
  const nearest = nearestRelease(version);
  return { version, isKnown: nearest === version, facts: factsOf(nearest), nearest };
}

/** Of the same minor the nearest on either side, the older one where both are as near; else the last before it, or the first. */
function nearestRelease(version: string): string {
  if (releaseEntries().has(version)) return version;
  const [before, after] = neighbours(version);
  const candidates = [before, after].filter((one) => one !== undefined);
  const inMinor = candidates.filter((one) => minorOf(one) === minorOf(version));
  const [first] = inMinor.toSorted((a, b) => patchDistance(a, version) - patchDistance(b, version));
  return first ?? candidates[0]!;
}

/** The last known release that isn't newer, and the first that is. */
export function neighbours(version: string): readonly [before: string | undefined, after: string | undefined] {
  return [
    KNOWN_RELEASES.findLast((known) => compareReleases(known, version) <= 0),
    KNOWN_RELEASES.find((known) => compareReleases(known, version) > 0),
  ];
}

function minorOf(version: string): string {
  return version.split('.', 2).join('.');
}

function patchDistance(a: string, b: string): number {
  return Math.abs(patchOf(a) - patchOf(b));
}

function patchOf(version: string): number {
  return parts(version)[0][2] ?? 0;
}

/**
 * Compares releases such as 2026.9.6 and 2026.10.1 by their numbers. A number after it (`-1`) is a later repair of that release;
 * any other suffix, such as -beta.1, comes before it.
 */
export function compareReleases(a: string, b: string): number {
  const [numbersA, suffixA] = parts(a);
  const [numbersB, suffixB] = parts(b);
  const differing = numbersA.findIndex((number, index) => number !== numbersB[index]);
  if (differing !== -1) return numbersA[differing]! - (numbersB[differing] ?? 0);
  // Most have none, and the first text that is compared by its language takes 10 ms.
  if (suffixA === suffixB) return 0;
  const [rankA, rankB] = [suffixRank(suffixA), suffixRank(suffixB)];
  if (rankA !== rankB) return rankA - rankB;
  return suffixA.localeCompare(suffixB, 'en', { numeric: true });
}

/** Before the release -1, itself 0, after it the repair's number. */
function suffixRank(suffix: string): number {
  if (suffix === '') return 0;
  return /^\d+$/.test(suffix) ? Number(suffix) : -1;
}

function parts(version: string): readonly [readonly number[], string] {
  const [numbers = '', ...suffix] = version.split('-');
  return [numbers.split('.').map(Number), suffix.join('-')];
}
