// One build in a process of its own, stage by stage: `stages.ts hosts.yaml`, milliseconds as JSON.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { singleSource } from '../../src/document/fleet-source.ts';
import { readFleet } from '../../src/document/united.ts';
import { parseSource } from '../../src/document/yaml.ts';
import { MANIFEST_NAME } from '../../src/files/manifest.ts';
import { outputFolder } from '../../src/files/output-folder.ts';
import { planTree } from '../../src/files/plan.ts';
import { applyPlan } from '../../src/files/write.ts';
import { resolve } from '../../src/model/resolve.ts';
import { deployFleet } from '../../src/outputs/deployment.ts';
import { emitFleet } from '../../src/outputs/index.ts';
import { RULES } from '../../src/rules/index.ts';
import { runRules } from '../../src/rules/run.ts';

const times: Record<string, number> = {};
function stage<T>(name: string, run: () => T): T {
  const start = performance.now();
  const result = run();
  times[name] = performance.now() - start;
  return result;
}

const text = readFileSync(process.argv[2]!, 'utf8');
const out = mkdtempSync(join(tmpdir(), 'gwc-bench-'));
const [schemaRule, otherRules] = [true, false].map((isIt) =>
  RULES.filter(({ id }) => (id === 'openclaw-schema') === isIt),
);
const document = stage('parse', () => parseSource(text, 'hosts.yaml'));
const united = stage('schema', () => readFleet(singleSource(document)));
const fleet = stage('resolve', () => resolve(united));
const found = stage('rules', () => runRules(otherRules!, fleet, united));
const faults = stage('OpenClaw schema', () => runRules(schemaRule!, fleet, united));
if (found.length + faults.length > 0) throw new Error(`findings: ${JSON.stringify([...found, ...faults].slice(0, 3))}`);
const [artifacts, instances] = stage('render', () => [emitFleet(fleet), deployFleet(fleet)] as const);
stage('write', () => {
  const folder = outputFolder(out, out);
  const manifest = folder.look(MANIFEST_NAME);
  const disk = { manifest, previous: () => undefined, look: folder.look, force: false };
  const input = { artifacts, instances, gwc: '0', target: '0', ...disk };
  applyPlan(planTree(input), folder);
});
rmSync(out, { recursive: true });
process.stdout.write(JSON.stringify(times));
