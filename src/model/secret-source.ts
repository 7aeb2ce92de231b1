// Where a secret of an instance comes from, as a text that is equal for two instances only if they read one secret.

import { isMap, type Json, type JsonMap } from '../document/json.ts';
import { providerOf, type SecretRef, secretRef, substitute, variablesIn } from '../openclaw/config-secrets.ts';
import { isOwnedVariable } from '../openclaw/owned-variables.ts';
import { fillVariables, variableText } from './environment.ts';
import type { Instance } from './fleet.ts';
import { pathIdentity, resolvePath } from './paths.ts';

/** Undefined where it can't be known: a variable that nothing here supplies, a store of the gateway's own. Never shown. */
export function secretSource(value: Json | undefined, instance: Instance): string | undefined {
  if (typeof value === 'number') return `${LITERAL}${value}`;
  if (typeof value === 'string') return textSource(value.trim(), instance);
  const ref = secretRef(value);
  return ref && refSource(ref, instance);
}

/** The text of a value with all that is known put in; each unknown variable makes the whole unknown. */
function textSource(text: string, instance: Instance): string | undefined {
  const only = /^\$\{([A-Z_][A-Z0-9_]*)\}$/.exec(text)?.[1];
  if (only !== undefined) return referredSource(only, instance);
  const sources = new Map(variablesIn(text).map((name) => [name, referredSource(name, instance)]));
  if (text === '' || [...sources.values()].includes(undefined)) return undefined;
  const isLiteral = [...sources.values()].every((source) => source!.startsWith(LITERAL));
  const filled = substitute(text, (name) => {
    const source = sources.get(name)!;
    return isLiteral ? source.slice(LITERAL.length) : `\0${source}\0`;
  });
  return `${isLiteral ? LITERAL : 'mixed:'}${filled}`;
}

const LITERAL = 'text:';

/** What hosts.yaml says of a variable. */
export function variableSource(name: string, instance: Instance): string | undefined {
  const digest = instance.found?.digests.get(name);
  if (digest !== undefined) return `digest:${digest}`;
  const text = variableText(name, instance);
  if (text !== undefined) return text === '' ? undefined : `${LITERAL}${text}`;
  return instance.secrets.includes(name) ? `variable:${hostPath(instance.secretsFile, instance)}:${name}` : undefined;
}

/** A variable that a value names is set somewhere: where nothing says more, in the host's environment files. */
function referredSource(name: string, instance: Instance): string | undefined {
  const { envFiles } = instance;
  const files = envFiles.map(({ path }) => hostPath(path, instance)).join(':');
  return variableSource(name, instance) ?? (files === '' ? undefined : `variable:${files}:${name}`);
}

/** A file on the instance's host. Undefined where a variable decides which one it is. */
export function fileSource(path: Json | undefined, instance: Instance): string | undefined {
  if (typeof path !== 'string' || path.trim() === '') return undefined;
  const text = fillVariables(path.trim(), instance);
  if (text === undefined) return undefined;
  const resolved = resolvePath(text, instance.home);
  const absolute = resolved.startsWith('/') ? resolved : resolvePath(`${instance.workingDirectory}/${resolved}`, '');
  const digest = instance.found?.digests.get(`file:${absolute}`);
  return digest === undefined ? `file:${hostPath(absolute, instance)}` : `digest:${digest}`;
}

function hostPath(path: string, { host, os }: Instance): string {
  return `${host}:${pathIdentity(path, os)}`;
}

function refSource(ref: SecretRef, instance: Instance): string | undefined {
  if (ref.source === 'env') return referredSource(ref.id, instance);
  const provider = providerOf(ref, instance.config);
  if (provider === undefined) return undefined;
  if (ref.source === 'file') {
    const path = fileSource(provider['path'], instance);
    // A file that is the secret as a whole is the same as a `tokenFile`.
    return path === undefined || provider['mode'] === 'singleValue' ? path : `${path}:${ref.id}`;
  }
  return ref.source === 'exec' ? commandSource(ref.id, provider, instance) : undefined;
}

/** The same command with the same environment gives the same secret, on any host. */
function commandSource(id: string, provider: JsonMap, instance: Instance): string | undefined {
  const passed = Array.isArray(provider['passEnv']) ? provider['passEnv'].map(String) : [];
  if (passed.some((name) => isOwnedVariable(name) && name !== 'HOME')) return undefined;
  const { command, args, env, pluginIntegration } = provider;
  if (JSON.stringify([command, args, env]).includes('${')) return undefined;
  const values = passed.map((name) => [name, name === 'HOME' ? instance.home : (instance.env[name] ?? null)]);
  return `command:${JSON.stringify([command, args, sortedKeys(env), sortedKeys(pluginIntegration), values, id])}`;
}

function sortedKeys(value: Json | undefined): Json {
  return isMap(value) ? Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)) : (value ?? null);
}
