// No value that may be a secret gets from a machine into what gwc prints.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { differencesText } from '../../src/cli/commands/import.ts';
import { looksRandom } from '../../src/diagnostics/secrets.ts';
import { openDisk } from '../../src/import/disk.ts';
import { importMachine } from '../../src/import/import-machine.ts';
import { mayBeSecret } from '../../src/import/secret-values.ts';
import { folderWith } from '../cli/gwc.ts';
import { samples } from '../support/full.ts';

describe('what may be a secret', () => {
  it.each([
    ['TELEGRAM_BOT_TOKEN', 'x', true],
    ['API_KEY', 'local thing', true],
    ['GOOGLE_APPLICATION_CREDENTIALS', '/etc/google.json', false],
    ['TOKEN', '', false],
    ['EDITOR', 'vi', false],
    ['PROXY', 'http://user:password@proxy:3128', true],
    ['ANYTHING', 'sk-abcdefghijklmnop1234', true],
    ['ANYTHING', '0123456789abcdef0123456789abcdef', true],
    ['ANYTHING', 'aB3dE5gH7jK9mN1pQ3sT5vX7', true],
    ['MODEL', 'claude-sonnet-4-20250514', false],
    ['SESSION', '123e4567-e89b-12d3-a456-426614174000', false],
    ['NODE_OPTIONS', '--max-old-space-size=8192', false],
  ])('%s=%s', (name, value, expected) => {
    expect(mayBeSecret(name, value)).toBe(expected);
  });

  it.each(['openclaw-gateway-rescue.service', '/home/claw/.openclaw', 'Europe/Berlin', 'AF_UNIX AF_INET'])(
    '%s is no key',
    (text) => {
      expect(looksRandom(text)).toBe(false);
    },
  );
});

const SECRET_KEYS = [
  'token',
  'botToken',
  'apiKey',
  'password',
  'clientSecret',
  'privateKey',
  'Authorization',
  'passphrase',
];
const OTHER_KEYS = [
  'channels',
  'accounts',
  'plugins',
  'entries',
  'x',
  'list',
  '__proto__',
  'constructor',
  'a.b',
  'ключ',
];
const KNOWN_FORMS = [
  'sk-{}0123456789abcdef',
  '123456789:AA{}BCDEFGHIJKLMNOPQRSTUVWX',
  'https://user:{}@host/',
  'ghp_{}0123456789abcdefghij',
];
const MARK = 'SENTINEL7';

const secretLeaf = fc.oneof(
  fc.constantFrom(...SECRET_KEYS).map((key) => ({ [key]: `pre ${MARK} post` })),
  fc
    .tuple(fc.constantFrom(...OTHER_KEYS), fc.constantFrom(...KNOWN_FORMS))
    .map(([key, form]) => ({ [key]: form.replace('{}', MARK) })),
);
const { config } = fc.letrec<{ config: unknown }>((tie) => ({
  config: fc.oneof(
    { maxDepth: 4 },
    secretLeaf,
    fc.dictionary(fc.constantFrom(...OTHER_KEYS), tie('config'), { maxKeys: 3 }),
    fc.array(tie('config'), { maxLength: 2 }),
  ),
}));

it('no secret of a config, a unit or an environment file is shown', () => {
  fc.assert(
    fc.property(config, fc.constantFrom(...SECRET_KEYS.slice(0, 4)), (value, name) => {
      const variable = `MY_${name.replace(/([A-Z])/g, '_$1').toUpperCase()}`;
      const root = folderWith({
        'home/claw/.openclaw/openclaw.json': JSON.stringify({
          plugins: value,
          mcp: {
            servers: {
              a: {
                command: 'npx',
                args: ['--api-key', MARK, `--token=${MARK}`, '-H', `Authorization: Bearer ${MARK}`],
              },
              b: { url: `https://user:${MARK}@host.example/?api_key=${MARK}`, env: { API_KYE: `${MARK}-1` } },
              c: { command: `MY_TOKEN=${MARK} npx --password '${MARK}'` },
            },
          },
          gateway: { auth: { token: MARK } },
          logging: { file: `/var/log/\${UNIT_${variable}}.log` },
        }),
        'home/claw/.openclaw/.env': `${variable}='${MARK}'\n`,
        'etc/claw.env': `OTHER_${variable}=${MARK}\n`,
        'etc/systemd/system/openclaw.service': `[Service]
User=claw
Environment="UNIT_${variable}=a ${MARK}"
EnvironmentFile=/etc/claw.env
ExecStart=/usr/bin/doppler run --token ${MARK} --api-key=${MARK} -- /usr/bin/openclaw gateway --port 18789 --password ${MARK}
ExecStartPre=/usr/bin/curl --header "Authorization: Bearer ${MARK}" --token ${MARK}
ExecStopPost=/usr/bin/env MY_TOKEN=${MARK} /usr/bin/curl https://user:${MARK}@host/?api_key=${MARK}
SetCredential=token:${MARK}
`,
      });
      const imported = importMachine(openDisk(root));
      const { diagnostics } = build(imported.text);
      const shown = [imported.text, differencesText(imported.explain()), JSON.stringify(diagnostics)].join('\n');
      expect(shown).not.toContain(MARK);
      expect(imported.text).toContain(`UNIT_${variable}`);
    }),
    { numRuns: samples(8, 60), seed: 20_261_124 },
  );
}, 60_000);
