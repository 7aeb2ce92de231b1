// A person's own templates: those that only lay out values give what gwc's give, and one that would take for ever is stopped.

import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadOwnTemplates } from '../../src/cli/commands/build.ts';
import { folderWith, gwc, TWO } from './gwc.ts';

describe('own templates', () => {
  it("give the same bytes where they are gwc's", async () => {
    const cwd = folderWith({ 'hosts.yaml': TWO });
    cpSync('templates', join(cwd, 't'), { recursive: true });
    expect((await gwc(['build'], { cwd })).stderr).toMatch(/^wrote [1-9]\d*, unchanged 0, removed 0 in out\/\n$/);
    expect(await gwc(['build', '--templates', 't', '--check'], { cwd })).toMatchObject({ code: 0 });
  });

  it.each([
    ['text', 'x'],
    ['nothing', ''],
  ])('are stopped in loops within loops around %s', async (_, inner) => {
    const cwd = folderWith({});
    const loops = Array.from({ length: 9 }).reduce<string>((text) => `{{#each @root.lines}}${text}{{/each}}`, inner);
    writeFileSync(join(cwd, 'gateway.env.hbs'), loops);
    const { templates, within } = await loadOwnTemplates(cwd, 'mine');
    const lines = Array.from({ length: 50 }, (_, at) => at);
    const started = performance.now();
    expect(() => within(0.2, () => templates['gateway.env.hbs']!({ lines }))).toThrow(
      'cannot use mine/gateway.env.hbs: it was not done after 0.2 s; each {{#each}} within another multiplies the work: take one out',
    );
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
