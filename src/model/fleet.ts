// The resolved fleet: every host and instance with all keys settled. Readonly data; rules and targets read nothing else.

import type { Part } from '../document/document.ts';
import type { JsonMap } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import type { Target } from '../openclaw/index.ts';
import type { Scope } from '../openclaw/names.ts';
import type { Os } from '../openclaw/release.ts';

export interface Fleet {
  readonly target: Target;
  /** Sorted by name. */
  readonly hosts: readonly Host[];
  /** What was found wrong while resolving. */
  readonly problems: readonly Problem[];
}

/** A finding of the model's own: `code` is a rule's id. */
export interface Problem {
  readonly code: string;
  readonly at: Path;
  readonly part?: Part;
  readonly message: string;
  readonly suggestions?: readonly string[];
}

export interface Host {
  readonly name: string;
  readonly os: Os;
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
  /** `hosts.<host>.instances.<name>`: where the instance's own keys stand. */
  readonly path: Path;
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
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly envFiles: readonly EnvFile[];
  readonly secrets: readonly string[];
  readonly service: Service;
  /** The person's openclaw.json fragment, variables expanded. */
  readonly config: JsonMap;
  /** Rule id to reason. */
  readonly allow: Readonly<Record<string, string>>;
}

export interface EnvFile {
  readonly path: string;
  readonly optional: boolean;
}

/** What runs a gateway: a service manager itself, Podman under systemd (`quadlet`), or Docker Compose. */
export type ServiceTarget = 'systemd' | 'launchd' | 'quadlet' | 'compose';

export interface Service {
  readonly scope: Scope;
  readonly target: ServiceTarget;
  /** The systemd unit with `.service`, the launchd label, or the Compose project. */
  readonly name: string;
  /** Of a container: the image with its tag or digest. */
  readonly image: string;
  /** Of a container: `uid:gid`; the image's own user where absent. */
  readonly containerUser: string | undefined;
  readonly hardening: 'off' | 'standard' | 'strict';
  readonly systemd: Readonly<Record<'Unit' | 'Service' | 'Install', Directives>>;
  /** Raw plist keys; null removes one that gwc would write. */
  readonly launchd: JsonMap;
}

/** Raw directives by key: a value, a list for a repeated key, null to remove one that gwc would write. */
export type Directives = Readonly<Record<string, DirectiveValue>>;
export type DirectiveValue = string | number | boolean | null | readonly (string | number | boolean)[];

/** The TCP ports of one instance. Ranges include both ends. */
export interface InstancePorts {
  readonly base: number;
  readonly hasBrowser: boolean;
  /** Loopback; with the browser only, like relay and cdp. */
  readonly control: number | undefined;
  readonly relay: number | undefined;
  readonly cdp: PortRange | undefined;
  /** All that the instance owns: base to base+110, or the base alone with the browser off. */
  readonly span: PortRange;
  /** `browser.profiles.*.cdpPort`, ascending. */
  readonly pins: readonly number[];
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}
