// What the YAML library reports → our words. Never a part of the text, which may be a secret; the place says which it is.

import type { ErrorCode } from 'yaml';

const BY_CODE: Readonly<Partial<Record<ErrorCode, string>>> = {
  ALIAS_PROPS: 'an alias takes no anchor and no tag of its own',
  BAD_ALIAS: 'the name of this alias or anchor is missing or ends in `:`; quote the text if it is none',
  BAD_COLLECTION_TYPE: 'this tag has no meaning here; quote the text if the `!` belongs to it',
  BAD_DIRECTIVE: 'a line that starts with `%` is a directive, and this one has no meaning here; remove it',
  BAD_DQ_ESCAPE: 'no such escape; in double quotes a backslash is written `\\\\`, in single quotes `\\`',
  BAD_SCALAR_START: 'a plain text may not start with this character; quote it',
  BLOCK_AS_IMPLICIT_KEY:
    'a second key can stand on one line only in `{ }`; quote the text if the `: ` belongs to it, or start a new line',
  BLOCK_IN_FLOW:
    'a `,` is missing before the next key, or a block stands inside `{ }` or `[ ]`, which can only hold these',
  MULTIPLE_ANCHORS: 'a value takes one anchor at most',
  MULTIPLE_DOCS: 'a hosts.yaml holds one document; remove the `---` and what follows it, or make it a file of its own',
  MULTIPLE_TAGS: 'a value takes one tag at most',
  NON_STRING_KEY: 'a key must be a plain word or a quoted string',
  RESOURCE_EXHAUSTION: 'the document is nested too deeply',
  TAB_AS_INDENT: 'tabs may not indent YAML; use spaces',
  TAG_RESOLVE_FAILED: 'this tag has no meaning here; quote the text if the `!` belongs to it',
};

const BY_MESSAGE: readonly (readonly [message: RegExp, words: string])[] = [
  [/^Missing closing (["'])quote/, 'a quoted text has no closing quote; the text ends inside it'],
  [/^Flow (map|sequence) in block collection/, 'a `{` or `[` has no closing bracket, or that stands too far left'],
  [/^Flow end indicator should be/, 'a closing bracket stands too far left; indent it deeper than its key'],
  [/^Implicit keys need|^Implicit keys of flow/, 'a key must end with `:` on its own line; is one missing?'],
  [/^Implicit map keys need/, 'a key has no `:`, or a value of several lines is not indented'],
  [/^All (mapping|sequence) items must start/, 'this line is indented unlike the others of its map or list'],
  [/^Missing space after :/, 'a space is missing after `:`'],
  [/^Missing , /, 'a `,` is missing, or a bracket is not closed'],
  [
    /^Block scalar header includes extra/,
    'behind `|` or `>` the text starts on the next line; quote it if it starts with these',
  ],
  [/^Unexpected , in/, 'a value is missing before this `,`'],
  [
    /^Unexpected .* at node end/,
    'a value has ended before this; quote the whole text if it belongs to it, or indent this line like those above',
  ],
  [/ in YAML stream/, 'the document has ended before this; indent it like the lines above'],
  [/^Not a YAML token|^Unresolved plain scalar/, 'this is no YAML'],
];

export function inOurWords(code: ErrorCode, message: string): string {
  const words = BY_CODE[code] ?? BY_MESSAGE.find(([form]) => form.test(message))?.[1];
  // Behind a colon the library may show what it found.
  return words ?? `${message.charAt(0).toLowerCase()}${message.slice(1)}`.replace(/:.*/s, '');
}
