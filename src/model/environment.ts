// The variables that hosts.yaml gives a gateway: a value counts the same wherever it is set.

import { oncePer } from '../diagnostics/collections.ts';
import { at, isMap, type Json, type Path } from '../document/json.ts';
import { commandsAt } from '../managers/shell-words.ts';
import {
  assignedVariables,
  expandSpecifiers,
  isAssignment,
  splitAssignment,
  type UnitContext,
} from '../managers/systemd-values.ts';
import type { DirectiveValue, Instance } from './fleet.ts';

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

const VARIABLE = /\$\{([A-Z_][A-Z0-9_]*)\}/g;

/** The text with its variables filled in. Undefined where one is known to the host alone. */
export function fillVariables(text: string, instance: Instance): string | undefined {
  if (text.search(VARIABLE) === -1) return text;
  const { home, stateDir, configPath } = instance;
  const known: Readonly<Record<string, string>> = {
    ...environmentOf(instance),
    HOME: home,
    OPENCLAW_STATE_DIR: stateDir,
    OPENCLAW_CONFIG_PATH: configPath,
  };
  const filled = text.replace(VARIABLE, (reference, name) => known[name] ?? reference);
  return filled.search(VARIABLE) === -1 ? filled : undefined;
}

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
  return assignedVariables(textsOf(raw)).map(([name, value]) => [
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
