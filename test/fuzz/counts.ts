// The results of long runs (fuzzing, mutation), and the bugs they found: the source of docs/reliability.md.

export interface Searched {
  /** A target of the fuzzer. */
  readonly target: string;
  readonly runs: number;
}

export interface Found {
  readonly what: string;
  /** What failed before it was fixed. */
  readonly fixture: string;
}

export const SEARCHED: readonly Searched[] = [
  { target: 'document', runs: 65_106 },
  { target: 'fleet', runs: 31_677 },
  { target: 'parts', runs: 1_665 },
  { target: 'plain', runs: 64_143 },
  { target: 'interpolation', runs: 345_621 },
  { target: 'quoting', runs: 72_443 },
  { target: 'lock', runs: 27_763 },
  { target: 'manifest', runs: 48_014 },
  { target: 'record', runs: 224_543 },
  { target: 'templates', runs: 22_427 },
  { target: 'cli', runs: 602 },
];

/** How many of the changes made a test fail. */
export interface Mutated {
  readonly code: string;
  readonly changes: number;
  readonly seen: number;
}

export const MUTANTS: readonly Mutated[] = [
  { code: 'src/model', changes: 1569, seen: 1470 },
  { code: 'src/rules', changes: 2433, seen: 2334 },
  { code: 'src/outputs', changes: 607, seen: 597 },
];

export const FOUND: readonly Found[] = [
  {
    what: 'after a first line with its own indentation, messages showed every later word, secrets included',
    fixture: 'test/err/syntax-after-the-end.yaml',
  },
  {
    what: "for text after a quoted value, the message was the YAML library's",
    fixture: 'test/err/syntax-behind-a-value.yaml',
  },
  {
    what: 'masking secrets took quadratic time on a run of blanks: a minute for 64 KB',
    fixture: 'test/unit/redact.test.ts',
  },
  {
    what: 'zsh expanded a value such as `=x` in gateway.env to the path of a program',
    fixture: 'test/unit/quoting.test.ts',
  },
  {
    what: 'an output folder in /proc was retried for ever',
    fixture: 'test/cli/build.test.ts',
  },
  {
    what: 'nested loops in a custom template ran without an end',
    fixture: 'test/cli/own-templates.test.ts',
  },
];
