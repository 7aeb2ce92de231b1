// A profile has a name that works in paths, unit names and labels.

import { describe } from '../document/json.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { pathIdentity } from '../model/paths.ts';
import { stateFolderName } from '../openclaw/names.ts';
import type { Os } from '../openclaw/release.ts';
import type { Finding, Rule } from './rule.ts';

/** launchd's labels are files, and their names are told apart by more than case. */
const PROFILES: Readonly<Record<Os, RegExp>> = {
  linux: /^[a-z0-9][a-z0-9_-]{0,63}$/i,
  macos: /^[a-z0-9][a-z0-9_-]{0,63}$/,
};

export const profileName: Rule = {
  id: 'profile-name',
  severity: 'error',
  summary: 'profiles are letters, digits, `-` and `_`; on macos lower case, and not `gateway` or `node`',
  compares: 'profile {profile} with the names that OpenClaw takes on {os}',
  why: `The profile becomes part of paths, of the unit's name and of the launchd label. OpenClaw takes letters of either case, but refuses
upper case for services on macos, where file names don't tell \`Ops\` from \`ops\`.

Another name moves the state folder and the service, unless \`stateDir\` and \`service.name\` are written.

On macos the profiles \`gateway\` and \`node\` would take the labels \`ai.openclaw.gateway\` and \`ai.openclaw.node\`, which OpenClaw
gives to the default gateway and to its node host.`,
  source: 'OpenClaw docs/cli/index.md, --profile; src/daemon/constants, src/cli/profile',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, profile: Main Bot }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, profile: Main }
`,
  },
  check,
};

function* check(fleet: Fleet): Generator<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    const { profile, os, service } = instance;
    if (!PROFILES[os].test(profile)) {
      const what = os === 'macos' ? 'lower-case letters' : 'letters';
      const problem = `must be ${what}, digits, \`-\` and \`_\`, 64 at most, starting with a letter or digit`;
      yield finding(instance, `profile ${describe(profile, ['profile'])} ${problem}`, legalName(profile, os));
    } else if (service.manager.reservedProfiles.includes(profile)) {
      const label = service.manager.defaultName(profile);
      const problem = `would take the label \`${label}\`, which is OpenClaw's own on macos`;
      yield finding(instance, `profile \`${profile}\` ${problem}`, `${profile}-1`);
    }
  }
}

/** Nothing where no letter and no digit is left. */
function legalName(profile: string, os: Os): string | undefined {
  const name = (os === 'macos' ? profile.toLowerCase() : profile)
    .replace(/[^a-z0-9_-]+/gi, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, 64);
  return name === '' ? undefined : name;
}

/** A name that would move the gateway away from its state or its service is no value to take over just so. */
function finding(instance: Instance, problem: string, name: string | undefined): Finding {
  const at = [...instance.path, 'profile'];
  if (name === undefined) return { at, message: problem };
  const kept = keptByKeys(instance, name);
  const keep = kept.length === 0 ? '' : `, and ${kept.join(' and ')} to keep what is there`;
  return {
    at,
    message: `${problem}; write another, such as \`${name}\`${keep}`,
    suggestions: kept.length === 0 ? [name] : [],
  };
}

/** What would have to be written for the gateway to stay where it is. */
function keptByKeys({ profile, os, home, stateDir, service }: Instance, name: string): readonly string[] {
  const { manager } = service;
  const usual = `${home}/${stateFolderName(profile)}`;
  const isStateMoved =
    stateDir === usual && pathIdentity(usual, os) !== pathIdentity(`${home}/${stateFolderName(name)}`, os);
  const isUnitMoved =
    service.name === manager.defaultName(profile) &&
    manager.isName(service.name) &&
    !manager.reservedProfiles.includes(profile) &&
    manager.nameKey(service.name) !== manager.nameKey(manager.defaultName(name));
  return [
    ...(isStateMoved ? [`\`stateDir: ~/${stateFolderName(profile)}\``] : []),
    ...(isUnitMoved ? [`\`service.name: ${service.name}\``] : []),
  ];
}
