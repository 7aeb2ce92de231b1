// A rule as text for a terminal, or as data. Pure.

import type { Colors } from 'picocolors/types';
import { ruleUrl } from '../diagnostics/docs-url.ts';
import type { Rule } from '../rules/rule.ts';

const LINE_WIDTH = 80;

/** A line for each rule. */
export function ruleList(rules: readonly Rule[], colors: Colors): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map((rule) => `${colors.bold(rule.id.padEnd(width))}  ${severity(rule, colors).padEnd(7)}  ${rule.summary}\n`)
    .join('');
}

export function ruleText(rule: Rule, colors: Colors): string {
  const { id, summary, why, source, examples } = rule;
  return `${[
    `${colors.bold(id)} (${severity(rule, colors)}): ${summary}`,
    paragraphs(why),
    `${colors.bold('This breaks it:')}\n\n${indent(examples.bad)}`,
    `${colors.bold('This keeps it:')}\n\n${indent(examples.good)}`,
    `Source: ${source}\n${colors.dim(ruleUrl(id))}`,
  ].join('\n\n')}\n`;
}

/** All of a rule but its code. */
export function ruleData({ id, severity, summary, why, source, examples: { bad, good } }: Rule) {
  return { id, severity, summary, why, source, examples: { bad, good }, url: ruleUrl(id) };
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
