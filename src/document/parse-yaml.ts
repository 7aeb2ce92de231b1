// YAML text → source tree. Every fault of the text is a problem with a range; nothing throws.

import { type Document, parseDocument } from 'yaml';
import { buildTree } from './build-tree.ts';
import type { Range, SourceNode } from './source-tree.ts';
import { findExcess } from './text-limits.ts';
import { inOurWords } from './yaml-messages.ts';

/** A fault of the text, before it has a meaning. */
export interface TextProblem extends Range {
  readonly message: string;
  readonly related?: Range & { readonly message: string };
}

export interface ParsedYaml {
  /** Absent where the text has no tree: empty, or broken. */
  readonly root?: SourceNode;
  readonly problems: readonly TextProblem[];
}

// C0 and C1 control characters and the like, which YAML forbids in its text.
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffe\uffff]/;

export function parseYaml(text: string): ParsedYaml {
  const forbidden = FORBIDDEN.exec(text);
  if (forbidden) return { problems: [forbiddenCharacter(forbidden)] };
  const excess = findExcess(text);
  if (excess) return { problems: [excess] };
  const document = parseText(text);
  // Once the document has ended too early, all that follows would be told word by word.
  const faults = [...(document?.errors ?? []), ...(document?.warnings ?? [])].filter(
    ({ message }, index) => index === 0 || !message.includes(' in YAML stream'),
  );
  // Where the stack ended says nothing, and differs from machine to machine.
  if (!document || faults.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) {
    return { problems: [{ message: inOurWords('RESOURCE_EXHAUSTION', ''), start: 0, end: 0 }] };
  }
  if (faults.length > 0) {
    return {
      problems: faults.map(({ code, message, pos: [start, end] }) => ({
        message: inOurWords(code, message),
        start,
        end: Math.max(start, end),
      })),
    };
  }
  if (document.directives.yaml.version !== '1.2') return { problems: [otherVersion(text)] };
  if (document.contents === null) return { problems: [] };
  return buildTree(document);
}

/** The parser recurses: nesting in the thousands exhausts the stack, which is the text's fault and not ours. */
function parseText(text: string): Document.Parsed | undefined {
  try {
    return parseDocument(text, {
      merge: true,
      prettyErrors: false,
      strict: true,
      stringKeys: true,
      uniqueKeys: false,
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** In YAML 1.1 `no` is false and 1:30 is 90. */
function otherVersion(text: string): TextProblem {
  const start = Math.max(0, text.search(/^%YAML/m));
  const message = 'a hosts.yaml is YAML 1.2; remove the `%YAML` line, and the `---` below it';
  return { message, start, end: start + '%YAML'.length };
}

function forbiddenCharacter(match: RegExpExecArray): TextProblem {
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return {
    message: `the control character U+${code} may not stand in a YAML file`,
    start: match.index,
    end: match.index + 1,
  };
}
