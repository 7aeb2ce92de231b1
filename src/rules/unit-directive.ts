// Raw directives and plist keys are ones that the service manager knows.

import { didYouMean, suggest } from '../diagnostics/suggest.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { DIRECTIVES } from '../systemd/directives.ts';
import { launchdKeys } from './launchd-keys.ts';
import type { Finding, Rule } from './rule.ts';

export const unitDirective: Rule = {
  id: 'unit-directive',
  severity: 'error',
  summary: 'raw directives exist in systemd 252, raw plist keys in launchd.plist(5), with the type that they take',
  why: `systemd skips a directive that it doesn't know, or that stands in the wrong section, with no more than a line in the journal;
launchd skips a key without a word. A mistyped \`MemoryMax\` is no limit at all.

The list of directives is that of systemd 252 (Debian 12). Directives that start with \`X-\` are ignored by systemd and allowed.
\`service.systemd\` has no meaning on macos or with Compose, nor \`service.launchd\` on linux: there they are ignored, so that one
\`defaults\` can hold both.`,
  source: 'systemd.directives(7), `systemd --dump-configuration-items` of systemd 252; launchd.plist(5)',
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

type Section = keyof typeof DIRECTIVES;
const SECTIONS = Object.keys(DIRECTIVES) as readonly Section[];
const KNOWN: Readonly<Record<Section, ReadonlySet<string>>> = {
  Unit: new Set(DIRECTIVES.Unit),
  Service: new Set(DIRECTIVES.Service),
  Install: new Set(DIRECTIVES.Install),
};

function* check(fleet: Fleet): Generator<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    const { target } = instance.service;
    if (target === 'launchd') yield* launchdKeys(instance);
    else if (target !== 'compose') for (const section of SECTIONS) yield* directives(instance, section);
  }
}

function* directives({ path, service }: Instance, section: Section): Generator<Finding> {
  for (const name of Object.keys(service.systemd[section])) {
    if (KNOWN[section].has(name) || /^X-[A-Za-z0-9-]+$/.test(name)) continue;
    yield { at: [...path, 'service', 'systemd', section, name], part: 'key', ...unknownDirective(name, section) };
  }
}

function unknownDirective(name: string, section: Section): Pick<Finding, 'message' | 'suggestions'> {
  const shown = JSON.stringify(name).slice(1, -1);
  const home = SECTIONS.find((other) => KNOWN[other].has(name));
  if (home) return { message: `\`${shown}\` is a directive of [${home}], not of [${section}]; move it there` };
  const suggestions = suggest(name, DIRECTIVES[section]);
  return {
    message: `systemd 252 has no directive \`${shown}\` in [${section}]${didYouMean(suggestions)}`,
    suggestions,
  };
}
