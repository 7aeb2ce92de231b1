// Values of `Environment=` → the variables that they set. Source: systemd.exec(5).

import { isAssignment, splitAssignment } from '../assignment.ts';
import { splitWords } from './words.ts';

export function assignedVariables(values: readonly string[]): readonly (readonly [name: string, value: string])[] {
  return values.flatMap(splitWords).filter(isAssignment).map(splitAssignment);
}
