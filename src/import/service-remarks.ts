// What the reader of hosts.yaml should know of a service besides what it says there: lines without any value.

import { once } from '../diagnostics/collections.ts';
import { splitWords } from '../managers/systemd-values.ts';
import { isOwnedVariable } from '../openclaw/owned-variables.ts';
import { factsOf, KNOWN_RELEASES, type ReleaseFacts } from '../openclaw/release.ts';
import type { FoundService } from './found-service.ts';
import { lastValueOf, type Sections, valuesOf } from './systemd/unit-files.ts';

export function serviceRemarks(service: FoundService): readonly string[] {
  return [...handOver(service), ...labels(service), ...dropIns(service), ...inherited(service), ...stopTime(service)];
}

function handOver({ command, files }: FoundService): readonly string[] {
  if (!command.handsOver) return [];
  return [
    `${files[0]} runs \`gateway start\`, which hands over to the service manager and exits, so that Restart= runs it again and again; the built one runs \`gateway\` itself`,
  ];
}

function labels({ os, name, environment }: FoundService): readonly string[] {
  const variable = os === 'macos' ? 'OPENCLAW_LAUNCHD_LABEL' : 'OPENCLAW_SYSTEMD_UNIT';
  const named = environment.get(variable);
  if (named === undefined || named === name || `${named}.service` === name) return [];
  return [
    `${variable} names ${named}, not this ${os === 'macos' ? 'job' : 'unit'}: OpenClaw restarts that one in its place`,
  ];
}

const SELECTORS = /^OPENCLAW_(?:GATEWAY_PORT|STATE_DIR|CONFIG_PATH|PROFILE|HOME)$/;

/** A drop-in that decides which gateway this is. */
function dropIns({ dropIns: found, sections, files }: FoundService): readonly string[] {
  return found.flatMap(({ path, sections: own }) => {
    const variables = variablesIn(own).filter((name) => SELECTORS.test(name) || name === 'HOME');
    const hasCommand = valuesOf(own, 'Service', 'ExecStart').length > 0;
    if (!hasCommand && variables.length === 0) return [];
    const names = [...(hasCommand ? ['ExecStart'] : []), ...variables].join(', ');
    const isIdle =
      variables.includes('OPENCLAW_GATEWAY_PORT') &&
      / --port[ =]/.test(lastValueOf(sections, 'Service', 'ExecStart') ?? '');
    const without = isIdle ? '; `--port` in ExecStart wins over OPENCLAW_GATEWAY_PORT' : '';
    return [`the drop-in ${path} sets ${names} over ${files[0]}${without}`];
  });
}

function variablesIn(sections: Sections): readonly string[] {
  return valuesOf(sections, 'Service', 'Environment')
    .flatMap(splitWords)
    .map((word) => word.replace(/=.*/s, ''));
}

/** `environment.d` reaches every user unit of the account. */
function inherited({ inherited: found, environment }: FoundService): readonly string[] {
  return found.flatMap(({ path, variables }) => {
    const names = [...variables.keys()].filter(
      (name) => !environment.has(name) && /^(?:OPENCLAW|CLAWDBOT|MOLTBOT)_|_(?:TOKEN|KEY|SECRET|PASSWORD)$/.test(name),
    );
    if (names.length === 0) return [];
    const fate = names.some(isOwnedVariable) ? '; gateway.env wins over those that decide which gateway this is' : '';
    return [`${path} sets ${names.join(', ')} for every user unit of the account${fate}`];
  });
}

function stopTime({ sections, isInstallers }: FoundService): readonly string[] {
  const written = lastValueOf(sections, 'Service', 'TimeoutStopSec');
  const [release, seconds] = longestStop();
  if (written === undefined || isInstallers || !isShorter(written, seconds)) return [];
  return [
    `TimeoutStopSec=${written} can cut off a gateway that drains: OpenClaw's own unit has ${seconds} from ${release} on`,
  ];
}

/** The first release that gives its gateway as long to stop as any does. */
const longestStop = once((): readonly [release: string, seconds: number] =>
  KNOWN_RELEASES.map((release) => [release, stopSeconds(factsOf(release))] as const).reduce((longest, next) =>
    next[1] > longest[1] ? next : longest,
  ),
);

function stopSeconds({ systemd }: ReleaseFacts): number {
  return Number(systemd.find(([, key]) => key === 'TimeoutStopSec')?.[2] ?? 0);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, sec: 1, m: 60, min: 60, h: 3600, hr: 3600, ms: 0.001 };

/** Whether a time span of systemd's is shorter; one that can't be read is not. */
export function isShorter(text: string, seconds: number): boolean {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)/g)];
  const sum = parts.reduce((total, [, count, unit = '']) => total + Number(count) * (UNITS[unit] ?? Number.NaN), 0);
  return parts.length > 0 && sum > 0 && sum < seconds;
}
