// npm run release:add -- 2026.10.1 [MORE...]: installs each release aside, one at a time, asks its own functions for all that gwc
// must know of it, and writes the answers: schemas/openclaw/{parts.txt,releases.jsonl,explanations.jsonl,refinements.txt} and
// test/openclaw/releases. What changed against the release before is printed. `--package DIR` takes the one that is installed in DIR/node_modules, with a node for it;
// `--keep DIR` saves what each release answered, and takes from there what it has: a long list goes on where it was cut off.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { installedRelease } from '../print-schema.ts';
import { configSet } from './config-set.ts';
import { differences } from './differences.ts';
import type { Answers } from './facts.ts';
import { askRelease, installAndAsk } from './install.ts';
import { recordOf } from './record.ts';
import { openStore } from './store.ts';

const { values, positionals: releases } = parseArgs({
  allowPositionals: true,
  options: { package: { type: 'string' }, keep: { type: 'string' } },
});
if (releases.length === 0) throw new Error('usage: npm run release:add -- RELEASE... [--package DIR] [--keep DIR]');

const store = openStore();
const folder = values.package ?? mkdtempSync(join(tmpdir(), 'release-add-'));
const added: string[] = [];
try {
  for (const release of releases) {
    const started = Date.now();
    try {
      store.add(recordOf(release, keptAnswers(release) ?? ask(release)));
      added.push(release);
      console.log(`${release} (${Math.round((Date.now() - started) / 1000)} s)`);
    } catch (error) {
      console.error(`${release}: ${(error as Error).message.split('\n')[0]}`);
      process.exitCode = 1;
    }
  }
  store.write();
} finally {
  if (values.package === undefined) rmSync(folder, { recursive: true });
}
for (const release of added) console.log(differences(store.before(release), store.snapshot(release)));
// By itself, for it reads what was just written.
execFileSync(process.execPath, [...process.execArgv, 'scripts/releases/refinements.ts'], { stdio: 'inherit' });

function ask(release: string): Answers {
  const answers = values.package === undefined ? installAndAsk(release, folder, configSet()) : askInstalled(release);
  if (values.keep !== undefined) {
    mkdirSync(values.keep, { recursive: true });
    writeFileSync(fileOf(release), gzipSync(JSON.stringify(answers)));
  }
  return answers;
}

function askInstalled(release: string): Answers {
  const found = installedRelease(folder);
  if (found !== release) throw new Error(`${folder} has OpenClaw ${found}, not ${release}`);
  return askRelease(folder, configSet());
}

function keptAnswers(release: string): Answers | undefined {
  if (values.keep === undefined || !existsSync(fileOf(release))) return undefined;
  return JSON.parse(gunzipSync(readFileSync(fileOf(release))).toString());
}

function fileOf(release: string): string {
  return join(values.keep!, `${release}.json.gz`);
}
