// State folders that no service uses → gateways that something else starts, and notes about those that are none: copies,
// clients of another machine's gateway, nodes.

import { oncePer } from '../diagnostics/collections.ts';
import { at } from '../document/json.ts';
import { resolvePath } from '../model/paths.ts';
import { secretDigests } from './compare-gateways.ts';
import { describeUnserved } from './describe-gateway.ts';
import { type FoundContainer, hostPath, isGatewayContainer, stateInside } from './found-containers.ts';
import type { Evidence, FoundGateway } from './found-gateway.ts';
import type { Account, Machine, SurveyedMachine } from './found-machine.ts';
import { findProcesses, refersTo, startTexts } from './found-processes.ts';
import { containerGateways, ocmGateways } from './other-keepers.ts';

/** `served`: the gateways of services; `containers`: those of the machine, which may have a folder of it as theirs. */
export function unservedGateways(
  served: readonly FoundGateway[],
  containers: readonly FoundContainer[],
  machine: SurveyedMachine,
): readonly FoundGateway[] {
  const { notes } = machine;
  const kept = [...containerGateways(containers, machine), ...ocmGateways(machine)];
  const runs = new Map(findProcesses(machine).map((running) => [realOf(running.stateDir, machine), running]));
  const mounted = new Map(containers.filter(isGatewayContainer).map((one) => [hostPath(stateInside(one), one), one]));
  const used = [...served, ...kept].map(({ stateDir }) => realOf(stateDir, machine));
  const texts = startTexts(machine);
  const found: FoundGateway[] = [];
  const folders = stateFolders(machine, new Set(used));
  if (folders.length > MOST_FOLDERS) {
    notes.push({
      place: '/',
      text: `of ${folders.length} state folders that no service uses the first ${MOST_FOLDERS} were read`,
    });
  }
  for (const { path, account, profile } of folders.slice(0, MOST_FOLDERS)) {
    const running = runs.get(realOf(path, machine));
    const container = mounted.get(path);
    const reason = running ? `a process runs it, and no ${UNIT}` : `no service runs it: no ${UNIT}`;
    const gateway = describeUnserved({ stateDir: path, account, profile, ...running, reason }, machine);
    const none = running
      ? undefined
      : container
        ? `container ${container.name} (${container.place}) has it as its state folder, and ports of its own`
        : whyNone(gateway, path, [...served, ...kept, ...found], { account, machine, texts });
    if (none === undefined) found.push(gateway);
    else notes.push({ place: path, text: `${none}; it is left out` });
  }
  return [...kept, ...found];
}

const MOST_FOLDERS = 500;
const UNIT = 'unit or job was found that does';

function realOf(path: string, { disk }: Machine): string {
  return disk.realPath(path) ?? path;
}

interface Context {
  readonly account: Account;
  readonly machine: Machine;
  /** Of everything that may start a gateway. */
  readonly texts: readonly string[];
}

/** Why a folder is no gateway's. `known`: the gateways so far. */
function whyNone(
  gateway: FoundGateway,
  path: string,
  known: readonly FoundGateway[],
  { account, machine: { disk }, texts }: Context,
): string | undefined {
  const { config } = gateway.evidence;
  if (at(config, 'gateway', 'mode') === 'remote')
    return 'it is that of a client: `gateway.mode: remote` uses the gateway of another machine';
  if (at(config, 'gateway', 'mode') === undefined && disk.kind(`${path}/node.json`) === 'file')
    return 'it is that of a node host (node.json), which is no gateway';
  if (COPY.test(path.slice(account.home.length))) return 'it has the name of a copy, and no service uses it';
  const twin = known.find((other) => other.evidence.service && isCopy(gateway, other));
  if (twin && !texts.some((text) => refersTo(text, path, account.home)))
    return `it is a copy of ${twin.stateDir} or has its secrets, and no unit, script, process or container refers to it`;
  const other = gateway.isPortKnown ? undefined : known.find(({ port }) => port === gateway.port);
  return other && `no port of it is known, and the default ${gateway.port} is that of ${other.stateDir}`;
}

/** Words that people and tools add to the name of a copy, and dates. */
const COPY =
  /[-_.](?:backups?|bak|bkp?|old|orig(?:inal)?|cop(?:y|ies)|saved?|archived?|snapshots?|pre|prev(?:ious)?|before|broken|corrupt(?:ed)?|disabled|removed|deleted|trash|migrat(?:ed|ion)|(?:19|20)\d{2}-?\d{2}-?\d{2}|\d{9,14})(?=$|[-_.~/\d])|~(?=$|\/)|\/(?:backups?|archives?|trash|old)\//i;

const configText = oncePer(({ config }: Evidence) => JSON.stringify(config));

function isCopy(gateway: FoundGateway, other: FoundGateway): boolean {
  const digests = secretDigests(gateway.evidence);
  const others = secretDigests(other.evidence);
  const known = new Set(other.secrets.flatMap((name) => others.get(name) ?? []));
  if (gateway.secrets.some((name) => known.has(digests.get(name) ?? ''))) return true;
  const [own, theirs] = [gateway, other].map(({ evidence }) => configText(evidence));
  return own === theirs && own !== '{}';
}

interface StateFolder {
  readonly path: string;
  readonly account: Account;
  /** Undefined for the folder of the default profile. */
  readonly profile: string | undefined;
}

const OWN = /^\.openclaw(?:-([A-Za-z0-9][\w-]*))?$/;
const RELATED = /^\.(openclaw|clawdbot|moltbot)/;

/** `used`: state folders of services, as paths without links. A folder without a config becomes a note. */
function stateFolders({ disk, accounts, notes }: Machine, used: ReadonlySet<string>): readonly StateFolder[] {
  const seen = new Set(used);
  const found: StateFolder[] = [];
  for (const account of accounts) {
    for (const home of homesOf(account, { disk, accounts })) {
      for (const name of disk.list(home).filter((candidate) => RELATED.test(candidate))) {
        const path = resolvePath(`${home}/${name}`, '');
        const real = disk.realPath(path);
        if (real === undefined || disk.kind(path) !== 'folder' || seen.has(real)) continue;
        seen.add(real);
        const profile = OWN.exec(name);
        const hasConfig = disk.kind(`${path}/openclaw.json`) !== 'missing';
        if (profile && hasConfig) found.push({ path, account, profile: profile[1] });
        else if (home === account.home) notes.push({ place: path, text: profile ? WITHOUT_CONFIG : OTHER_NAME });
      }
    }
  }
  return found;
}

const WITHOUT_CONFIG = 'it has no openclaw.json, and no service uses it; it is left out';
const OTHER_NAME = 'no service uses it, and it does not have the name of a state folder; it is left out';

/** The home itself and the folders in it that may serve as one. */
function homesOf({ home }: Account, { disk, accounts }: Pick<Machine, 'disk' | 'accounts'>): readonly string[] {
  const inner = disk
    .list(home)
    .filter((name) => !name.startsWith('.') || /^\.openclaw/.test(name))
    .map((name) => `${home}/${name}`)
    .filter((path) => !accounts.some((account) => account.home === path));
  return [home, ...inner];
}
