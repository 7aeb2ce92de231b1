// Run by `npm version X.Y.Z`: the version is package.json's; pages and examples that name it follow.

import { readFileSync, writeFileSync } from 'node:fs';
import packageJson from '../package.json' with { type: 'json' };

const NAMED = [
  'action.yml',
  'docs/gitops.md',
  'examples/gitops/.github/actions/gwc/action.yml',
  'examples/gitops/.gitlab-ci.yml',
  'examples/gitops/out/gwc.manifest.json',
];
/** After what names gwc's own. */
const VERSION =
  /(?<=gwc\/releases\/v|rev: v|"gwc": "|The version of gwc\.\n {4}default: "|\| `version` \| `)\d+\.\d+\.\d+/g;

for (const path of NAMED) {
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(VERSION, packageJson.version));
}
