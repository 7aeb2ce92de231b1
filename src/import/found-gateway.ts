// A gateway of the machine in the words of hosts.yaml, with what was found out about each of them.

import type { JsonMap } from '../document/json.ts';
import type { EnvFile } from '../model/fleet.ts';
import type { Scope } from '../openclaw/names.ts';
import type { Variables } from './env-file.ts';
import type { FoundService } from './found-service.ts';
import type { FoundRelease } from './gateway-settings.ts';
import type { KnownSecrets } from './known-secrets.ts';

export interface FoundGateway {
  /** As an output of gwc names it. */
  readonly mark?: GwcMark;
  readonly user: string;
  readonly group?: string;
  readonly home: string;
  /** What people call it, where something says so: an environment, a container. */
  readonly calledAs?: string;
  /** As command or environment name it. */
  readonly profile?: string;
  readonly port: number;
  /** Whether something says it; else it is OpenClaw's default. */
  readonly isPortKnown: boolean;
  readonly stateDir: string;
  readonly configPath: string;
  readonly workspace: string;
  readonly workingDirectory?: string;
  readonly logFile?: string;
  /** Undefined where it is not known, for a gateway that no service runs. */
  readonly command?: readonly string[];
  readonly envFiles: readonly EnvFile[];
  readonly secretsFile: string;
  readonly secrets: readonly string[];
  readonly env: Variables;
  /** Packages of npm in its state folder, as `plugins` names them. */
  readonly plugins: readonly string[];
  readonly config: JsonMap;
  readonly scope: Scope;
  readonly serviceName?: string;
  readonly isEnabled: boolean;
  /** Why gwc should not write its files, where it should not. */
  readonly unmanaged?: string;
  readonly release?: FoundRelease;
  readonly evidence: Evidence;
  /** For the reader of hosts.yaml: lines without any value. */
  readonly comments: readonly string[];
}

/** What a comparison with the built files needs. */
export interface Evidence {
  /** Absent for a state folder that no service uses. */
  readonly service?: FoundService;
  /** Files, in the order of their weight. */
  readonly files: readonly string[];
  /** Everything that the process finds set. */
  readonly variables: Variables;
  /** Of secrets, by the names that hosts.yaml has. Compared, never shown. */
  readonly values: Variables;
  /** openclaw.json as it was found, with its secrets hidden. */
  readonly config: JsonMap;
  /** Paths of openclaw.json whose secrets are references now. */
  readonly hidden: readonly string[];
  /** What is secret wherever it stands. Compared, never shown. */
  readonly known: KnownSecrets;
}

/** gwc wrote the service: `# box-1/main: compiled by gwc`. */
export interface GwcMark {
  readonly host: string;
  readonly instance: string;
}

/** A gateway with its place in hosts.yaml. */
export interface NamedGateway extends FoundGateway {
  readonly name: string;
  readonly profile: string;
  /** The release that it is built for. */
  readonly target: string;
  readonly hardening: 'off' | 'standard' | 'strict';
  readonly raw: RawSettings;
}

export interface RawSettings {
  /** Directives by section. */
  readonly systemd: JsonMap;
  readonly launchd: JsonMap;
}
