// A person's own templates: read and compiled, and used for no longer than their work can take.

import { Script } from 'node:vm';
import { FileError } from '../files/file-error.ts';
import { readTemplates } from '../files/read-templates.ts';
import { TEMPLATE_NAMES, TemplateError, type Templates } from '../targets/templates.ts';

export interface OwnTemplates {
  readonly templates: Templates;
  /** What `use` makes with them. Throws a FileError for a template that fails, or that isn't done after so many seconds. */
  readonly within: <T>(seconds: number, use: () => T) => T;
}

/** The *.hbs files of a folder, which the person calls `shown`. Throws a FileError for one that can't be read. */
export async function loadOwnTemplates(folder: string, shown: string): Promise<OwnTemplates> {
  const texts = readTemplates(folder, shown, TEMPLATE_NAMES);
  const { compileTemplates } = await import('../targets/compile-templates.ts');
  let last = shown;
  const watched = Object.entries(compileTemplates(texts)).map(([name, template]) => {
    const place = `${shown}/${name}`;
    const noted = (view: object) => {
      last = place;
      return template(view);
    };
    return [name, noted] as const;
  });
  const within = <T>(seconds: number, use: () => T): T => {
    try {
      return inTime(seconds, use);
    } catch (error) {
      if (isTimeout(error)) {
        const advice = 'each {{#each}} within another multiplies the work: take one out';
        throw new FileError(`cannot use ${last}: it was not done after ${seconds} s; ${advice}`);
      }
      // A fault of gwc's own template is not a person's to put right.
      if (!(error instanceof TemplateError) || !Object.hasOwn(texts, error.template)) throw error;
      throw new FileError(`cannot use ${shown}/${error.template}: ${error.message}`);
    }
  };
  return { templates: Object.fromEntries(watched), within };
}

/** A script has an end when V8 says so, and with it whatever the script calls: nothing else stops a loop. */
function inTime<T>(seconds: number, use: () => T): T {
  return new Script('use()').runInNewContext({ use }, { timeout: seconds * 1000 });
}

/** It comes from the script's own world, whose errors are no `Error` here. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
