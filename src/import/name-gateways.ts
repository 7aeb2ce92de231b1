// Gateways → gateways with a name in hosts.yaml and a profile, each name once on the host.

import { isDefaultProfile } from '../openclaw/names.ts';
import type { FoundGateway, NamedGateway } from './found-gateway.ts';

const NO_SETTINGS = { systemd: {}, launchd: {} } as const;

/** `targetOf`: the release that one is built for. */
export function nameGateways(
  gateways: readonly FoundGateway[],
  targetOf: (gateway: FoundGateway) => string,
): readonly NamedGateway[] {
  const names = new Set<string>();
  // Of an account two gateways may be unprofiled, kept apart by their homes; for OpenClaw itself one of them is.
  const defaults = new Map(
    gateways
      .filter(({ profile }) => profile !== undefined && isDefaultProfile(profile))
      .map(({ user, stateDir }) => [user, stateDir]),
  );
  return gateways
    .toSorted((a, b) => rank(a) - rank(b))
    .map((gateway) => {
      const concluded = freeProfile(gateway, gateways) ?? concludedProfile(gateway);
      const owner = defaults.get(gateway.user);
      const isTaken =
        gateway.profile === undefined &&
        isDefaultProfile(concluded) &&
        owner !== undefined &&
        owner !== gateway.stateDir;
      if (isDefaultProfile(concluded) && owner === undefined) defaults.set(gateway.user, gateway.stateDir);
      const isSecond = isTaken || (isDefaultProfile(concluded) && names.has('main'));
      const called = cleaned(gateway.calledAs ?? templateInstance(gateway) ?? '');
      const preferred = called ?? (isSecond ? (nameOfService(gateway) ?? nameOfFolder(gateway) ?? 'main') : concluded);
      const name = freeName(gateway.mark?.instance ?? nameFrom(preferred), gateway.user, names);
      names.add(name);
      const profile = isTaken ? name : concluded;
      return { ...gateway, name, profile, target: targetOf(gateway), hardening: 'off', raw: NO_SETTINGS };
    });
}

/** A folder that no service uses has the profile of its name, unless the service of that profile uses another folder. */
function freeProfile(gateway: FoundGateway, all: readonly FoundGateway[]): string | undefined {
  const { user, profile, stateDir, evidence } = gateway;
  const isUsed =
    evidence.service === undefined &&
    profile !== undefined &&
    all.some(
      (other) =>
        other.evidence.service && other.user === user && other.profile === profile && other.stateDir !== stateDir,
    );
  return isUsed ? `${profile}-unused` : profile;
}

/** The folder of the default profile comes first to a name that several could have. */
function rank({ stateDir, home }: FoundGateway): number {
  return stateDir === `${home}/.openclaw` ? 0 : 1;
}

/** Of a gateway that nothing gives a profile: what its folder or its service is named for. */
function concludedProfile(gateway: FoundGateway): string {
  const { stateDir, home } = gateway;
  const isLinux = gateway.serviceName?.endsWith('.service') === true;
  const own = (isLinux ? /^\.openclaw(?:-([A-Za-z0-9][\w-]*))?$/ : /^\.openclaw(?:-([a-z0-9][a-z0-9_-]*))?$/).exec(
    stateDir.slice(stateDir.lastIndexOf('/') + 1),
  );
  if (own && stateDir.startsWith(`${home}/.openclaw`)) return own[1] ?? 'default';
  // The same home may have another path, as where /home is a link.
  if (own && own[1] === undefined && isDefaultService(gateway)) return 'default';
  return cleaned(gateway.calledAs ?? '') ?? nameOfService(gateway) ?? nameOfFolder(gateway) ?? 'default';
}

/** What people start it as: `ops` of `openclaw@ops.service`. */
function templateInstance({ serviceName = '' }: FoundGateway): string | undefined {
  return /^[^@]+@(.+)\.service$/.exec(serviceName)?.[1];
}

function isDefaultService({ serviceName }: FoundGateway): boolean {
  return serviceName === 'openclaw-gateway.service' || serviceName === 'ai.openclaw.gateway';
}

/** What a unit's name or a label has besides the words that all of them have. */
function nameOfService({ serviceName = '' }: FoundGateway): string | undefined {
  const stem = serviceName
    .replace(/\.service$/, '')
    .replace(/^.*@(?=.)/, '')
    .replace(/^.*\./, '');
  return cleaned(stem.replace(/openclaw|clawdbot|moltbot|gateway|(^|[-_.])(bot|service|server)(?=$|[-_.])/gi, ''));
}

function nameOfFolder({ stateDir, home }: FoundGateway): string | undefined {
  const own = stateDir.startsWith(`${home}/`) ? stateDir.slice(home.length) : stateDir;
  const parts = own
    .split('/')
    .toReversed()
    .map((part) => cleaned(part.replace(/openclaw|^\.|^state$/gi, '')));
  return parts.find((part) => part !== undefined);
}

function cleaned(text: string): string | undefined {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
    .slice(0, 64);
  return name === '' ? undefined : name;
}

function nameFrom(profile: string): string {
  return isDefaultProfile(profile) ? 'main' : (cleaned(profile) ?? 'main');
}

function freeName(preferred: string, user: string, taken: ReadonlySet<string>): string {
  const candidates = [preferred, `${preferred}-${cleaned(user) ?? 'user'}`];
  for (let count = 2; ; count += 1) {
    const free = candidates.find((name) => !taken.has(name));
    if (free !== undefined) return free;
    candidates.push(`${preferred}-${count}`);
  }
}
