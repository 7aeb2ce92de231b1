// What changed in a release against the one before it, as a table for a person to read.

import { isList, isMap, type Json } from '../../src/document/json.ts';
import type { ReleaseSnapshot } from './store.ts';

export function differences(before: ReleaseSnapshot | undefined, after: ReleaseSnapshot): string {
  if (!before) return `${after.release}: nothing to compare with`;
  const rows = [
    ...changes('', before.facts as unknown as Json, after.facts as unknown as Json),
    ...changes('plugins', before.plugins as unknown as Json, after.plugins as unknown as Json),
    ...names('key', before.keys, after.keys),
    ...names('variable', before.variables, after.variables),
  ];
  const head = `${after.release} against ${before.release}`;
  return [head, ...(rows.length === 0 ? ['nothing changed'] : rows)]
    .map((line) => `  ${line}`.slice(line === head ? 2 : 0))
    .join('\n');
}

function changes(key: string, before: Json | undefined, after: Json | undefined): readonly string[] {
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((name) => changes(key === '' ? name : `${key}.${name}`, before[name], after[name]));
  }
  if (isList(before) && isList(after)) {
    const [old, young] = [before, after].map((list) =>
      list.map((item) => (isList(item) ? item.join(' ') : String(item))),
    );
    return [
      ...old!.filter((item) => !young!.includes(item)).map((item) => `- ${key}: ${item}`),
      ...young!.filter((item) => !old!.includes(item)).map((item) => `+ ${key}: ${item}`),
    ];
  }
  return JSON.stringify(before) === JSON.stringify(after)
    ? []
    : [`~ ${key}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`];
}

function names(kind: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const [old, young] = [new Set(before), new Set(after)];
  return [
    ...before.filter((name) => !young.has(name)).map((name) => `- ${kind} ${name}`),
    ...after.filter((name) => !old.has(name)).map((name) => `+ ${kind} ${name}`),
  ];
}
