// What may not stand in a value that ends up in a unit, a property list or an environment file.

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
