// The user's own templates, compiled: Handlebars, strict, without HTML escaping, since values arrive already quoted.

import Handlebars from 'handlebars';
import type { Templates } from './artifact.ts';
import options from './template-options.json' with { type: 'json' };

/** Texts by file name. What is wrong with one shows once it is used. */
export function compileTemplates(texts: Readonly<Record<string, string>>): Templates {
  const handlebars = Handlebars.create();
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, handlebars.compile(text, options)]));
}
