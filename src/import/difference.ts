// What differs between a found and a built unit or job, and what becomes of it.

import type { Json } from '../document/json.ts';
import type { NamedGateway } from './found-gateway.ts';

export interface Difference {
  /** `[Service] Restart`, `KeepAlive`. */
  readonly what: string;
  /** Undefined where it isn't set. */
  readonly found: string | undefined;
  readonly built: string | undefined;
  readonly verdict: Verdict;
}

/** Kept as a raw setting, null where it takes away what gwc would write; or not, for a reason. */
export type Verdict = { readonly keep: Json } | { readonly reason: string };

/** Whether a service is as an OpenClaw installer wrote it, and no person has changed it by a drop-in or a script. */
export function isInstallers({ evidence }: NamedGateway): boolean {
  const { service } = evidence;
  return service?.environment.get('OPENCLAW_SERVICE_MARKER') === 'openclaw' && service.files.length === 1;
}

export interface ExplainedDifference {
  readonly instance: string;
  /** The found file, or the built one where none was found. */
  readonly file: string;
  readonly what: string;
  readonly found: string | undefined;
  readonly built: string | undefined;
  /** Undefined where there is none: that would be a fault of gwc. */
  readonly reason: string | undefined;
}

/** Of a file that is known. */
export type Explained = Omit<ExplainedDifference, 'instance' | 'file'>;
