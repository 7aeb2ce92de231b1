// No two gateways drive one person's browser or screen.

import { awakeFirst, type Claim, type Meeting, meetings, ownerOf, standbyDoubt } from '../claims/claim.ts';
import { desktopClaims } from '../claims/desktops.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';

export const desktopShared: Rule = {
  id: 'desktop-shared',
  severity: 'error',
  hasWarnings: true,
  summary: 'no two instances drive one signed-in browser, one browser extension or one desktop',
  compares: 'the signed-in browsers and the desktop that it drives with those of the others on {host}',
  why: `A browser profile with \`driver: existing-session\`, and the built-in one called \`user\`, attaches to the browser that the account's user is signed in to. Two gateways of
one account get the same one: each opens, closes and navigates the tabs of the other, with the same cookies. The browser extension (profile \`chrome\`)
registers one native host in an account, so the gateway that started last has it. \`desktop.host\` is one screen, on VNC port 5900
where none is written.

Give all but one a browser of its own (the profile \`openclaw\`), another \`userDataDir\`, or an account of its own.`,
  source: 'OpenClaw docs/tools/browser.md; openclaw@2026.9.6, extensions/browser, src/desktop',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    config: { browser: { profiles: { me: { driver: existing-session } } } }
    instances:
      main: { port: 18789 }
      rescue: { port: 19789 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, config: { browser: { profiles: { me: { driver: existing-session } } } } }
      rescue: { port: 19789 }
`,
  },
  check,
};

function* check(fleet: Fleet): Generator<Finding> {
  const claims = fleet.hosts.flatMap(({ instances }) => awakeFirst(instances).flatMap(desktopClaims));
  for (const meeting of meetings(claims)) yield finding(meeting);
}

/** By the label of the claim. */
const FIXES: Readonly<Record<string, string>> = {
  'signed-in browser': 'write a `userDataDir` of its own here',
  'browser extension': 'remove this profile',
  desktop: 'turn `desktop.host.enabled` off here, or give it another `port`',
};

function finding(meeting: Meeting<Claim>): Finding {
  const { first, later } = meeting;
  const owner = ownerOf(meeting);
  const fix = FIXES[later.label] ?? '';
  const isUsual = later.at.at(-1) === 'defaultProfile';
  const standby = standbyDoubt(meeting);
  return {
    ...(standby === undefined ? {} : { severity: 'warning' }),
    at: [...later.instance.path, ...later.at],
    message: `${owner} drives the same ${later.label}${standby === undefined ? '' : `, ${standby}`}; ${isUsual ? 'write `openclaw` here' : fix}${later.label === 'desktop' ? '' : ', or give this instance an account of its own'}`,
    related: [{ at: [...first.instance.path, ...first.at], message: `${owner} drives it here` }],
  };
}
