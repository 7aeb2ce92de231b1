// How a value is written in a file: systemd unit, environment file, shell command, property list. Takes the value as it is
// meant and gives the text that the file's reader turns back into it. What a reader can't carry is refused by a rule
// before; here it is a fault of ours and throws. Sources: systemd.syntax(7), systemd.service(5), systemd.exec(5), POSIX
// shell command language 2.2, XML 1.0.

/** Characters that mean themselves to every reader below. */
const PLAIN = /^[A-Za-z0-9_@%+=:,./-]*$/;
const LINE_BREAK = /[\n\r\0]/;
const ENDS_IN_BACKSLASH = /(?<!\\)(\\\\)*\\$/;
const XML_NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** No character of XML 1.0, in any spelling. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** A directive's value that is quoted already: one line, which doesn't swallow the next. */
export function unitValue(value: string): string {
  if (LINE_BREAK.test(value) || ENDS_IN_BACKSLASH.test(value)) {
    throw new Error("a directive's value can't break out of its line");
  }
  return value;
}

/** One word of a directive that takes a list of words. */
export function systemdWord(text: string): string {
  const escaped = text.replaceAll('%', '%%');
  return escaped !== '' && PLAIN.test(escaped) ? escaped : `"${escaped.replace(/[\\"]/g, '\\$&')}"`;
}

/** ExecStart= of a program, which is an absolute path, and its arguments. */
export function systemdCommand([program = '', ...args]: readonly string[]): string {
  // systemd replaces variables in arguments but not in the program's path, where `$$` would stay `$$`. A `:` in front
  // turns the replacing off.
  if (program.includes('$')) return [`:${program}`, ...args].map(systemdWord).join(' ');
  return [program, ...args.map((argument) => argument.replaceAll('$', '$$$$'))].map(systemdWord).join(' ');
}

/** A path in a directive that takes the rest of its line literally: WorkingDirectory=. */
export function systemdPath(path: string): string {
  // A backslash at the end would join the next line; systemd drops `/.` again.
  return path.replaceAll('%', '%%').replace(/\\$/, '$&/.');
}

const CONTROL = /[\0-\x1f\x7f]/g;
const NAMED_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * One word of a quadlet's list of words. Podman's generator puts it into the ExecStart= of a unit, where systemd replaces
 * variables.
 */
export function quadletWord(text: string): string {
  const quoted = systemdWord(text.replaceAll('$', '$$$$'));
  return quoted.replace(CONTROL, (character) => NAMED_ESCAPES.get(character) ?? `\\x${hex(character)}`);
}

/** A quadlet's value that takes the rest of its line literally. */
export function quadletText(text: string): string {
  return systemdPath(text.replaceAll('$', '$$$$'));
}

/** A string of a Compose file, which is YAML with variables. */
export function composeText(text: string): string {
  return JSON.stringify(text.replaceAll('$', '$$$$')).replace(NOT_YAML, (character) => `\\u${hex(character, 4)}`);
}

/** What JSON leaves as it is and YAML doesn't take, or takes for a line's end. */
const NOT_YAML = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;

function hex(character: string, length = 2): string {
  return character.charCodeAt(0).toString(16).padStart(length, '0');
}

/** EnvironmentFile= of one file: the path is a glob pattern there. */
export function systemdEnvironmentFile(path: string, { optional }: { readonly optional: boolean }): string {
  return (optional ? '-' : '') + path.replace(/[\\*?[]/g, '\\$&').replaceAll('%', '%%');
}

/** In place of these words zsh puts the path of a program. */
const PROGRAM_PATH = /(?:^|:)=/;

/** `NAME=value`, which systemd's EnvironmentFile= and a POSIX shell's `.` read alike. */
export function environmentLine(name: string, value: string): string {
  return `${name}=${PLAIN.test(value) && !PROGRAM_PATH.test(value) ? value : `"${value.replace(/[\\"$`]/g, '\\$&')}"`}`;
}

/** One word of a POSIX shell command. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The same as a person would write it: in quotes only where it needs them. */
export function shellArgument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : shellWord(text);
}

/** Character data of an XML element. Line ends that some parsers turn into `\n` are written by their numbers. */
export function xmlText(text: string): string {
  if (NOT_XML.test(text)) throw new Error('XML has no such character');
  return text
    .replace(/[&<>]/g, (character) => XML_NAMES[character]!)
    .replace(/[\r\u0085\u2028\u2029]/g, (lineEnd) => `&#${lineEnd.charCodeAt(0)};`);
}
