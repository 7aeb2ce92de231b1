// How openclaw.json refers to a secret that stands elsewhere: `${VAR}` in a string, or a map {source, provider, id}.
// Source: src/config/env-substitution, src/secrets/ref-contract, src/config/zod-schema.core; docs/gateway/secrets.md.

import { at, isList, isMap, type Json, type JsonMap } from '../document/json.ts';

export interface SecretRef {
  readonly source: string;
  readonly provider: string;
  readonly id: string;
}

const DEFAULT_PROVIDER = 'default';
/** An escaped one first: `$${VAR}` is the text `${VAR}`. */
const VARIABLE = /\$\$\{[A-Z_][A-Z0-9_]*\}|\$\{([A-Z_][A-Z0-9_]*)\}/g;

/** The map as a reference; undefined where it is some other map. */
export function secretRef(value: Json | undefined): SecretRef | undefined {
  if (!isMap(value)) return undefined;
  const { source, provider = DEFAULT_PROVIDER, id } = value;
  if (typeof source !== 'string' || typeof provider !== 'string' || typeof id !== 'string') return undefined;
  return Object.keys(value).every((key) => REF_KEYS.has(key)) ? { source, provider, id } : undefined;
}

const REF_KEYS: ReadonlySet<string> = new Set(['source', 'provider', 'id']);

/** Names of the variables that OpenClaw puts into the text. */
export function variablesIn(text: string): readonly string[] {
  if (!text.includes('${')) return [];
  return [...text.matchAll(VARIABLE)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** The text as OpenClaw would read it with these values. */
export function substitute(text: string, resolve: (name: string) => string): string {
  return text.replace(VARIABLE, (written, name?: string) => (name === undefined ? written.slice(1) : resolve(name)));
}

/** The provider's definition in `secrets.providers`. `env` and `store` need none. */
export function providerOf({ provider }: SecretRef, config: JsonMap): JsonMap | undefined {
  const found = at(config, 'secrets', 'providers', provider);
  return isMap(found) ? found : undefined;
}

const PROVIDER_NAME = /^[a-z][a-z0-9_-]{0,63}$/;
const VARIABLE_NAME = /^[A-Z][A-Z0-9_]{0,127}$/;

/** What keeps the reference from being resolved; undefined where nothing does. A name of bad form is never shown: it may be a secret. */
export function refProblem(ref: SecretRef, config: JsonMap): string | undefined {
  if (ref.source === 'env' && !VARIABLE_NAME.test(ref.id)) {
    return 'the `id` of a SecretRef with `source: env` is the name of a variable in upper case, such as OPENAI_API_KEY';
  }
  if (!PROVIDER_NAME.test(ref.provider)) return 'the `provider` of a SecretRef is a key of `secrets.providers`';
  const provider = providerOf(ref, config);
  const name = `\`secrets.providers.${ref.provider}\``;
  if (provider === undefined && (ref.source === 'file' || ref.source === 'exec')) {
    return `the SecretRef names ${name}, which isn't declared; add it to \`config\` with \`source: ${ref.source}\``;
  }
  const allowed = provider?.['allowlist'];
  if (ref.source === 'env' && isList(allowed) && !allowed.includes(ref.id)) {
    return `${name} has an \`allowlist\` without \`${ref.id}\`; add it there`;
  }
  return undefined;
}
