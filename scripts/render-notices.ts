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

interface Package {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

export async function renderNotices(): Promise<string> {
  return [...(await bundledPackages()).map(notice), BUN].join(RULE);
}

export async function bundledPackages(): Promise<readonly Package[]> {
  const { metafile } = await bundleModules('dist', { write: false });
  const folders = Object.keys(metafile.inputs).flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  return [...new Set(folders)].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { folder, name, version };
  });
}

function notice({ folder, name, version }: Package): string {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(?:\.|$)/i.test(entry));
  if (file === undefined) throw new Error(`${folder} has no licence`);
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
}
