// The readers of what gwc quotes, written down from their manuals: slow, plain, and independent of how gwc quotes.

/** The words of ExecStart= and of lists of paths (systemd.syntax(7), "Quoting"; systemd.unit(5), "Specifiers"). */
export function systemdWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (character === '\\') {
      at += 1;
      const escaped = line[at];
      if (escaped === undefined || !ESCAPES.has(escaped)) throw new Error('an escape that systemd does not know');
      word = (word ?? '') + escaped;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === ' ' || character === '\t' || character === '\n' || character === '\r') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') throw new Error('a quote that does not end');
  return (word === undefined ? words : [...words, word]).map(withoutSpecifiers);
}

const ESCAPES: ReadonlySet<string> = new Set(['\\', '"', "'"]);

/** Of gwc's own only `%%` is meant. */
export function withoutSpecifiers(text: string): string {
  return text.replace(/%(.?)/gs, (_, next: string) => {
    if (next !== '%') throw new Error('a specifier');
    return '%';
  });
}

/** What ExecStart= starts (systemd.service(5), "Command lines"): `:` in front turns variables off. */
export function systemdCommandWords(line: string): readonly string[] {
  const [first = '', ...rest] = systemdWords(line);
  if (first.startsWith(':')) return [first.slice(1), ...rest];
  if (/^[@\-+!|]/.test(first)) throw new Error('a prefix that means something');
  return [first, ...rest.map(withoutVariables)];
}

function withoutVariables(word: string): string {
  return word.replace(/\$(.?)/gs, (_, next: string) => {
    if (next !== '$') throw new Error('a variable');
    return '$';
  });
}

/** One `NAME=value` of an environment file, as systemd (systemd.exec(5)) and a POSIX shell both read it. */
export function environmentValue(line: string): string {
  const value = line.slice(line.indexOf('=') + 1);
  if (!value.startsWith('"')) {
    if (/[\s"'\\$`#;&|<>()~*?[\]]/.test(value)) throw new Error('a character that must be quoted');
    return value;
  }
  let text = '';
  for (let at = 1; at < value.length - 1; at += 1) {
    const character = value[at]!;
    if (character === '\\') {
      at += 1;
      if (!/[\\"$`]/.test(value[at]!)) throw new Error('an escape that a shell reads otherwise');
      text += value[at];
    } else if (/["$`]/.test(character)) throw new Error('a character that means something in quotes');
    else text += character;
  }
  if (value.length < 2 || !value.endsWith('"')) throw new Error('a quote that does not end');
  return text;
}

/** One word of a shell command that is made of single quotes and escaped ones. */
export function shellText(word: string): string {
  const parts = /^'([^']*(?:'\\''[^']*)*)'$/.exec(word);
  if (!parts) throw new Error('no single word');
  return parts[1]!.replaceAll("'\\''", "'");
}

/** Character data of XML 1.0: entities, and line ends as a parser reads them (2.11). */
export function xmlCharacters(text: string): string {
  if (/[<>]|&(?!(?:amp|lt|gt|#\d+);)/.test(text)) throw new Error('markup');
  const read = text.replace(/\r\n?/g, '\n');
  return read.replace(/&(?:(amp|lt|gt)|#(\d+));/g, (_, name: string | undefined, code: string) =>
    name === undefined ? String.fromCodePoint(Number(code)) : { amp: '&', lt: '<', gt: '>' }[name]!,
  );
}
