// What a service manager is: one record answers every question that gwc asks of it. Pure data and tiny functions; it takes no
// instance, so that every later room can ask.

import type { Target } from '../generated/hosts-schema.ts';
import type { Scope } from '../openclaw/names.ts';
import type { Os } from '../openclaw/release.ts';

/** As the schema of hosts.yaml lists them. */
export type ManagerId = NonNullable<Target>;

/** A service as its manager knows it. */
export interface ServicePlace {
  readonly scope: Scope;
  /** The account's home folder. */
  readonly home: string;
  /** In full, as `Manager.fullName` gives it. */
  readonly name: string;
}

export interface Manager {
  /** What `service.target` says in hosts.yaml. */
  readonly id: ManagerId;
  /** The systems that have it. */
  readonly os: readonly Os[];
  /** The container engine; absent where the gateway runs on the host itself. */
  readonly container?: ContainerEngine;
  readonly nouns: {
    /** Of the service's file, such as "unit file". */
    readonly file: string;
    /** Of the service's name, such as "unit name". */
    readonly name: string;
    /** Of the service by its scope; absent where a scope makes no difference to the manager. */
    readonly service?: Readonly<Record<Scope, string>>;
  };
  /** The kind of the service's file in the manifest: the manager's id, but for the two oldest. */
  readonly artifact: 'systemd-unit' | 'launchd-plist' | Exclude<ManagerId, 'systemd' | 'launchd'>;
  /** Owner of the service's file in system scope. */
  readonly rootOwner: string;
  /** The name that OpenClaw's own installer gives the service of a profile. */
  readonly defaultName: (profile: string) => string;
  /** A name as hosts.yaml has it, with the suffix that the manager wants. */
  readonly fullName: (name: string) => string;
  readonly isName: (name: string) => boolean;
  /** What a full name looks like, for a message. */
  readonly nameForm: string;
  /** A full name that is another one for each instance. */
  readonly nameForEach: (name: string) => string;
  /** Equal for full names that are one to the manager. */
  readonly nameKey: (name: string) => string;
  /** Within what a name is unique: `key` is equal for services that share it, `what` names it in a message. */
  readonly nameScope: (service: { readonly scope: Scope; readonly user: string }) => {
    readonly key: string;
    readonly what: string;
  };
  /** Further names of the service: the raw setting that gives them, below `service`. */
  readonly aliases?: readonly string[];
  /** The folder on the host that the manager reads the service's file from. */
  readonly folder: (place: ServicePlace) => string;
  readonly fileName: (name: string) => string;
  /** Whether in system scope it reads environment files as root, before it becomes the account. */
  readonly readsAsRoot: boolean;
  /** The key below `service` that holds the author's raw settings; absent where the manager takes none. */
  readonly raw?: 'systemd' | 'launchd';
  /** Whether `gwc apply` starts and stops its services; it leaves others alone. */
  readonly isApplied: boolean;
  /** Keys of an instance that mean nothing to it. */
  readonly ignores: readonly string[];
  /** Whether `service.systemd` ends up in a unit. */
  readonly readsUnits: boolean;
  /** Whether `service.launchd` counts. */
  readonly readsPlists?: true;
  /** Raw settings that may name a file for what the gateway prints, below `service`. */
  readonly outputFiles: readonly (readonly string[])[];
  /** Profiles whose service name is one of OpenClaw's own. */
  readonly reservedProfiles: readonly string[];
  /** Whether the folders of what the gateway prints, and its TMPDIR, must exist before it starts. */
  readonly needsOutputFolders: boolean;
  /** The variable in which OpenClaw expects the service's name; absent where OpenClaw doesn't ask. */
  readonly nameVariable: string | undefined;
}

/** Source: podman-run(1), --network; Docker's `host-gateway`. */
export interface ContainerEngine {
  /** The command line program. */
  readonly program: string;
  /** The host's own address, as a container has it. */
  readonly hostName: string;
  readonly isContainerName: (name: string) => boolean;
  /** What a container's name looks like, for a message. */
  readonly nameForm: string;
  /** The command that starts and stops the service by its file, in place of a service manager. */
  readonly controlBy?: (file: string) => readonly string[];
  /** Whether a container starts without an environment file that isn't there. */
  readonly hasOptionalEnvFiles: boolean;
  /** Of directives of [Service], the values that the engine's generator makes a unit with. */
  readonly takenValues?: Readonly<Record<string, readonly string[]>>;
  /** Why a folder can't be mounted, for a message. */
  readonly mountProblem?: (folder: string) => string | undefined;
}

/** Of a file's name on every file system. */
export const LONGEST_FILE_NAME = 255;
