// A hosts.yaml of one host, to be installed in a box: what the tests of a scenario share.

import { randomBytes } from 'node:crypto';
import { build } from '../../src/build.ts';
import type { Instance } from '../../src/model/fleet.ts';
import type { Artifact } from '../../src/outputs/artifact.ts';
import { shellWord } from '../../src/outputs/quoting.ts';
import type { Box } from './box.ts';
import { systemctl } from './machine.ts';
import { buildTree, deliverTree } from './tree.ts';
import { makeAccounts, runSteps } from './ways.ts';

export interface Scenario {
  /** Booted by the scenario's first hook. */
  box: Box;
  /** hosts.yaml. */
  readonly text: string;
  readonly artifacts: readonly Artifact[];
  readonly all: readonly Instance[];
  /** Those that are enabled: in every example at least two. */
  readonly running: readonly Instance[];
  /** Directives that `gateway status --deep` may name as drift. */
  readonly drift: readonly string[];
  /** The instance's OPENCLAW_GATEWAY_TOKEN, made for this run. */
  token(instance: Instance): string;
}

export function scenarioOf(text: string, drift: readonly string[] = []): Scenario {
  const { fleet, artifacts, diagnostics } = build(text);
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  const all = fleet.hosts[0]!.instances;
  const tokens = new Map(all.map(({ name }) => [name, `to $ken ${randomBytes(12).toString('hex')}`]));
  return {
    box: undefined as unknown as Box,
    text,
    artifacts,
    all,
    running: all.filter(({ enabled }) => enabled),
    drift,
    token: ({ name }) => tokens.get(name)!,
  };
}

/** What a person fills into the files that docs/install.md has them copy. */
export async function fillSecrets({ box, all, token }: Scenario): Promise<void> {
  for (const instance of all) {
    const values = instance.secrets.map(
      (name) => `${name}=${shellWord(name === 'OPENCLAW_GATEWAY_TOKEN' ? token(instance) : `1:of-${instance.name}`)}\n`,
    );
    await box.run(`cat > ${shellWord(instance.secretsFile)}`, { input: values.join('') });
  }
}

/** By the commands of docs/install.md, in the shell of root or of the one account. */
export async function installByHand(scenario: Scenario, user: 'root' | 'claw'): Promise<void> {
  const { box, text, all } = scenario;
  const host = { box, name: all[0]!.host, user };
  const tree = buildTree(text);
  await makeAccounts(host, tree);
  await deliverTree(box, tree, user);
  await runSteps(host, '2. Folders and files');
  await runSteps(host, '3. Secrets');
  await fillSecrets(scenario);
  await box.run('touch /root/started');
  await runSteps(host, '4. Start');
}

/** As root or as the account, from nothing. */
export async function installByApply(scenario: Scenario, user: 'root' | 'claw'): Promise<void> {
  const { box, text, all } = scenario;
  const tree = buildTree(text);
  await makeAccounts({ box, name: all[0]!.host, user }, tree);
  await deliverTree(box, tree, user);
  for (const { secretsFile, user: owner } of all) {
    const file = shellWord(secretsFile);
    await box.run(
      `test -d "$(dirname ${file})" || install -d -m 700 -o ${user} -g ${user} "$(dirname ${file})"
      test -e ${file} || install -m 600 -o ${owner} -g ${owner} /dev/null ${file}`,
    );
  }
  await fillSecrets(scenario);
  await box.run('touch /root/started');
  const options = user === 'root' ? {} : { user };
  await box.run('cd; gwc apply 2>&1', options);
}

/** At once: on its own a gateway may take minutes to let go of a channel that it can't reach. */
export async function stopAll({ box, running }: Scenario): Promise<void> {
  for (const instance of running) {
    const control = systemctl(instance);
    const { name } = instance.service;
    await box.run(`${control} stop --no-block ${name}; ${control} kill -s KILL ${name} || true`);
  }
}

/** Of stopped user services: all that was installed, and all that the gateways wrote. */
export async function wipe({ box, all }: Scenario): Promise<void> {
  const paths = all.flatMap(({ stateDir, workspace, configPath, secretsFile, logFile, service }) => [
    ...[stateDir, workspace, configPath, secretsFile, logFile].map(shellWord),
    `~/.config/systemd/user/${service.name}`,
  ]);
  const user = all[0]!.user;
  await box.run(`rm -rf ${paths.join(' ')} /tmp/openclaw*; systemctl --user daemon-reload`, { user });
}

/** Installs the units, environments and configs of a changed build, for the next start; all other files stay. */
export async function reinstall(scenario: Scenario): Promise<void> {
  const { box, artifacts } = scenario;
  await stopAll(scenario);
  for (const { kind, installPath, content } of artifacts) {
    if (['systemd-unit', 'env', 'openclaw-config'].includes(kind))
      await box.run(`cat > ${shellWord(installPath)}`, { input: content });
  }
}
