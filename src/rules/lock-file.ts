// hosts.lock.json is whole and, where it is frozen, up to date. Found while ports are assigned.

import type { Rule } from './rule.ts';

export const lockFile: Rule = {
  id: 'lock-file',
  severity: 'error',
  summary: 'the lock file can be read, has room for every `port: auto`, and is up to date where it is frozen',
  compares: 'base {base} with hosts.lock.json, where the port is `auto`',
  why: `\`port: auto\` takes its base port from hosts.lock.json, the file beside hosts.yaml that a build writes and that belongs
into the repository. So a port that was given once never moves, whatever is added, removed or reordered, and everyone who
builds gets the same one.

In CI, and with \`--frozen-lockfile\`, the lock may not change: an instance that it doesn't know would get a port that nobody
has committed and that the next build could give to another one. Run \`gwc build\` where you work, and commit the lock with
hosts.yaml. After a merge conflict keep either side of each line and build again.`,
  source: 'hosts.yaml language version 1, `port: auto`',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: auto }
      new: { port: auto } # not in the lock
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: auto }
`,
    lock: `{
  "version": 1,
  "ports": {
    "box-1": {
      "main": 18789
    }
  }
}
`,
  },
};
