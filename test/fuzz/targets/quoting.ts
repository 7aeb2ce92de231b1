// Every context of quoting.ts, read back by readers that are written from the manuals.

import {
  environmentLine,
  shellWord,
  systemdCommand,
  systemdEnvironmentFile,
  systemdPath,
  systemdWord,
  unitValue,
  xmlText,
} from '../../../src/outputs/quoting.ts';
import {
  environmentValue,
  shellText,
  systemdCommandWords,
  systemdWords,
  withoutSpecifiers,
  xmlCharacters,
} from '../readers.ts';
import { bytes } from '../seeds.ts';
import { must, type Target, textOf } from '../target.ts';

export const quotingTarget: Target = {
  name: 'quoting',
  summary: 'any text in any context of quoting.ts: read back as it was, or refused',
  seeds: () =>
    ['', 'a b', '"\'\\', '%h %%', '$HOME $$', 'a\nb', '\\ud800', '/srv/a\\', '*?[x]', ']]>&<', 'ü\u2028😀'].map(bytes),
  words: [
    '"',
    "'",
    '\\',
    '`',
    '%',
    '%%',
    '$',
    '$$',
    '\u0024{A}',
    ' ',
    '\t',
    '\n',
    '\r',
    ';',
    '#',
    '&',
    '<',
    '>',
    ']]>',
    '*',
    '?',
    '[',
    '~',
    '-',
    '@',
    ':',
    '+',
    '!',
    '|',
    '=',
    '\\u0000',
    '\\u001b',
    '\\u0085',
    '\\u2028',
    '\\ud800',
    '\\udc00',
    '\\uffff',
    '😀',
    'é',
    '/.',
    '..',
  ],
  run: (input) => {
    const text = textOf(input);
    if (isLine(text)) {
      mustRead('a word', systemdWords(unitValue(systemdWord(text))), [text]);
      mustRead('words', systemdWords(unitValue([text, 'x', text].map(systemdWord).join(' '))), [text, 'x', text]);
      const command = [`/opt/${text.replace(/["'\\]/g, '')}/x`, text, `-${text}`];
      mustRead('a command', systemdCommandWords(unitValue(systemdCommand(command))), command);
      const path = `/${text.replaceAll('/', '')}`;
      mustRead('a path', withoutSpecifiers(unitValue(systemdPath(path))).replace(/\\\/\.$/, '\\'), path);
      const file = unitValue(systemdEnvironmentFile(path, { optional: true }));
      mustRead('an environment file', withoutSpecifiers(file).replace(/\\(.)/gs, '$1'), `-${path}`);
    }
    mustRead('a variable', environmentValue(environmentLine('A', text)), text);
    mustRead('a shell word', shellText(shellWord(text)), text);
    const isXml = !/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text);
    if (isXml) mustRead('XML', xmlCharacters(xmlText(text)), text);
    else mustRefuse('XML', () => xmlText(text));
    if (/[\n\r\0]|(?<!\\)(\\\\)*\\$/.test(text)) mustRefuse('a directive', () => unitValue(text));
    else mustRead('a directive', unitValue(text), text);
  },
};

/** What the rules let through to a unit. */
function isLine(text: string): boolean {
  return !/[\p{Cc}\p{Noncharacter_Code_Point}]/u.test(text);
}

function mustRead(context: string, found: unknown, wanted: unknown): void {
  must(
    JSON.stringify(found) === JSON.stringify(wanted),
    () => `${context} is read otherwise: ${JSON.stringify({ found, wanted })}`,
  );
}

function mustRefuse(context: string, write: () => string): void {
  let written: string | undefined;
  try {
    written = write();
  } catch {
    return;
  }
  must(false, () => `${context} takes what it can't carry: ${JSON.stringify(written)}`);
}
