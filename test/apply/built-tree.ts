// An output folder that a build wrote, as an apply reads it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type HostTree, pickHost, readHostTree } from '../../src/apply/desired.ts';
import { outputFolder } from '../../src/files/output-folder.ts';
import { folderWith, gwc } from '../cli/gwc.ts';

/** Of instances of one host, by name: what stands behind each name in hosts.yaml. */
export function hostsOf(instances: Readonly<Record<string, string>>, rest = 'os: linux'): string {
  const rows = Object.entries(instances).map(([name, value]) => `      ${name}: ${value}\n`);
  return `version: 1
hosts:
  box-1:
    ${rest}
    user: claw
    config: { gateway: { auth: { mode: none } }, discovery: { mdns: { mode: off } } }
    instances:
${rows.join('')}`;
}

/** A folder with hosts.yaml and out/. */
export async function buildInto(folder: string, text: string): Promise<void> {
  writeFileSync(join(folder, 'hosts.yaml'), text);
  const { code, stderr } = await gwc(['build'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^wrote /) });
}

export async function builtTree(text: string): Promise<HostTree> {
  const folder = folderWith();
  await buildInto(folder, text);
  return readTree(folder);
}

export function readTree(folder: string): HostTree {
  return readHostTree(outputFolder(join(folder, 'out'), 'out'), (hosts) => pickHost(hosts, undefined, 'elsewhere'));
}
