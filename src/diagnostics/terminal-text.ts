// Text from a user's file → text that is safe on a terminal, and its width there.

// Control characters, marks that turn the direction of text, line separators, and halves of surrogate pairs.
const UNSAFE = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]/gu;
const PLAIN = /^[ -~]*$/;
const TAB = '    ';

/** One line for a terminal: what could move the cursor, colour the text or turn its direction is spelled out. */
export function visible(text: string): string {
  return text.replace(UNSAFE, spellOut);
}

/** As `visible`, but line breaks stay. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

function spellOut(character: string): string {
  switch (character) {
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    default:
      return `\\u{${character.codePointAt(0)!.toString(16)}}`;
  }
}

/** A character as it is seen: its text, its columns on the terminal, and where it ends in the line. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  /** In UTF-16 code units from the start of the line. */
  readonly end: number;
}

let segmenter: Intl.Segmenter | undefined;

/** The cells of a line. Tabs become spaces; what is unsafe becomes one visible character. */
export function cellsOf(line: string): readonly Cell[] {
  // Most lines are such, and the segmenter takes its time.
  if (PLAIN.test(line)) return Array.from(line, (text, index) => ({ text, width: 1, end: index + 1 }));
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(line), ({ segment, index }): Cell => {
    const text = segment === '\t' ? TAB : segment.replace(UNSAFE, picture);
    return { text, width: segment === '\t' ? TAB.length : widthOf(text), end: index + segment.length };
  });
}

/** Of a line. */
export function columnsOf(line: string): number {
  return cellsOf(line).reduce((sum, { width }) => sum + width, 0);
}

/** The line, or as much of it as fits, with `…` behind. */
export function cutToColumns(line: string, most: number): string {
  if (columnsOf(line) <= most) return line;
  let used = 1;
  const kept: string[] = [];
  for (const { text, width } of cellsOf(line)) {
    used += width;
    if (used > most) break;
    kept.push(text);
  }
  return `${kept.join('')}…`;
}

/** The patterns stand here because Unicode's tables take longer to load than a small build, and are seldom needed. */
function widthOf(text: string): number {
  const isWide =
    /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u.test(
      text,
    );
  if (isWide) return 2;
  return /^[\p{Mn}\p{Me}\p{Cf}]*$/u.test(text) ? 0 : 1;
}

/** Unicode has a picture for each of the first control characters. */
function picture(character: string): string {
  const code = character.codePointAt(0)!;
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : code === 0x7f ? '␡' : '\ufffd';
}

/** Control characters, and the noncharacters, of which one makes systemd drop the whole line or file. */
const CONTROL = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;

/** The first control character, named, or nothing. Those that match `allowed` may stand. */
export function controlCharacter(text: string, allowed?: RegExp): string | undefined {
  const found = CONTROL.test(text) ? [...text].filter((character) => CONTROL.test(character)) : [];
  const character = found.find((candidate) => !allowed?.test(candidate));
  if (character === undefined) return undefined;
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  return `a ${NAMES[character] ?? 'control character'} (${code})`;
}

const NAMES: Readonly<Record<string, string>> = {
  '\0': 'NUL',
  '\t': 'tab',
  '\n': 'line break',
  '\r': 'carriage return',
};

// JSON lets these stand unescaped, but a terminal acts on them.
const TERMINAL_CONTROLS = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** JSON with two spaces and a line feed at the end, free of characters that a terminal would act on. */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2).replace(
    TERMINAL_CONTROLS,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
