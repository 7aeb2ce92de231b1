// The schema in the real yaml-language-server, and every set-up that docs/editors.md shows.

import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCHEMA_LINE } from '../../src/cli/schema-file.ts';
import { renderPretty } from '../../src/diagnostics/pretty.ts';
import { NEWEST_RELEASE } from '../../src/openclaw/release.ts';
import { keysBelow } from '../../src/openclaw/schema/json-schema.ts';
import { shippedSchema } from '../../src/openclaw/schema/shipped.ts';
import { folderWith, gwc } from '../cli/gwc.ts';
import { reportOn } from '../support/reports.ts';
import { type Editor, openEditor, type Settings } from './language-server.ts';

const page = readFileSync('docs/editors.md', 'utf8');
const schemaText = readFileSync('schemas/hosts.schema.json', 'utf8');
const schema = JSON.parse(schemaText);
const INSTANCE_KEYS = Object.keys(schema.$defs.instance.properties);
const SERVICE_KEYS = Object.keys(schema.$defs.instance.properties.service.properties);
const OFFLINE: Settings = { schemaStore: { enable: false } };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gwc-editor-'));
  copyFileSync('schemas/hosts.schema.json', join(folder, 'hosts.schema.json'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A text with `|` where the cursor is. */
function withCursor(text: string) {
  const before = text.slice(0, text.indexOf('|')).split('\n');
  return { text: text.replace('|', ''), position: { line: before.length - 1, character: before.at(-1)!.length } };
}

/** The block of docs/editors.md that holds this. */
function shown(part: string): string {
  const blocks = [...page.matchAll(/```\w+\n([\s\S]*?)```/g)].map(([, text]) => text!);
  return blocks.find((text) => text.includes(part))!;
}

const LEVELS: readonly (readonly [string, string])[] = [
  ['defaults', 'version: 1\ndefaults:\n  '],
  ['a host', 'version: 1\nhosts:\n  box-1:\n    '],
  ['an instance', 'version: 1\nhosts:\n  box-1:\n    user: claw\n    instances:\n      main:\n        '],
];

describe('a hosts.yaml with the schema line', () => {
  let editor: Editor;
  let files = 0;
  beforeAll(async () => {
    editor = await openEditor(folder, OFFLINE);
  });
  afterAll(() => editor.close());

  const open = async (marked: string) => {
    const { text, position } = withCursor(SCHEMA_LINE + marked);
    files += 1;
    const name = `${files}.yaml`;
    return { squiggles: await editor.open(name, text), name, position };
  };
  const completions = async (marked: string) => {
    const { name, position } = await open(marked);
    return editor.complete(name, position);
  };
  const underlined = async (text: string) => {
    const lines = (SCHEMA_LINE + text).split('\n');
    const { squiggles } = await open(`${text}|`);
    return squiggles.map(({ range: { start, end }, message }) => ({
      text: lines[start.line]!.slice(start.character, end.character),
      line: start.line,
      message,
    }));
  };

  it.each(LEVELS)('completes the keys of an instance in %s', async (level, start) => {
    const labels = (await completions(`${start}|\n`)).map(({ label }) => label);
    const more = level === 'a host' ? ['os', 'systemd', 'memory', 'cpus', 'reservedPorts', 'instances'] : [];
    expect(labels.toSorted()).toEqual([...INSTANCE_KEYS, ...more].toSorted());
  });

  it.each(LEVELS)('completes the keys of service in %s', async (_, start) => {
    const indent = start.slice(start.lastIndexOf('\n') + 1);
    const labels = (await completions(`${start}service:\n${indent}  |\n`)).map(({ label }) => label);
    expect(labels.toSorted()).toEqual(SERVICE_KEYS.toSorted());
  });

  it('completes what stands at the top', async () => {
    const found = await completions('version: 1\n|');
    expect(found.map(({ label }) => label)).toEqual([
      'openclaw',
      'openclawSchema',
      'include',
      'rules',
      'defaults',
      'hosts',
    ]);
  });

  it('inserts no key that nobody asked for', async () => {
    const items = await Promise.all(LEVELS.map(([, start]) => completions(`${start}|\n`)));
    const inserted = [...(await completions('version: 1\n|')), ...items.flat()].map((item) => item.insertText);
    expect(inserted.filter((text) => (text?.match(/^ *\w+:/gm) ?? []).length > 1)).toEqual([]);
  });

  it.each([
    ['os', '  box-1:\n    os: |', ['linux', 'macos', 'null']],
    ['port', '  box-1:\n    port: |', ['18789', 'Default value', 'auto', 'null']],
    ['hardening', '  box-1:\n    service:\n      hardening: |', ['"off"', 'null', 'standard', 'strict']],
    ['managed', '  box-1:\n    managed: |', ['false', 'null', 'true']],
  ])('completes the values of %s', async (_, text, expected) => {
    const labels = (await completions(`version: 1\nhosts:\n${text}`)).map(({ label }) => label);
    expect(labels.toSorted()).toEqual(expected);
  });

  it('explains a key before it is written', async () => {
    const found = await completions(`${LEVELS[2]![1]}|\n`);
    const explained = found.map(({ label, documentation }) => [label, documentation]);
    const properties = schema.$defs.instance.properties;
    expect(Object.fromEntries(explained)).toEqual(
      Object.fromEntries(INSTANCE_KEYS.map((key) => [key, properties[key].description])),
    );
  });

  it.each(LEVELS)('explains a key on hover in %s', async (_, start) => {
    const { name, position } = await open(`${start}work|space: ~/work\n`);
    const { title, description, examples } = schema.$defs.instance.properties.workspace;
    const text = await editor.hover(name, position);
    expect(text).toContain(`#### ${title}\n\n${description}\n`);
    expect(text).toContain(examples[0]);
  });

  it('explains `defaults` itself, not the instance that it stands for', async () => {
    const { name, position } = await open('version: 1\ndef|aults:\n  user: claw\n');
    expect(await editor.hover(name, position)).toContain(schema.properties.defaults.description);
  });

  it.each(LEVELS)('underlines an unknown key in %s', async (_, start) => {
    const line = start.split('\n').length;
    expect(await underlined(`${start}workspce: ~/x\n`)).toEqual([
      { text: 'workspce', line, message: 'Property workspce is not allowed.' },
    ]);
  });

  it('underlines a value that can not stand there', async () => {
    const found = await underlined('version: 2\nhosts:\n  box-1:\n    os: windows\n    service: { hardening: max }\n');
    expect(found.map(({ text, line }) => `${line} ${text}`).toSorted()).toEqual(['1 2', '4 windows', '5 max']);
  });
});

/** A release, and what is asked of it where they differ. */
interface InRelease {
  readonly release: string;
  readonly authModes: readonly string[];
}

describe.each<InRelease>([
  { release: NEWEST_RELEASE, authModes: ['none', 'null', 'password', 'token', 'trusted-proxy'] },
  { release: '2026.2.1', authModes: ['null', 'password', 'token'] },
])('`config` for OpenClaw $release', ({ release, authModes }) => {
  let editor: Editor;
  let files = 0;
  beforeAll(async () => {
    const cwd = folderWith({ 'hosts.yaml': `version: 1\nopenclaw: ${release}\n` });
    expect((await gwc(['schema', '--write', '--quiet'], { cwd })).code).toBe(0);
    editor = await openEditor(cwd, OFFLINE);
  });
  afterAll(() => editor.close());

  /** Lines of a config, at each level that has one. */
  const levels = LEVELS.map(([level, start]): [string, (lines: string) => string] => {
    const indent = start.slice(start.lastIndexOf('\n') + 1);
    return [level, (lines) => `${start}config:\n${lines.replace(/^/gm, `${indent}  `)}`];
  });
  const [, inInstance] = levels[2]!;

  const open = async (marked: string) => {
    const { text, position } = withCursor(SCHEMA_LINE + marked);
    files += 1;
    const name = `${files}.yaml`;
    return { squiggles: await editor.open(name, text), text, name, position };
  };
  const completions = async (marked: string) => {
    const { name, position } = await open(marked);
    return editor.complete(name, position);
  };
  const labels = async (marked: string) => (await completions(marked)).map(({ label }) => label).toSorted();
  const hover = async (marked: string) => {
    const { name, position } = await open(marked);
    return editor.hover(name, position);
  };
  const underlined = async (config: string) => {
    const { squiggles, text } = await open(`${inInstance(config)}|`);
    const lines = text.split('\n');
    return squiggles
      .map(({ range: { start, end }, message, severity }) => {
        return { text: lines[start.line]!.slice(start.character, end.character), message, severity };
      })
      .toSorted((a, b) => (a.text < b.text ? -1 : 1));
  };
  const schemaOf = shippedSchema(release);

  it.each(levels)('completes its keys in %s', async (_, config) => {
    expect(await labels(config('|'))).toEqual(keysBelow(schemaOf).toSorted());
    expect(await labels(config('gateway:\n  |'))).toEqual(keysBelow(schemaOf, 'gateway').toSorted());
  });

  it('completes keys at depth', async () => {
    const agent = 'agents:\n  defaults:\n    |';
    expect(await labels(inInstance(agent))).toEqual(keysBelow(schemaOf, 'agents', 'defaults').toSorted());
    const account = 'channels:\n  telegram:\n    accounts:\n      sales:\n        |';
    const keys = keysBelow(schemaOf, 'channels', 'telegram', 'accounts', '*');
    expect(await labels(inInstance(account))).toEqual(keys.toSorted());
    expect(keys).toContain('botToken');
  });

  it('completes values at depth', async () => {
    expect(await labels(inInstance('gateway:\n  auth:\n    mode: |'))).toEqual(authModes);
    const policy = 'channels:\n  telegram:\n    accounts:\n      sales:\n        dmPolicy: |';
    expect(await labels(inInstance(policy))).toEqual(['allowlist', 'disabled', 'null', 'open', 'pairing']);
  });

  it('inserts no key that nobody asked for', async () => {
    const found = await Promise.all(['|', 'gateway:\n  |'].map((config) => completions(inInstance(config))));
    const inserted = found.flat().map(({ insertText }) => insertText);
    expect(inserted.filter((text) => (text?.match(/^ *\w+:/gm) ?? []).length > 1)).toEqual([]);
  });

  it.each(levels)("explains a key in OpenClaw's words in %s", async (_, config) => {
    const bind = await hover(config('gateway:\n  bi|nd: lan'));
    expect(bind).toMatch(/^#### Gateway Bind Mode\n\nNetwork bind profile: /);
    expect(bind).toContain('* `loopback`');
    const account = 'channels:\n  telegram:\n    accounts:\n      sales:\n        webhook|Url: https://example.org';
    expect(await hover(config(account))).toContain('Public HTTPS webhook URL registered with Telegram');
    const completed = await completions(config('gateway:\n  |'));
    expect(completed.find(({ label }) => label === 'bind')?.documentation).toMatch(/^Network bind profile: /);
  });

  it('underlines what OpenClaw does not take, at depth', async () => {
    const found = await underlined(
      `gateway: { bind: lann, prt: 1, port: "\${PORT}" }
agents: { defaults: { workspce: ~/x, x-note: 1 } }
channels: { telegram: { enabled: maybe, accounts: { sales: { dmPolicy: opn, botTokn: x } } } }`,
    );
    const notAllowed = (text: string) => ({ text, message: `Property ${text} is not allowed.`, severity: 1 });
    const value = (text: string, message: string) => ({ text, message: expect.stringContaining(message), severity: 1 });
    expect(found).toEqual([
      value('"${PORT}"', 'Expected one of integer, null.'),
      notAllowed('botTokn'),
      value('lann', 'Valid values: "auto", "lan", "loopback", "custom", "tailnet", null.'),
      value('maybe', 'Expected one of boolean, null.'),
      value('opn', 'Valid values: "pairing", "allowlist", "open", "disabled", null.'),
      notAllowed('prt'),
      notAllowed('workspce'),
      notAllowed('x-note'),
    ]);
  });

  it('underlines no variable, no null and no include', async () => {
    const found = await underlined(
      `gateway: { bind: "\${BIND}", port: null, auth: null }
agents: { defaults: { workspace: $(home)/x } }
channels: { telegram: { $include: ./telegram.json5 }, slack: null }
$include: [./a.json5, ./b.json5]`,
    );
    expect(found).toEqual([]);
  });

  it('takes a part of the fleet by the same schema', async () => {
    const part = inInstance('gateway: { bind: lann }').replace('hosts:', 'defaults: { user: claw }\nhosts:');
    expect((await open(`${part}|`)).squiggles.map(({ message }) => message)).toEqual([
      expect.stringContaining('Valid values: "auto"'),
    ]);
  });
});

describe('what `gwc init` writes', () => {
  it('has its schema beside it, with nothing set up and no network', async () => {
    const cwd = folderWith();
    await gwc(['init'], { cwd });
    const text = readFileSync(join(cwd, 'hosts.yaml'), 'utf8');
    const editor = await openEditor(cwd, OFFLINE);
    expect(await editor.open('hosts.yaml', text)).toEqual([]);
    const [fault] = await editor.open('other.yaml', text.replace('reservedPorts', 'x').replace('hosts:', 'hst:'));
    expect(fault!.message).toBe('Property hst is not allowed.');
    await editor.close();
  });
});

describe('docs/editors.md', () => {
  /** What is underlined in each of these files, in an editor with these settings. */
  const messagesIn = async (texts: Readonly<Record<string, string>>, settings: Settings) => {
    const editor = await openEditor(folder, settings);
    const found: Record<string, readonly string[]> = {};
    for (const [name, text] of Object.entries(texts))
      found[name] = (await editor.open(name, text)).map(({ message }) => message);
    await editor.close();
    return found;
  };
  const FAULTY = 'version: 1\nhst: {}\n';
  const FAULT = ['Property hst is not allowed.'];

  it('shows the line that `gwc init` writes', async () => {
    const line = shown('$schema=./');
    expect(line).toBe(SCHEMA_LINE);
    const texts = { 'with.yaml': line + FAULTY, 'without.yaml': FAULTY };
    expect(await messagesIn(texts, OFFLINE)).toEqual({ 'with.yaml': FAULT, 'without.yaml': [] });
  });

  it('shows settings', async () => {
    const { 'yaml.schemas': schemas } = JSON.parse(shown('yaml.schemas'));
    const texts = { 'hosts.yaml': FAULTY, 'fleet/eu.yaml': FAULTY, 'other.yaml': FAULTY };
    expect(await messagesIn(texts, { ...OFFLINE, schemas })).toEqual({
      'hosts.yaml': FAULT,
      'fleet/eu.yaml': FAULT,
      'other.yaml': [],
    });
  });

  it('shows a task that finds every finding', () => {
    const [{ problemMatcher }] = JSON.parse(shown('problemMatcher')).tasks;
    const [head, place] = problemMatcher.pattern;
    const report = reportOn(
      'version: 1\nhosts:\n  box-1:\n    usr: claw\n    instances:\n      main: { port: 40000 }\n',
    );
    const lines = renderPretty(report, { color: false, width: 80, quiet: false }).split('\n');
    const found = lines.flatMap((line, index) => {
      const first = new RegExp(head.regexp).exec(line);
      const second = new RegExp(place.regexp).exec(lines[index + 1] ?? '');
      if (!first || !second) return [];
      const [severity, code, message] = [first[head.severity], first[head.code], first[head.message]];
      const [file, row, column] = [second[place.file], Number(second[place.line]), Number(second[place.column])];
      return [{ severity, code, message, file, line: row, column }];
    });
    expect(found).toEqual(
      report.diagnostics.map(({ severity, code, message, file, line, column }) => ({
        severity,
        code,
        message,
        file,
        line,
        column,
      })),
    );
    expect(found.length).toBeGreaterThan(1);
  });
});
