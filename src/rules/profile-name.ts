// A profile has a name that works in paths, unit names and labels.

import { describe } from '../document/describe.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { RESERVED_MACOS_PROFILES, serviceName } from '../openclaw/names.ts';
import type { Finding, Rule } from './rule.ts';

const PROFILE = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export const profileName: Rule = {
  id: 'profile-name',
  severity: 'error',
  summary: 'profiles are lower-case letters, digits, `-` and `_`, and on macos not `gateway` or `node`',
  why: `The profile becomes part of paths, of the unit's name and of the launchd label. OpenClaw lets upper case through on the command
line but refuses it for services on macos, where file names don't tell \`Ops\` from \`ops\`.

On macos the profiles \`gateway\` and \`node\` would take the labels \`ai.openclaw.gateway\` and \`ai.openclaw.node\`, which OpenClaw
gives to the default gateway and to its node host.`,
  source: 'OpenClaw docs/cli/index.md, --profile; src/daemon/constants, src/cli/profile',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, profile: Main }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, profile: main }
`,
  },
  check,
};

function* check(fleet: Fleet): Generator<Finding> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    const { profile, path, os, service } = instance;
    const at = [...path, 'profile'];
    if (!PROFILE.test(profile)) yield { at, ...malformed(instance) };
    else if (service.target === 'launchd' && RESERVED_MACOS_PROFILES.includes(profile)) {
      const own = `${profile}-1`;
      yield {
        at,
        message: `profile \`${profile}\` would take the label \`${serviceName(profile, os)}\`, which is OpenClaw's own on macos; write another name, such as \`${own}\``,
        suggestions: [own],
      };
    }
  }
}

function malformed({ profile }: Instance): Pick<Finding, 'message' | 'suggestions'> {
  const own = profile
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '')
    .slice(0, 64);
  const hint = own === '' ? '' : `, such as \`${own}\``;
  return {
    message: `profile ${describe(profile, ['profile'])} must be lower-case letters, digits, \`-\` and \`_\`, 64 at most, starting with a letter or digit${hint}`,
    suggestions: own === '' ? [] : [own],
  };
}
