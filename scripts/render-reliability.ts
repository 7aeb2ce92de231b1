// docs/reliability.md from the tables by which the tests run.

import { FOUND, MUTANTS, SEARCHED } from '../test/fuzz/counts.ts';
import { TRIALS } from '../test/oracle/counts.ts';
import { COUNTS } from '../test/round-trip/counts.ts';

const READERS: Readonly<Record<keyof typeof COUNTS, string>> = {
  systemd: "a unit's words, variables, paths, lists of paths and raw directives, read by systemd",
  macos: 'launchd property lists, read by plistutil and an npm parser',
  json: "openclaw.json, read by OpenClaw's own reader",
  completion: 'shell completion, read by bash, zsh and fish',
};

export function renderReliability(): string {
  const trials = Object.values(TRIALS).map(({ what, runs }) => `| ${what} | ${runs} |`);
  const readers = Object.entries(COUNTS).map(([id, runs]) => `| ${READERS[id as keyof typeof COUNTS]} | ${runs} |`);
  return [
    '# Reliability',
    '',
    'What is tried, and how often. The tests run by the same tables, so each number is one that a run has.',
    '',
    '## A second implementation, and texts that mean the same',
    '',
    'In `test/oracle`, written from the rules and without a look at the compiler: what one accepts the other accepts, and what',
    'one refuses the other refuses, for the same pairs. `GWC_RUNS=N npx vitest run test/oracle` makes the generated ones N times',
    'as many.',
    '',
    '| what | in each run |',
    '| --- | --- |',
    ...trials,
    '',
    'Each rule that the second implementation judges is switched off once in each run, and it must notice.',
    '',
    '## Mutants',
    '',
    'The code changed in one place at a time: a condition turned round, a text emptied, a call left out. How many of these changes',
    'the tests saw when all were last tried:',
    '',
    '| code | changes | seen |',
    '| --- | --- | --- |',
    ...MUTANTS.map(({ code, changes, seen }) => `| \`${code}\` | ${changes} | ${seen} |`),
    '',
    'More than half of the others change nothing but speed or memory, or a guard for what the types forbid. Left out is what is',
    'worked out once at the start: tables and texts. `npm run mutation` tries all of them again, and lists those that nobody sees.',
    '',
    '## Strings through the real parsers',
    '',
    'Control characters and halves of characters among them: each comes back exact, or is refused.',
    '',
    '| context | strings in each run |',
    '| --- | --- |',
    ...readers,
    '',
    '## Fuzzing',
    '',
    'Inputs that reach new code are kept in `test/fuzz/corpus`, and each run of the tests replays them. Last searched for long:',
    '',
    '| target | runs |',
    '| --- | --- |',
    ...SEARCHED.map(({ target, runs }) => `| ${target} | ${runs} |`),
    '',
    '`npx tsx scripts/fuzz.ts TARGET --seconds N` searches on.',
    '',
    '## Found and fixed',
    '',
    '| what | held by |',
    '| --- | --- |',
    ...FOUND.map(({ what, fixture }) => `| ${what} | \`${fixture}\` |`),
    '',
  ].join('\n');
}
