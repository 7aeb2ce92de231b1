// The words of an ExecStart= as systemd hands them to the program. Source: systemd.service(5), "Command lines";
// systemd.syntax(7), "Quoting".

const WORD = /(?:"((?:\\.|[^"\\])*)"|([^ \t"]+))(?:[ \t]+|$)/gs;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', s: ' ', '\\': '\\', '"': '"', "'": "'" };

export function wordsOf(unit: string): readonly string[] {
  const line = /(?:^|\n)ExecStart=([^\n]*)/.exec(unit)?.[1] ?? '';
  return [...line.matchAll(WORD)].map(([, quoted, plain]) =>
    (quoted ?? plain ?? '')
      .replace(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))/gs, (_, byte, unicode, name) =>
        byte || unicode ? String.fromCharCode(Number.parseInt(byte ?? unicode, 16)) : (ESCAPES[name] ?? `\\${name}`),
      )
      .replaceAll('%%', '%')
      .replaceAll('$$', '$'),
  );
}

/** The values of an option that may stand several times. */
export function optionOf(words: readonly string[], name: string): readonly string[] {
  return words.flatMap((word, index) => {
    if (word === name) return [words[index + 1] ?? ''];
    return word.startsWith(`${name}=`) ? [word.slice(name.length + 1)] : [];
  });
}
