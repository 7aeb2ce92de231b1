// An output tree of gwc's, built from a hosts.yaml and put on a box.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Manifest, parseManifest } from '../../src/files/manifest.ts';
import { PROGRAM } from '../support/program.ts';
import type { Box } from './box.ts';

export interface Tree {
  readonly manifest: Manifest;
  /** out/, as tar has it. */
  readonly archive: Buffer;
}

export function buildTree(hosts: string, args: readonly string[] = []): Tree {
  const folder = mkdtempSync(join(tmpdir(), 'gwc-tree-'));
  try {
    writeFileSync(join(folder, 'hosts.yaml'), hosts);
    execFileSync(PROGRAM, ['build', '--quiet', ...args], { cwd: folder });
    const manifest = parseManifest(readFileSync(join(folder, 'out/gwc.manifest.json'), 'utf8'), 'the manifest');
    return { manifest, archive: execFileSync('tar', ['-C', folder, '-c', 'out']) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function homeOf(user: string): string {
  return user === 'root' ? '/root' : `/home/${user}`;
}

/** Replaces out/ in the home of an account. */
export async function deliverTree(box: Box, { archive }: Tree, user: string): Promise<void> {
  await box.run(`cd ${homeOf(user)}; rm -rf out; tar -x --no-same-owner; chown -R ${user}: out`, { input: archive });
}
