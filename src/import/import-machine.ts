// A machine's disk → the text of a hosts.yaml that describes its gateways, and how a build of that differs from what was
// found. Read this file first: it is the table of contents of this room.

import { compareText } from '../diagnostics/sort.ts';
import { isInside } from '../model/paths.ts';
import { compareReleases, NEWEST_RELEASE } from '../openclaw/index.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import type { Os } from '../openclaw/release.ts';
import { readAccounts } from './accounts.ts';
import { publishedRanges } from './containers.ts';
import { describeFolder, describeGateway } from './describe-gateway.ts';
import type { ExplainedDifference } from './difference.ts';
import type { Disk } from './disk.ts';
import { explainDifferences } from './explain-differences.ts';
import type { FoundGateway, NamedGateway } from './found-gateway.ts';
import type { FoundService } from './found-service.ts';
import { computerName, findJobs } from './launchd/find-services.ts';
import type { Machine } from './machine.ts';
import { nameGateways } from './name-gateways.ts';
import type { Note } from './note.ts';
import { withRawSettings } from './raw-settings.ts';
import type { FoundRelease } from './release.ts';
import { stateFolders } from './state-folders.ts';
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
  readonly explain: () => readonly ExplainedDifference[];
}

export function importMachine(disk: Disk, options: ImportOptions = {}): Imported {
  const os = options.os ?? osOf(disk);
  const notes: Note[] = [];
  const machine: Machine = { disk, accounts: readAccounts(disk, os), hostName: hostName(disk, os), notes };
  const services = os === 'macos' ? findJobs(machine) : findUnits(machine);
  const shared = sharedFiles(services);
  const served = services.map((service) => describeGateway(service, shared, machine));
  const used = new Set(served.map(({ stateDir }) => disk.realPath(stateDir) ?? stateDir));
  const unserved = stateFolders(machine, used).map(({ path, profile, account }) =>
    describeFolder(path, profile, account, machine),
  );
  const gateways = [...served, ...unserved].filter(({ user }) => options.user === undefined || user === options.user);
  const release =
    options.openclaw === undefined ? newestOf(gateways) : { version: options.openclaw, place: 'as asked for' };
  const description: Description = {
    host: served.find(({ mark }) => mark)?.mark?.host ?? machine.hostName,
    os,
    release,
    gateways: nameGateways(gateways, release.version).toSorted(inOrder),
    reserved: publishedRanges(machine),
    notes: sorted([...notes, ...disk.notes, ...releaseNotes(gateways)].filter(concerns(machine, options.user))),
  };
  const settled = withRawSettings(description);
  const text = writeHosts(settled);
  return {
    text,
    gateways: gateways.length,
    notes: settled.notes,
    explain: () => explainDifferences(settled, text),
  };
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

/** Environment files of more than one service, which are nobody's own. */
function sharedFiles(services: readonly FoundService[]): ReadonlySet<string> {
  const paths = services.flatMap(({ envFiles }) => [...new Set(envFiles.map(({ path }) => path))]);
  return new Set(paths.filter((path, index) => paths.indexOf(path) !== index));
}

function newestOf(gateways: readonly FoundGateway[]): FoundRelease {
  const found = gateways.flatMap(({ release }) => (release ? [release] : []));
  return (
    found.toSorted((a, b) => compareReleases(b.version, a.version))[0] ?? {
      version: NEWEST_RELEASE,
      place: 'no release was found; this is the newest that gwc knows',
    }
  );
}

function releaseNotes(gateways: readonly FoundGateway[]): readonly Note[] {
  const newest = newestOf(gateways).version;
  return gateways.flatMap(({ release, stateDir }) =>
    release && release.version !== newest
      ? [
          {
            place: stateDir,
            text: `its gateway runs OpenClaw ${release.version} (${release.place}); this file is for one release`,
          },
        ]
      : [],
  );
}

/** Of one account's gateways nothing is told that lies in the home of another one. */
function concerns({ accounts }: Machine, user: string | undefined): (note: Note) => boolean {
  const others = user === undefined ? [] : accounts.filter(({ name }) => name !== user);
  return ({ place }) => !others.some(({ home }) => isInside(place, home, 'linux'));
}

function sorted(notes: readonly Note[]): readonly Note[] {
  const byText = new Map(notes.map((note) => [`${note.place}\0${note.text}`, note]));
  return [...byText].sort(([a], [b]) => compareText(a, b)).map(([, note]) => note);
}
