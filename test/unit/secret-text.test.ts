// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of OpenClaw
// Secrets in command lines whose options mean something else in each program: what is told of, and what is only masked.

import { describe, expect, it } from 'vitest';
import { redact } from '../../src/diagnostics/redact.ts';
import { commandParts, maskParts, saidParts, wordParts } from '../../src/diagnostics/secrets.ts';

const told = (text: string) => commandParts(text).map(({ start, end }) => text.slice(start, end));

describe('a short option', () => {
  it.each([
    ['curl -u user:hunter2 https://x/', 'curl -u user:*** https://x/'],
    ['sudo /usr/bin/curl -H "A: b" --proxy-user=a:hunter2', 'sudo /usr/bin/curl -H "A: b" --proxy-user=a:***'],
    ['mysql -phunter2 db', 'mysql -p*** db'],
    ['sshpass -p hunter2 ssh -p 2222 x mkdir -p dir', 'sshpass -p *** ssh -p 2222 x mkdir -p dir'],
    ['redis-cli -h x -a hunter2', 'redis-cli -h x -a ***'],
    ['ldapsearch -D cn=x -w hunter2', 'ldapsearch -D cn=x -w ***'],
    ['true; mongosh -u a -p hunter2', 'true; mongosh -u a -p ***'],
    ['openclaw --token:hunter2', 'openclaw --token:***'],
    ['docker login -u me -p hunter2 registry', 'docker login -u me -p *** registry'],
    ['podman --log-level info login registry -p hunter2', 'podman --log-level info login registry -p ***'],
    ['mosquitto_pub -u a -P hunter2 -t x', 'mosquitto_pub -u a -P *** -t x'],
    ['ipmitool -U a -P hunter2 power on', 'ipmitool -U a -P *** power on'],
    ['zip -P hunter2 a.zip b', 'zip -P *** a.zip b'],
    ['smbclient -U bob%hunter2 //h/s', 'smbclient -U bob%*** //h/s'],
    ['openclaw config set gateway.auth.token hunter2', 'openclaw config set gateway.auth.token ***'],
    [
      '/usr/bin/openclaw --profile a config set --strict-json x.apiKey \'"hunter2"\'',
      '/usr/bin/openclaw --profile a config set --strict-json x.apiKey \'"***"\'',
    ],
    ['tool --password2 hunter2', 'tool --password2 ***'],
  ])('of a program that has a password there: %s', (text, masked) => {
    expect(told(text)).toEqual(['hunter2']);
    expect(maskParts(text)).toBe(masked);
  });

  it.each([
    ['docker run -u claw:hunter2 x', 'docker run -u claw:*** x'],
    ['tool -phunter2', 'tool -p***'],
  ])('that may have one is masked, and nothing is told of it: %s', (text, masked) => {
    expect([told(text), maskParts(text)]).toEqual([[], masked]);
    expect(redact(text)).toBe(text.replace('hunter2', '*******'));
  });

  it.each([
    'docker run -u 1000:1000 -p 8080:80 x',
    'openclaw -p18789',
    'ssh -p2222 x; cp -pr a b; rsync -a b c',
    'mkdir -p /var/lib/mysql -pv; mysql -p -P3306 db',
    'curl -u "$USER:$PASSWORD" -A Mozilla:x https://x/',
    'see --token: it is a secret',
    'docker run --name login -p 127.0.0.1:80:80 image login',
    'scp -P 2222 a b; ssh -p 2222 x; mosquitto_sub -p 1883 -t x',
    'openclaw config set gateway.port 18789; openclaw config get gateway.auth.token; git config set user.token me',
    'openclaw config set gateway.auth.token ${TOKEN}',
    'openclaw config set gateway.auth.token --ref-source env --ref-id TOKEN',
    'openclaw config set gateway.auth.token \'{"source":"env","provider":"default","id":"X"}\'',
  ])('is none: %s', (text) => {
    expect([told(text), maskParts(text)]).toEqual([[], text]);
  });

  it('is known in a list of words by those before it', () => {
    const words = ['/usr/bin/sshpass', '-p', 'hunter2', 'ssh', '-p', '22', 'claw:hunter2'];
    expect(wordParts(words).map(({ index, start, end }) => [index, start, end])).toEqual([[2, 0, 7]]);
    expect(wordParts(['/usr/bin/x', '-u', 'claw:hunter2'])).toEqual([]);
    expect(wordParts(['/usr/bin/x', '-u', 'claw:hunter2'], true)).toMatchObject([{ index: 2, start: 5, end: 12 }]);
  });
});

describe('a phrase', () => {
  it.each([
    ['tool --password "one two three" sync', 'tool --password "***" sync'],
    ["tool --password='one two' sync", "tool --password='***' sync"],
    ['tool --password one\\ two sync', 'tool --password *** sync'],
    ['tool --password "one \\" two" sync', 'tool --password "***" sync'],
    ['curl -u "bob:one two" https://x/', 'curl -u "bob:***" https://x/'],
    ['curl -u bob:"one two" https://x/', 'curl -u bob:"***" https://x/'],
    ['mysql -p"one two" db', 'mysql -p"***" db'],
    ['host=db password="one two" port=1', 'host=db password="***" port=1'],
    [`sh -c 'DB_PASSWORD="one two" psql'`, `sh -c 'DB_PASSWORD="***" psql'`],
    ['sh -c "DB_PASSWORD=\\"one two\\" psql"', 'sh -c "DB_PASSWORD=\\"***" psql"'],
    ['tool --password "one two', 'tool --password "***'],
    ['tool "--password=one two" sync', 'tool "--password=***" sync'],
    ['"A_PASSWORD=one two" "B=c d"', '"A_PASSWORD=***" "B=c d"'],
    ['Environment="A_PASSWORD=one two"', 'Environment="A_PASSWORD=***"'],
  ])('is masked up to its end: %s', (text, masked) => {
    expect(maskParts(text)).toBe(masked);
    expect(told(text)).toHaveLength(1);
  });

  it.each([
    'TOKEN="$(cat /run/secrets/token)" exec openclaw',
    'TOKEN=$(cat /run/secrets/token) exec openclaw',
    'sh -c "MY_TOKEN=$X exec openclaw gateway"',
    'tool --password "$A $B"',
    "docker run '-p' '8080:80' x",
    'MY_KEY="/srv/my keys/x.pem" tool',
    '["--max-tokens", "4096", "-p", "3306"]',
  ])('is none: %s', (text) => {
    expect([told(text), maskParts(text)]).toEqual([[], text]);
  });

  it('is a whole word of a list, but where that is a script', () => {
    const masked = (...words: string[]) => {
      const parts = wordParts(words, true);
      return parts.map(({ index, start, end }) => words[index]!.slice(start, end));
    };
    expect(masked('tool', '--password=one two')).toEqual(['one two']);
    expect(masked('docker', '-e', 'PASSWORD=one two')).toEqual(['one two']);
    expect(masked('mysql', '-pone two', 'db')).toEqual(['one two']);
    expect(masked('curl', '-u', 'bob:one two')).toEqual(['one two']);
    expect(masked('openclaw', 'config', 'set', 'gateway.auth.token', 'one two')).toEqual(['one two']);
    expect(masked('sshpass', '-p', 'one two', 'ssh')).toEqual(['one two']);
    expect(masked('sh', '-c', 'PASSWORD=one exec tool two')).toEqual(['one']);
    expect(masked('sh', '-c', 'curl -u bob:one two')).toEqual(['one']);
  });
});

it.each([
  ['options that could be read in many ways', `${'-a/-b '.repeat(80)}-u x:y`],
  ['options between quotes', '"-a=b:c -u a:b '.repeat(7000)],
  ['glued options', 'mongo\t-pbot"'.repeat(8000)],
])('takes no time for %s', (_, text) => {
  const started = performance.now();
  commandParts(text, true);
  expect(performance.now() - started).toBeLessThan(2000);
});

describe('an address without a scheme', () => {
  it.each([
    ['u:hunter2@registry/x:1', 'u:***@registry/x:1'],
    ['image=u:hunter2@registry:5000/x', 'image=u:***@registry:5000/x'],
    ['/srv/x?a=1&token=hunter2', '/srv/x?a=1&token=***'],
  ])('is masked, and nothing is told of it: %s', (text, masked) => {
    expect([told(text), maskParts(text)]).toEqual([[], masked]);
    expect(redact(text)).toBe(text.replace('hunter2', '*******'));
  });

  it.each([
    'anthropic:me@example.com',
    'registry:5000/x:1@sha256:0123',
    'npm:@scope/x@1.2.3',
    'x?a=1',
    'git@github.com:claw/x',
    'u:${PASSWORD}@registry/x',
  ])('has none: %s', (text) => {
    expect(maskParts(text)).toBe(text);
  });
});

describe('a bearer token', () => {
  it.each(['Bearer 8f3kQz71LmPw0xYtR2vN5sJd', 'x: bearer  8f3kQz71/LmPw0xYt+R2vN5sJd=', `Bearer ${'0a'.repeat(16)}`])(
    'is told of: %s',
    (text) => {
      const token = text.split(' ').at(-1)!;
      expect([told(text), maskParts(text)]).toEqual([[token], text.replace(token, '***')]);
      expect(redact(text)).toBe(text.replace(token, '*'.repeat(token.length)));
    },
  );

  it('is masked where it may be a word', () => {
    expect([told('Bearer hunter2'), maskParts('Bearer hunter2')]).toEqual([[], 'Bearer ***']);
  });

  it.each(['Bearer tokens are refused', 'Bearer ${TOKEN}', 'Bearer ${TOKEN_1_OF_THE_GATEWAY}', 'the bearer'])(
    'is none: %s',
    (text) => {
      expect([told(text), maskParts(text), redact(text)]).toEqual([[], text, text]);
    },
  );
});

describe('what a text says', () => {
  const said = (text: string) => saidParts(text).map(({ start, end }) => text.slice(start, end));

  it.each([
    ['vnc password: hunter2 (ask)\nmore', ['hunter2 (ask)']],
    ['"token": "hunter2", password:hunter2hunter2', ['hunter2', 'hunter2hunter2']],
    ['registry/token:1.2.3 /srv/secrets:/run/secrets:ro tokens: 4096', []],
    ['key: E-flat; token: ${TOKEN}', []],
  ])('%s', (text, values) => {
    expect(said(text)).toEqual(values);
  });
});
