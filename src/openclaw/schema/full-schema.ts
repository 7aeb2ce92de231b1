// The schema of hosts.yaml in which `config` is OpenClaw's own, for an editor.

import type { JsonMap } from '../../document/json.ts';
import { HOSTS_SCHEMA_TEXT } from '../../document/schema-keys.ts';
import { type Explanations, editorSchema } from './editor-schema.ts';
import { shippedExplanations } from './explanations.ts';
import { definitionRef, type RootSchema, type SchemaNode, withNamedParts } from './json-schema.ts';
import { shippedSchema } from './shipped.ts';
import { explainedStructureOf } from './structure.ts';

/** `release` is one of SCHEMA_RELEASES. */
export function fullSchemaText(release: string): string {
  return withConfig(shippedSchema(release), shippedExplanations());
}

/** By a schema that a release of the user's own printed. */
export function fullSchemaTextBy(printed: JsonMap): string {
  return withConfig(explainedStructureOf(printed), new Map());
}

const NAME = 'openclaw';

interface HostsSchema {
  readonly $defs: { readonly instance: InstanceSchema };
}

interface InstanceSchema {
  readonly properties: { readonly config: SchemaNode };
}

/** A line a part. */
function withConfig(root: RootSchema, explanations: Explanations): string {
  const { $defs, ...hosts } = JSON.parse(HOSTS_SCHEMA_TEXT) as HostsSchema;
  const { instance } = $defs;
  const { type, ...config } = instance.properties.config;
  const parts = new Map<string, string>();
  const nameOf = (part: SchemaNode) => {
    const text = JSON.stringify(part);
    const name = parts.get(text) ?? `${NAME}-${parts.size + 1}`;
    parts.set(text, name);
    return name;
  };
  const top = withNamedParts(editorSchema(root, explanations), nameOf);
  const all = {
    ...$defs,
    instance: {
      ...instance,
      properties: { ...instance.properties, config: { ...config, ...definitionRef(NAME) } },
    },
    [NAME]: top,
  };
  const lines = [
    ...Object.entries(all).map(([name, part]) => [name, JSON.stringify(part)]),
    ...[...parts].map(([text, name]) => [name, text]),
  ].map(([name, text]) => `${JSON.stringify(name)}:${text}`);
  return `${JSON.stringify(hosts).slice(0, -1)},\n"$defs":{\n${lines.join(',\n')}\n}\n}\n`;
}
