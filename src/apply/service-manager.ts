// What starts and stops gateways, as an apply and a status see it.

import { UsageError } from '../diagnostics/diagnostic.ts';
import type { Deployment } from '../outputs/deployment.ts';

export interface ServiceState {
  /** Whether the gateway's process runs. */
  readonly isActive: boolean;
  /** Whether the manager gave up on it. */
  readonly hasFailed: boolean;
  /** Whether it starts at boot. */
  readonly isEnabled: boolean;
  /** The manager could not be asked: nothing else here is known. */
  readonly isUnknown?: boolean;
  /** In the manager's own words, such as `active (running)`. */
  readonly text: string;
  /** How often it was started again by itself. */
  readonly restarts: number;
  /** Of systemd: another one for each start. */
  readonly invocation?: string | undefined;
  /** Absent where it doesn't run. */
  readonly pid?: number | undefined;
  /** Of systemd: files that add to the unit, by path. */
  readonly dropIns?: readonly string[];
  /** Of systemd: whether the files of the unit changed since it read them. */
  readonly needsReload?: boolean;
  /** Of systemd: the cgroup that holds every process of the service. */
  readonly cgroup?: string | undefined;
}

/** Nothing is known of a service whose manager does not answer. */
export const UNKNOWN_STATE: ServiceState = {
  isActive: false,
  hasFailed: false,
  isEnabled: false,
  isUnknown: true,
  text: 'unknown',
  restarts: 0,
};

export interface Printed {
  readonly lines: readonly string[];
  /** Whether the gateway itself printed them. */
  readonly isGateways: boolean;
}

export interface ServiceManager {
  /** What the services need before they can run; those that are to start at boot do so without a login. */
  readonly prepare: (deployments: readonly Deployment[]) => Promise<void>;
  readonly state: (deployment: Deployment) => Promise<ServiceState>;
  /** The same of many at once, in their order. */
  readonly states: (deployments: readonly Deployment[]) => Promise<readonly ServiceState[]>;
  /** After a unit was written or removed. */
  readonly reload: (deployment: Deployment) => Promise<void>;
  /** Does nothing where it is so already. */
  readonly enable: (deployment: Deployment) => Promise<void>;
  readonly disable: (deployment: Deployment) => Promise<void>;
  /** Starts it, or starts it anew where it runs; done once that was requested. `isNew`: its definition is another one. */
  readonly restart: (deployment: Deployment, isNew: boolean) => Promise<void>;
  /** Done once its process is gone. Does nothing where it doesn't run. */
  readonly stop: (deployment: Deployment) => Promise<void>;
  /**
   * The last lines that its gateway printed since then, in milliseconds since 1970; where it printed nothing, what the manager says
   * of it. None where they can't be read.
   */
  readonly output: (deployment: Deployment, lines: number, since: number) => Promise<Printed>;
  /** The command that shows so many of them, and with `isFollowed` each new one too; absent where there is none. */
  readonly outputCommand: (
    deployment: Deployment,
    options: { readonly lines: number; readonly isFollowed: boolean },
  ) => Promise<readonly string[] | undefined>;
}

/** A command of the service manager that failed: nothing that is wrong with gwc. The message is whole. */
export class ServiceError extends UsageError {
  override readonly name: string = 'ServiceError';
}
