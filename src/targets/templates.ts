// Handlebars over the texts of templates/: strict, without HTML escaping; values arrive already quoted.

import Handlebars from 'handlebars';
import { TEMPLATES } from '../generated/templates.ts';

type TemplateName = keyof typeof TEMPLATES;
export const TEMPLATE_NAMES: readonly string[] = Object.keys(TEMPLATES);
export type Render = (name: TemplateName, view: object) => string;

/** A template that can't be used: the person's own, or a fault of ours. */
export class TemplateError extends Error {
  constructor(
    readonly template: string,
    message: string,
  ) {
    super(message);
  }
}

/** Templates by file name; those given win over gwc's own. */
export function renderer(own: Readonly<Record<string, string>> = {}): Render {
  const handlebars = Handlebars.create();
  const compiled = new Map<TemplateName, Handlebars.TemplateDelegate>();
  return (name, view) => {
    const template =
      compiled.get(name) ??
      handlebars.compile(own[name] ?? TEMPLATES[name], { strict: true, noEscape: true, preventIndent: true });
    compiled.set(name, template);
    try {
      return template(view);
    } catch (error) {
      throw new TemplateError(name, error instanceof Error ? error.message : String(error));
    }
  };
}
