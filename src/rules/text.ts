// What may not stand in a value that ends up in a unit, a property list or an environment file.

/** The first control character, named, or nothing. `except` holds those that may stand. */
export function controlCharacter(text: string, except = ''): string | undefined {
  const found = [...text.matchAll(/\p{Cc}/gu)].find(([character]) => !except.includes(character));
  if (!found) return undefined;
  const [character] = found;
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
