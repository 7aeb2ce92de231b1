// A machine's disk → the text of a hosts.yaml that describes its gateways, and how a build of that differs from what was
// found. Read this file first: it is the table of contents of this room.

import { compareText, groupBy } from '../diagnostics/collections.ts';
import { UsageError } from '../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import type { FoundFacts } from '../model/fleet.ts';
import { isInside } from '../model/paths.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import { compareReleases, NEWEST_RELEASE, type Os } from '../openclaw/release.ts';
import { secretDigests, sharedPlaces, withComparedSecrets } from './compare-gateways.ts';
import { coverDifferences, type ExplainedDifference } from './compare-services.ts';
import { describeGateway } from './describe-gateway.ts';
import type { Disk, Note } from './disk.ts';
import { explainDifferences } from './explain-differences.ts';
import { type FoundContainer, findContainers } from './found-containers.ts';
import type { FoundGateway, NamedGateway } from './found-gateway.ts';
import { type Machine, readAccounts, type SurveyedMachine } from './found-machine.ts';
import type { FoundService } from './found-service.ts';
import type { FoundRelease } from './gateway-settings.ts';
import { type KnownSecrets, knownSecrets, nameParts, withoutKnown } from './known-secrets.ts';
import { computerName, findJobs } from './launchd/find-services.ts';
import { nameGateways } from './name-gateways.ts';
import { publishedRanges } from './published-ports.ts';
import { withRawSettings } from './raw-settings.ts';
import { unservedGateways } from './state-folders.ts';
import { findUnits } from './systemd/find-services.ts';
import { type Description, writeHosts } from './write-hosts.ts';

export interface ImportOptions {
  /** Default: what the disk looks like. */
  readonly os?: Os;
  /** Only this account's gateways. */
  readonly user?: string;
  /** The release that the description is for. Default: the newest that was found. */
  readonly openclaw?: string;
}

export interface Imported {
  /** Of a hosts.yaml. */
  readonly text: string;
  readonly gateways: number;
  readonly notes: readonly Note[];
  /** For `check`. */
  readonly foundOf: (host: string, instance: string) => FoundFacts | undefined;
  readonly explain: () => readonly ExplainedDifference[];
}

export function importMachine(disk: Disk, options: ImportOptions = {}): Imported {
  const os = options.os ?? osOf(disk);
  const { machine, containers, served, unserved } = survey(disk, os);
  const { notes, known } = machine;
  const names = machine.accounts.map(({ name }) => name);
  if (options.user !== undefined && !names.includes(options.user)) {
    const hint = didYouMean(suggest(options.user, names));
    throw new UsageError(`there is no account \`${options.user}\` on this machine${hint}`);
  }
  const gateways = [...served, ...unserved].filter(({ user }) => options.user === undefined || user === options.user);
  const release =
    options.openclaw === undefined
      ? (newestOf(gateways) ?? {
          version: NEWEST_RELEASE,
          place: 'no release was found; this is the newest that gwc knows',
        })
      : { version: options.openclaw, place: 'as asked for' };
  const ofProgram = groupBy(gateways, ({ command, stateDir }) => JSON.stringify(command ?? stateDir));
  const targets = [...ofProgram.values()].flatMap((alike) => {
    // A program is one release: what an older one wrote last is out of date.
    const { version } = newestOf(alike) ?? release;
    return alike.map((gateway) => [gateway, options.openclaw ?? version] as const);
  });
  const targetOf = new Map(targets);
  const description: Description = {
    host: served.find(({ mark }) => mark)?.mark?.host ?? machine.hostName,
    os,
    release,
    gateways: withComparedSecrets(nameGateways(gateways, (gateway) => targetOf.get(gateway)!).toSorted(inOrder)),
    reserved: publishedRanges(
      containers,
      gateways.map(({ stateDir }) => stateDir),
      machine,
    ),
    notes: sorted([...notes, ...disk.notes].filter(concerns(machine, options.user))).map(({ place, text }) => {
      return { place, text: withoutKnown(text, known) };
    }),
  };
  const complete = withRawSettings(description);
  const text = writeHosts(complete);
  const links = sharedPlaces(complete.gateways, disk);
  const facts = new Map(
    complete.gateways.map(({ name, evidence }) => [
      name,
      { digests: secretDigests(evidence), links: links.get(name) ?? [] },
    ]),
  );
  return {
    text,
    gateways: gateways.length,
    notes: complete.notes,
    foundOf: (_, instance) => facts.get(instance),
    explain: () => coverDifferences(explainDifferences(complete, text), known),
  };
}

interface Survey {
  readonly machine: SurveyedMachine;
  readonly containers: readonly FoundContainer[];
  readonly served: readonly FoundGateway[];
  readonly unserved: readonly FoundGateway[];
}

/** Everything is looked at twice: only then the secrets of all gateways are known, and what stands elsewhere of them. */
function survey(disk: Disk, os: Os): Survey {
  const machine: SurveyedMachine = {
    disk,
    accounts: readAccounts(disk, os),
    hostName: hostName(disk, os),
    notes: [],
    secrets: new Set(),
    names: new Set(),
    known: new Map(),
  };
  const services = os === 'macos' ? findJobs(machine) : findUnits(machine);
  const shared = sharedFiles(services);
  const containers = findContainers(machine);
  const look = (again: SurveyedMachine) => {
    const all = services.map((service) => describeGateway(service, shared, again));
    const served = ownGateways(all, again.notes);
    return { machine: again, containers, served, unserved: unservedGateways(served, containers, again) };
  };
  look({ ...machine, notes: [] });
  return look({ ...machine, known: knownSecrets(machine.secrets, namesOf(machine)) });
}

function namesOf({ accounts, hostName, names }: SurveyedMachine): ReadonlySet<string> {
  return new Set([...names, hostName, ...accounts.flatMap(({ name, home }) => nameParts(`${name}/${home}`))]);
}

/** The secrets of a machine, for what else is shown of it. */
export function secretsOn(disk: Disk): KnownSecrets {
  return survey(disk, osOf(disk)).machine.known;
}

/** By account; the default profile, which people call the main one, comes first. */
function inOrder(a: NamedGateway, b: NamedGateway): number {
  const rank = ({ user, profile, name }: NamedGateway) => `${user}\0${isDefaultProfile(profile) ? 0 : 1}\0${name}`;
  return compareText(rank(a), rank(b));
}

function osOf(disk: Disk): Os {
  return disk.kind('/System/Library') === 'folder' ||
    disk.kind('/Library/LaunchDaemons') === 'folder' ||
    disk.kind('/Users') === 'folder'
    ? 'macos'
    : 'linux';
}

/** As hosts.yaml can name it. */
function hostName(disk: Disk, os: Os): string {
  const text = os === 'linux' ? disk.text('/etc/hostname') : computerName(disk);
  const name = (text ?? '')
    .trim()
    .split('.')[0]!
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
  return name === '' ? 'this-host' : name;
}

/** Without units that only have another one's gateway started. */
function ownGateways(gateways: readonly FoundGateway[], notes: Note[]): readonly FoundGateway[] {
  return gateways.filter(({ evidence: { service }, stateDir }) => {
    const isHelper =
      service?.command.handsOver &&
      gateways.some((other) => other.stateDir === stateDir && !other.evidence.service?.command.handsOver);
    if (isHelper)
      notes.push({
        place: service.files[0]!,
        text: 'this has the service manager start a gateway that has a unit of its own; it is left out',
      });
    return !isHelper;
  });
}

/** Environment files of more than one service, which are nobody's own. */
function sharedFiles(services: readonly FoundService[]): ReadonlySet<string> {
  const paths = services.flatMap(({ envFiles }) => [...new Set(envFiles.map(({ path }) => path))]);
  return new Set(paths.filter((path, index) => paths.indexOf(path) !== index));
}

function newestOf(gateways: readonly FoundGateway[]): FoundRelease | undefined {
  const found = gateways.flatMap(({ release }) => (release ? [release] : []));
  return found.toSorted((a, b) => compareReleases(b.version, a.version))[0];
}

/** Nothing in the home of another account is reported of an account's gateways. */
function concerns({ accounts }: Machine, user: string | undefined): (note: Note) => boolean {
  const others = user === undefined ? [] : accounts.filter(({ name }) => name !== user);
  return ({ place }) => !others.some(({ home }) => isInside(place, home, 'linux'));
}

function sorted(notes: readonly Note[]): readonly Note[] {
  const byText = new Map(notes.map((note) => [`${note.place}\0${note.text}`, note]));
  return [...byText].sort(([a], [b]) => compareText(a, b)).map(([, note]) => note);
}
