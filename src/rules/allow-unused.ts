// Every `allow` entry silences something. Found by the runner, which knows what each entry did.

import type { Rule } from './rule.ts';

export const allowUnused: Rule = {
  id: 'allow-unused',
  severity: 'warning',
  summary: 'every `allow` entry silences a warning',
  compares: 'its `allow` entries: {allowed}',
  why: `An entry that silences nothing hides the next fault: it stays when its reason is gone, and the warning that comes back years
later isn't seen. So an entry is reported when its rule finds nothing at this instance, when no rule has that name, and when
the rule is an error: errors can't be silenced.

An entry in \`defaults\` or at a host is used when it silences something at one of the instances there; for the others it counts
as unused only if it silences nothing at any of them.`,
  source: 'the language: "Instance keys", `allow`',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, allow: { port-ephemeral: this host has another range } }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 40000, allow: { port-ephemeral: this host has another range } }
`,
  },
};
