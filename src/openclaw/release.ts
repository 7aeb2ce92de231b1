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
}

export interface OutputPlace {
  readonly home: string;
  readonly stateDir: string;
  /** Empty for the default profile, else `-<profile>`. */
  readonly profileSuffix: string;
}

export interface LaunchdOutput {
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
