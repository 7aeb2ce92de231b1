// The text of applied.json, which `gwc apply` and the Ansible playbook share, and what an apply would remove by it.

import { posix } from 'node:path';
import { servicePlace } from '../../../src/apply/desired.ts';
import { planApply } from '../../../src/apply/plan-apply.ts';
import { EMPTY_RECORD, formatRecord, parseRecord } from '../../../src/apply/record.ts';
import { build } from '../../../src/build.ts';
import { deployFleet } from '../../../src/outputs/deployment.ts';
import { bytes } from '../seeds.ts';
import { must, type Target, unlessRefused } from '../target.ts';
import { JSON_WORDS } from '../words.ts';

const HOSTS = `version: 1
defaults: { user: claw, secrets: [TOKEN], config: { gateway: { auth: { mode: token, token: "\${TOKEN}" } }, discovery: { mdns: { mode: off } } } }
hosts:
  box-1:
    instances:
      main: { port: 18789 }
      rescue: { port: 19789, service: { scope: system, target: quadlet } }
`;

/** Where service managers look for units and property lists. */
const SERVICE = /^(\/.+)?\/(systemd\/(user|system)\/[^/]+\.service|Launch(Agents|Daemons)\/[^/]+\.plist)$/;

function seeds(): readonly Uint8Array[] {
  const { fleet } = build(HOSTS);
  const files = [{ path: '/home/claw/.openclaw-main/openclaw.json', sha256: 'ab'.repeat(32) }];
  const all = deployFleet(fleet).map((deployment) => ({ deployment, files }));
  const kept = [{ path: '/home/claw/a', mode: 0o600, stored: '1' }];
  const work = { service: 'claw /a', port: 18789, wasRunning: true, kept, writes: files };
  const records = [
    { instances: all, containers: [], works: [work], stopped: ['claw /a'] },
    ...all.map((one) => ({ ...EMPTY_RECORD, instances: [one] })),
    { ...EMPTY_RECORD, works: [work] },
    { ...EMPTY_RECORD, left: files.map((file) => ({ ...file, user: 'claw' })) },
    EMPTY_RECORD,
  ];
  // In short: a fuzzer that changes a byte of a long text hardly meets one that matters.
  const texts = records.map((record) => JSON.stringify(JSON.parse(formatRecord(record))));
  return [...texts, '[]', ''].map(bytes);
}

export const recordTarget: Target = {
  name: 'record',
  summary:
    'text of applied.json → plan: refused, or read back as it is written, and only services of its own are removed, never a container',
  seeds,
  words: [
    ...JSON_WORDS,
    '/etc/passwd',
    '"systemd"',
    '"quadlet"',
    '"compose"',
    '"launchd"',
    '"linux"',
    '"macos"',
    '"user"',
    '"system"',
    '.service',
    '"target": ',
    '"service": ',
    '"home": ',
    '"stored": ',
    'true',
  ],
  run: (input) => {
    const text = new TextDecoder().decode(input);
    const record = unlessRefused(() => parseRecord(text, 'applied.json'));
    if (!record) return;
    const again = parseRecord(formatRecord(record), 'again');
    must(JSON.stringify(again) === JSON.stringify(record), () => 'a record is not read back as it was written');
    const { steps } = planApply({
      desired: [],
      record,
      look: (path) => {
        must(isPlain(path), () => `looks at ${JSON.stringify(path)}`);
        return { kind: 'missing' };
      },
      states: new Map(),
      running: new Map(),
      plugins: new Map(),
      ownerOf: () => ({ name: 'claw', uid: 1500, gid: 1500 }),
      isOffline: false,
      force: true,
      retry: true,
    });
    must(steps.length === record.instances.length, () => 'an instance is forgotten');
    for (const { deployment } of steps) {
      const { path } = servicePlace(deployment);
      must(isPlain(path) && SERVICE.test(path), () => `removes ${JSON.stringify(path)}`);
      must(['systemd', 'launchd'].includes(deployment.target), () => `removes a ${deployment.target}`);
    }
  },
};

function isPlain(path: string): boolean {
  return path.startsWith('/') && posix.normalize(path) === path && !/[\0-\x1f]/.test(path);
}
