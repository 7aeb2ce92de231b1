// Gateways that OpenClaw's own installer set up: imported from a copy of the disk, built, installed over the old ones, they
// come up as before.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Built } from '../../src/build.ts';
import { build } from '../../src/build.ts';
import { openDisk } from '../../src/import/disk.ts';
import { type Imported, importMachine } from '../../src/import/import-machine.ts';
import type { Instance } from '../../src/model/fleet.ts';
import { shellWord } from '../../src/outputs/quoting.ts';
import type { Box } from './box.ts';
import { bootMachine, statusWithToken, systemctl, untilHealthy } from './machine.ts';

/** Base ports by profile. */
const PROFILES = { default: 18789, ops: 18909, lab: 19029 };
/** The key and the database that a state folder has from its first day on. */
const KEPT = ['config-journal-fingerprint.key', 'state/openclaw.sqlite'];

export function importTests(): void {
  let box: Box;
  let imported: Imported;
  let built: Built;
  const before = new Map<string, string>();
  const instances = () => built.fleet.hosts.flatMap((host) => host.instances);

  beforeAll(async () => {
    box = await bootMachine('import');
    await box.run(Object.entries(PROFILES).map(installCommand).join('\n'), { user: 'claw' });
    const root = await copyOfDisk(box);
    imported = importMachine(openDisk(root));
    rmSync(root, { recursive: true });
    built = build(imported.text);
    for (const instance of instances()) before.set(instance.name, await keptOf(box, instance));
  });
  afterAll(() => box?.down());

  it('three installs of `openclaw gateway install` are described without a finding and without a token', async () => {
    expect(built.diagnostics).toEqual([]);
    expect(imported.notes).toEqual([]);
    const found = instances().map(({ profile, port, user, stateDir }) => ({ profile, port, user, stateDir }));
    expect(found).toEqual(
      Object.entries(PROFILES)
        .map(([profile, port]) => ({ profile, port, user: 'claw', stateDir: stateOf(profile) }))
        .sort((a, b) => (nameOf(a.profile) < nameOf(b.profile) ? -1 : 1)),
    );
    for (const instance of instances()) expect(imported.text).not.toContain(await tokenOf(box, instance));
  });

  it('every difference of the built units, environments and configs from the found ones has a reason', () => {
    const differences = imported.explain();
    expect(new Set(differences.map(({ instance }) => instance)).size).toBe(instances().length);
    expect(differences.filter(({ reason }) => reason === undefined)).toEqual([]);
  });

  it('the built files, installed, bring the gateways up as before: same tokens, same state', async () => {
    const tokens = new Map<string, string>();
    for (const instance of instances()) tokens.set(instance.name, await tokenOf(box, instance));
    await install(box, built, tokens);
    await untilHealthy(box, instances());
    const answers = await Promise.all(
      instances().map(async (instance) => ({
        right: await statusWithToken(box, instance, tokens.get(instance.name)!),
        wrong: await statusWithToken(box, instance, 'wrong'),
        kept: await keptOf(box, instance),
      })),
    );
    // 400: it is let in, and told that its request names no tool.
    expect(answers).toEqual(instances().map(({ name }) => ({ right: '400', wrong: '401', kept: before.get(name) })));
  });
}

function installCommand([profile, port]: readonly [string, number]): string {
  const option = profile === 'default' ? '' : `--profile ${profile}`;
  const state = stateOf(profile);
  return `mkdir -m 700 ${state}; echo '{ "gateway": { "mode": "local" } }' > ${state}/openclaw.json
    openclaw ${option} gateway install --port ${port}
    # It starts the gateway too; the next install would wait for it.
    systemctl --user kill -s KILL ${unitOf(profile)} || true; systemctl --user stop ${unitOf(profile)}`;
}

function unitOf(profile: string): string {
  return `openclaw-gateway${profile === 'default' ? '' : `-${profile}`}.service`;
}

function stateOf(profile: string): string {
  return `/home/claw/.openclaw${profile === 'default' ? '' : `-${profile}`}`;
}

function nameOf(profile: string): string {
  return profile === 'default' ? 'main' : profile;
}

/** Of what an import reads; the gateways are at work on the rest. */
async function copyOfDisk(box: Box): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'gwc-import-'));
  const archive = await box.run(
    'cd /; tar -c etc/passwd etc/hostname home/claw/.config home/claw/.openclaw*/openclaw.json | base64 -w 0',
  );
  execFileSync('tar', ['-C', root, '-x'], { input: Buffer.from(archive, 'base64') });
  return root;
}

/** As the installer left it in openclaw.json. */
async function tokenOf(box: Box, { stateDir }: Instance): Promise<string> {
  return (await box.run(`jq -r .gateway.auth.token ${stateDir}/openclaw.json`)).trim();
}

async function keptOf(box: Box, { stateDir }: Instance): Promise<string> {
  return box.run(`cd ${stateDir}; stat -c '%n %i' ${KEPT.join(' ')}; sha256sum ${KEPT[0]}`);
}

/** The tokens go where the comments of the imported file say. */
async function install(box: Box, { artifacts, fleet }: Built, tokens: ReadonlyMap<string, string>): Promise<void> {
  for (const instance of fleet.hosts.flatMap((host) => host.instances)) {
    const { name, secretsFile, service } = instance;
    await box.run(`${systemctl(instance)} stop ${service.name}`);
    const secret = `OPENCLAW_GATEWAY_TOKEN=${shellWord(tokens.get(name)!)}\n`;
    await box.run(`umask 077; cat >> ${shellWord(secretsFile)}`, { input: secret });
  }
  for (const { installPath, content } of artifacts)
    await box.run(`cat > ${shellWord(installPath)}`, { input: content });
  const units = fleet.hosts.flatMap((host) => host.instances).map(({ service }) => service.name);
  const control = systemctl(fleet.hosts[0]!.instances[0]!);
  await box.run(`chown -R claw: /home/claw; ${control} daemon-reload; ${control} start ${units.join(' ')}`);
}
