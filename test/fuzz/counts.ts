// What was tried for long, apart from the tests' own runs, and what was found by it. docs/reliability.md is made of it.

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
  { target: 'plain', runs: 64_143 },
  { target: 'interpolation', runs: 345_621 },
  { target: 'quoting', runs: 72_443 },
  { target: 'lock', runs: 27_763 },
  { target: 'manifest', runs: 48_014 },
  { target: 'record', runs: 224_543 },
  { target: 'templates', runs: 22_427 },
  { target: 'cli', runs: 602 },
];

/** Of all changes that were tried. */
export interface Mutated {
  readonly code: string;
  readonly changes: number;
  readonly seen: number;
}

export const MUTANTS: readonly Mutated[] = [
  { code: 'src/model', changes: 1569, seen: 1470 },
  { code: 'src/rules', changes: 2433, seen: 2334 },
  { code: 'src/targets', changes: 607, seen: 597 },
];

export const FOUND: readonly Found[] = [
  {
    what: 'a first line that is indented unlike the rest had every later word told in a message, secrets as well',
    fixture: 'test/err/syntax-after-the-end.yaml',
  },
  {
    what: 'text behind a quoted value was told in the words of the YAML library',
    fixture: 'test/err/syntax-behind-a-value.yaml',
  },
  {
    what: 'covering secrets took time in the square of a row of blanks: a minute for 64 KB',
    fixture: 'test/unit/redact.test.ts',
  },
  {
    what: 'zsh took a value such as `=x` of gateway.env for the name of a program',
    fixture: 'test/unit/quoting.test.ts',
  },
  {
    what: 'an output folder below /proc was tried for ever',
    fixture: 'test/cli/build.test.ts',
  },
  {
    what: "loops within loops in a person's own template were waited for without an end",
    fixture: 'test/cli/own-templates.test.ts',
  },
  {
    what: 'a pipe in the place of the code cache was waited for, and a file of any size was read',
    fixture: 'test/hostile/surroundings.test.ts',
  },
];
