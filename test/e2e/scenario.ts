// A hosts.yaml of one host, to be installed in a box: what the tests of a scenario share.

import { randomBytes } from 'node:crypto';
import { build } from '../../src/build.ts';
import type { Instance } from '../../src/model/fleet.ts';
import type { Artifact } from '../../src/targets/artifact.ts';
import { shellWord } from '../../src/targets/quoting.ts';
import type { Box } from './box.ts';
import { systemctl } from './machine.ts';

export interface Scenario {
  /** Booted by the scenario's first hook. */
  box: Box;
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
      (name) => `${name}=${shellWord(name === 'OPENCLAW_GATEWAY_TOKEN' ? token(instance) : '1:not-a-token')}\n`,
    );
    await box.run(`cat > ${shellWord(instance.secretsFile)}`, { input: values.join('') });
  }
}

/** Installs the units and environments of a changed build, for the next boot; all other files stay. */
export async function reinstall({ box, artifacts, running }: Scenario): Promise<void> {
  for (const instance of running) {
    const control = systemctl(instance);
    const { name } = instance.service;
    // On its own a gateway may take minutes to let go of a channel that it can't reach.
    await box.run(`${control} stop --no-block ${name}; ${control} kill -s KILL ${name} || true`);
  }
  for (const { kind, installPath, content } of artifacts) {
    if (kind === 'systemd-unit' || kind === 'env') await box.run(`cat > ${shellWord(installPath)}`, { input: content });
  }
}
