// Raw directives and plist keys are ones that the service manager knows.

import { didYouMean, suggest } from '../diagnostics/finding-text.ts';
import { renaming, replacing } from '../document/finding.ts';
import { describe, isList, isMap, type Json } from '../document/json.ts';
import { LAUNCHD_KEYS, type PlistType } from '../managers/launchd.ts';
import { LATER_DIRECTIVES, SYSTEMD_DIRECTIVES } from '../managers/systemd-directives.ts';
import type { Fleet, Host, Instance } from '../model/fleet.ts';
import { limitsText, takesLimits } from '../model/limits.ts';
import type { Finding, Rule } from './rule.ts';

export const unitDirective: Rule = {
  id: 'unit-directive',
  severity: 'error',
  hasWarnings: true,
  summary:
    "raw directives exist in the host's systemd, raw plist keys in launchd.plist(5), with the type that they take",
  compares: 'raw directives of {service} with those that the service manager knows',
  why: `systemd skips a directive that it doesn't know, or that is in the wrong section, with no more than a line in the journal;
launchd skips a key without a word. A mistyped \`MemoryMax\` is no limit at all.

A host's \`systemd: 257\` says which directives it knows. Without it, one that came after systemd 252 (Debian 12) is a warning, and so
is one that gwc doesn't know where the host has a later systemd than gwc. Directives that start with \`X-\` are ignored by systemd and
allowed. Keys of launchd are compared with its manual page, and what isn't on it is a warning.
\`service.systemd\` has no meaning on macos or with Compose, nor \`service.launchd\` on linux: there they are ignored, so that one
\`defaults\` can hold both. \`service.limits\` holds for every manager but launchd, which has no such thing: there it is a warning.`,
  source:
    '`systemd --dump-configuration-items` of systemd 252, "Added in version" on the manual pages of systemd 262; launchd.plist(5)',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        service: { systemd: { Service: { MemoryMaximum: 2G } } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main:
        port: 18789
        service: { systemd: { Service: { MemoryMax: 2G } } }
`,
  },
  check,
};

type Section = keyof typeof SYSTEMD_DIRECTIVES;
const SECTIONS = Object.keys(SYSTEMD_DIRECTIVES) as readonly Section[];

/** What a host has at least, where hosts.yaml doesn't say. */
const OLDEST = 252;

const VERSIONS: Readonly<Record<Section, ReadonlyMap<string, number>>> = {
  Unit: versionsOf('Unit'),
  Service: versionsOf('Service'),
  Install: versionsOf('Install'),
};
const NEWEST = Math.max(...SECTIONS.flatMap((section) => [...VERSIONS[section].values()]));

/** The systemd that each directive came with; that of the oldest for all that it has. */
function versionsOf(section: Section): ReadonlyMap<string, number> {
  const usual = SYSTEMD_DIRECTIVES[section].map((name): readonly [string, number] => [name, OLDEST]);
  return new Map([...usual, ...Object.entries(LATER_DIRECTIVES[section])]);
}

function* check({ hosts }: Fleet): Generator<Finding> {
  for (const host of hosts) {
    for (const instance of host.instances) {
      const { raw } = instance.service.manager;
      if (raw !== undefined) yield* CHECKS[raw](instance, host);
      if (!takesLimits(instance.service)) yield* vainLimits(instance);
    }
  }
}

const CHECKS = {
  systemd: (instance: Instance, host: Host) => SECTIONS.flatMap((section) => [...directives(instance, section, host)]),
  launchd: launchdKeys,
};

function* directives({ path, service }: Instance, section: Section, host: Host): Generator<Finding> {
  for (const name of Object.keys(service.systemd[section])) {
    if (/^X-[A-Za-z0-9-]+$/.test(name)) continue;
    const since = VERSIONS[section].get(name);
    const fault = since === undefined ? unknownDirective(name, section, host) : newerDirective(name, since, host);
    const at = [...path, 'service', 'systemd', section, name];
    if (fault) yield { at, part: 'key', ...fault, ...renaming(at, fault.suggestions) };
  }
}

function* vainLimits({ path, host, service: { manager, limits } }: Instance): Generator<Finding> {
  if (Object.keys(limits).length === 0) return;
  yield {
    severity: 'warning',
    at: [...path, 'service', 'limits'],
    part: 'key',
    message: `${manager.id} limits no service: \`limits\` (${limitsText(limits)}) means nothing on \`${host}\`; write \`service: { limits: null }\` there, or run the gateway in a container (\`target: compose\`)`,
  };
}

type Fault = Omit<Finding, 'at' | 'part'>;

function newerDirective(name: string, since: number, { name: host, systemd }: Host): Fault | undefined {
  if (since <= (systemd ?? OLDEST)) return undefined;
  if (systemd !== undefined)
    return { message: `\`${name}\` came with systemd ${since}, and \`${host}\` has ${systemd}` };
  return {
    severity: 'warning',
    message: `\`${name}\` came with systemd ${since}, and an older one skips it; say which one \`${host}\` has: \`systemd: ${since}\``,
  };
}

function unknownDirective(name: string, section: Section, { systemd = OLDEST }: Host): Fault {
  const shown = JSON.stringify(name).slice(1, -1);
  const home = SECTIONS.find((other) => VERSIONS[other].has(name));
  if (home) return { message: `\`${shown}\` is a directive of [${home}], not of [${section}]; move it there` };
  const known = [...VERSIONS[section]].filter(([, since]) => since <= systemd).map(([directive]) => directive);
  const suggestions = suggest(name, known);
  // Of a systemd that came after the list nobody can say what it has.
  const isNewer = systemd > NEWEST;
  return {
    ...(isNewer ? { severity: 'warning' } : {}),
    message: `systemd ${isNewer ? NEWEST : systemd} has no directive \`${shown}\` in [${section}]${didYouMean(suggestions)}`,
    suggestions,
  };
}

function* launchdKeys({ path, service }: Instance): Generator<Finding> {
  for (const [key, value] of Object.entries(service.launchd)) {
    const at = [...path, 'service', 'launchd', key];
    const types = Object.hasOwn(LAUNCHD_KEYS, key) ? LAUNCHD_KEYS[key] : undefined;
    const shown = JSON.stringify(key).slice(1, -1);
    if (types === undefined) {
      const suggestions = suggest(key, Object.keys(LAUNCHD_KEYS));
      yield {
        severity: 'warning',
        at,
        part: 'key',
        message: `launchd.plist(5) has no key \`${shown}\`${didYouMean(suggestions)}`,
        suggestions,
        ...renaming(at, suggestions),
      };
    } else if (value !== null && !types.some((type) => IS_OF_TYPE[type](value))) {
      const isMixed = isList(value) && types.includes('array of strings');
      const found = isMixed ? 'a list with other values in it' : describe(value, at);
      const message = `\`${shown}\` must be ${types.map((type) => PHRASE[type]).join(' or ')}, not ${found}`;
      const meant = unquoted(value, types);
      yield { severity: 'warning', at, message, suggestions: meant.map(String), ...replacing(at, meant) };
    } else if (isList(value) && value.includes(null)) {
      yield { at, message: `\`${shown}\` holds null, which a property list can't` };
    }
  }
}

const IS_OF_TYPE: Readonly<Record<PlistType, (value: Json) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => Number.isSafeInteger(value),
  boolean: (value) => typeof value === 'boolean',
  dictionary: isMap,
  array: isList,
  'array of strings': (value) => isList(value) && value.every((item) => typeof item === 'string'),
};

const PHRASE: Readonly<Record<PlistType, string>> = {
  string: 'a string',
  integer: 'an integer',
  boolean: 'a boolean',
  dictionary: 'a map',
  array: 'a list',
  'array of strings': 'a list of strings',
};

/** What was meant by a number or a boolean in quotes, or by a `yes`, which YAML 1.2 reads as a string. */
function unquoted(value: Json, types: readonly PlistType[]): readonly (number | boolean)[] {
  if (typeof value !== 'string') return [];
  if (types.includes('integer') && /^\d+$/.test(value)) return [Number(value)];
  const isBoolean = types.includes('boolean') && /^(true|yes|on|false|no|off)$/i.test(value);
  return isBoolean ? [/^(true|yes|on)$/i.test(value)] : [];
}
