// No two gateways, on whatever hosts, run one bot.

import { type Bot, botsOf } from '../model/bots.ts';
import type { Fleet } from '../model/fleet.ts';
import type { Finding, Rule } from './rule.ts';

export const botShared: Rule = {
  id: 'bot-shared',
  severity: 'error',
  summary: 'no two instances of any host run one bot or account of a channel',
  why: `A bot belongs to one gateway. Telegram answers the second poller of a token with error 409, and messages go now to the one, now to
the other; Slack deals events out among the connections of one app; on Discord, Matrix or Signal both gateways answer every message;
two WhatsApp sessions on one \`authDir\` log each other out. It doesn't matter on which hosts they run.

Compared are tokens, account numbers, user and app ids, token files, \`authDir\` and what OpenClaw reads where none of them is set
(\`TELEGRAM_BOT_TOKEN\` and the like). Two values are one bot if they are the same text, the same file, or a SecretRef to the same
secret. One variable's name in two instances is not: each has its own \`secretsFile\`. It is if that file is the same.

An account or channel with \`enabled: false\` runs no bot.`,
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
  const first = new Map<string, Bot>();
  const reported = new Set<string>();
  for (const bot of fleet.hosts.flatMap((host) => host.instances).flatMap(botsOf)) {
    const other = first.get(bot.identity);
    if (other === undefined) first.set(bot.identity, bot);
    else if (other.instance !== bot.instance) {
      const account = JSON.stringify([bot.instance.path, bot.account]);
      if (!reported.has(account)) yield finding(bot, other);
      reported.add(account);
    }
  }
}

function finding(bot: Bot, other: Bot): Finding {
  const { name, host } = other.instance;
  const owner = host === bot.instance.host ? `\`${name}\`` : `\`${name}\` on \`${host}\``;
  return {
    at: [...bot.instance.path, 'config', ...bot.key],
    message: `${owner} has this ${bot.label} too (\`${other.key.join('.')}\`), and the two would take each other's messages; give each instance its own, or set \`enabled: false\` here`,
    related: [{ at: [...other.instance.path, 'config', ...other.key], message: `${owner} has it here` }],
  };
}
