// The three ways from an output tree to running gateways, each as its page in docs/ has it.

import { posix } from 'node:path';
import { shellWord } from '../../src/outputs/quoting.ts';
import { shellBlocks } from '../support/shell-blocks.ts';
import type { Box, Result, RunOptions } from './box.ts';
import { playIn } from './play.ts';
import { deliverTree, homeOf, type Tree } from './tree.ts';

export interface Host {
  readonly box: Box;
  /** As in hosts.yaml. */
  readonly name: string;
  /** Whose shell it is: root for system services, the account for its own. */
  readonly user: string;
}

/** Values of the one secret, by instance. */
export type Tokens = Readonly<Record<string, string>>;

export interface Way {
  readonly name: string;
  /** Whether an install takes minutes. */
  readonly isSlow: boolean;
  /** Whether it leaves a process running where another instance came or went. */
  readonly keepsSiblings: boolean;
  /** Throws where it fails. How many changes it reports, where it reports any. */
  install(host: Host, tree: Tree, tokens: Tokens, options?: { readonly force?: boolean }): Promise<number | undefined>;
}

const apply: Way = {
  name: 'gwc apply',
  isSlow: false,
  keepsSiblings: true,
  async install(host, tree, tokens, { force = false } = {}) {
    await deliverTree(host.box, tree, host.user);
    await writeSecrets(host, tree, tokens);
    const command = `cd ${homeOf(host.user)}; gwc apply --host ${host.name} --format json ${force ? '--force' : ''}`;
    const result = await host.box.attempt(command, shellOf(host));
    return JSON.parse(outputOf(result)).steps.length;
  },
};

const playbook: Way = {
  name: 'playbook',
  isSlow: true,
  keepsSiblings: true,
  async install({ box, name }, tree, tokens, { force = false } = {}) {
    await deliverTree(box, tree, 'root');
    const values = Object.entries(tokens).map(([instance, value]) => [instance, { OPENCLAW_GATEWAY_TOKEN: value }]);
    const vault = { gwc_secrets: { [name]: Object.fromEntries(values) }, gwc_force: force };
    await box.run('umask 077; cat > /root/vault.json', { input: JSON.stringify(vault) });
    const played = await playIn(box, '/root', name, '-e @/root/vault.json');
    outputOf(played);
    return played.changed;
  },
};

const byHand: Way = {
  name: 'by hand',
  isSlow: false,
  keepsSiblings: false,
  async install(host, tree, tokens) {
    await deliverTree(host.box, tree, host.user);
    const run = (heading: string) => runSteps(host, heading);
    await run('2. Folders and files');
    await run('3. Secrets');
    await writeSecrets(host, tree, tokens);
    await run('Removing instances');
    await run('4. Start');
    await run('5. Check');
    return undefined;
  },
};

export const WAYS: readonly Way[] = [apply, playbook, byHand];

/** Those that each of the ways expects to be there. */
export async function makeAccounts(host: Host, tree: Tree): Promise<void> {
  await deliverTree(host.box, tree, 'root');
  await runSteps({ ...host, user: 'root' }, '1. Accounts');
}

/** The commands of docs/install.md under a heading, in out/ of the home. */
export async function runSteps(host: Host, heading: string): Promise<void> {
  const script = `cd ${homeOf(host.user)}/out; host=${host.name}\n${shellBlocks('docs/install.md', heading).join('')}`;
  outputOf(await host.box.attempt(script, shellOf(host)));
}

/** Into the files that the manifest names; those that are right stay as they are. */
async function writeSecrets({ box, user: self }: Host, { manifest }: Tree, tokens: Tokens): Promise<void> {
  const lines = (manifest.instances ?? []).flatMap(({ instance, user, secretsFile }) => {
    if (secretsFile === undefined) return [];
    const file = shellWord(secretsFile);
    const folder = shellWord(posix.dirname(secretsFile));
    const owner = self === 'root' ? `-o ${user} -g ${user}` : '';
    return [
      `test -d ${folder} || mkdir -m 700 ${folder}`,
      `test -e ${file} || install -m 600 ${owner} /dev/null ${file}`,
      `line=${shellWord(`OPENCLAW_GATEWAY_TOKEN=${tokens[instance]}`)}`,
      `grep -qxF "$line" ${file} || { sed -i /^OPENCLAW_GATEWAY_TOKEN=/d ${file}; echo "$line" >> ${file}; }`,
    ];
  });
  await box.run(lines.join('\n'), self === 'root' ? {} : { user: self });
}

function shellOf({ user }: Host): RunOptions {
  return user === 'root' ? {} : { user };
}

function outputOf({ code, stdout, stderr }: Result): string {
  if (code !== 0) throw new Error(`exit ${code}: ${stderr}${stdout}`);
  return stdout;
}
