// openclaw.json: plain JSON, keys in the order of their code units at every level.

import { compareText } from '../diagnostics/sort.ts';
import { isList, isMap, type Json } from '../document/json.ts';
import { openclawConfig } from '../model/openclaw-config.ts';
import { instanceArtifact } from './artifact.ts';
import type { Target } from './target.ts';

export const openclawConfigTarget: Target = {
  id: 'openclaw-config',
  summary: 'openclaw.json, the config that the gateway reads',
  emit: (instance) => [
    instanceArtifact(instance, {
      file: 'openclaw.json',
      kind: 'openclaw-config',
      mode: 0o600,
      installPath: instance.configPath,
      content: `${sortedJson(openclawConfig(instance))}\n`,
    }),
  ],
};

/** JSON, indented by two. JSON.stringify would put keys that look like numbers in front. */
function sortedJson(value: Json, indent = ''): string {
  const inner = `${indent}  `;
  if (isMap(value)) {
    const keys = Object.keys(value).sort(compareText);
    return block(
      '{}',
      keys.map((key) => `${JSON.stringify(key)}: ${sortedJson(value[key]!, inner)}`),
      indent,
    );
  }
  if (isList(value))
    return block(
      '[]',
      value.map((item) => sortedJson(item, inner)),
      indent,
    );
  return JSON.stringify(value);
}

function block(brackets: '{}' | '[]', items: readonly string[], indent: string): string {
  if (items.length === 0) return brackets;
  return `${brackets[0]}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${brackets[1]}`;
}
