// A gateway that strangers can write to doesn't share an OS account without a sandbox.

import { groupBy } from '../diagnostics/collections.ts';
import { at, type Path } from '../document/json.ts';
import { isContainer } from '../model/container.ts';
import type { Fleet, Instance } from '../model/fleet.ts';
import { valuesAt } from '../model/instance-paths.ts';
import { isPluginOn } from '../openclaw/channels.ts';
import type { Finding, Rule } from './rule.ts';

export const accountShared: Rule = {
  id: 'account-shared',
  severity: 'warning',
  summary: 'no gateway that strangers can write to runs unconfined in an account that others share',
  compares: '`user` and `service.hardening` with those of the others on {host}',
  why: `Gateways of one account can read each other's state folders: sessions, credentials, secrets files. That is fine for two bots of one
owner. It isn't where one of them takes messages from anyone (\`dmPolicy: open\`, \`groupPolicy: open\`), since whoever talks an agent into
running a command has the other one's secrets, unless \`agents.defaults.sandbox.mode: all\` has them run in a container.

For tenants that don't trust each other, give each a \`user\` of its own. \`service.hardening: standard\` keeps the gateways of one account
apart as well, \`strict\` even against intent.`,
  source: 'OpenClaw docs/gateway/security/trust-model.md ("separate OS users/hosts"); docs/hardening.md',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      public:
        port: 19789
        secrets: [TELEGRAM_BOT_TOKEN]
        config:
          channels: { telegram: { botToken: '\${TELEGRAM_BOT_TOKEN}', dmPolicy: open, allowFrom: ['*'] } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      public:
        port: 19789
        user: public
        secrets: [TELEGRAM_BOT_TOKEN]
        config:
          channels: { telegram: { botToken: '\${TELEGRAM_BOT_TOKEN}', dmPolicy: open, allowFrom: ['*'] } }
`,
  },
  check,
};

function* check(fleet: Fleet): Iterable<Finding> {
  for (const { instances } of fleet.hosts) {
    const sharing = instances.filter((instance) => !isContainer(instance));
    for (const group of groupBy(sharing, ({ user }) => user).values()) {
      const [first, second] = group;
      if (first === undefined || second === undefined) continue;
      for (const one of group.filter(({ managed, service }) => managed && service.hardening === 'off')) {
        const open = openPolicy(one);
        if (open) yield finding(one, one === first ? second : first, open);
      }
    }
  }
}

const POLICIES: readonly (readonly string[])[] = ['dmPolicy', 'groupPolicy'].flatMap((policy) => [
  ['channels', '*', policy],
  ['channels', '*', 'accounts', '*', policy],
]);

/** Where the config lets everyone write to the agent. */
function openPolicy({ config }: Instance): Path | undefined {
  // Tools run in a container then.
  if (at(config, 'agents', 'defaults', 'sandbox', 'mode') === 'all') return undefined;
  return POLICIES.flatMap((keys) => valuesAt(config, keys)).find(({ value, key }) => {
    const [, channel = ''] = key.map(String);
    const isOff = [key.slice(0, 2), key.slice(0, -1)].some((section) => at(config, ...section, 'enabled') === false);
    return value === 'open' && channel !== 'defaults' && !isOff && isPluginOn(config, channel);
  })?.key;
}

function finding(instance: Instance, other: Instance, open: Path): Finding {
  const { name, path, user, os } = instance;
  const fix = os === 'linux' ? ', or set `service.hardening: standard`' : '';
  return {
    at: [...path, 'config', ...open],
    message: `anyone can write to \`${name}\`, and its agent can read the files and secrets of \`${other.name}\`: both run as \`${user}\`; give it a \`user\` of its own${fix}`,
    related: [{ at: [...other.path, 'user'], message: `\`${other.name}\` runs as \`${user}\`` }],
  };
}
