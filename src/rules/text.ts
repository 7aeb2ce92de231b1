// What may not stand in a value that ends up in a unit, a property list or an environment file.

const CONTROL = /\p{Cc}/u;

/** The first control character, named, or nothing. `except` holds those that may stand. */
export function controlCharacter(text: string, except = ''): string | undefined {
  const found = CONTROL.test(text) ? [...text].filter((character) => CONTROL.test(character)) : [];
  const character = found.find((candidate) => !except.includes(candidate));
  if (character === undefined) return undefined;
  const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  return `a ${NAMES[character] ?? 'control character'} (${code})`;
}

const NAMES: Readonly<Record<string, string>> = {
  '\0': 'NUL',
  '\t': 'tab',
  '\n': 'line break',
  '\r': 'carriage return',
  '\x1b': 'escape character',
};
