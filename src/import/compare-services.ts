// A found service against the one that gwc builds: what differs, and whether it is kept as a raw setting.

import { isList, isMap, type Json, type JsonMap } from '../document/json.ts';
import { splitWords } from '../managers/systemd-values.ts';
import type { DirectiveValue } from '../model/fleet.ts';
import { HARDENING } from '../openclaw/hardening.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import { isOwnedVariable } from '../openclaw/owned-variables.ts';
import { allFacts, outputPaths } from '../openclaw/release.ts';
import { ADDED } from '../outputs/systemd-unit.ts';
import type { NamedGateway } from './found-gateway.ts';
import { holdsKnown, type KnownSecrets, withoutKnown } from './known-secrets.ts';
import { COVERED, mayHoldSecret, withoutValues } from './secret-values.ts';
import { isShorter } from './service-remarks.ts';
import type { Sections } from './systemd/unit-files.ts';

export interface Difference {
  /** `[Service] Restart`, `KeepAlive`. */
  readonly what: string;
  /** Undefined where it isn't set. */
  readonly found: string | undefined;
  readonly built: string | undefined;
  readonly verdict: Verdict;
}

/** Kept as a raw setting, null where it takes away what gwc would write; or not, for a reason. */
export type Verdict = { readonly keep: Json } | { readonly reason: string };

export interface ExplainedDifference {
  readonly instance: string;
  /** The found file, or the built one where none was found. */
  readonly file: string;
  readonly what: string;
  readonly found: string | undefined;
  readonly built: string | undefined;
  /** Undefined where there is none: that would be a fault of gwc. */
  readonly reason: string | undefined;
}

/** Without the values that are known to be secret. */
export function coverDifferences<T extends Pick<ExplainedDifference, 'found' | 'built'>>(
  differences: readonly T[],
  known: KnownSecrets,
): readonly T[] {
  const covered = (text: string | undefined) => text && withoutKnown(text, known);
  return differences.map((one) => ({ ...one, found: covered(one.found), built: covered(one.built) }));
}

/** Of a file that is known. */
export type Explained = Omit<ExplainedDifference, 'instance' | 'file'>;

export interface DirectiveDifference extends Difference {
  readonly section: string;
  readonly key: string;
}

/** Why a setting is left out that hosts.yaml has a place for. */
export const SECRET_IN = {
  unit: 'it may hold a secret, and a unit is open to all; it is left out',
  job: 'it may hold a secret, and a job is open to all; it is left out',
} as const;

const SECTIONS: readonly string[] = ['Unit', 'Service', 'Install'];

export function compareSections(
  found: Sections,
  built: Sections,
  gateway: NamedGateway,
): readonly DirectiveDifference[] {
  const sections = [...new Set([...found.keys(), ...built.keys()])];
  return sections.flatMap((section) => {
    const keys = [...new Set([...(found.get(section)?.keys() ?? []), ...(built.get(section)?.keys() ?? [])])];
    return keys.flatMap((key) => {
      const before = found.get(section)?.get(key);
      const after = built.get(section)?.get(key);
      if (sameValues(before, after)) return [];
      return [
        {
          section,
          key,
          what: `[${section}] ${key}`,
          found: shown(key, before),
          built: shown(key, after),
          verdict: directiveVerdict(section, key, before, after, gateway),
        },
      ];
    });
  });
}

/** Texts that systemd takes for the same. */
function sameValues(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.map(normal).join('\n') === b.map(normal).join('\n');
}

function normal(value: string): string {
  const text = value.replace(/\s+/g, ' ').trim();
  if (/^(1|yes|true|on)$/i.test(text)) return 'yes';
  if (/^(0|no|false|off)$/i.test(text)) return 'no';
  return text.replace(/^(\d+) ?s(ec)?$/, '$1');
}

/** What gwc writes from other keys: why it differs. */
const OWN_DIRECTIVES: ReadonlyMap<string, string> = new Map([
  ['Description', 'OpenClaw knows its own services by this text'],
  ['Documentation', 'it has no effect'],
  ['ExecStart', '`command` and `port` say it, and nothing else that decides which gateway this is'],
  ['WorkingDirectory', 'OpenClaw reads `.env` in its working directory, so each gateway has its own'],
  ['User', '`user` says it'],
  ['Group', '`group` says it'],
  ['Environment', 'the variables are in gateway.env, those that are secret in `secretsFile`'],
  [
    'EnvironmentFile',
    '`envFiles`, `secretsFile` and gateway.env, which is read last so that nothing else moves the gateway',
  ],
  [
    'AssertPathExists',
    'OpenClaw reads the secrets by itself, where root would follow a link that the account put there',
  ],
  ['UnsetEnvironment', 'what decides which gateway this is can come from gateway.env alone'],
]);

/** Whether all that a value names is gwc's. */
function isOwned(value: string): boolean {
  return splitWords(value).every((word) => isOwnedVariable(word.split('=')[0]!));
}

const BOOT_TARGETS: ReadonlySet<string> = new Set(['default.target', 'multi-user.target']);
const ORDER: ReadonlySet<string> = new Set(['After', 'Wants']);

function directiveVerdict(
  section: string,
  key: string,
  found: readonly string[] | undefined,
  built: readonly string[] | undefined,
  gateway: NamedGateway,
): Verdict {
  const further = ADDED.has(key) ? found?.filter((value) => !built?.includes(value) && !isOwned(value)) : [];
  const isSecret = (value: string) => mayHoldSecret(key, value) || holdsKnown(value, gateway.evidence.known);
  const isKept =
    further !== undefined &&
    further.length > 0 &&
    (gateway.mark || key === 'UnsetEnvironment') &&
    !further.some(isSecret);
  const own = isKept || (gateway.mark && key === 'Description') ? undefined : OWN_DIRECTIVES.get(key);
  if (own !== undefined) return { reason: own };
  if (isKept) return { keep: directiveValue(further) };
  if (!SECTIONS.includes(section)) return { reason: 'gwc writes the sections Unit, Service and Install' };
  if (section === 'Install' && !gateway.isEnabled)
    return { reason: '`enabled: false`: there is nothing to start it at boot' };
  const release = gateway.target;
  if (found === undefined) return gateway.mark ? { keep: null } : { reason: addedReason(key, release) };
  if (found.some(isSecret)) return { reason: SECRET_IN.unit };
  if (key === 'WantedBy' && found.every((value) => BOOT_TARGETS.has(value)))
    return { reason: 'this is where the manager starts at boot' };
  if (gateway.evidence.service?.isInstallers && isOtherReleases(key, found))
    return { reason: `the installer of an older OpenClaw wrote it; this is that of ${release}` };
  if (key === 'TimeoutStopSec' && built && found.some((value) => isShorter(value, Number.parseInt(built.at(-1)!, 10))))
    return { reason: `a gateway of OpenClaw ${release} may take that long to drain` };
  const added = ORDER.has(key) ? [...(built ?? []), ...found.filter((value) => !built?.includes(value))] : found;
  if (ORDER.has(key) && sameValues(added, built)) return { reason: `OpenClaw ${release} waits for the network` };
  return { keep: directiveValue(ADDED.has(key) ? found.filter((value) => !built?.includes(value)) : added) };
}

function addedReason(key: string, release: string): string {
  const isHardening = HARDENING.some((directive) => directive.key === key);
  return isHardening ? '`hardening` says it' : `the service of OpenClaw ${release} has it`;
}

function directiveValue(values: readonly string[]): DirectiveValue {
  const typed = values.map(typedValue);
  return typed.length === 1 ? typed[0]! : typed;
}

/** A number or a switch where its text is the same. */
function typedValue(value: string): string | number | boolean {
  if (/^(0|[1-9]\d{0,14})$/.test(value)) return Number(value);
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

function isOtherReleases(key: string, found: readonly string[]): boolean {
  return allFacts().some(({ systemd }) =>
    systemd.some(([, name, value]) => name === key && sameValues([value], found)),
  );
}

/** Never the value of a variable. */
function shown(key: string, values: readonly string[] | undefined): string | undefined {
  if (values === undefined) return undefined;
  const texts = values
    .filter((value) => value !== '' || values.length === 1)
    .map((value) => (key !== 'Environment' && mayHoldSecret(key, value) ? COVERED : value));
  if (key === 'Environment')
    return texts
      .flatMap(splitWords)
      .map((word) => word.replace(/=[\s\S]*/, ''))
      .join(', ');
  if (key === 'ExecStart') return texts.map(withoutValues).join(', ');
  return texts.join(', ');
}

export interface JobDifference extends Difference {
  readonly key: string;
}

const OWN_KEYS: ReadonlyMap<string, string> = new Map([
  ['Label', '`service.name` says it'],
  ['Comment', 'OpenClaw knows its own services by this text'],
  ['Program', '`command` says it'],
  ['ProgramArguments', '`command` and `port` say it, and nothing else that decides which gateway this is'],
  ['EnvironmentVariables', 'gwc writes every variable that decides which gateway this is'],
  ['WorkingDirectory', 'OpenClaw reads `.env` in its working directory, so each gateway has its own'],
  ['UserName', '`user` says it'],
  ['GroupName', '`group` says it'],
  ['Disabled', '`enabled` says it'],
]);

export function compareJobs(found: JsonMap, built: JsonMap, gateway: NamedGateway): readonly JobDifference[] {
  const keys = [...new Set([...Object.keys(found), ...Object.keys(built)])];
  return keys.flatMap((key) => {
    const [before, after] = [found[key], built[key]];
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [
      {
        key,
        what: key,
        found: shownKey(key, before),
        built: shownKey(key, after),
        verdict: jobVerdict(key, before, gateway),
      },
    ];
  });
}

function jobVerdict(key: string, found: Json | undefined, gateway: NamedGateway): Verdict {
  const own = OWN_KEYS.get(key);
  if (own !== undefined) return { reason: own };
  if (!gateway.isEnabled && (key === 'RunAtLoad' || key === 'KeepAlive'))
    return { reason: '`enabled: false`: nothing starts it at boot' };
  const release = gateway.target;
  if (found === undefined)
    return gateway.mark ? { keep: null } : { reason: `the service of OpenClaw ${release} has it` };
  const { known } = gateway.evidence;
  if (textsOf(found).some((text) => mayHoldSecret(key, text) || holdsKnown(text, known)))
    return { reason: SECRET_IN.job };
  if (gateway.evidence.service?.isInstallers && isOtherReleasesKey(key, found, gateway)) {
    return { reason: `the installer of an older OpenClaw wrote it; this is that of ${release}` };
  }
  return { keep: found };
}

function isOtherReleasesKey(key: string, found: Json, { home, stateDir, profile }: NamedGateway): boolean {
  const profileSuffix = isDefaultProfile(profile) ? '' : `-${profile}`;
  return allFacts().some((facts) => {
    const { stdout, stderr } = outputPaths(facts, { home, stateDir, profileSuffix });
    const own: Readonly<Record<string, Json>> = {
      ...facts.launchd,
      StandardOutPath: stdout,
      StandardErrorPath: stderr,
    };
    return JSON.stringify(own[key]) === JSON.stringify(found);
  });
}

function textsOf(value: Json): readonly string[] {
  if (isList(value)) return value.flatMap(textsOf);
  return isMap(value)
    ? Object.entries(value).flatMap(([key, item]) => textsOf(item).map((text) => `${key}=${text}`))
    : [String(value)];
}

function shownKey(key: string, value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (isMap(value) && key === 'EnvironmentVariables') return Object.keys(value).join(', ');
  return textsOf(value)
    .map((text) => (mayHoldSecret(key, text) ? COVERED : withoutValues(text)))
    .join(' ');
}
