// The shape of the document as the schema lets it through. Types and defaults come from the schema.

import type { Json } from '../document/json.ts';
import {
  type Defaults,
  type Host,
  type Hosts,
  INSTANCE_DEFAULTS,
  NAME_PATTERNS,
  SERVICE_DEFAULTS,
  type Service,
} from '../generated/hosts-schema.ts';
import type { Os } from '../openclaw/release.ts';

type Present<T> = Exclude<T, null | undefined>;
type KnownKeys<T> = { [K in keyof T as string extends K ? never : K]: T[K] };
/** What is left after inheritance: null has removed keys. */
type NonNull<T> = { readonly [K in keyof KnownKeys<T>]?: Present<KnownKeys<T>[K]> };

export type RawHosts = NonNull<Hosts>;
export type RawHost = NonNull<Present<Host>>;
export type RawInstance = NonNull<Present<Defaults>>;
export type RawService = NonNull<Present<Service>>;
export type InstanceKey = keyof RawInstance;

/** The default of an instance key, variables and all. */
export function instanceDefault(key: InstanceKey): Json {
  return INSTANCE_DEFAULTS[key];
}

/** What a name of that kind looks like. */
export function namePattern(kind: keyof typeof NAME_PATTERNS): RegExp {
  return new RegExp(NAME_PATTERNS[kind]);
}

/** Where OpenClaw's installer puts the program. */
export function defaultCommand(os: Os): string {
  return os === 'macos' ? '/opt/homebrew/bin/openclaw' : (instanceDefault('command') as string);
}

/** The default of a key of `service`. */
export function serviceDefault(key: 'scope' | 'hardening'): Json {
  return SERVICE_DEFAULTS[key];
}
