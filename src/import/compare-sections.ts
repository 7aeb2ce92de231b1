// A found unit beside the built one → the directives that differ.

import type { DirectiveValue } from '../model/fleet.ts';
import { isOwnedVariable } from '../openclaw/environment.ts';
import { HARDENING } from '../openclaw/hardening.ts';
import { LINES } from '../openclaw/index.ts';
import { ADDED } from '../targets/unit-sections.ts';
import { COVERED, mayHoldSecret, withoutValues } from './covered-values.ts';
import { type Difference, isInstallers, type Verdict } from './difference.ts';
import type { NamedGateway } from './found-gateway.ts';
import type { Sections } from './systemd/directives.ts';
import { splitWords } from './systemd/words.ts';

export interface DirectiveDifference extends Difference {
  readonly section: string;
  readonly key: string;
}

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
  ['Environment', 'the variables stand in gateway.env, those that are secret in `secretsFile`'],
  [
    'EnvironmentFile',
    '`envFiles`, `secretsFile` and gateway.env, which is read last so that nothing else moves the gateway',
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
  const isKept =
    further !== undefined &&
    further.length > 0 &&
    (gateway.mark || key === 'UnsetEnvironment') &&
    !further.some((value) => mayHoldSecret(key, value));
  const own = isKept || (gateway.mark && key === 'Description') ? undefined : OWN_DIRECTIVES.get(key);
  if (own !== undefined) return { reason: own };
  if (isKept) return { keep: directiveValue(further) };
  if (!SECTIONS.includes(section)) return { reason: 'gwc writes the sections Unit, Service and Install' };
  if (section === 'Install' && !gateway.isEnabled)
    return { reason: '`enabled: false`: there is nothing to start it at boot' };
  const line = gateway.target;
  if (found === undefined) return gateway.mark ? { keep: null } : { reason: addedReason(key, line) };
  if (found.some((value) => mayHoldSecret(key, value)))
    return { reason: 'it may hold a secret, and a unit is open to all; it is left out' };
  if (key === 'WantedBy' && found.every((value) => BOOT_TARGETS.has(value)))
    return { reason: 'this is where the manager starts at boot' };
  if (isInstallers(gateway) && isOtherLines(key, found))
    return { reason: `the installer of an older OpenClaw wrote it; this is that of ${line}` };
  const added = ORDER.has(key) ? [...(built ?? []), ...found.filter((value) => !built?.includes(value))] : found;
  if (ORDER.has(key) && sameValues(added, built)) return { reason: `OpenClaw ${line} waits for the network` };
  return { keep: directiveValue(ADDED.has(key) ? found.filter((value) => !built?.includes(value)) : added) };
}

function addedReason(key: string, line: string): string {
  const isHardening = HARDENING.some((directive) => directive.key === key);
  return isHardening ? '`hardening` says it' : `the service of OpenClaw ${line} has it`;
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

function isOtherLines(key: string, found: readonly string[]): boolean {
  return LINES.some(({ systemd }) => systemd.some(([, name, value]) => name === key && sameValues([value], found)));
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
