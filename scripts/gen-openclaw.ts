// npm run gen:openclaw -- 2026.9.6: schemas/openclaw/2026.9.6.json, from what that release's `openclaw config schema` prints.
// The release and a node for it are installed into a temporary folder; GWC_OPENCLAW names a folder that has both.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemaText } from '../src/openclaw/schema/schema-text.ts';
import { structureOf } from '../src/openclaw/schema/structure.ts';
import { installedRelease, NODE_PACKAGE, printSchema } from './print-schema.ts';
import { shareSubtrees } from './share-subtrees.ts';

const [release] = process.argv.slice(2);
if (release === undefined) throw new Error('usage: npm run gen:openclaw -- RELEASE');

const temporary = mkdtempSync(join(tmpdir(), 'gen-openclaw-'));
try {
  const folder = process.env['GWC_OPENCLAW'] ?? install(release, temporary);
  const found = installedRelease(folder);
  if (found !== release) throw new Error(`${folder} has OpenClaw ${found}, not ${release}`);
  const structure = structureOf(JSON.parse(printSchema(folder)));
  writeFileSync(`schemas/openclaw/${release}.json`, schemaText(shareSubtrees(structure)));
} finally {
  rmSync(temporary, { recursive: true });
}

function install(version: string, folder: string): string {
  const packages = [`openclaw@${version}`, `${NODE_PACKAGE}@24`];
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  execFileSync('npm', ['install', ...options, ...packages], { stdio: 'inherit' });
  return folder;
}
