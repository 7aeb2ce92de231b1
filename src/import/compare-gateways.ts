// Gateways of a machine beside each other: what of one is another's by a link, which secrets have one value, and which have one
// name in one file but different values. Only digests, names and paths leave this file.

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { oncePer } from '../diagnostics/collections.ts';
import type { SharedPlace } from '../model/fleet.ts';
import { isInside } from '../model/paths.ts';
import type { Disk } from './disk.ts';
import type { Evidence, NamedGateway } from './found-gateway.ts';

interface Place {
  readonly what: string;
  readonly path: string;
  /** The path without links. */
  readonly target: string;
}

/** By instance. Each is reported at the gateway that has the link; of two that link to a third place, at the later. */
export function sharedPlaces(
  gateways: readonly NamedGateway[],
  disk: Disk,
): ReadonlyMap<string, readonly SharedPlace[]> {
  const real = (path: string) => disk.realPath(flatLink(path, disk) ?? path) ?? path;
  const keepers = gateways.map((gateway) => keeperOf(gateway, disk, real));
  return new Map(
    keepers.map((keeper, index) => {
      const found: SharedPlace[] = [];
      for (const place of keeper.places) {
        // What lies in a reported folder is reported with it.
        if (found.some((known) => isInside(place.path, known.path, 'linux'))) continue;
        const owner = keepers.find((other, at) => other !== keeper && isShared(place, keeper, other, at < index));
        if (owner) found.push({ ...place, owner: owner.name });
      }
      return [keeper.name, found];
    }),
  );
}

/** A copy of a disk that can't have links, as git makes it with `core.symlinks=false`, has the target as a file's text. */
function flatLink(path: string, disk: Disk): string | undefined {
  const text = new TextDecoder().decode(disk.kind(path) === 'file' ? disk.start(path) : undefined);
  return /^\.{0,2}\/[^\n\0]{1,1000}$/.test(text) ? posix.resolve(posix.dirname(path), text) : undefined;
}

interface Keeper {
  readonly name: string;
  readonly state: Place;
  /** State folder and workspace. */
  readonly folders: readonly Place[];
  readonly places: readonly Place[];
}

function isShared({ path, target }: Place, keeper: Keeper, other: Keeper, isOtherEarlier: boolean): boolean {
  // What lies there by its very path is no link's doing, and other checks report it.
  if (other.folders.some((folder) => isInside(path, folder.path, 'linux'))) return false;
  const { state } = keeper;
  if (state.target === other.state.target) {
    const isLink = state.path !== state.target;
    return target === state.target && isLink && (isOtherEarlier || other.state.path === other.state.target);
  }
  if (isInside(target, state.target, 'linux')) return false;
  if (other.folders.some((folder) => isInside(target, folder.target, 'linux'))) return true;
  return isOtherEarlier && other.places.some((place) => place.path !== path && place.target === target);
}

const IN_STATE = ['credentials', 'identity', 'devices', 'cron', 'memory', 'agents', 'logs', '.env'] as const;
const IN_AGENT = ['', 'agent', 'agent/auth-profiles.json', 'sessions'] as const;
const MOST_NAMES = 200;

function keeperOf(gateway: NamedGateway, disk: Disk, real: (path: string) => string): Keeper {
  const { name, stateDir, configPath, workspace, logFile } = gateway;
  const placed = (what: string, path: string): Place => ({ what, path, target: real(path) });
  const named = (folder: string, names: readonly string[]) =>
    names.map((inner) =>
      placed(`\`${posix.relative(stateDir, posix.join(folder, inner))}\``, posix.join(folder, inner)),
    );
  const inside = (folder: string) => disk.list(folder).slice(0, MOST_NAMES);
  const state = placed('state folder', stateDir);
  const folders = [state, placed('workspace', workspace)];
  // Outer ones first.
  const places = [
    ...folders,
    placed('config file', configPath),
    ...(logFile === undefined ? [] : [placed('log file', logFile)]),
    ...named(stateDir, IN_STATE),
    ...named(`${stateDir}/credentials`, inside(`${stateDir}/credentials`)),
    ...inside(`${stateDir}/agents`).flatMap((agent) => named(`${stateDir}/agents/${agent}`, IN_AGENT)),
  ];
  return { name, state, folders, places: places.filter(({ path }) => disk.kind(path) !== 'missing') };
}

/** By the names that hosts.yaml has; equal where the values are. */
export const secretDigests = oncePer(({ values }: Evidence): ReadonlyMap<string, string> => {
  const given = [...values].filter(([, value]) => value.trim() !== '');
  return new Map(given.map(([name, value]) => [name, createHash('sha256').update(value.trim()).digest('hex')]));
});

/** With a secrets file of its own where another gateway has other values under the same names, and what is shared as comments. */
export function withComparedSecrets(gateways: readonly NamedGateway[]): readonly NamedGateway[] {
  const done: NamedGateway[] = [];
  const known = gateways.map(compared);
  for (const gateway of gateways) {
    const isApart = done.every((other) => other.secretsFile !== gateway.secretsFile || !contradict(gateway, other));
    const secretsFile = isApart ? gateway.secretsFile : `${gateway.stateDir}/${gateway.name}.env`;
    const own = gateway.comments.map((line) => line.replaceAll(gateway.secretsFile, secretsFile));
    done.push({ ...gateway, secretsFile, comments: [...own, ...sharedComments(gateway, known.slice(0, done.length))] });
  }
  return done;
}

function contradict(gateway: NamedGateway, other: NamedGateway): boolean {
  const [own, others] = [gateway.evidence.values, other.evidence.values];
  return gateway.secrets.some(
    (name) => other.secrets.includes(name) && own.has(name) && others.has(name) && own.get(name) !== others.get(name),
  );
}

function sharedComments(gateway: NamedGateway, others: readonly Compared[]): readonly string[] {
  const digests = secretDigests(gateway.evidence);
  return others.flatMap(({ name: other, known }) => {
    const names = gateway.secrets.filter((name) => known.has(digests.get(name) ?? ''));
    return names.length === 0 ? [] : [`the same value as in \`${other}\`: ${names.join(', ')}`];
  });
}

interface Compared {
  readonly name: string;
  /** Digests of its secrets. */
  readonly known: ReadonlySet<string>;
}

function compared({ name, secrets, evidence }: NamedGateway): Compared {
  const digests = secretDigests(evidence);
  return { name, known: new Set(secrets.flatMap((secret) => digests.get(secret) ?? [])) };
}
