// gwc explain: a rule, or the list of them.

import picocolors from 'picocolors';
import { formatJson } from '../../diagnostics/json.ts';
import { didYouMean, suggest } from '../../diagnostics/suggest.ts';
import { RULES } from '../../rules/index.ts';
import type { Rule } from '../../rules/rule.ts';
import { hasColor } from '../color.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { ruleData, ruleList, ruleText } from '../explain-text.ts';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';

export interface ExplainFlags {
  readonly format: 'pretty' | 'json';
  readonly color?: boolean;
}

export function runExplain({ format, color }: ExplainFlags, io: Io, id: string | undefined): ExitCode {
  const colors = picocolors.createColors(hasColor(color, io.env, io.stdout));
  const rule = id === undefined ? undefined : findRule(id);
  if (format === 'json') io.stdout.write(formatJson(rule ? ruleData(rule) : { rules: RULES.map(ruleData) }));
  else io.stdout.write(rule ? ruleText(rule, colors) : ruleList(RULES, colors));
  return EXIT.clean;
}

function findRule(id: string): Rule {
  const known = RULES.map((rule) => rule.id);
  const hint = didYouMean(suggest(id, known)) || '; `gwc explain` lists them';
  return RULES.find((rule) => rule.id === id) ?? fail(`there is no rule \`${id}\`${hint}`);
}

function fail(message: string): never {
  throw new UsageError(message);
}
