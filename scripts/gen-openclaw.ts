// npm run gen:openclaw -- 2026.9.6: schemas/openclaw/2026.9.6.json, from what that release's `openclaw config schema` prints.
// The release and a node for it are installed into a temporary folder; GWC_OPENCLAW names a folder that has both.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemaText } from '../src/openclaw/schema/schema-text.ts';
import { structureOf } from '../src/openclaw/schema/structure.ts';
import { shareSubtrees } from './share-subtrees.ts';

const [release] = process.argv.slice(2);
if (release === undefined) throw new Error('usage: npm run gen:openclaw -- RELEASE');

const temporary = mkdtempSync(join(tmpdir(), 'gen-openclaw-'));
try {
  const folder = process.env['GWC_OPENCLAW'] ?? install(release, temporary);
  const printed = printSchema(folder, release, temporary);
  writeFileSync(`schemas/openclaw/${release}.json`, schemaText(shareSubtrees(structureOf(JSON.parse(printed)))));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function install(version: string, folder: string): string {
  const packages = [`openclaw@${version}`, `${nodePackage()}@24`];
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...packages], {
    stdio: 'inherit',
  });
  return folder;
}

function printSchema(folder: string, version: string, home: string): string {
  const modules = join(folder, 'node_modules');
  const { version: found } = JSON.parse(readFileSync(join(modules, 'openclaw/package.json'), 'utf8'));
  if (found !== version) throw new Error(`${folder} has openclaw ${found}, not ${version}`);
  const node = join(modules, nodePackage(), 'bin/node');
  return execFileSync(node, [join(modules, 'openclaw/openclaw.mjs'), 'config', 'schema'], {
    env: { PATH: process.env['PATH'], HOME: home, OPENCLAW_STATE_DIR: join(home, 'state') },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
}

function nodePackage(): string {
  return `node-${process.platform}-${process.arch}`;
}
