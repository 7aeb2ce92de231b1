// The variables that hosts.yaml gives a gateway: a value counts the same wherever it is set.

import { oncePer } from '../diagnostics/collections.ts';
import { at, isMap, type Json, type JsonMap, type Path } from '../document/json.ts';
import { commandsAt } from '../managers/shell-words.ts';
import {
  assignedVariables,
  expandSpecifiers,
  isAssignment,
  splitAssignment,
  type UnitContext,
} from '../managers/systemd-values.ts';
import { substitute, variablesIn } from '../openclaw/config-secrets.ts';
import type { DirectiveValue, Instance } from './fleet.ts';
import { expandTree } from './variables.ts';

export interface Variable {
  readonly value: string;
  /** Its path below the instance. */
  readonly key: Path;
}

/**
 * By name, the value that wins: `command` through env(1), then `env`, then raw `Environment=`, then the config's own.
 * Source: systemd.exec(5), EnvironmentFile=; OpenClaw docs/help/environment.md.
 */
export const variablesOf = oncePer(
  (instance: Instance): ReadonlyMap<string, Variable> =>
    new Map([
      ...configVariables(instance),
      ...rawVariables(instance),
      ...Object.entries(instance.env).map(([name, value]) => [name, { value, key: ['env', name] }] as const),
      ...commandVariables(instance),
    ]),
);

/** The values of `variablesOf`. */
export function environmentOf(instance: Instance): Readonly<Record<string, string>> {
  return Object.fromEntries([...variablesOf(instance)].map(([name, { value }]) => [name, value]));
}

/** The value where hosts.yaml has it. The secrets file wins over what a unit or openclaw.json sets. */
export function variableText(name: string, instance: Instance): string | undefined {
  const variable = variablesOf(instance).get(name);
  const isLast = ['env', 'command'].includes(String(variable?.key[0]));
  const isHidden = instance.found?.digests.has(name) || (instance.secrets.includes(name) && !isLast);
  return isHidden ? undefined : variable?.value;
}

/** The text as OpenClaw reads it, with its variables filled in. Undefined where one is known to the host alone. */
export function fillVariables(text: string, instance: Instance): string | undefined {
  if (!text.includes('${')) return text;
  const { home, stateDir, configPath } = instance;
  const own = new Map([
    ['HOME', home],
    ['OPENCLAW_STATE_DIR', stateDir],
    ['OPENCLAW_CONFIG_PATH', configPath],
  ]);
  const known = (name: string) => own.get(name) ?? variableText(name, instance);
  // OpenClaw takes an empty one for missing.
  if (variablesIn(text).some((name) => !known(name))) return undefined;
  return substitute(text, (name) => known(name)!);
}

const hasReferences = oncePer((config: JsonMap) => JSON.stringify(config).includes('${'));

/** The config with every text filled in that can be: a value counts the same wherever it stands. */
export const filledConfig = oncePer((instance: Instance): JsonMap => {
  const { config } = instance;
  if (!hasReferences(config)) return config;
  return expandTree(config, [], (text) => fillVariables(text, instance) ?? text) as JsonMap;
});

type Entries = readonly (readonly [name: string, variable: Variable])[];

/** `env.vars.NAME`, and the older `env.NAME`. */
function configVariables({ config }: Instance): Entries {
  const own = at(config, 'env');
  const entries = (value: Json | undefined, path: Path): Entries =>
    isMap(value)
      ? Object.entries(value).flatMap(([name, text]) =>
          typeof text === 'string' ? [[name, { value: text, key: ['config', ...path, name] }] as const] : [],
        )
      : [];
  return [...entries(own, ['env']), ...entries(at(own, 'vars'), ['env', 'vars'])];
}

function rawVariables(instance: Instance): Entries {
  const { service } = instance;
  const raw = service.manager.readsUnits ? service.systemd.Service['Environment'] : undefined;
  return assignedVariables(valuesOf(raw)).map(([name, value]) => [
    name,
    { value: expandSpecifiers(value, unitContext(instance)), key: ['service', 'systemd', 'Service', 'Environment'] },
  ]);
}

/** Before the program itself: `/usr/bin/env NAME=value openclaw`, or in a script for a shell. */
function commandVariables({ command }: Instance): Entries {
  return command.flatMap((_, index): Entries => {
    if (index === 0) return [];
    const assignments = commandsAt(command, index).flat().filter(isAssignment).map(splitAssignment);
    return assignments.map(([name, value]) => [name, { value, key: ['command', index] }]);
  });
}

/** The account's number is known to its machine alone: the name stands for it. */
export function unitContext({ user, home, service: { manager, scope, name } }: Instance): UnitContext {
  return { name: manager.fullName(name), scope, account: { name: user, home, uid: user }, hostName: '%H' };
}

/** The texts of a raw setting that may be repeated. */
export function textsOf(value: DirectiveValue | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** The values of it that count, trimmed: an empty one drops those before it. Source: systemd.exec(5), at each list. */
export function valuesOf(value: DirectiveValue | undefined): readonly string[] {
  const texts = textsOf(value).map((text) => text.trim());
  return texts.slice(texts.lastIndexOf('') + 1);
}
