// Paths as messages show them and as hosts.yaml may spell them.

import type { InstancePath } from './instance-paths.ts';

const LONGEST_SHOWN = 120;

/** A path in backticks, on one line and not too long. */
export function showPath(path: string): string {
  const text = JSON.stringify(path).slice(1, -1);
  return `\`${text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`}\``;
}

/** `/srv/oc` → `/srv/oc-$(instance)`, of a file `/etc/oc.json` → `/etc/oc-$(instance).json`. */
export function perInstance({ path, isFile }: Pick<InstancePath, 'path' | 'isFile'>): string {
  const [, stem = path, extension = ''] = (isFile && /^(.*[^/])(\.[^./]+)$/s.exec(path)) || [];
  return `${escapeVariables(stem)}-$(instance)${escapeVariables(extension)}`;
}

function escapeVariables(text: string): string {
  return text.replaceAll('$(', '$$$$(');
}
