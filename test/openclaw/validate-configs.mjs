// Run by OpenClaw's own node: node validate-configs.mjs <folder with node_modules> <file of configs, a JSON a line> > verdicts.
// It is `openclaw config validate` for many files in one process: the same reader, the same checks, from the package itself.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [folder, configs] = process.argv.slice(2);
const dist = join(folder, 'node_modules/openclaw/dist');
const home = mkdtempSync(join(tmpdir(), 'gwc-openclaw-'));
const configPath = join(home, 'state/openclaw.json');
mkdirSync(join(home, 'state'));
Object.assign(process.env, { HOME: home, OPENCLAW_STATE_DIR: join(home, 'state'), OPENCLAW_CONFIG_PATH: configPath });

const { createConfigIO } = await import(join(dist, 'config/config.js'));
const finish = await finisher();
// What the program logs would stand among the verdicts.
console.log = console.info = console.warn = console.error;
for (const line of readFileSync(configs, 'utf8').split('\n')) {
  writeFileSync(configPath, line);
  const read = await createConfigIO({ observe: false }).readConfigFileSnapshotWithPluginMetadata({
    prepareValidation: 'strict',
  });
  const { valid, issues, warnings } = await finish(read);
  const pairs = (list) => list.map(({ path, message }) => [path, message]);
  process.stdout.write(`${JSON.stringify({ valid, issues: valid ? [] : pairs(issues), warnings: pairs(warnings) })}\n`);
}
rmSync(home, { recursive: true });
process.exit();

/** What the command does after reading; its file's name differs from build to build. */
async function finisher() {
  for (const name of readdirSync(dist).filter((file) => /^config-cli-validation-.*\.m?js$/.test(file))) {
    const found = Object.values(await import(join(dist, name))).find(
      (value) => value.name === 'finishConfigValidationForCli',
    );
    if (found) return found;
  }
  throw new Error('this OpenClaw has no finishConfigValidationForCli');
}
