// Strings that break careless quoting, the same ones in every run.

import fc from 'fast-check';

/** Everything that some reader of the outputs treats as its own: systemd, a shell, a glob, XML, a dotenv file, a path. */
const PIECES = [
  ...[
    '"',
    "'",
    '\\',
    '`',
    '%',
    '%%',
    '%h',
    '%n',
    '$',
    '$$',
    '$HOME',
    '\u0024{HOME}',
    '$(id)',
    ';',
    '#',
    '&',
    '|',
    '!',
    '~',
  ],
  ...['*', '?', '[', ']', '[!a]', '{a,b}', '(', ')', '<', '>', ']]>', '<!--', '-', '--', '@', ':', '+', '=', ','],
  ...[' ', '  ', '\\n', '\\x41', '\\u00e9', 'é', 'e\u0301', '😀', '\u00a0', '\u2028', '..', 'a', 'B7', '_'],
];

const text = (pieces: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...pieces), { maxLength }).map((parts) => parts.join(''));

const sample = (arbitrary: fc.Arbitrary<string>, count: number) =>
  fc.sample(arbitrary, { numRuns: count, seed: 20_260_906 });

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const LONG = `${'x"$%\\ '.repeat(700)}\\`;
const TRAILING = 'ends in \\';

/** One line, tabs allowed: words of a command. */
export const hostileWords = (count: number): readonly string[] =>
  unique(['', ...PIECES, '\t', TRAILING, LONG, ...sample(text([...PIECES, '\t'], 8), count)]);

/** Several lines allowed: values of environment variables. */
export const hostileValues = (count: number): readonly string[] =>
  unique([
    ...hostileWords(count),
    ...['\n', 'a\n#b\nC=d\n', '\\\n', '\r\n'],
    ...sample(text([...PIECES, '\t', '\n', '\\\n', '\nHOME=/x\n'], 8), count),
  ]);

/** Names of a file: no slash, no blank at the end, not `.` or `..`, 255 bytes at most. */
export const hostileFileNames = (count: number): readonly string[] =>
  unique([...PIECES, TRAILING, 'x'.repeat(255), ...sample(text(PIECES, 8), count)]).filter(
    (name) => !/^\.{0,2}$|^\s|\s$/.test(name) && Buffer.byteLength(name) <= 255,
  );
