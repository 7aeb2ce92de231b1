// A directive's value → its words, as systemd splits, unquotes and unescapes them. Source: systemd.syntax(7), "Quoting";
// systemd.service(5), "Command lines".

const WORD = /(?:"(?:\\[\s\S]|[^"\\])*"?|'(?:\\[\s\S]|[^'\\])*'?|\\[\s\S]|[^\s"'\\])+/g;
const PART = /"((?:\\[\s\S]|[^"\\])*)"?|'((?:\\[\s\S]|[^'\\])*)'?|((?:\\[\s\S]|[^"'\\])+)/g;
const ESCAPE = /\\(x[0-9a-fA-F]{2}|[0-7]{3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g;
const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  s: ' ',
  t: '\t',
  v: '\v',
};

export function splitWords(value: string): readonly string[] {
  return (value.match(WORD) ?? []).map((word) =>
    word.replace(PART, (_, double?: string, single?: string, bare?: string) =>
      withoutEscapes(double ?? single ?? bare ?? ''),
    ),
  );
}

/** Undoes `\x20` and its like in a unit's name, and `-` for `/`. Source: systemd.unit(5), "String escaping". */
export function unescapeName(name: string): string {
  return name.replaceAll('-', '/').replace(/\\x([0-9a-fA-F]{2})/g, (_, code: string) => byte(code, 16));
}

function withoutEscapes(text: string): string {
  return text.replace(ESCAPE, (_, code: string) => {
    if (/^x/.test(code)) return byte(code.slice(1), 16);
    if (/^[uU]./.test(code)) return codePoint(code.slice(1));
    return /^\d{3}$/.test(code) ? byte(code, 8) : (LETTERS[code] ?? code);
  });
}

function byte(digits: string, base: number): string {
  return String.fromCharCode(Number.parseInt(digits, base));
}

function codePoint(digits: string): string {
  const code = Number.parseInt(digits, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
