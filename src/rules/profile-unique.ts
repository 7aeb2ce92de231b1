// An account has each OpenClaw profile once.

import type { Fleet, Instance } from '../model/fleet.ts';
import { repeats } from '../model/path-clashes.ts';
import { isDefaultProfile } from '../openclaw/names.ts';
import type { Finding, Rule } from './rule.ts';

export const profileUnique: Rule = {
  id: 'profile-unique',
  severity: 'error',
  summary: 'no two instances of one user on a host have the same profile',
  compares: 'profile {profile} of {account} with the other profiles of that account',
  why: `The profile is how a person and OpenClaw itself pick a gateway: \`openclaw --profile rescue …\` means the one whose state folder
and service carry that name. Two instances of an account with one profile get the same service name and the same default paths, and
\`openclaw --profile …\` reaches whichever of the two was installed last.

\`default\`, in any case, is the unprofiled install. Two users may have the same profile.`,
  source: 'OpenClaw docs/gateway/multiple-gateways.md; docs/cli/index.md, --profile; src/daemon/constants',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    profile: ops
    stateDir: ~/.openclaw-$(instance)
    service: { name: openclaw-$(instance) }
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, profile: ops }
      rescue: { port: 19789 }
`,
  },
  check,
};

function* check(fleet: Fleet): Generator<Finding> {
  for (const host of fleet.hosts) {
    for (const [{ name, path }, later] of repeats(host.instances, profileKey)) {
      yield {
        at: [...later.path, 'profile'],
        message: `profile \`${later.profile}\` is already used by \`${name}\` of the same user \`${later.user}\`; give each instance a \`profile\` of its own (without the key it is the instance's name)`,
        related: [{ at: [...path, 'profile'], message: `the profile of \`${name}\`` }],
        suggestions: later.name === later.profile ? [] : [later.name],
      };
    }
  }
}

function profileKey({ user, profile, os }: Instance): string {
  const isOne = isDefaultProfile(profile) || os === 'macos';
  return JSON.stringify([user, isOne ? profile.toLowerCase() : profile]);
}
