// THIRD-PARTY.txt: the licences of what is in gwc's bundle, and of what an executable has besides.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { bundleModules } from './bundle.js';

const RULE = `\n${'-'.repeat(80)}\n\n`;

const BUN = `Bun ${packageJson.config.bun}, in the executables alone

Copyright Oven. MIT license. https://github.com/oven-sh/bun
It is linked with JavaScriptCore and other parts of WebKit, which are under the LGPL 2.1, and with further libraries under
licences of their own. https://bun.com/docs/project/licensing lists them, and says where their sources are and how to link Bun
with others. \`npm run build:exe\` of gwc's repository puts gwc and any Bun together.
`;

export async function renderNotices(): Promise<string> {
  const { metafile } = await bundleModules('dist', { write: false });
  const folders = Object.keys(metafile.inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  const packages = [...new Set(folders)].sort().map(notice);
  return [...packages, BUN].join(RULE);
}

function notice(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(?:\.|$)/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence`);
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
