// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of OpenClaw
// Which fields of openclaw.json hold secrets, and that no report ever shows one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { REPORTERS, type Render } from '../../src/diagnostics/reporters.ts';
import {
  isSecretField,
  refProblem,
  secretRef,
  substitute,
  variableFor,
  variablesIn,
} from '../../src/openclaw/config-secrets.ts';
import { shippedSchemaText } from '../../src/openclaw/schema/shipped.ts';
import { samples } from '../support/full.ts';
import { reportOn } from '../support/reports.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const root = JSON.parse(shippedSchemaText('2026.9.6'));

function deref(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const keys = schema.$ref.split('/').slice(1);
  return deref(keys.reduce((inner, key) => inner[key.replaceAll('~1', '/').replaceAll('~0', '~')], root));
}

type Visit = (path: readonly string[], parts: readonly Schema[]) => void;

/** Every place of the schema, alternatives together; `*` stands for any key. */
function walk(schema: Schema, path: readonly string[], visit: Visit, open: ReadonlySet<Schema> = new Set()): void {
  const own = deref(schema);
  if (open.has(own)) return;
  const parts = [own, ...[...(own.anyOf ?? []), ...(own.oneOf ?? [])].flatMap((part) => flatten(deref(part)))];
  visit(path, parts);
  const inside = new Set([...open, own]);
  for (const part of parts) {
    for (const [key, inner] of Object.entries(part.properties ?? {})) walk(inner, [...path, key], visit, inside);
    if (typeof part.additionalProperties === 'object') walk(part.additionalProperties, [...path, '*'], visit, inside);
    if (part.items !== undefined) walk(part.items, path, visit, inside);
  }
}

function flatten(schema: Schema): readonly Schema[] {
  return [schema, ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap((part) => flatten(deref(part)))];
}

function isReference({ properties = {} }: Schema): boolean {
  return properties['source'] !== undefined && properties['provider'] !== undefined && properties['id'] !== undefined;
}

describe('the fields of OpenClaw 2026.9.6', () => {
  const references = new Set<string>();
  const texts = new Set<string>();
  walk(root, [], (path, parts) => {
    if (parts.some(isReference)) references.add(path.join('.'));
    if (parts.some(({ type }) => type === 'string')) texts.add(path.join('.'));
  });

  it('that take a SecretRef are secret, but for certificates and headers, which are public by themselves', () => {
    expect(references.size).toBeGreaterThan(100);
    const open = [...references].filter((path) => !isSecretField(path.split('.')));
    expect([...new Set(open.map((path) => path.split('.').slice(-2).join('.')))].sort()).toEqual([
      'headers.*',
      'ssh.certificateData',
      'ssh.knownHostsData',
      'tls.ca',
      'tls.cert',
    ]);
  });

  it('that take none are secret by these names alone', () => {
    const more = [...texts].filter((path) => !references.has(path) && isSecretField(path.split('.')));
    const names = new Set(more.map((path) => path.split('.').at(-1)));
    expect([...names].sort()).toEqual([
      'accessToken',
      'apiKey',
      'channelAccessToken',
      'channelSecret',
      'clientSecret',
      'code',
      'outboundToken',
      'password',
      'pushToken',
      'refreshToken',
      'token',
    ]);
  });
});

describe('variableFor', () => {
  it.each([
    ['gateway.auth.token', 'OPENCLAW_GATEWAY_TOKEN'],
    ['channels.telegram.botToken', 'TELEGRAM_BOT_TOKEN'],
    ['channels.discord.token', 'DISCORD_BOT_TOKEN'],
    ['channels.telegram.accounts.work.botToken', 'TELEGRAM_WORK_BOT_TOKEN'],
    ['models.providers.openai.apiKey', 'OPENAI_API_KEY'],
    ['skills.entries.x.env.GH_TOKEN', 'GH_TOKEN'],
    ['channels.x.accounts.9.t-ö.token', 'X_9_T_TOKEN'],
  ])('%s is %s', (path, name) => {
    expect(variableFor(path.split('.'))).toBe(name);
  });

  it('is always a name that OpenClaw substitutes', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 4 }), (path) => {
        expect(variableFor([...path, 'token'])).toMatch(/^[A-Z_][A-Z0-9_]*$/);
      }),
    );
  });
});

describe('references', () => {
  it('reads variables as OpenClaw does', () => {
    expect(variablesIn('${A}/${B_1}$${C}${lower}$D')).toEqual(['A', 'B_1']);
    expect(substitute('${A}-$${B}-${c}', (name) => `<${name}>`)).toBe('<A>-${B}-${c}');
  });

  it('knows a SecretRef from another map', () => {
    expect(secretRef({ source: 'env', id: 'A' })).toEqual({ source: 'env', provider: 'default', id: 'A' });
    expect(secretRef({ source: 'env', id: 'A', more: 1 })).toBeUndefined();
    expect(secretRef({ source: 'env', path: 'A' })).toBeUndefined();
    expect(secretRef('env')).toBeUndefined();
  });

  it('needs its provider', () => {
    const ref = { source: 'exec', provider: 'vault', id: 'a' };
    expect(refProblem(ref, {})).toContain("isn't declared");
    expect(
      refProblem(ref, { secrets: { providers: { vault: { source: 'exec', command: '/bin/x' } } } }),
    ).toBeUndefined();
    expect(refProblem({ source: 'env', provider: 'default', id: 'A' }, {})).toBeUndefined();
  });
});

describe('no report shows a secret', () => {
  const MARK = 'zqsecret';
  const planted = fc.stringMatching(/^[a-z0-9=+/._-]{1,12}$/).map((rest) => `${MARK}${rest}`);
  const field = fc.constantFrom(
    'gateway.auth.token',
    'gateway.auth.password',
    'gateway.remote.token',
    'channels.telegram.botToken',
    'channels.telegram.accounts.a.botToken',
    'channels.slack.appToken',
    'channels.nostr.privateKey',
    'channels.unknown.token',
    'models.providers.openai.apiKey',
    'models.providers.openai.headers.Authorization',
    'models.providers.x.request.auth.value',
    'models.providers.x.request.tls.key',
    'channels.tlon.code',
    'skills.entries.x.env.GH_TOKEN',
    'env.vars.OPENAI_API_KEY',
    'mcp.servers.x.headers.Cookie',
    'hooks.token',
  );
  const value = fc.oneof(
    planted,
    planted.map((text) => `${text}\n${text} more`),
    planted.map((text) => `Bearer ${text}`),
    planted.map((text) => [text]),
    planted.map((text) => ({ source: 'env', provider: 'default', id: text })),
    planted.map((text) => ({ source: text, id: 'A' })),
    planted.map((text) => ({ [MARK.length]: text })),
    planted.map((text) => `$(${text})`),
    planted.map((text) => `\${${text}`),
  );
  const style = fc.record({
    lineWidth: fc.constantFrom(0, 20, 80),
    defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_DOUBLE' as const, 'BLOCK_LITERAL' as const),
    collectionStyle: fc.constantFrom('any' as const, 'flow' as const, 'block' as const),
  });

  const options = { color: false, width: 120, quiet: false, isStrict: false };
  const renderers = Promise.all(Object.values(REPORTERS).map(({ load }): Promise<Render> => load()));

  async function reports(text: string): Promise<string> {
    const report = reportOn(text);
    return (await renderers).map((render) => render(report, options)).join('\n');
  }

  it('wherever in the config it stands', async () => {
    await fc.assert(
      fc.asyncProperty(field, value, style, fc.boolean(), async (path, secret, options, isInherited) => {
        const config = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), secret);
        const instances = { a: { port: 18789 }, b: { port: 18909, ...(isInherited ? {} : { config }) } };
        const defaults = { user: 'claw', ...(isInherited ? { config } : {}) };
        const text = stringify({ version: 1, defaults, hosts: { 'box-1': { instances } } }, options);
        const shown = await reports(text);
        expect(shown).toMatch(/secret-inline|unknown-variable|openclaw-schema/);
        expect(shown).not.toContain(MARK);
      }),
      { numRuns: samples(60, 300) },
    );
  });

  it('nor in `env`, `secrets`, the command or a unit', async () => {
    await fc.assert(
      fc.asyncProperty(planted, style, async (secret, options) => {
        const instance = {
          port: 18789,
          user: 'claw',
          env: { A_TOKEN: secret, URL: `https://me:${secret}@host/`, MY_THING: secret },
          secrets: [`${secret}-1`],
          command: ['/bin/x', '--token', secret, `--password=${secret}`],
          service: { systemd: { Service: { Environment: [`B_TOKEN=${secret}`] } } },
          config: { hooks: { token: '${MY_THING}' } },
        };
        const shown = await reports(
          stringify({ version: 1, hosts: { 'box-1': { instances: { main: instance } } } }, options),
        );
        expect(shown.match(/secret-inline/g)?.length).toBeGreaterThan(5);
        expect(shown).not.toContain(MARK);
      }),
    );
  });
});
