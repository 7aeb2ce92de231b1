// docs/rules.md from the rule objects.

import { RULES } from '../src/rules/index.ts';
import type { Rule } from '../src/rules/rule.ts';

export function renderRules(): string {
  const intro = [
    '# Rules',
    '',
    'Every check that `gwc validate` and `gwc build` make. Checks are per host, across users, scopes and service managers,',
    'over managed and unmanaged instances alike. An error stops a build; a warning can be silenced where it stands:',
    '',
    '```yaml',
    'allow: { port-ephemeral: "the range is moved by sysctl on this host" }',
    '```',
    '',
    '`gwc explain RULE` prints the same on a terminal.',
    '',
    '| rule | severity | holds when |',
    '| --- | --- | --- |',
    ...RULES.map(({ id, severity, summary }) => `| [\`${id}\`](#${id}) | ${severity} | ${summary} |`),
    '',
  ];
  return [...intro, ...RULES.map(section)].join('\n');
}

function section({ id, severity, summary, why, source, examples }: Rule): string {
  return [
    `## ${id}`,
    '',
    `*${severity}* · ${summary}.`,
    '',
    why.trim(),
    '',
    'Caught:',
    '',
    fence(examples.bad),
    '',
    'Accepted:',
    '',
    fence(examples.good),
    '',
    `Source: ${source}`,
    '',
  ].join('\n');
}

/** A fence longer than any run of backticks in the text. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}yaml\n${text.trimEnd()}\n${ticks}`;
}
