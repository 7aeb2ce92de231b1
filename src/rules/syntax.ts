// The text is YAML. Found by the parser.

import type { Rule } from './rule.ts';

export const syntax: Rule = {
  id: 'syntax',
  severity: 'error',
  summary: 'hosts.yaml is one YAML document without ambiguity',
  compares: 'the text of hosts.yaml as YAML 1.2',
  why: `What can't be read can't be checked. Some texts that a lenient parser lets through are errors too, because two readers
would take them for different things:

- a key that is used twice in one map: most parsers silently keep the second,
- tabs as indentation, a second document after \`---\`, an alias without its anchor, an alias that contains itself, aliases that
  would make the document larger than 32 MB if they were written out,
- \`.inf\`, \`.nan\`, whole numbers above 2^53 (they would be rounded), tags such as \`!!binary\`, half a surrogate pair, control
  characters.

The rest of the file isn't checked until this is fixed.`,
  source: 'YAML 1.2.2, chapters 3.2, 5.1, 6.1 and 7.1; RFC 8259, section 6 (numbers)',
  examples: {
    bad: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      main: { port: 18909 }
`,
    good: `version: 1
hosts:
  box-1:
    user: claw
    instances:
      main: { port: 18789 }
      rescue: { port: 18909 }
`,
  },
};
