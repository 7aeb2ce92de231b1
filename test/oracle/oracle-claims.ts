// What a gateway takes beside ports and paths, each thing as one text: two instances with the same text have the same thing.

import { ANY_HOST, type Collision, pairOf, RESERVED, type Severity } from './collision.ts';
import { agentsOf, homeOf, isInside, pathOf, placeOf } from './naive-paths.ts';
import type { BotSource, FleetPlan, HostPlan, InstancePlan, Release } from './plan.ts';
import { isRecent } from './plan.ts';

interface Thing {
  readonly rule: string;
  readonly text: string;
  /** Of a pair of these both must be so for a warning. */
  readonly isHarmless?: boolean;
}

export function claimCollisions({ hosts, release }: FleetPlan): readonly Collision[] {
  return [
    ...hosts.flatMap((host) => [
      ...pairsOf(host.instances).flatMap(([a, b]) => between(host, release, a, b)),
      ...host.instances.flatMap((instance) => alone(host, instance)),
    ]),
    ...accountCollisions(hosts),
  ];
}

function pairsOf<T>(all: readonly T[]): readonly (readonly [T, T])[] {
  return all.flatMap((a, at) => all.slice(at + 1).map((b) => [a, b] as const));
}

function between(host: HostPlan, release: Release, a: InstancePlan, b: InstancePlan): readonly Collision[] {
  const thingsOf = (instance: InstancePlan): readonly Thing[] => [
    ...containersOf(instance, release),
    ...routesOf(instance),
    ...desktopsOf(host, instance),
    ...pluginThings(host, instance),
    ...homeStoresOf(host, instance, release),
  ];
  const shared = thingsOf(a).flatMap((one) =>
    thingsOf(b)
      .filter((other) => other.rule === one.rule && other.text === one.text)
      .map((other): Collision => {
        const isStandby = STANDBY.includes(one.rule) && !(a.isEnabled && b.isEnabled);
        const isWarning =
          WARNED.includes(one.rule) || isStandby || (one.isHarmless === true && other.isHarmless === true);
        return collision(one.rule, isWarning ? 'warning' : 'error', one.text);
      }),
  );
  function collision(rule: string, severity: Severity, thing: string): Collision {
    return { rule, severity, host: host.name, pair: pairOf(a.name, b.name), thing };
  }
  const foreign = [...foreignPlace(host, a, b), ...foreignPlace(host, b, a)];
  return [...shared, ...foreign.map((thing) => collision('plugin-shared', 'warning', thing))];
}

/** Rules that only warn of what two instances share here. */
const WARNED: readonly string[] = ['plugin-shared', 'path-shared'];

/** Fine while one of the two is stopped. */
const STANDBY: readonly string[] = ['sandbox-container', 'tailscale-exclusive', 'desktop-shared'];

/** Calls were kept in the home before 2026.8. */
function homeStoresOf(host: HostPlan, instance: InstancePlan, release: Release): readonly Thing[] {
  if (isRecent(release) || instance.listeners['voice-call'] === undefined) return [];
  return [{ rule: 'path-shared', text: `calls in ${placeOf(host, instance, homeOf(host, instance))}` }];
}

/** The names of the containers that its agents' tools run in. */
function containersOf(instance: InstancePlan, release: Release): readonly Thing[] {
  const { user, sandbox } = instance;
  if (sandbox === undefined) return [];
  const { backend, scope, prefix } = sandbox;
  const engine = backend === 'podman' ? `podman of ${user}` : 'docker';
  const start = `${prefix ?? 'openclaw-sbx-'}${backend === 'podman' ? 'podman-' : ''}`;
  const names =
    scope === 'shared' ? ['shared'] : isRecent(release) ? [] : agentsOf(instance).map((agent) => `agent ${agent}`);
  return names.map((name) => ({
    rule: 'sandbox-container',
    text: `${start}${name} in ${engine}`,
    isHarmless: prefix !== undefined,
  }));
}

/** Paths of the node's port 443. */
function routesOf({ hasTailscale, gmail }: InstancePlan): readonly Thing[] {
  const route = (path: string): Thing => ({
    rule: 'tailscale-exclusive',
    text: path.split('/').filter(Boolean).join('/'),
  });
  return [
    ...(hasTailscale ? [route('/')] : []),
    ...(gmail === undefined ? [] : [route(gmail.path ?? '/gmail-pubsub')]),
  ];
}

function desktopsOf(host: HostPlan, instance: InstancePlan): readonly Thing[] {
  const { user, hasBrowser, desktop } = instance;
  if (desktop === undefined) return [];
  const thing = (text: string): readonly Thing[] => [{ rule: 'desktop-shared', text }];
  if (desktop.kind === 'screen') return thing(`screen ${desktop.port ?? 5900}`);
  if (!hasBrowser) return [];
  if (desktop.kind === 'extension') return thing(`the extension of ${user}`);
  // Chrome looks below the home that the gateway has, whoever's account it is.
  const usual = host.os === 'macos' ? '~/Library/Application Support/Google/Chrome' : '~/.config/google-chrome';
  const written = desktop.kind === 'signed-in' ? desktop.folder : undefined;
  return thing(`${user}'s browser in ${placeOf(host, instance, written ?? usual)}`);
}

function pluginThings(host: HostPlan, instance: InstancePlan): readonly Thing[] {
  const { port, path } = instance.plugin ?? {};
  return [
    ...(port === undefined ? [] : [{ rule: 'plugin-shared', text: `port ${port}` }]),
    ...(path === undefined ? [] : [{ rule: 'plugin-shared', text: placeOf(host, instance, path) }]),
  ];
}

function foreignPlace(host: HostPlan, instance: InstancePlan, other: InstancePlan): readonly string[] {
  const path = instance.plugin?.path;
  if (path === undefined) return [];
  const place = placeOf(host, instance, path);
  return (['stateDir', 'workspace'] as const)
    .map((key) => pathOf(host, other, key))
    .filter((folder) => place === folder || isInside(place, folder));
}

const OWNED = /^(OPENCLAW_(STATE_DIR|CONFIG_PATH|GATEWAY_PORT|PROFILE|HOME)|HOME)=/;

function alone(host: HostPlan, instance: InstancePlan): readonly Collision[] {
  const { name, words = [] } = instance;
  const isReserved = host.reserved.some(({ from, to }) => from <= 443 && to >= 443);
  const isMoving = words.some(
    (word) =>
      /^--(profile|dev|port|container)\b/.test(word) ||
      ['gateway', '-i', '--unset=OPENCLAW_STATE_DIR'].includes(word) ||
      OWNED.test(word),
  );
  const found = (rule: string, other: string): Collision => ({
    rule,
    severity: 'error',
    host: host.name,
    pair: pairOf(name, other),
  });
  return [
    ...(isReserved && routesOf(instance).length > 0 ? [found('tailscale-exclusive', RESERVED)] : []),
    ...(isMoving ? [found('managed-command', name)] : []),
  ];
}

/** An account is no host's: two instances can answer for one from two machines. */
function accountCollisions(hosts: readonly HostPlan[]): readonly Collision[] {
  const all = hosts.flatMap((host) =>
    host.instances.map((instance) => ({
      name: `${host.name}/${instance.name}`,
      instance,
      accounts: accountsOf(host, instance),
    })),
  );
  return pairsOf(all).flatMap(([a, b]) =>
    a.accounts
      .filter((account) => b.accounts.includes(account))
      .map((thing) => ({
        rule: 'bot-shared',
        severity:
          a.instance.isEnabled && b.instance.isEnabled && !thing.startsWith(SUBSCRIPTION)
            ? ('error' as const)
            : ('warning' as const),
        host: ANY_HOST,
        pair: pairOf(a.name, b.name),
        thing,
      })),
  );
}

function accountsOf(host: HostPlan, instance: InstancePlan): readonly string[] {
  const { bot, gmail } = instance;
  return [
    ...(bot === undefined ? [] : [botOf(host, instance, bot)]),
    ...(gmail === undefined ? [] : [`mailbox ${mailboxOf(gmail.account.toLowerCase())}`]),
    ...(gmail === undefined
      ? []
      : [`${SUBSCRIPTION}${(gmail.subscription ?? 'gog-gmail-watch-push').split('/').at(-1)}`]),
  ];
}

/** One of two may have it: what is set up last gets what comes in. */
const SUBSCRIPTION = 'subscription ';

/** Google's own addresses have dots and extensions that mean nothing. */
function mailboxOf(account: string): string {
  const [name = '', domain = ''] = account.split('@');
  if (domain !== 'gmail.com' && domain !== 'googlemail.com') return account;
  return `${name.split('+')[0]!.split('.').join('')} of Google`;
}

/** What answers, in the end: where its token comes from, its number, its session. */
function botOf(host: HostPlan, instance: InstancePlan, bot: BotSource): string {
  switch (bot.kind) {
    case 'variable':
      return `variable ${bot.name} of ${pathOf(host, instance, 'secretsFile')} on ${host.name}`;
    case 'file':
      return `${bot.id} of ${placeOf(host, instance, bot.path)} on ${host.name}`;
    case 'program':
      return `${bot.id} by ${bot.command}`;
    case 'token-file':
    case 'whole-file':
      return `all of ${placeOf(host, instance, bot.path)} on ${host.name}`;
    case 'whatsapp':
      return `session in ${placeOf(host, instance, bot.path)} on ${host.name}`;
    case 'phone':
      return `number ${[...bot.number].filter((it) => it >= '0' && it <= '9').join('')}`;
    case 'daemon': {
      const { hostname, port } = new URL(bot.url);
      const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
      const isOwn = name === 'localhost' || name === '[::1]' || name.startsWith('127.');
      return `daemon at ${isOwn ? host.name : name}:${port}`;
    }
  }
}
