// hosts.yaml and its parts are one fleet. Found while they are read.

import type { Rule } from './rule.ts';

export const include: Rule = {
  id: 'include',
  severity: 'error',
  hasWarnings: true,
  summary:
    'every entry of `include` leads to files that can be read, and no two files say different things of one host',
  compares: 'the files of `include`, and what they say of {host}',
  why: `\`include\` makes one fleet of several files, a file for each team for example: every rule sees all instances, whatever file brings them.
So a part that is missing or can't be read is an error: the instances in it would leave the fleet, and the next build would remove
their files. A wildcard that matches nothing is a warning.

Parts are relative to hosts.yaml and below its folder, and no link leads out of it: a build depends on what lies beside hosts.yaml, and
on nothing else of the machine. A part includes no other files.

A host may be in several files. Its instances and \`reservedPorts\` are united. An instance belongs in one file, and \`os\`, \`systemd\`,
\`memory\` and \`cpus\`, of which a host has one each, may be in several if they are the same.`,
  source: 'hosts.yaml language version 1, "Several files"',
  examples: {
    bad: `version: 1
include: [teams/sales.yaml] # there is no such file
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
`,
    good: `version: 1
include: []
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
`,
  },
};
