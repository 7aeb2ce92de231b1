// No two gateways, on whatever hosts, run one bot.

import { type AccountClaim, accountClaims } from '../claims/accounts.ts';
import { awakeFirst, type Meeting, meetings, ownerOf, standbyDoubt } from '../claims/claim.ts';
import type { Fleet } from '../model/fleet.ts';
import { showPath } from '../model/paths.ts';
import type { Finding, Rule } from './rule.ts';

export const botShared: Rule = {
  id: 'bot-shared',
  severity: 'error',
  hasWarnings: true,
  summary: 'no two instances of any host run one bot or account of a channel',
  compares: 'its {bots} with the bots of every other instance',
  why: `A bot belongs to one gateway. Telegram answers the second poller of a token with error 409, and messages go now to the one, now to
the other; Slack deals events out among the connections of one app; on Discord, Matrix or Signal both gateways answer every message;
two WhatsApp sessions on one \`authDir\` log each other out. It doesn't matter on which hosts they run.

Compared are tokens, account numbers, user and app ids, token files, \`authDir\` and what OpenClaw reads where none of them is set
(\`TELEGRAM_BOT_TOKEN\` and the like). Two values are one bot if they are the same text, the same file, or a SecretRef to the same
secret. One variable's name in two instances is not: each has its own \`secretsFile\`. It is if that file is the same. A file of \`envFiles\` or \`$include\` that two instances read is a warning, since gwc doesn't see
what is in it.

A Pub/Sub subscription, a webhook's public URL or a gateway id of Slack's relay that two instances have is a warning too: what comes
in by it reaches one of them. An account or channel with \`enabled: false\` runs no bot.`,
  source:
    'OpenClaw docs/gateway/multiple-gateways.md ("its own Telegram bot token"); docs/channels/telegram/messaging.md (409)',
  examples: {
    bad: `version: 1
defaults:
  user: claw
  config:
    secrets: { providers: { vault: { source: exec, command: /usr/local/bin/read-secret } } }
    channels: { telegram: { botToken: { source: exec, provider: vault, id: telegram } } }
hosts:
  box-1: { instances: { main: { port: 18789 } } }
  box-2: { instances: { rescue: { port: 18789 } } }
`,
    good: `version: 1
defaults:
  user: claw
  secrets: [TELEGRAM_BOT_TOKEN]
  config:
    channels: { telegram: { botToken: '\${TELEGRAM_BOT_TOKEN}' } }
hosts:
  box-1: { instances: { main: { port: 18789 } } }
  box-2: { instances: { rescue: { port: 18789 } } }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  const instances = fleet.hosts.flatMap((host) => host.instances);
  const claims = awakeFirst(instances).flatMap(accountClaims);
  // Where one finding is sure, what is only likely adds nothing.
  const found = [...meetings(claims)].toSorted((a, b) => Number(isUnsure(a)) - Number(isUnsure(b)));
  const reported = new Set<string>();
  for (const meeting of found) {
    const account = JSON.stringify([meeting.later.instance.path, meeting.later.account]);
    if (!reported.has(account)) yield finding(meeting);
    reported.add(account);
  }
}

function isUnsure({ first, later }: Meeting<AccountClaim>): boolean {
  return first.access === 'unsure' || later.access === 'unsure';
}

function finding(meeting: Meeting<AccountClaim>): Finding {
  const { first, later } = meeting;
  const owner = ownerOf(meeting);
  const doubt = doubtOf(meeting);
  const what = `${owner} already uses this ${later.label} (\`${first.at.slice(1).join('.')}\`)`;
  const fix = 'give each instance its own, or set `enabled: false` here';
  return {
    ...(doubt === undefined ? {} : { severity: 'warning' }),
    at: [...later.instance.path, ...later.at],
    message: `${doubt === undefined ? `${what}, and the two would take each other's messages` : doubt.replace('%', what)}; ${fix}`,
    related: [{ at: [...first.instance.path, ...first.at], message: `${owner} has it here` }],
  };
}

/** Why it may be fine; `%` stands for what is shared. */
function doubtOf(meeting: Meeting<AccountClaim>): string | undefined {
  const { first, later } = meeting;
  if (isUnsure(meeting)) {
    return later.file === undefined
      ? `%, and ${later.effect ?? 'only one of them gets what comes in'}`
      : `${ownerOf(meeting)} reads ${showPath(later.file)} too: if the ${later.label} is there, both have it`;
  }
  if (first.access === 'ingress' && later.access === 'ingress')
    return '%: what is behind its request URL must hand each its own';
  const standby = standbyDoubt(meeting);
  return standby && `%, ${standby}`;
}
