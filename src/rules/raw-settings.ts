// What is wrong with the values of an instance's raw directives and launchd keys.

import { isList, isMap, type Json } from '../document/json.ts';
import type { Path } from '../document/path.ts';
import type { Instance } from '../model/fleet.ts';
import { directiveObjection, keyObjection } from './owned-settings.ts';
import type { Finding } from './rule.ts';
import { controlCharacter } from './text.ts';

export function* systemdProblems({ service, path }: Instance): Generator<Finding> {
  for (const [section, directives] of Object.entries(service.systemd)) {
    for (const [name, value] of Object.entries(directives)) {
      const at = [...path, 'service', 'systemd', section, name];
      const objection = directiveObjection(name, value);
      if (objection) yield { at, message: `\`${name}\` ${objection}` };
      for (const scalar of scalarsOf(value, at)) yield* [...scalarProblem(name, scalar), ...continuation(name, scalar)];
    }
  }
}

export function* launchdProblems({ service, path }: Instance): Generator<Finding> {
  for (const [key, value] of Object.entries(service.launchd)) {
    const at = [...path, 'service', 'launchd', key];
    const objection = keyObjection(key);
    if (objection) yield { at, message: `\`${key}\` ${objection}` };
    for (const scalar of scalarsOf(value, at)) yield* scalarProblem(key, scalar);
  }
}

interface Scalar {
  readonly value: Json;
  readonly at: Path;
}

/** Every scalar in a value, the keys of maps as well. */
function scalarsOf(value: Json, at: Path): readonly Scalar[] {
  if (isList(value)) return value.flatMap((item, index) => scalarsOf(item, [...at, index]));
  if (!isMap(value)) return [{ value, at }];
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = [...at, key];
    return [{ value: key, at: inner }, ...scalarsOf(item, inner)];
  });
}

function scalarProblem(name: string, { value, at }: Scalar): readonly Finding[] {
  const control = typeof value === 'string' && controlCharacter(value, /\t/);
  return control ? [{ at, message: `\`${name}\` holds ${control}; a value must stay on its line` }] : [];
}

/** An odd number of backslashes at the end makes systemd read the next line as part of this one. */
function continuation(name: string, { value, at }: Scalar): readonly Finding[] {
  if (typeof value !== 'string' || !/(?<!\\)(\\\\)*\\$/.test(value)) return [];
  return [
    { at, message: `\`${name}\` ends in a backslash, and would swallow the line after it; remove it, or write two` },
  ];
}
