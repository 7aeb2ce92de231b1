// Findings as the report shows them: the message, what the pretty reporter prints below it, and whom they are about.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { renderPretty } from '../diagnostics/pretty.ts';
import type { Report } from '../diagnostics/report.ts';
import { visible } from '../diagnostics/terminal-text.ts';

export interface FindingView {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  /** Code frames, notes and help; what may be secret is covered. */
  readonly frame: string;
  /** `host/instance`, of those that it names. */
  readonly about: readonly string[];
  /** The host that it is about, where it is about one. */
  readonly host?: string;
}

const FRAME_WIDTH = 80;

export function findingViews(report: Report): readonly FindingView[] {
  const text = renderPretty(report, { color: false, width: FRAME_WIDTH, quiet: true });
  // No line of a finding is empty.
  const blocks = text.split('\n\n');
  return report.diagnostics.map((diagnostic, index) => {
    const { severity, code, message } = diagnostic;
    const block = blocks[index] ?? '';
    const host = hostOf(diagnostic);
    return {
      severity,
      code,
      message: visible(message),
      frame: block.slice(block.indexOf('\n') + 1),
      about: [...new Set(aboutWhom(diagnostic))],
      ...(host === undefined ? {} : { host }),
    };
  });
}

function hostOf({ path }: Diagnostic): string | undefined {
  const [hosts, host] = path.split('.');
  return hosts === 'hosts' ? host : undefined;
}

/** The instance that the path lies in, those that inherit the value, and those that the other places are about. */
function* aboutWhom(diagnostic: Diagnostic): Generator<string> {
  const [hosts, host = '', instances, name] = diagnostic.path.split('.');
  if (hosts === 'hosts' && instances === 'instances' && name !== undefined) yield `${host}/${name}`;
  for (const { message } of diagnostic.related) {
    const [, own, elsewhere] = /`([\w-]+)`(?: (?:of|on) `([\w-]+)`)?/.exec(message) ?? [];
    if (own !== undefined) yield `${elsewhere ?? host}/${own}`;
  }
}
