// Words that set a variable: `NAME=value`.

export function isAssignment(word: string): boolean {
  return /^[A-Za-z_]\w*=/.test(word);
}

export function splitAssignment(word: string): readonly [name: string, value: string] {
  const end = word.indexOf('=');
  return [word.slice(0, end), word.slice(end + 1)];
}
