// A found launchd job beside the built one → the keys that differ.

import { isList, isMap, type Json, type JsonMap } from '../document/json.ts';
import { LINES } from '../openclaw/index.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import { COVERED, mayHoldSecret, withoutValues } from './covered-values.ts';
import { type Difference, isInstallers, type Verdict } from './difference.ts';
import type { NamedGateway } from './found-gateway.ts';

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
  const line = gateway.target;
  if (found === undefined) return gateway.mark ? { keep: null } : { reason: `the service of OpenClaw ${line} has it` };
  if (textsOf(found).some((text) => mayHoldSecret(key, text)))
    return { reason: 'it may hold a secret, and a job is open to all; it is left out' };
  if (isInstallers(gateway) && isOtherLinesKey(key, found, gateway)) {
    return { reason: `the installer of an older OpenClaw wrote it; this is that of ${line}` };
  }
  return { keep: found };
}

function isOtherLinesKey(key: string, found: Json, { home, stateDir, profile }: NamedGateway): boolean {
  const profileSuffix = isDefaultProfile(profile) ? '' : `-${profile}`;
  return LINES.some(({ launchd, launchdOutput }) => {
    const { stdout, stderr } = launchdOutput({ home, stateDir, profileSuffix });
    const own: Readonly<Record<string, Json>> = { ...launchd, StandardOutPath: stdout, StandardErrorPath: stderr };
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
