// What differs between OpenClaw's release lines. A new line is one data file and one entry in index.ts.

export type Os = 'linux' | 'macos';

/** Directives of a unit section, in the order they are written. */
export type UnitPolicy = readonly (readonly [section: 'Unit' | 'Service' | 'Install', key: string, value: string])[];

export type PlistPolicy = Readonly<Record<string, string | number | boolean>>;

export interface ReleaseLine {
  /** The line's first release. */
  readonly since: string;
  /** The line's releases that gwc knows, oldest first. */
  readonly releases: readonly string[];
  readonly ports: PortDerivation;
  readonly systemd: UnitPolicy;
  readonly launchd: PlistPolicy;
  /** Folders of the service's PATH as the installer has them; `~` is the home. */
  readonly servicePath: Readonly<Record<Os, readonly string[]>>;
  /** Where launchd puts what a gateway prints. */
  readonly launchdOutput: (place: OutputPlace) => LaunchdOutput;
  /** Whether OPENCLAW_CONFIG_READONLY makes openclaw.json immutable. */
  readonly hasReadonlyConfig: boolean;
  /** What advertises a gateway in the local network: the gateway itself, or a plugin that is on by default on macos alone. */
  readonly bonjour: 'gateway' | 'plugin';
  readonly trustedProxy: TrustedProxyPolicy;
}

/** What `gateway.auth.mode: trusted-proxy` goes together with. */
export interface TrustedProxyPolicy {
  /** Whether a gateway that also has a shared token refuses to start. */
  readonly excludesToken: boolean;
  /** Whether a proxy on the same host needs `gateway.auth.trustedProxy.allowLoopback`. */
  readonly loopbackNeedsConsent: boolean;
}

interface OutputPlace {
  readonly home: string;
  readonly stateDir: string;
  /** Empty for the default profile, else `-<profile>`. */
  readonly profileSuffix: string;
}

interface LaunchdOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Offsets from the base port. */
export interface PortDerivation {
  readonly control: number;
  /** Where the extension relay listens first. */
  readonly relay: number;
  readonly cdpFirst: number;
  readonly cdpLast: number;
}
