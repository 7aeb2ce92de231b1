// The templates of templates/, compiled ahead, with values that arrive already quoted.

import { TEMPLATES } from '../generated/templates.ts';

/** A compiled template: the view's values in, text out. */
export type Template = (view: object) => string;
export type Templates = Readonly<Record<string, Template>>;
export type Render = (name: keyof typeof TEMPLATES, view: object) => string;

export const TEMPLATE_NAMES: readonly string[] = Object.keys(TEMPLATES);

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
export function renderer(own: Templates = {}): Render {
  return (name, view) => {
    try {
      return (own[name] ?? TEMPLATES[name])(view);
    } catch (error) {
      throw new TemplateError(name, error instanceof Error ? error.message : String(error));
    }
  };
}
