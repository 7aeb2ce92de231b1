// What starts and stops gateways, as an apply and a status see it.

import type { Deployment } from '../targets/deployment.ts';

export interface ServiceState {
  /** Whether the gateway's process runs. */
  readonly isActive: boolean;
  /** Whether the manager gave up on it. */
  readonly hasFailed: boolean;
  /** Whether it starts at boot. */
  readonly isEnabled: boolean;
  /** In the manager's own words, such as `active (running)`. */
  readonly text: string;
  /** How often it was started again by itself. */
  readonly restarts: number;
  /** Absent where it doesn't run. */
  readonly pid?: number | undefined;
  /** Of systemd: the cgroup that holds every process of the service. */
  readonly cgroup?: string | undefined;
}

export interface ServiceManager {
  /** What the services need before they can run; those that are to start at boot do so without a login. */
  readonly prepare: (deployments: readonly Deployment[]) => Promise<void>;
  readonly state: (deployment: Deployment) => Promise<ServiceState>;
  /** After a unit was written or removed. */
  readonly reload: (deployment: Deployment) => Promise<void>;
  /** Does nothing where it is so already. */
  readonly enable: (deployment: Deployment) => Promise<void>;
  readonly disable: (deployment: Deployment) => Promise<void>;
  /** Starts it, or starts it anew where it runs; done once it was told to. `isNew`: its definition is another one. */
  readonly restart: (deployment: Deployment, isNew: boolean) => Promise<void>;
  /** Done once its process is gone. Does nothing where it doesn't run. */
  readonly stop: (deployment: Deployment) => Promise<void>;
}

/** A command of the service manager that failed. The message is whole. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
}
