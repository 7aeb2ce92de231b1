// The text of gwc.manifest.json, and what a build would do in an output folder that has it.

import { posix } from 'node:path';
import { formatManifest, parseManifest } from '../../../src/files/manifest.ts';
import type { OnDisk } from '../../../src/files/output-folder.ts';
import { planTree } from '../../../src/files/plan.ts';
import { bytes } from '../seeds.ts';
import { must, type Target, unlessRefused } from '../target.ts';
import { JSON_WORDS } from '../words.ts';

const ENTRY = {
  path: 'box/main/a',
  sha256: 'ab'.repeat(32),
  mode: '0600',
  kind: 'env',
  host: 'box',
  instance: 'main',
  owner: 'claw',
  installPath: '/a',
};
const MANIFEST = formatManifest({
  gwc: '1.0.0',
  target: '2026.9.6',
  artifacts: [ENTRY, { ...ENTRY, path: 'box/main/b' }],
});

export const manifestTarget: Target = {
  name: 'manifest',
  summary:
    'text of gwc.manifest.json → plan: refused, or nothing outside <host>/<instance>/ is looked at, written or removed',
  seeds: () =>
    [
      MANIFEST,
      MANIFEST.replaceAll('box/', '../'),
      MANIFEST.replaceAll('main', '..'),
      '{"version":1,"artifacts":[]}',
      '[]',
      '',
    ].map(bytes),
  words: [
    ...JSON_WORDS,
    './',
    '\\u002f',
    '\\\\',
    'box',
    'main',
    '"host": ',
    '"instance": ',
    'C:',
    '//',
    '\u{ff0f}',
    '\u2024',
  ],
  run: (input) => {
    const text = new TextDecoder().decode(input);
    const manifest = unlessRefused(() => parseManifest(text, 'gwc.manifest.json'));
    if (!manifest) return;
    const again = parseManifest(formatManifest(manifest), 'again');
    must(again.artifacts.length === manifest.artifacts.length, () => 'a manifest is not read back as it was written');
    const look = (path: string): OnDisk => {
      must(isInside(path), () => `looks at ${JSON.stringify(path)}`);
      return { kind: 'file', mode: 0o600, content: Buffer.from('x') };
    };
    const options = {
      instances: manifest.instances ?? [],
      manifest: { kind: 'missing' } as const,
      previous: () => manifest,
      gwc: '1',
      target: '1',
      look,
      force: true,
    };
    const { steps } = planTree({ artifacts: [], ...options });
    for (const { path } of steps) must(isInside(path), () => `removes ${JSON.stringify(path)}`);
  },
};

/** `posix.join` is what the disk would make of it. */
function isInside(path: string): boolean {
  const [host, instance, file, ...rest] = posix.join('/root/out', path).replace('/root/out/', '').split('/');
  return path === 'gwc.manifest.json' || (rest.length === 0 && path === `${host}/${instance}/${file}`);
}
