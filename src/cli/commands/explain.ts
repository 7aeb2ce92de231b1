// gwc explain: a rule, or the list of them.

import { Command, Option } from 'commander';
import { type Colors, colorsOf } from '../../diagnostics/colors.ts';
import { UsageError } from '../../diagnostics/diagnostic.ts';
import { didYouMean, suggest } from '../../diagnostics/finding-text.ts';
import { ruleUrl } from '../../diagnostics/report.ts';
import { formatJson } from '../../diagnostics/terminal-text.ts';
import { RULES } from '../../rules/index.ts';
import type { Rule } from '../../rules/rule.ts';
import { LINKS } from '../about.ts';
import type { CommandEntry } from '../command.ts';
import { nonEmpty, withCommonOptions } from '../flags.ts';
import { EXIT, type ExitCode, hasColor, type Io } from '../io.ts';

export function explainEntry(): CommandEntry {
  const command = new Command('explain')
    .argument('[rule]', 'the code of a finding, such as port-overlap; without it all rules are listed', nonEmpty)
    .description('Prints what a rule demands and why, with an example that breaks it and one that keeps it.')
    .addOption(new Option('--format <format>', 'how to print it').choices(['pretty', 'json']).default('pretty'));
  return {
    command: withCommonOptions(command),
    examples: [
      ['gwc explain', 'the list'],
      ['gwc explain port-overlap', 'one rule'],
    ],
    run: runExplain,
  };
}

interface ExplainFlags {
  readonly format: 'pretty' | 'json';
  readonly color?: boolean;
}

function runExplain({ format, color }: ExplainFlags, io: Io, id: string | undefined): ExitCode {
  const colors = colorsOf(hasColor(color, io.env, io.stdout));
  const rule = id === undefined ? undefined : findRule(id);
  if (format === 'json') io.stdout.write(formatJson(rule ? ruleData(rule) : { rules: RULES.map(ruleData) }));
  else io.stdout.write(rule ? ruleText(rule, colors) : ruleList(RULES, colors));
  return EXIT.clean;
}

function findRule(id: string): Rule {
  const known = RULES.map((rule) => rule.id);
  const hint = didYouMean(suggest(id, known)) || '; `gwc explain` lists them';
  return RULES.find((rule) => rule.id === id) ?? noRule(`there is no rule \`${id}\`${hint}`);
}

function noRule(message: string): never {
  throw new UsageError(message);
}

const LINE_WIDTH = 80;

/** A line for each rule. */
function ruleList(rules: readonly Rule[], colors: Colors): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map((rule) => `${colors.bold(rule.id.padEnd(width))}  ${severity(rule, colors).padEnd(7)}  ${rule.summary}\n`)
    .join('');
}

function ruleText(rule: Rule, colors: Colors): string {
  const { id, summary, why, source, examples } = rule;
  return `${[
    `${colors.bold(id)} (${severity(rule, colors)}): ${summary}`,
    paragraphs(why),
    `${colors.bold('This breaks it:')}\n\n${indent(examples.bad)}`,
    `${colors.bold('This keeps it:')}\n\n${indent(examples.good)}`,
    `Source: ${source}${LINKS ? `\n${colors.dim(ruleUrl(id, LINKS))}` : ''}`,
  ].join('\n\n')}\n`;
}

/** All of a rule but its code. */
function ruleData({ id, severity, summary, why, source, examples: { bad, good } }: Rule) {
  return { id, severity, summary, why, source, examples: { bad, good }, ...(LINKS && { url: ruleUrl(id, LINKS) }) };
}

function severity({ severity }: Rule, colors: Colors): string {
  return (severity === 'error' ? colors.red : colors.yellow)(severity);
}

/** Broken anew; a blank line ends a paragraph. */
function paragraphs(text: string): string {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => wrap(paragraph.split(/\s+/).filter((word) => word !== '')))
    .join('\n\n');
}

function wrap(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= LINE_WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

function indent(text: string): string {
  return text.trimEnd().replace(/^(?=.)/gm, '  ');
}
