// The second implementation of "do these instances collide": all compared with all, port by port and path by path,
// written from the rules' own page and the facts about OpenClaw, without a look at src/.

import { ANY_HOST, type Collision, pairOf } from './collision.ts';
import { homeOf, pathOf, placeOf, profileOf, serviceName } from './naive-paths.ts';
import { pathCollisions } from './oracle-paths.ts';
import { portCollisions } from './oracle-ports.ts';
import type { BotSource, FleetPlan, HostPlan, InstancePlan } from './plan.ts';

/** The rules whose errors, and whose warnings, are judged here. */
export const ERROR_RULES = [
  ...['bot-shared', 'cdp-port', 'config-path-unique', 'listen-port', 'path-nested', 'path-shared', 'port-overlap'],
  ...['port-privileged', 'port-range', 'port-reserved', 'port-unique', 'profile-unique', 'service-name-unique'],
  ...['service-owner', 'state-dir-unique', 'tailscale-exclusive', 'workspace-unique'],
];
export const WARNING_RULES = ['path-nested', 'port-ephemeral', 'port-spacing'];

/** Every collision of the fleet, those that follow from another one too. */
export function collisionsOf(fleet: FleetPlan): readonly Collision[] {
  return fleet.hosts
    .flatMap((host) => [
      ...portCollisions(host),
      ...pathCollisions(host),
      ...everyPair(host).flatMap(([a, b]) => between(host, a, b)),
    ])
    .concat(botCollisions(fleet));
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
    ...found('service-owner', a.scope === b.scope ? [] : ownedTwice(host, a, b)),
    ...found('tailscale-exclusive', a.hasTailscale && b.hasTailscale ? ['the Tailscale node'] : []),
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

/** What a unit of the system and one of a user would both claim. */
function ownedTwice(host: HostPlan, a: InstancePlan, b: InstancePlan): readonly (string | undefined)[] {
  return [
    same(pathOf(host, a, 'stateDir'), pathOf(host, b, 'stateDir')),
    same(`port ${a.port}`, `port ${b.port}`),
    same(nameOf(host, a), nameOf(host, b)),
  ];
}

/** A bot is no host's: two instances can poll one from two machines. */
function botCollisions({ hosts }: FleetPlan): readonly Collision[] {
  const bots = hosts.flatMap((host) =>
    host.instances.flatMap((instance) =>
      instance.bot ? [{ name: `${host.name}/${instance.name}`, bot: botOf(host, instance, instance.bot) }] : [],
    ),
  );
  return bots.flatMap((a, at) =>
    bots
      .slice(at + 1)
      .filter((b) => a.bot === b.bot)
      .map(
        (b) =>
          ({
            rule: 'bot-shared',
            severity: 'error',
            host: ANY_HOST,
            pair: pairOf(a.name, b.name),
            thing: a.bot,
          }) as const,
      ),
  );
}

/** Where the bot's token comes from, in the end. */
function botOf(host: HostPlan, instance: InstancePlan, bot: BotSource): string {
  switch (bot.kind) {
    case 'variable':
      return `variable ${bot.name} of ${pathOf(host, instance, 'secretsFile')} on ${host.name}`;
    case 'file':
      return `${bot.id} of ${placeOf(host, instance, bot.path)} on ${host.name}`;
    case 'program':
      return `${bot.id} by ${bot.command}`;
    case 'token-file':
      return `all of ${placeOf(host, instance, bot.path)} on ${host.name}`;
    case 'whatsapp':
      return `session in ${placeOf(host, instance, bot.path)} on ${host.name}`;
  }
}
