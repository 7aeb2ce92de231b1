// npm run release:dry-run: the steps of .github/workflows/release.yml one after the other, here. Nothing is published: of the two
// steps that would, npm's runs with --dry-run, and the release on GitHub is only shown. `-- --from STEP` begins at that step.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import packageJson from '../package.json' with { type: 'json' };

const options = /** @type {const} */ ({ from: { type: 'string', default: '' } });
const { from } = parseArgs({ options }).values;
const { jobs } = parse(readFileSync('.github/workflows/release.yml', 'utf8'));
/** @type {readonly { readonly run?: string, readonly uses?: string }[]} */
const steps = jobs.publish.steps;
const env = { ...process.env, GITHUB_REF_NAME: `v${packageJson.version}` };
const first = from === '' ? 0 : steps.findIndex(({ run = '' }) => run.startsWith(from));
if (first === -1) {
  console.error(`no step starts with "${from}"; the steps are those of .github/workflows/release.yml`);
  process.exit(2);
}

for (const { run = '', uses = '' } of steps.slice(first)) {
  console.log(`== ${run || uses}`);
  if (run === '' || run.startsWith('gh ')) {
    console.log('-- not run here: it needs GitHub');
    continue;
  }
  const script = run.startsWith('npm publish') ? `${run.replace('--provenance ', '')} --dry-run` : run;
  if (script !== run) console.log(`-- here: ${script}`);
  const { status } = spawnSync('bash', ['-eo', 'pipefail', '-c', script], { env, stdio: 'inherit' });
  if (status !== 0) {
    console.error(`-- failed: ${script}`);
    process.exit(1);
  }
}
