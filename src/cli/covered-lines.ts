// A file of the output folder → its lines as they may be shown: what may be secret is covered, line by line. Pure.

import { redact } from '../diagnostics/redact.ts';
import { isSecretName } from '../diagnostics/secret-names.ts';

/** Of a text that gwc wrote or would write. */
export function coveredLines(text: string): readonly string[] {
  return coverXml(redact(text)).split('\n');
}

/** Of a text that a person had a hand in: in each line nothing but its key is shown, and what can't be a secret. */
export function coveredForeignLines(text: string): readonly string[] {
  return coveredLines(text).map(coverLine);
}

/** The value of a property list's key, which a YAML text does not have. */
function coverXml(text: string): string {
  return text.replace(/(<key>([^<]*)<\/key>\s*<string>)([^<]*)/g, (whole, head: string, key: string, value: string) =>
    isSecretName(key) ? head + cover(value) : whole,
  );
}

/** `"key": value` of JSON; `KEY=value` with something behind it, as base64 may end in `=`. */
const KEY_LINE = /^(?<head>\s*(?:"[\w.$/-]+"\s*:|(?:export )?[A-Za-z_]\w*(?==[^=]))(?<mark>=?)\s*)(?<value>.*)$/;
const HARMLESS = /^(?:-?\d{1,5}|true|false|null|[[\]{}]{1,2})?,?$/;

function coverLine(line: string): string {
  if (/^\s*<key>[^<]*<\/key>\s*$/.test(line)) return line;
  if (/^\s*</.test(line)) return line.replace(/(?<=>)[^<>]+(?=<)/g, cover);
  const { head = '', mark, value = line.trim() } = KEY_LINE.exec(line)?.groups ?? {};
  if (mark !== '=' && HARMLESS.test(value)) return line;
  return head + cover(line.slice(head.length));
}

function cover(text: string): string {
  return text.replace(/\S/g, '*');
}
