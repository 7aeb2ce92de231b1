// @ts-nocheck: it runs on a newer Node.js than the types that are installed here describe.
// Run by OpenClaw's own node: node doctor.mjs <package folder> test/openclaw/doctor.jsonl. What its `doctor --fix` makes of each
// config that the file has as `before`: written there as `after`.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [folder, fixture] = process.argv.slice(2);
const dist = join(folder, 'dist');
const home = mkdtempSync(join(tmpdir(), 'gwc-doctor-'));
Object.assign(process.env, { HOME: home, OPENCLAW_STATE_DIR: home, OPENCLAW_CONFIG_PATH: join(home, 'openclaw.json') });

const migrate = await migration();
const lines = readFileSync(fixture, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const { before } = JSON.parse(line);
    const { next } = migrate(structuredClone(before), {});
    return `${JSON.stringify({ before, after: next ?? before })}\n`;
  });
writeFileSync(fixture, lines.join(''));
rmSync(home, { recursive: true });
process.exit();

/** The chunk that has it exports it by a name that differs from build to build. */
async function migration() {
  for (const name of readdirSync(dist).filter((file) => /^io\.snapshot-[^.]*\.m?js$/.test(file))) {
    const loaded = Object.values(await import(join(dist, name)));
    const found = loaded.find((value) => value?.name === 'applyLegacyDoctorMigrations');
    if (found) return found;
  }
  throw new Error('this OpenClaw has no applyLegacyDoctorMigrations');
}
