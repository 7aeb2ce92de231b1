// The log of a step in GitHub Actions → the annotations that the runner takes from it. The runner reads a command off the
// start of a line, and undoes the escapes of its properties and of its message.

export interface Annotation {
  readonly level: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

const COMMAND = /^::(error|warning|notice)(?: ([^\n]*?))?::([^\n]*)$/gm;

export function annotationsIn(log: string): readonly Annotation[] {
  return [...log.matchAll(COMMAND)].map(([, level, properties = '', message]) => ({
    level: level!,
    properties: Object.fromEntries(
      properties.split(',').map((pair) => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), decode(pair.slice(at + 1))];
      }),
    ),
    message: decode(message!),
  }));
}

function decode(text: string): string {
  const characters: Readonly<Record<string, string>> = { '0D': '\r', '0A': '\n', '3A': ':', '2C': ',', '25': '%' };
  return text.replace(/%(0D|0A|3A|2C|25)/g, (_, code: string) => characters[code]!);
}
