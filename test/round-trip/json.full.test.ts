// What the readers of openclaw.json have of ten thousand strings, as values and as keys; and what no file could carry at all.

import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NODE_PACKAGE } from '../../scripts/print-schema.ts';
import { build, validate } from '../../src/build.ts';
import { jsonOf } from './carried.ts';
import { COUNTS } from './counts.ts';
import { brokenStrings, wildStrings, written } from './strings.ts';

const openclaw = process.env['GWC_OPENCLAW'] ?? '';
const strings = wildStrings(COUNTS.json);

/** A switch is no secret, whatever its key. */
const keyed = (text: string, index: number) => [text, index % 3 === 0] as const;

/** In a part of the config whose values are a plugin's business. */
function textOf(texts: readonly string[]): string {
  const config = { values: texts.map(written), keys: Object.fromEntries(texts.map(keyed)) };
  const plugins = { entries: { x: { config } } };
  return jsonOf({
    version: 1,
    hosts: { box: { user: 'claw', instances: { main: { port: 18789, config: { plugins } } } } },
  });
}

describe('openclaw.json', () => {
  const { artifacts, diagnostics } = build(textOf(strings));
  const content = artifacts.find(({ kind }) => kind === 'openclaw-config')?.content ?? '';
  const check = (config: unknown) => {
    const { values, keys } = (config as { readonly [key: string]: never })['plugins']!['entries']['x']['config'];
    expect(values).toEqual(strings);
    expect(new Map(Object.entries(keys))).toEqual(new Map(strings.map(keyed)));
  };

  it('is read back by JSON.parse', () => {
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    check(JSON.parse(content));
  });

  it.skipIf(!existsSync(openclaw))(
    "is read back by OpenClaw's own reader (needs GWC_OPENCLAW)",
    { timeout: 60_000 },
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'gwc-json-'));
      const path = join(folder, 'openclaw.json');
      writeFileSync(path, content);
      const script = `const JSON5 = require('json5'); process.stdout.write(JSON.stringify(JSON5.parse(require('node:fs').readFileSync('${path}', 'utf8'))))`;
      const node = join(openclaw, 'node_modules', NODE_PACKAGE, 'bin/node');
      const cwd = join(openclaw, 'node_modules/openclaw');
      // It says which characters another reader would not take.
      const options = {
        cwd,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      } satisfies ExecFileSyncOptionsWithStringEncoding;
      check(JSON.parse(execFileSync(node, ['-e', script], options)));
      rmSync(folder, { recursive: true });
    },
  );
});

describe('half a character', () => {
  it('is refused wherever it stands', () => {
    const texts = brokenStrings(COUNTS.json);
    const { diagnostics } = validate(`[${texts.map((text) => JSON.stringify(text)).join(',\n')}]`);
    const lines = diagnostics.filter(({ code }) => code === 'syntax').map(({ line }) => line);
    expect(lines).toEqual(texts.map((_, index) => index + 1));
  });
});
