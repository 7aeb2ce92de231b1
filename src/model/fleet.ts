// The resolved fleet: every host and instance with all keys resolved. Readonly data; rules and outputs read nothing else.

import type { CodedFinding, Finding } from '../document/finding.ts';
import type { JsonMap, Path } from '../document/json.ts';
import type { Manager } from '../managers/manager.ts';
import type { Scope } from '../openclaw/names.ts';
import type { Os, TargetRelease } from '../openclaw/release.ts';

export interface Fleet {
  /** The release of every instance that names no other. */
  readonly release: TargetRelease;
  /** Sorted by name. */
  readonly hosts: readonly Host[];
  /** What was found wrong while resolving. */
  readonly findings: readonly CodedFinding[];
}

export interface Host {
  readonly name: string;
  readonly os: Os;
  /** Its version of systemd, where hosts.yaml says it. */
  readonly systemd: number | undefined;
  /** In bytes; what hosts.yaml says that it has for gateways. */
  readonly memory: number | undefined;
  readonly cpus: number | undefined;
  readonly path: Path;
  readonly reserved: readonly ReservedRange[];
  /** Sorted by name; managed and unmanaged alike. */
  readonly instances: readonly Instance[];
}

/** Ports that another service of the host uses, both ends included. */
export interface ReservedRange {
  readonly from: number;
  readonly to: number;
  readonly note: string;
  readonly path: Path;
}

export interface Instance {
  readonly host: string;
  readonly os: Os;
  readonly name: string;
  /** `hosts.<host>.instances.<name>`: where the instance's own keys are. */
  readonly path: Path;
  readonly release: TargetRelease;
  readonly managed: boolean;
  readonly enabled: boolean;
  /** Undefined where hosts.yaml gives none that can be used; that is an error already. */
  readonly port: number | undefined;
  /** `port: auto`: the base comes from the lock, or is chosen. */
  readonly isAuto: boolean;
  readonly ports: InstancePorts | undefined;
  readonly profile: string;
  readonly user: string;
  readonly group: string | undefined;
  /** Paths are normalized: no `~`, `.`, `..`, `//` or trailing `/`. Absolute, or else an error (`path-absolute`). */
  readonly home: string;
  readonly stateDir: string;
  readonly configPath: string;
  readonly workspace: string;
  readonly workingDirectory: string;
  readonly logFile: string;
  readonly secretsFile: string;
  /** Pointers to the values, defaults included, that are written with `$(stateDir)`: they move along with it. */
  readonly inState: ReadonlySet<string>;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly envFiles: readonly EnvFile[];
  readonly secrets: readonly string[];
  /** As in `npm:@scope/name@1.2.3`, or absolute paths; absent where hosts.yaml says nothing of them. */
  readonly plugins?: readonly string[];
  readonly workspaceFiles: WorkspaceFiles | undefined;
  /** What its machine says, where that was read. */
  readonly found?: FoundFacts;
  /** What an installed OpenClaw refuses in its openclaw.json, where one was asked. */
  readonly refusals?: readonly Finding[];
  readonly service: Service;
  /** The user's openclaw.json fragment, variables expanded. */
  readonly config: JsonMap;
  /** Rule id to reason. */
  readonly allow: Readonly<Record<string, string>>;
}

/** Files beside hosts.yaml that the workspace gets. */
export interface WorkspaceFiles {
  /** The folder, relative to hosts.yaml's own. */
  readonly from: string;
  /** Kept as in the folder; else installed only where missing. */
  readonly isManaged: boolean;
  /** Of the folder's name, below the instance. */
  readonly key: Path;
  /** What the folder holds, where somebody could look. */
  readonly found?: WorkspaceFolder;
}

export interface WorkspaceFolder {
  /** Sorted by path. */
  readonly files: readonly WorkspaceFile[];
  /** Why it can't be used, each a message. */
  readonly problems: readonly string[];
}

export interface WorkspaceFile {
  /** Below the folder, with `/`. */
  readonly path: string;
  readonly content: string;
}

/** What no hosts.yaml can say. */
export interface FoundFacts {
  /** A digest of the value of each variable that has a known one. Compared, never shown. */
  readonly digests: ReadonlyMap<string, string>;
  /** What of it is another instance's, by a link. */
  readonly links: readonly SharedPlace[];
}

export interface SharedPlace {
  /** "credentials", "workspace". */
  readonly what: string;
  readonly path: string;
  /** Where the path leads to. */
  readonly target: string;
  /** The name of the instance whose it is, too. */
  readonly owner: string;
}

export interface EnvFile {
  readonly path: string;
  readonly optional: boolean;
}

export interface Service {
  readonly scope: Scope;
  readonly manager: Manager;
  /** The systemd unit with `.service`, the launchd label, or the Compose project. */
  readonly name: string;
  /** Of a container: the image with its tag or digest. */
  readonly image: string;
  /** Of a container: `uid:gid`; the image's own user where absent. */
  readonly containerUser: string | undefined;
  readonly hardening: 'off' | 'standard' | 'strict';
  /** Of `service.limits`; `limitOf` knows which holds. */
  readonly limits: Limits;
  readonly systemd: Readonly<Record<'Unit' | 'Service' | 'Install', Directives>>;
  /** Raw plist keys; null removes one that gwc would write. */
  readonly launchd: JsonMap;
}

/** `memory` is in bytes. */
export type Limits = Readonly<Partial<Record<LimitKey, number>>>;
export type LimitKey = 'memory' | 'cpus' | 'tasks';

/** Raw directives by key: a value, a list for a repeated key, null to remove one that gwc would write. */
export type Directives = Readonly<Record<string, DirectiveValue>>;
export type DirectiveValue = string | number | boolean | null | readonly (string | number | boolean)[];

/** The TCP ports of one instance. Ranges include both ends. */
export interface InstancePorts {
  readonly base: number;
  readonly hasBrowser: boolean;
  /** Of canvas widgets and MCP apps; absent where the release has none. */
  readonly sandbox: number | undefined;
  /** Loopback; with the browser only, like relay and cdp. */
  readonly control: number | undefined;
  readonly relay: number | undefined;
  readonly cdp: PortRange | undefined;
  /** All that the instance owns: base to base+110, or with the browser off the base and the port of the sandbox host beside it. */
  readonly span: PortRange;
  /** `browser.profiles.*.cdpPort`, ascending. */
  readonly pins: readonly number[];
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}
