// Everything on a host that claims TCP ports: reserved ranges, gateways with their spans, browsers on this machine, and
// other listeners. What `gwc ports` shows.

import { LOOPBACK } from '../openclaw/cdp.ts';
import type { Host, Instance } from './fleet.ts';
import { hostBrowsers, hostListeners } from './host-listeners.ts';
import type { Interval } from './intervals.ts';

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
  if (control === undefined) return [fixed('gateway', base)];
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
