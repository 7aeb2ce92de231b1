// An error at a place, with nothing more to say.

import type { Diagnostic, Span } from './diagnostic.ts';
import { ruleUrl } from './docs-url.ts';

/** `path` is dotted already. */
export function errorAt(code: string, message: string, span: Span, path = ''): Diagnostic {
  return { code, severity: 'error', message, ...span, path, related: [], suggestions: [], url: ruleUrl(code) };
}
