// Waits until a gateway serves.

import type { Deployment } from '../targets/deployment.ts';
import type { Machine } from './machine.ts';
import { portOwner } from './port-owner.ts';
import type { ServiceManager } from './service-manager.ts';

/** Between two looks, and for an answer. In milliseconds. */
const POLL = 500;
export const ANSWER_TIME = 5_000;
/** A gateway that ended so often by itself does not come up. */
const MOST_RESTARTS = 3;

/** Undefined once it does; else why it does not, in the words of the last look. */
export async function untilHealthy(
  deployment: Deployment,
  manager: ServiceManager,
  machine: Machine,
  seconds: number,
): Promise<string | undefined> {
  const end = machine.now() + seconds * 1000;
  const first = (await manager.state(deployment)).restarts;
  for (;;) {
    const state = await manager.state(deployment);
    if (state.hasFailed) return `its service ended: ${state.text}`;
    if (state.restarts - first >= MOST_RESTARTS)
      return `it ended and was started again ${state.restarts - first} times`;
    const status = state.isActive ? await machine.httpStatus(deployment.health, ANSWER_TIME) : undefined;
    const isOthers = status === 200 && (await portOwner(deployment, state, machine)) === 'other';
    if (status === 200 && !isOthers) return undefined;
    if (machine.now() >= end) {
      if (isOthers) return `port ${deployment.port} is another process's`;
      const answer = status === undefined ? 'did not answer' : `answered ${status}`;
      return `${deployment.health} ${answer} within ${seconds} seconds; its service is ${state.text}`;
    }
    await machine.sleep(POLL);
  }
}
