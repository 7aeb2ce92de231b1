// Waits until a gateway is ready. A slow one has not failed: the wait is as long as what it has to do is known to take, and
// goes on as long as it is seen to work.

import { at, type Json, parseJson } from '../document/json.ts';
import { readable } from '../files/file-error.ts';
import { PLUGIN_SECONDS } from '../openclaw/channels.ts';
import { fetchedPlugins } from '../openclaw/plugins.ts';
import type { Deployment } from '../outputs/deployment.ts';
import { processorTime } from './freshness.ts';
import { configAt, logFile } from './gateway-log.ts';
import type { HttpAnswer, Machine } from './machine.ts';
import { portOwner } from './port-owner.ts';
import { ServiceError, type ServiceManager, type ServiceState } from './service-manager.ts';

/** Between two looks, and for an answer. In milliseconds. */
const POLL = 500;
export const ANSWER_TIME = 5_000;
/** A gateway that ended so often by itself does not come up. */
const MOST_RESTARTS = 3;
/** A start without anything special, on a slow machine. In seconds. */
const USUAL = 120;
/** However much it works. */
const LONGEST = 900;
/** Without a sign of work. */
const STILL = 30;
/** Of a processor, in milliseconds: an idle gateway takes less in that time. */
const WORK = 1_000;

export interface Waiting {
  readonly machine: Machine;
  readonly manager: ServiceManager;
  /** From --timeout: bounds every wait. */
  readonly seconds: number | undefined;
  /** At each look: what it waits for, and since when. */
  readonly waiting: (deployment: Deployment, what: string, seconds: number) => void;
}

/** A gateway that does not come up with its files. The message is whole. */
export class NotReady extends ServiceError {
  override readonly name: string = 'NotReady';
}

/** Throws a NotReady where it does not come up, in the words of the last look. */
export async function untilReady(deployment: Deployment, context: Waiting): Promise<void> {
  const { manager, machine, seconds: limit } = context;
  const config = configAt(deployment, machine);
  const fetched = fetchedPlugins(config, deployment.release, deployment.plugins ?? []).map(({ channel }) => channel);
  const usual = USUAL + fetched.length * PLUGIN_SECONDS;
  const begin = machine.now();
  const first = (await manager.state(deployment)).restarts;
  let work = workOf(deployment, config, await manager.state(deployment), machine);
  for (;;) {
    const state = await manager.state(deployment);
    if (state.hasFailed) throw new NotReady(`its service ended: ${state.text}`);
    if (state.restarts - first >= MOST_RESTARTS)
      throw new NotReady(`it ended and was started again ${state.restarts - first} times`);
    const answer = state.isActive ? await machine.get(deployment.ready, ANSWER_TIME) : undefined;
    const after = isReady(answer) ? await manager.state(deployment) : state;
    const isOthers = isReady(answer) && (await portOwner(deployment, after, machine)) === 'other';
    // Where its process ended meanwhile, another one's may have answered.
    if (isReady(answer) && !isOthers && after.pid === state.pid) return;
    const next = workOf(deployment, config, state, machine);
    if (next.log !== work.log || next.state !== work.state || next.processor - work.processor >= WORK) work = next;
    const now = machine.now();
    const waited = Math.round((now - begin) / 1000);
    const isStill = now - work.at >= STILL * 1000 || waited >= Math.max(LONGEST, usual);
    if (limit === undefined ? waited >= usual && isStill : waited >= limit) {
      if (isOthers) throw new NotReady(`port ${deployment.port} is another process's`);
      throw new NotReady(
        `${deployment.ready} ${answerText(answer)} within ${waited} seconds; its service is ${state.text}`,
      );
    }
    context.waiting(deployment, waitText(deployment, state, answer, fetched), waited);
    await machine.sleep(POLL);
  }
}

/** Liveness answers with 200 as well, before the start is over. */
function isReady(answer: HttpAnswer | undefined): boolean {
  const body = parseJson(answer?.body ?? '');
  return answer?.status === 200 && (body === undefined || at(body, 'ok') !== false);
}

function answerText(answer: HttpAnswer | undefined): string {
  if (!answer) return 'did not answer';
  const reason = pendingReason(answer);
  return `answered ${answer.status}${reason === undefined ? '' : ` (${reason})`}`;
}

function pendingReason({ body }: HttpAnswer): string | undefined {
  const parsed = parseJson(body);
  const reason = at(parsed, 'pendingReason') ?? at(parsed, 'status');
  return typeof reason === 'string' ? reason : undefined;
}

function waitText(
  { ready }: Deployment,
  { isActive, text }: ServiceState,
  answer: HttpAnswer | undefined,
  fetched: readonly string[],
): string {
  if (!isActive) return `its service to start, which is ${text}`;
  if (answer) return `${ready}, which ${answerText(answer)}`;
  const plugins = fetched.length === 0 ? '' : `; it may be fetching the plugin of ${fetched.join(', ')}`;
  return `${ready} to answer${plugins}`;
}

/** What changes while a gateway works on its start. */
interface Work {
  readonly at: number;
  readonly log: number;
  readonly state: string;
  /** Of a processor, in milliseconds. */
  readonly processor: number;
}

function workOf(deployment: Deployment, config: Json | undefined, state: ServiceState, machine: Machine): Work {
  const log = logFile(config, deployment);
  const tail = log === undefined ? undefined : readable(() => machine.tail(log, 0));
  return { at: machine.now(), log: tail?.size ?? 0, state: state.text, processor: processorTime(state, machine) };
}
