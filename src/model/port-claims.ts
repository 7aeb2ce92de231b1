// Everything on a host that claims TCP ports: reserved ranges, gateways with their spans, browsers on this machine, and
// other listeners; and where two of them claim one port. What `gwc ports` shows: a picture, not a rule.

import { compareText } from '../diagnostics/collections.ts';
import { isMap } from '../document/json.ts';
import { commandsOf, programOf, shellText } from '../managers/shell-words.ts';
import { type CdpEndpoint, cdpEndpoints, LOOPBACK } from '../openclaw/cdp.ts';
import { type Listener, listenerAt } from '../openclaw/listener.ts';
import { listenersOf } from '../openclaw/listeners.ts';
import { isBrowserOn } from '../openclaw/plugins.ts';
import { isContainer } from './container.ts';
import { environmentOf, filledConfig, variablesOf } from './environment.ts';
import type { Host, Instance } from './fleet.ts';
import { type Interval, joinNeighbours } from './intervals.ts';

export type ClaimRole = 'gateway' | 'control' | 'span' | 'browser' | 'listener' | 'reserved';

export interface PortClaim extends Interval {
  readonly role: ClaimRole;
  /** Absent for a reserved range. */
  readonly instance?: string;
  /** Of a browser's profile or a listener, or the note of a reserved range; may be empty. */
  readonly name: string;
  /** Claims of one owner may share a port. */
  readonly owner: string;
  /** It may be a reserved port: the browser there is that other service. */
  readonly mayBeReserved: boolean;
}

/** Reserved ranges first, then instance by instance. */
export function portClaims({ reserved, instances }: Host): readonly PortClaim[] {
  return [
    ...reserved.map(({ from, to, note }) => claim('reserved', { from, to }, { name: note, owner: 'reserved' })),
    ...instances.flatMap(instanceClaims),
  ];
}

export function instanceClaims(instance: Instance): readonly PortClaim[] {
  return [...spanClaims(instance), ...browserClaims(instance), ...listenerClaims(instance)];
}

/** The gateway and the control port are nobody else's; the rest of the span is there for browsers. */
function spanClaims({ name: instance, ports }: Instance): readonly PortClaim[] {
  if (!ports) return [];
  const { base, control, span } = ports;
  const own = (from: number, to: number) => claim('span', { from, to }, { instance, owner: `span ${instance}` });
  const fixed = (role: ClaimRole, port: number) =>
    claim(role, { from: port, to: port }, { instance, owner: `${role} ${instance}` });
  if (control === undefined) return [fixed('gateway', base), ...(span.to > base ? [own(base + 1, span.to)] : [])];
  return [fixed('gateway', base), own(base + 1, control - 1), fixed('control', control), own(control + 1, span.to)];
}

function browserClaims(owner: Instance): readonly PortClaim[] {
  const { name: instance } = owner;
  return hostBrowsers(owner)
    .filter(({ host }) => host === LOOPBACK)
    .map(({ port, profile = '', key, isAttached }) => {
      const mayBeReserved = isAttached || key === 'cdpUrl';
      return claim(
        'browser',
        { from: port, to: port },
        { instance, name: profile, owner: `span ${instance}`, mayBeReserved },
      );
    });
}

function listenerClaims(owner: Instance): readonly PortClaim[] {
  const { name: instance } = owner;
  return hostListeners(owner).map(({ name, from, to, isAtHome }, index) => {
    const owner = isAtHome ? `span ${instance}` : `listener ${index} ${instance}`;
    return claim('listener', { from, to }, { instance, name, owner });
  });
}

function claim(
  role: ClaimRole,
  range: Interval,
  rest: Pick<PortClaim, 'owner'> & Partial<Pick<PortClaim, 'instance' | 'name' | 'mayBeReserved'>>,
): PortClaim {
  return { role, ...range, name: '', mayBeReserved: false, ...rest };
}

/** Names of the host's own address inside a container. Source: podman-run(1), --network; Docker's `host-gateway`. */
const HOST_NAMES: readonly string[] = ['host.containers.internal', 'host.docker.internal'];

/** Browsers that its config pins, or reaches by URL; `LOOPBACK` is the host. */
export function hostBrowsers(instance: Instance): readonly CdpEndpoint[] {
  const { config, release } = instance;
  const endpoints = isBrowserOn(config, release.version) ? cdpEndpoints(filledConfig(instance)) : [];
  if (!isContainer(instance)) return endpoints;
  return endpoints
    .filter(({ host }) => host !== LOOPBACK)
    .map((endpoint) => (HOST_NAMES.includes(endpoint.host) ? { ...endpoint, host: LOOPBACK } : endpoint));
}

/** Webhooks and the like, each with its key below the instance; none where that has no valid port. */
export function hostListeners(instance: Instance): readonly Listener[] {
  return instance.port === undefined ? [] : listenersAt(instance, instance.port);
}

/** Those whose ports follow from no base. */
export function fixedListeners(instance: Instance): readonly Listener[] {
  return listenersAt(instance, Number.NaN);
}

function listenersAt(instance: Instance, base: number): readonly Listener[] {
  if (isContainer(instance)) return [];
  const inConfig = listenersOf({ config: filledConfig(instance), env: environmentOf(instance), base });
  return [
    ...inConfig.map((listener) => ({ ...listener, path: ['config', ...listener.path] })),
    ...inspectors(instance),
    ...launchdSockets(instance),
  ];
}

const INSPECTOR_PORT = 9229;

/** Node.js goes on without its inspector where the port is taken. Source: node(1), --inspect. */
function inspectors(instance: Instance): readonly Listener[] {
  const { command, managed } = instance;
  const found = variablesOf(instance).get('NODE_OPTIONS');
  // What gwc writes itself wins over a unit's raw line, and over what the gateway reads once it runs.
  const variable = managed && !['env', 'command'].includes(String(found?.key[0])) ? undefined : found;
  const places = [
    { words: variable?.value.split(/\s+/) ?? [], path: variable?.key ?? [] },
    ...commandsOf(shellText(command)).map((words) => ({ words: nodeOptions(words), path: ['command'] })),
  ];
  return places.flatMap(({ words, path }) => {
    const ports = words.flatMap(
      (word) => /^--inspect(?:-brk|-wait)?(?:=(.*))?$/.exec(word)?.map(String).slice(1) ?? [],
    );
    const address = ports.at(-1);
    if (address === undefined) return [];
    const written = /(?:^|:)(\d+)$/.exec(address)?.[1];
    return listenerAt(Number(written ?? INSPECTOR_PORT), {
      name: 'Node.js inspector',
      path,
      isDefault: written === undefined,
      isAtHome: false,
      remedy: 'remove `--inspect`, or give it a free port',
      second: 'and the gateway that starts second runs without one',
    });
  });
}

function nodeOptions(words: readonly string[]): readonly string[] {
  const [program, args] = programOf(words);
  const script = args.findIndex((word) => !word.startsWith('-'));
  return /^node(js)?$/.test(program) ? args.slice(0, script === -1 ? args.length : script) : [];
}

/** launchd listens for the job. Source: launchd.plist(5), Sockets. */
function launchdSockets({ service }: Instance): readonly Listener[] {
  const sockets = service.manager.readsPlists ? service.launchd['Sockets'] : undefined;
  return Object.entries(isMap(sockets) ? sockets : {}).flatMap(([name, value]) =>
    [value].flat().flatMap((socket) => {
      const { SockServiceName: port, SockType: type, SockPassive: isPassive } = isMap(socket) ? socket : {};
      if (type === 'dgram' || isPassive === false) return [];
      return listenerAt(Number(port), {
        name: `launchd socket \`${name}\``,
        path: ['service', 'launchd', 'Sockets', name],
        isDefault: false,
        isAtHome: false,
        remedy: 'give it a `SockServiceName` of its own',
      });
    }),
  );
}

/** Ports that the same parties want. */
export interface PortCollision extends Interval {
  /** Names, sorted; one alone where an instance is in its own way. */
  readonly instances: readonly string[];
  readonly isReserved: boolean;
}

/** Ascending and disjoint. */
export function portCollisions(claims: readonly PortClaim[]): readonly PortCollision[] {
  const found: PortCollision[] = [];
  for (const { from, to, active } of segments(claims)) {
    if (collide(active)) found.push({ from, to, ...parties(active) });
  }
  return joinNeighbours(found, isSameParty);
}

/** Whom an instance meets there: `reserved` for a reserved port, `itself` where it is alone in its own way. */
export function rivals(
  name: string,
  { instances, isReserved }: Pick<PortCollision, 'instances' | 'isReserved'>,
): readonly string[] {
  const others = [...instances.filter((other) => other !== name), ...(isReserved ? ['reserved'] : [])];
  return others.length === 0 ? ['itself'] : others;
}

interface Segment extends Interval {
  readonly active: ReadonlySet<PortClaim>;
}

/** The ports between each two places where a claim starts or ends, with the claims there. */
function* segments(claims: readonly PortClaim[]): Generator<Segment> {
  const edges = claims
    .flatMap((claim) => [
      { port: claim.from, claim, isStart: true },
      { port: claim.to + 1, claim, isStart: false },
    ])
    .sort((a, b) => a.port - b.port);
  const active = new Set<PortClaim>();
  for (const [index, { port, claim, isStart }] of edges.entries()) {
    if (isStart) active.add(claim);
    else active.delete(claim);
    const next = edges[index + 1]?.port ?? port;
    if (next > port && active.size > 1) yield { from: port, to: next - 1, active };
  }
}

function collide(active: ReadonlySet<PortClaim>): boolean {
  const claims = [...active];
  const owners = new Set(claims.filter(({ role }) => role !== 'reserved').map(({ owner }) => owner));
  if (owners.size > 1) return true;
  return claims.some(({ role }) => role === 'reserved') && claims.some(isKeptOut);
}

/** From a reserved port. */
function isKeptOut({ role, mayBeReserved }: PortClaim): boolean {
  return role !== 'reserved' && !mayBeReserved;
}

function parties(active: ReadonlySet<PortClaim>): Pick<PortCollision, 'instances' | 'isReserved'> {
  const names = [...active].flatMap(({ instance }) => (instance === undefined ? [] : [instance]));
  return {
    instances: [...new Set(names)].sort(compareText),
    isReserved: [...active].some(({ role }) => role === 'reserved'),
  };
}

function isSameParty(a: PortCollision, b: PortCollision): boolean {
  return a.isReserved === b.isReserved && a.instances.join() === b.instances.join();
}
