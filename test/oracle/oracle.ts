// The second implementation of "do these instances collide": all compared with all, port by port and path by path,
// written from the rules' own page and the facts about OpenClaw, without a look at src/.

import { type Collision, pairOf } from './collision.ts';
import { homeOf, pathOf, placeOf, profileOf, serviceName } from './naive-paths.ts';
import { claimCollisions } from './oracle-claims.ts';
import { pathCollisions } from './oracle-paths.ts';
import { portCollisions } from './oracle-ports.ts';
import type { FleetPlan, HostPlan, InstancePlan } from './plan.ts';

/** The rules whose errors, and whose warnings, are judged here. */
export const ERROR_RULES = [
  ...[
    'bot-shared',
    'cdp-port',
    'config-path-unique',
    'desktop-shared',
    'listen-port',
    'managed-command',
    'path-nested',
  ],
  ...['path-shared', 'port-overlap'],
  ...['port-privileged', 'port-range', 'port-reserved', 'port-unique', 'profile-unique'],
  ...[
    'sandbox-container',
    'service-name-unique',
    'service-owner',
    'state-dir-unique',
    'tailscale-exclusive',
    'workspace-unique',
  ],
];
export const WARNING_RULES = [
  ...['bot-shared', 'path-nested', 'plugin-shared', 'port-ephemeral', 'port-spacing', 'sandbox-container'],
  ...['desktop-shared', 'file-read-as-root', 'tailscale-exclusive'],
];

/** Every collision of the fleet, those that follow from another one too. */
export function collisionsOf(fleet: FleetPlan): readonly Collision[] {
  return fleet.hosts
    .flatMap((host) => [
      ...portCollisions(host, fleet.release),
      ...pathCollisions(host),
      ...host.instances.filter((instance) => isLinkable(host, instance)).map((instance) => readAsRoot(host, instance)),
      ...everyPair(host).flatMap(([a, b]) => between(host, a, b)),
    ])
    .concat(claimCollisions(fleet));
}

/** Whether its account may put a link in the place of secrets that systemd reads as root. */
function isLinkable(host: HostPlan, instance: InstancePlan): boolean {
  const { scope, user, isManaged, bot, gmail } = instance;
  const isByRoot = host.os === 'linux' && scope === 'system' && user !== 'root' && isManaged;
  const hasSecrets = bot?.kind === 'variable' || gmail !== undefined;
  const file = pathOf(host, instance, 'secretsFile');
  const state = pathOf(host, instance, 'stateDir');
  const own = [placeOf(host, instance, homeOf(host, instance)), state, pathOf(host, instance, 'workspace')];
  return (
    isByRoot && hasSecrets && file !== `${state}/.env` && own.some((folder) => `${file}/`.startsWith(`${folder}/`))
  );
}

function readAsRoot(host: HostPlan, { name }: InstancePlan): Collision {
  return { rule: 'file-read-as-root', severity: 'warning', host: host.name, pair: pairOf(name, name) };
}

function everyPair({ instances }: HostPlan): readonly (readonly [InstancePlan, InstancePlan])[] {
  return instances.flatMap((a, at) => instances.slice(at + 1).map((b) => [a, b] as const));
}

function between(host: HostPlan, a: InstancePlan, b: InstancePlan): readonly Collision[] {
  const found = (rule: string, things: readonly (string | undefined)[]): readonly Collision[] =>
    things
      .filter((thing) => thing !== undefined)
      .map((thing) => ({ rule, severity: 'error', host: host.name, pair: pairOf(a.name, b.name), thing }));
  const profile = same(profileOf(a), profileOf(b));
  return [
    ...found('profile-unique', a.user === b.user ? [profile] : []),
    ...found('service-name-unique', sharedUnits(host, a, b)),
    ...found(
      'service-owner',
      a.scope === b.scope || !hasUnit(host, a) || !hasUnit(host, b) ? [] : ownedTwice(host, a, b),
    ),
  ];
}

function same<T>(a: T, b: T): T | undefined {
  return a === b ? a : undefined;
}

/** The unit's or label's name, in one spelling. */
function nameOf(host: HostPlan, instance: InstancePlan): string {
  const name = serviceName(host, instance);
  return host.os === 'macos' ? name.toLowerCase() : name;
}

/** What one manager would know both by, or the one file that two users' units would be. */
function sharedUnits(host: HostPlan, a: InstancePlan, b: InstancePlan): readonly (string | undefined)[] {
  if (a.scope !== b.scope) return [];
  const [one, other] = [a, b].map((it) => ({ name: nameOf(host, it), home: placeOf(host, it, homeOf(host, it)) }));
  if (a.scope === 'system') return [same(one!.name, other!.name)];
  if (a.user === b.user) return [same(one!.name, other!.name)];
  return [same(`${one!.home} ${one!.name}`, `${other!.home} ${other!.name}`)];
}

/** Of one that isn't managed only a unit whose name was chosen is known to exist. */
function hasUnit(host: HostPlan, { serviceName: name, ...rest }: InstancePlan): boolean {
  return (
    rest.isManaged ||
    (name !== undefined && serviceName(host, { ...rest, serviceName: name }) !== serviceName(host, rest))
  );
}

/** What a unit of the system and one of a user would both claim. */
function ownedTwice(host: HostPlan, a: InstancePlan, b: InstancePlan): readonly (string | undefined)[] {
  return [same(pathOf(host, a, 'stateDir'), pathOf(host, b, 'stateDir')), same(nameOf(host, a), nameOf(host, b))];
}
