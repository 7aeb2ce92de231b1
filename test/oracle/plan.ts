// A fleet in the plainest words: what the oracle judges and what is written out as a hosts.yaml. It knows nothing of the
// compiler.

export const RELEASES = ['2026.3.13', '2026.6.11', '2026.8.2', '2026.9.6'] as const;

export type Release = (typeof RELEASES)[number];

export interface FleetPlan {
  readonly release: Release;
  readonly hosts: readonly HostPlan[];
  /** Where a value that all have alike is written. */
  readonly hoist: 'instance' | 'host' | 'defaults';
}

export interface HostPlan {
  readonly name: string;
  readonly os: 'linux' | 'macos';
  readonly reserved: readonly Ports[];
  readonly instances: readonly InstancePlan[];
}

/** Ports from … to, both included. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}

export const PATH_KEYS = [
  'stateDir',
  'configPath',
  'workspace',
  'workingDirectory',
  'logFile',
  'secretsFile',
  'agentDir',
  'sessionStore',
  'oauthDir',
] as const;

export type PathKey = (typeof PATH_KEYS)[number];

export const LISTENERS = ['telegram', 'feishu', 'nextcloud-talk', 'voice-call'] as const;

export type ListenerName = (typeof LISTENERS)[number];

/** A port, or `default` for the one that OpenClaw takes. */
export type ListenerPort = number | 'default';

/** What one bot's token, or one chat account, is read from. */
export type BotSource =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string; readonly id: string }
  | { readonly kind: 'program'; readonly command: string; readonly id: string }
  | { readonly kind: 'token-file'; readonly path: string }
  | { readonly kind: 'whatsapp'; readonly path: string };

export interface InstancePlan {
  readonly name: string;
  readonly port: number;
  readonly hasBrowser: boolean;
  readonly user: string;
  readonly scope: 'user' | 'system';
  readonly isManaged: boolean;
  readonly isEnabled: boolean;
  readonly hasTailscale: boolean;
  readonly profile?: string;
  readonly home?: string;
  readonly serviceName?: string;
  readonly paths: Readonly<Partial<Record<PathKey, string>>>;
  readonly pins: readonly number[];
  readonly listeners: Readonly<Partial<Record<ListenerName, ListenerPort>>>;
  readonly bot?: BotSource;
}
