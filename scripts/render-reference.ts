// docs/reference.md from schemas/hosts.schema.json.

import { readFileSync } from 'node:fs';

interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

export function renderReference(): string {
  const schema: Schema = JSON.parse(readFileSync('schemas/hosts.schema.json', 'utf8'));
  const { host, instance, reservedSpan, workspaceFolder } = schema.$defs as Readonly<
    Record<'host' | 'instance' | 'reservedSpan' | 'workspaceFolder', Schema>
  >;
  const own = Object.fromEntries(
    Object.entries(host.properties ?? {}).filter(([key]) => !(key in (instance.properties ?? {}))),
  );
  return [
    '# hosts.yaml reference',
    '',
    'Made from `schemas/hosts.schema.json`, which also gives completion and hover texts in editors. Keys that start with',
    '`x-` are ignored at every level: a place for YAML anchors. `null` removes what was inherited.',
    '',
    table('Document', schema.properties ?? {}, schema),
    table('Host', own, schema, 'Any instance key here is a default for the instances of this host.'),
    table(
      'Instance',
      instance.properties ?? {},
      schema,
      'Also the keys of `defaults`. The nearer wins: instance, host, `defaults`.',
    ),
    table('Service', instance.properties?.['service']?.properties ?? {}, schema, 'Keys of `service`.'),
    table(
      'Limits',
      instance.properties?.['service']?.properties?.['limits']?.properties ?? {},
      schema,
      'Keys of `service.limits`.',
    ),
    table('Workspace folder', workspaceFolder.properties ?? {}, schema, 'One way to write `workspaceFiles`.'),
    table('Reserved span', reservedSpan.properties ?? {}, schema, 'One way to write an entry of `reservedPorts`.'),
  ].join('\n');
}

function table(title: string, properties: Readonly<Record<string, Schema>>, root: Schema, intro = ''): string {
  const rows = Object.entries(properties).map(([key, property]) => row(key, property, root));
  return [
    `## ${title}`,
    '',
    ...(intro === '' ? [] : [intro, '']),
    '| key | type | default | meaning | example |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function row(key: string, property: Schema, root: Schema): string {
  const example = property.examples?.[0];
  const cells = [
    code(key),
    typeName(property, root),
    property.default === null || property.default === undefined ? '' : code(inline(property.default)),
    property.description ?? '',
    example === undefined ? '' : code(inline(example)),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function typeName(property: Schema, root: Schema): string {
  if (property.$ref !== undefined) return typeName(lookUp(property.$ref, root), root);
  if (property.const !== undefined) return code(String(property.const));
  if (property.enum !== undefined)
    return property.enum
      .filter((value) => value !== null)
      .map((value) => code(String(value)))
      .join(' or ');
  if (property.anyOf !== undefined)
    return [...new Set(property.anyOf.map((inner) => typeName(inner, root)))]
      .filter((name) => name !== '')
      .join(' or ');
  const types = [property.type ?? []].flat().filter((type) => type !== 'null');
  return types.map((type) => TYPE_NAMES[type] ?? type).join(' or ');
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'map',
  array: 'list',
  integer: 'integer',
  boolean: 'boolean',
};

function lookUp(reference: string, root: Schema): Schema {
  return reference
    .split('/')
    .slice(1)
    .reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], root) as Schema;
}

function inline(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function code(text: string): string {
  return `\`${text}\``;
}
