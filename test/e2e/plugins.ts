// Plugins that an instance has by `plugins`: a package from a registry of the test's own, on the box itself, and a folder.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Box } from './box.ts';

export const REGISTRY_PORT = 4873;

/** What an instance's environment says for npm to ask there, by the box's name as the instance knows it. */
export function registryAt(host: string): string {
  return `http://${host}:${REGISTRY_PORT}/`;
}

/** A stand-in for npm's registry: it has one package, and knows no other. */
const SERVER = `
const { createServer } = require('node:http');
const packument = require('/srv/registry/packument.json');
createServer(({ url, headers }, answer) => {
  const path = decodeURIComponent(url);
  if (path.endsWith('.tgz')) return answer.end(require('node:fs').readFileSync('/srv/registry/' + path.split('/').pop()));
  answer.statusCode = path === '/' + packument.name ? 200 : 404;
  const text = JSON.stringify(answer.statusCode === 200 ? packument : {});
  answer.end(text.replaceAll('http://registry/', 'http://' + headers.host + '/'));
}).listen(${REGISTRY_PORT});
`;

interface Packed {
  readonly manifest: { readonly version: string };
  readonly archive: Buffer;
}

/** Starts it, with these versions of `@acme/ID`. */
export async function serveRegistry(box: Box, id: string, versions: readonly string[]): Promise<void> {
  const packed = versions.map((version) => pack(id, version));
  const name = `@acme/${id}`;
  const entries = packed.map(({ manifest, archive }) => {
    const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
    const tarball = `http://registry/${name}/-/${manifest.version}.tgz`;
    return [manifest.version, { ...manifest, dist: { tarball, integrity } }];
  });
  const packument = { name, 'dist-tags': { latest: versions.at(-1) }, versions: Object.fromEntries(entries) };
  await box.run('mkdir /srv/registry; cat > /srv/registry/packument.json', { input: JSON.stringify(packument) });
  for (const { manifest, archive } of packed)
    await box.run(`cat > /srv/registry/${manifest.version}.tgz`, { input: archive });
  await box.run('cat > /srv/registry/server.cjs', { input: SERVER });
  await box.run('systemd-run --quiet --unit=registry node /srv/registry/server.cjs');
}

function pack(id: string, version: string): Packed {
  const folder = pluginFolder(id, version);
  try {
    const [{ filename }] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--silent'], { cwd: folder, encoding: 'utf8' }),
    );
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { manifest, archive: readFileSync(join(folder, filename)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Puts one into a folder of the account. */
export async function deliverPlugin(box: Box, id: string): Promise<void> {
  const folder = pluginFolder(id, '1.0.0');
  try {
    const archive = execFileSync('tar', ['-C', folder, '-c', '.']);
    await box.run(`mkdir /home/claw/${id}; tar -C /home/claw/${id} -x; chown -R claw: /home/claw/${id}`, {
      input: archive,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As small as one can be. */
function pluginFolder(id: string, version: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gwc-plugin-'));
  const files = {
    'package.json': JSON.stringify({
      ...{ name: `@acme/${id}`, version, type: 'module', main: 'index.mjs' },
      openclaw: { extensions: ['./index.mjs'], compat: { pluginApi: '>=2026.1.1' } },
    }),
    'openclaw.plugin.json': JSON.stringify({ id, name: id, configSchema: { type: 'object', properties: {} } }),
    'index.mjs': `export default { id: '${id}', name: '${id}', register() {} };\n`,
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}
