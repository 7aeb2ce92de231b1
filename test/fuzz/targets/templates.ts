// A person's own templates, each in its turn.

import { readFileSync } from 'node:fs';
import { build } from '../../../src/build.ts';
import { TemplateError } from '../../../src/outputs/artifact.ts';
import { TEMPLATE_NAMES } from '../../../src/outputs/index.ts';
import { hashOf } from '../random.ts';
import { bytes, filesIn } from '../seeds.ts';
import { mustBeSound, SECRET, sourcesOf } from '../sound.ts';
import { must, type Target } from '../target.ts';
import { TEMPLATE_WORDS } from '../words.ts';

const HOSTS = `version: 1
defaults: { user: claw, secrets: [A_TOKEN], config: { discovery: { mdns: { mode: off } } } }
hosts:
  box-1: { instances: { main: { port: 18789 }, rescue: { port: 19789 } } }
  mac: { os: macos, instances: { main: { port: 18789 } } }
`;
const usual = build(HOSTS).artifacts;

export const templatesTarget: Target = {
  name: 'templates',
  summary:
    'text of a template → build: a TemplateError or files; nothing of the process is in reach, and no other file changes',
  seeds: () => [
    ...filesIn('templates', /\.hbs$/).map((path) => readFileSync(path)),
    bytes('{{#each lines}}{{@index}}{{/each}}{{host}}'),
  ],
  words: TEMPLATE_WORDS,
  run: (input) => {
    process.env['GWC_FUZZ_SECRET'] = SECRET;
    const name = TEMPLATE_NAMES[hashOf(input) % TEMPLATE_NAMES.length]!;
    const outcome = compiled(new TextDecoder().decode(input), name);
    if (!outcome) return;
    mustBeSound(outcome, sourcesOf(HOSTS));
    must(outcome.artifacts.length === usual.length, () => 'a template adds or takes away a file');
    const config = (artifacts: typeof usual) => artifacts.filter(({ kind }) => kind === 'openclaw-config');
    must(
      JSON.stringify(config(outcome.artifacts)) === JSON.stringify(config(usual)),
      () => 'a template changes a config',
    );
    must(!('polluted' in {}), () => 'a template changes the prototype of all objects');
  },
};

function compiled(text: string, name: string) {
  try {
    return build(HOSTS, { templates: { [name]: text } });
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}
