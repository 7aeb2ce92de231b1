// npm run release:dry-run: the steps of .github/workflows/release.yml one after the other, here. Nothing is published: of the two
// steps that would, npm's runs with --dry-run, and the release on GitHub is only shown. `-- --from STEP` begins at that step.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import packageJson from '../package.json' with { type: 'json' };

/** @typedef {{ readonly run?: string, readonly uses?: string, readonly 'continue-on-error'?: boolean }} Step */

const options = /** @type {const} */ ({ from: { type: 'string', default: '' } });
const { from } = parseArgs({ options }).values;
/** @type {{ readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>> }} */
const { jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8'));
const steps = Object.values(jobs).flatMap((job) => job.steps);
const env = { ...process.env, GITHUB_REF_NAME: `v${packageJson.version}` };
const first = from === '' ? 0 : steps.findIndex(({ run = '' }) => run.startsWith(from));
if (first === -1) {
  console.error(`no step starts with "${from}"; the steps are those of .github/workflows/release.yml`);
  process.exit(2);
}

for (const { run = '', uses = '', 'continue-on-error': goesOn = false } of steps.slice(first)) {
  console.log(`== ${run || uses}`);
  if (run === '' || run.startsWith('gh ')) {
    console.log('-- not run here: it needs GitHub');
    continue;
  }
  const script = run.replace(/(?<=npm publish .*)--provenance/, '--dry-run');
  if (script !== run && !('repository' in packageJson)) {
    console.error(
      '-- failed: npm states nothing of a package without a home; npm pkg set repository=URL && npm run generate',
    );
    process.exit(1);
  }
  if (script !== run) console.log(`-- here: ${script}`);
  const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', script], { env, stdio: 'inherit' });
  if (status === 0) continue;
  console.error(`-- failed: ${script}`);
  if (!goesOn) process.exit(1);
}
