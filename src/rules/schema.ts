// The document has the language's shape. Found by the schema check and, for what a schema can't say, by the resolver.

import type { Rule } from './rule.ts';

export const schema: Rule = {
  id: 'schema',
  severity: 'error',
  summary: 'every key is one of the language and has a value of its kind',
  compares: 'every key and value of the instance, its host and `defaults` with the language',
  why: `A key that gwc doesn't know would be ignored in silence: \`workspce\` leaves the workspace where it was, and two instances
may share it. So each unknown key is an error, with the one that was probably meant, and so is each value of another kind.

\`x-\` in front of a key makes it one that gwc ignores, at every level of its own language: a place for YAML anchors and notes.
\`null\` is a value that every optional key accepts: it removes what \`defaults\` or the host gave. What stands inside
\`config\` is OpenClaw's, and checked against OpenClaw's own schema.

Each instance needs a \`port\` and a \`user\`, its own or inherited.`,
  source: 'schemas/hosts.schema.json',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, workspce: ~/main }
`,
    good: `version: 1
x-note: reviewed
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789, workspace: ~/main }
`,
  },
};
