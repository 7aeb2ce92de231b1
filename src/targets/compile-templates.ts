// The person's own templates, compiled: Handlebars, strict, without HTML escaping, since values arrive already quoted.

import Handlebars from 'handlebars';
import type { Templates } from './templates.ts';

/** How every template is compiled, gwc's own too. */
export const TEMPLATE_OPTIONS = { strict: true, noEscape: true, preventIndent: true } as const;

/** Texts by file name. What is wrong with one shows once it is used. */
export function compileTemplates(texts: Readonly<Record<string, string>>): Templates {
  const handlebars = Handlebars.create();
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, handlebars.compile(text, TEMPLATE_OPTIONS)]),
  );
}
