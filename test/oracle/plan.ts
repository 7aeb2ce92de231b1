// A fleet in the plainest words: what the oracle judges and what is written out as a hosts.yaml. It knows nothing of the
// compiler.

export const RELEASES = ['2026.3.13', '2026.6.11', '2026.8.2', '2026.9.6'] as const;

export type Release = (typeof RELEASES)[number];

/** From 2026.8 on a gateway has a port for widgets, and its workspace is part of the names of containers. */
export function isRecent(release: Release): boolean {
  return release === '2026.8.2' || release === '2026.9.6';
}

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

export const LISTENERS = ['telegram', 'feishu', 'nextcloud-talk', 'voice-call', 'sandbox', 'gmail'] as const;

export type ListenerName = (typeof LISTENERS)[number];

/** A port, or `default` for the one that OpenClaw takes. */
export type ListenerPort = number | 'default';

/** What one bot's token, or one chat account, is read from. */
export type BotSource =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string; readonly id: string }
  | { readonly kind: 'program'; readonly command: string; readonly id: string }
  | { readonly kind: 'token-file'; readonly path: string }
  | { readonly kind: 'whole-file'; readonly path: string }
  | { readonly kind: 'whatsapp'; readonly path: string }
  | { readonly kind: 'phone'; readonly number: string }
  | { readonly kind: 'daemon'; readonly url: string };

/** A store or a file that a value names, wherever that stands. */
export type StorePlan =
  | {
      readonly kind: 'variable';
      readonly name: 'PI_CODING_AGENT_DIR' | 'OPENCLAW_RAW_STREAM_PATH' | 'OPENCLAW_TRAJECTORY_DIR';
      readonly where: 'env' | 'config' | 'unit' | 'command';
      readonly path: string;
    }
  | { readonly kind: 'folder'; readonly directive: UnitFolder; readonly name: string }
  | { readonly kind: 'pid' | 'output'; readonly path: string };

export type UnitFolder = 'RuntimeDirectory' | 'StateDirectory' | 'CacheDirectory' | 'LogsDirectory';

/** Of the containers that its agents work in. */
export interface SandboxPlan {
  readonly backend: 'docker' | 'podman' | undefined;
  readonly scope: 'agent' | 'session' | 'shared' | undefined;
  readonly prefix: string | undefined;
  readonly agents: readonly string[];
}

export interface GmailPlan {
  readonly account: string;
  readonly subscription: string | undefined;
  /** Of the route; undefined: where OpenClaw has it. */
  readonly path: string | undefined;
}

export type DesktopPlan =
  | { readonly kind: 'signed-in'; readonly folder: string | undefined }
  | { readonly kind: 'built-in' }
  | { readonly kind: 'extension' }
  | { readonly kind: 'screen'; readonly port: number | undefined };

/** Settings of a plugin that nobody knows. */
export interface PluginPlan {
  readonly id: string;
  readonly port: number | undefined;
  /** The port stands after an address. */
  readonly isListening: boolean;
  readonly path: string | undefined;
}

/** Of Node.js. */
export interface InspectorPlan {
  /** Undefined: where Node.js has it. */
  readonly port: number | undefined;
  readonly where: 'env' | 'config' | 'unit';
}

export interface InstancePlan {
  readonly name: string;
  readonly port: number;
  readonly hasBrowser: boolean;
  readonly user: string;
  readonly scope: 'user' | 'system';
  readonly isManaged: boolean;
  readonly isEnabled: boolean;
  /** `port: auto`, with its base in the lock. */
  readonly isAuto: boolean;
  readonly hasTailscale: boolean;
  readonly profile?: string;
  readonly home?: string;
  readonly serviceName?: string;
  readonly paths: Readonly<Partial<Record<PathKey, string>>>;
  readonly pins: readonly number[];
  readonly listeners: Readonly<Partial<Record<ListenerName, ListenerPort>>>;
  readonly bot?: BotSource;
  readonly store?: StorePlan;
  readonly sandbox?: SandboxPlan;
  readonly gmail?: GmailPlan;
  readonly desktop?: DesktopPlan;
  readonly plugin?: PluginPlan;
  readonly inspector?: InspectorPlan;
  /** Words between the program and what gwc writes after it. */
  readonly words?: readonly string[];
}
