// Every `$(name)` has a value. Found while the instances are resolved.

import { VARIABLES } from '../model/variables.ts';
import type { Rule } from './rule.ts';

export const unknownVariable: Rule = {
  id: 'unknown-variable',
  severity: 'error',
  summary: 'every `$(name)` is a variable of gwc and has a value',
  compares: 'every $(name) in its paths, environment, unit and config',
  why: `\`$(name)\` in paths, environment values, unit directives, the command and strings of \`config\` stands for a value of the
instance; known are ${VARIABLES.map((name) => `\`${name}\``).join(', ')}. An unknown name would end up in a path or a unit as
it stands, and for every instance alike: the folder \`/srv/$(instace)\` is one folder for all of them.

A path may use another path's variable, but not its own, directly or through others. \`$$(\` writes the two characters
\`$(\` themselves. OpenClaw's \`\${VAR}\` and \`{{…}}\` aren't gwc's and pass through.`,
  source: 'the language: "Instance keys"',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    stateDir: /srv/openclaw/$(instace)
    instances:
      main: { port: 18789 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    stateDir: /srv/openclaw/$(instance)
    env: { NOTE: 'written $$(so), and \${HOME} is left alone' }
    instances:
      main: { port: 18789 }
`,
  },
};
