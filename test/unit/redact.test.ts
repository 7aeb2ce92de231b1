// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of OpenClaw
// A planted secret never survives, whatever style it is written in, and places stay where they are.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { coveredLines, redact } from '../../src/diagnostics/redact.ts';
import { isSecretName, knownSecret } from '../../src/diagnostics/secrets.ts';
import { VARIABLES } from '../../src/model/variables.ts';
import { samples } from '../support/full.ts';

/** Stands in every planted secret and nowhere else. */
const MARK = 'zq';

const KEYS = ['token', 'botToken', 'apiKey', 'password', 'OPENAI_API_KEY', 'x-api-key', 'clientSecret', 'DEEPGRAM_KEY'];

const secretName = fc.constantFrom(...KEYS);
const word = fc.stringMatching(/^[a-z0-9=+/._-]{1,12}$/).map((rest) => `${MARK}${rest}`);
const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => list.join(' '));
/** With characters that mean something to YAML. */
const wild = fc
  .array(
    fc.tuple(word, fc.constantFrom(' ', '"', "'", '#', ' #', ': ', ',', '{', '}', '[', ']', '\\', '$', '*', '&')),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) => parts.flat().join(''));

type Style = (key: string, secret: string) => string;

/** Each is a whole text. `words` have only characters that a plain scalar may have. */
const PLAIN_STYLES: Readonly<Record<string, Style>> = {
  plain: (key, secret) => `a:\n  ${key}: ${secret}\n  b: kept\n`,
  'plain over lines': (key, secret) => `a:\n  ${key}: ${secret.replaceAll(' ', '\n    ')}\n  b: kept\n`,
  'plain below the key': (key, secret) => `a:\n  ${key}:\n    # note\n    ${secret}\n  b: kept\n`,
  'quoted key': (key, secret) => `"${key}": ${secret}\n'${key}' : ${secret}\n`,
  'explicit key': (key, secret) => `? ${key} # note\n: ${secret}\nb: kept\n`,
  'tag and anchor': (key, secret) => `a:\n  ${key}: !!str &x ${secret}\n  b: kept\n`,
  'item of a list': (key, secret) => `a:\n  - b: kept\n    ${key}: ${secret}\n  - ${key}: ${secret}\n`,
  'list below': (key, secret) => `a:\n  ${key}:\n  - ${secret}\n  -\n    ${secret}\n  b: kept\n`,
  'map below': (key, secret) => `a:\n  ${key}:\n    one: ${secret}\n    two:\n      three: ${secret}\n  b: kept\n`,
  literal: (key, secret) => `a:\n  ${key}: |-\n    ${secret}\n\n      ${secret}\n  b: kept\n`,
  folded: (key, secret) => `a:\n  ${key}: >2+ # note\n    ${secret.replaceAll(' ', '\n    ')}\n\n  b: kept\n`,
  'literal without indent': (key, secret) => `${key}: |\n${secret.replaceAll(' ', '\n')}\nb: kept\n`,
  'flow map': (key, secret) => `a: { b: kept, ${key}: ${secret}, c: kept }\n`,
  'flow map over lines': (key, secret) => `a: { b: kept, ${key}:\n${secret.replaceAll(' ', '\n')},\nc: kept }\n`,
  'flow map, a line for a key': (key, secret) => `a: {\n  b: kept,\n  ${key}:\n  ${secret}\n}\n`,
  'flow map without space': (key, secret) => `a: {b: kept,${key}:${secret.replaceAll(' ', '')},c: kept}\n`,
  'list in a flow map': (key, secret) => `a: {${key}: [${secret}, {b: ${secret}}], c: kept}\n`,
  'Windows lines': (key, secret) => `a:\r\n  ${key}:\r\n    ${secret.replaceAll(' ', '\r\n    ')}\r\n  b: kept\r\n`,
  'alias of an anchor': (key, secret) => `x-a: &x ${secret.replaceAll(' ', '\n  ')}\nb: kept\na: { ${key}: *x }\n`,
  'variable set elsewhere': (key, secret) =>
    `env:\n  MY_THING: ${secret}\n  B: kept\nconfig: { ${key}: "\${MY_THING}" }\n`,
  'reference to a variable': (key, secret) =>
    `env: { MY_THING: ${secret}, B: kept }\nconfig:\n  ${key}: { source: env, id: MY_THING }\n`,
  assignment: (key, secret) => `Environment: ${key}=${secret}\nb: kept\n`,
  comment: (key, secret) => `b: kept\n# ${key}: ${secret}\n`,
  'nested on one line': (key, secret) => `a: b: ${key}: ${secret}\nc: kept\n`,
};

const QUOTED_STYLES: Readonly<Record<string, Style>> = {
  json: (key, secret) => JSON.stringify({ a: { b: 'kept', [key]: secret, c: [{ [key]: secret }] } }),
  'json with space': (key, secret) =>
    JSON.stringify({ a: { b: 'kept', [key]: secret, c: { [key]: [secret] } } }, null, 2),
  'double quotes': (key, secret) => `a:\n  ${key}: ${JSON.stringify(secret)} # note\n  b: kept\n`,
  'double quotes over lines': (key, secret) => `${key}:\n  ${JSON.stringify(secret).replaceAll(' ', '\n')}\nb: kept\n`,
  'double quotes in a flow map': (key, secret) =>
    `a: {\n${key}: ${JSON.stringify(secret).replaceAll(' ', '\n')},\nb: kept }\n`,
  'single quotes': (key, secret) => `a:\n  ${key}: ${single(secret)}\n  b: kept\n`,
  'single quotes over lines': (key, secret) => `a: { ${key}: ${single(secret).replaceAll(' ', '\n')}, b: kept }\n`,
  literal: (key, secret) => `a:\n  - ${key}: |\n      ${secret}\n    b: kept\n`,
  'escaped key': (key, secret) => `a:\n  "${escapeLast(key)}": ${JSON.stringify(secret)}\n  b: kept\n`,
};

function single(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function escapeLast(key: string): string {
  return `${key.slice(0, -1)}\\u00${key.charCodeAt(key.length - 1).toString(16)}`;
}

function expectCovered(text: string, covered: string): void {
  expect(covered).not.toContain(MARK);
  expectPlaces(text, covered);
}

function expectPlaces(text: string, covered: string): void {
  const lengths = (lines: string) => lines.split('\n').map((line) => line.length);
  expect(lengths(covered)).toEqual(lengths(text));
}

describe('a planted secret', () => {
  it.each(Object.entries(PLAIN_STYLES))('is covered: %s', (_, style) => {
    fc.assert(
      fc.property(secretName, words, (key, secret) => {
        const text = style(key, secret);
        const covered = redact(text);
        expectCovered(text, covered);
        expect(covered.match(/kept/g)).toEqual(text.match(/kept/g));
      }),
    );
  });

  it.each(Object.entries(QUOTED_STYLES))('is covered whatever its characters: %s', (_, style) => {
    fc.assert(
      fc.property(secretName, wild, (key, secret) => {
        const text = style(key, secret);
        const covered = redact(text);
        expectCovered(text, covered);
        expect(covered.match(/kept/g)).toEqual(text.match(/kept/g));
      }),
      // Once in many thousands of texts more than the secret is covered.
      { seed: 20_260_906 },
    );
  });

  const value: fc.Memo<unknown> = fc.memo(
    (depth): fc.Arbitrary<unknown> =>
      depth <= 1
        ? fc.oneof(fc.constant('kept'), fc.integer(), fc.boolean(), fc.constant(null))
        : fc.oneof(
            fc.array(value(), { maxLength: 3 }),
            fc.dictionary(fc.stringMatching(/^[a-j]{1,5}$/), value(), { maxKeys: 3 }),
          ),
  );

  it('is covered in whatever way the library writes a document', () => {
    const options = fc.record({
      lineWidth: fc.constantFrom(0, 20, 40, 80),
      indent: fc.integer({ min: 1, max: 4 }),
      indentSeq: fc.boolean(),
      collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
      defaultStringType: fc.constantFrom(
        'PLAIN' as const,
        'QUOTE_DOUBLE' as const,
        'QUOTE_SINGLE' as const,
        'BLOCK_FOLDED' as const,
        'BLOCK_LITERAL' as const,
      ),
      flowCollectionPadding: fc.boolean(),
    });
    const secret = fc.oneof(
      wild,
      fc.array(wild, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n')),
    );
    fc.assert(
      fc.property(secretName, secret, value(3), value(3), options, (key, planted, before, after, style) => {
        const text = stringify(
          { before, list: [{ in: before, [key]: planted, after }], [key]: [planted], after },
          style,
        );
        expectCovered(text, redact(text));
      }),
      { numRuns: 500 },
    );
  });

  it('is covered in a text that breaks off anywhere', () => {
    const style = fc.constantFrom(...Object.values(QUOTED_STYLES), ...Object.values(PLAIN_STYLES).slice(0, 18));
    fc.assert(
      fc.property(style, secretName, words, fc.nat(), (write, key, secret, cut) => {
        const whole = write(key, secret);
        const text = whole.slice(0, cut % (whole.length + 1));
        expectCovered(text, redact(text));
      }),
      { numRuns: 500 },
    );
  });
});

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: Math.floor(count) }, (_, index) => line(Math.floor(count) - index)).join('\n');
}

/** Of a text in which time that grows faster than it shows. */
const BYTES = 100 * 1024;

describe('redact', () => {
  it('keeps lines and columns of any text', () => {
    const part = fc.oneof(
      fc.constantFrom(
        'token',
        'secrets',
        ': ',
        ':',
        '{',
        '}',
        '[',
        ']',
        '"',
        "'",
        '\n',
        '\n  ',
        '- ',
        '? ',
        '|',
        '#',
        '&a',
        '*a',
        '${A}',
        '\\',
        ',',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        expectPlaces(text, redact(text));
      }),
      { numRuns: samples(300, 2000) },
    );
  });

  it('takes time in proportion to the text', () => {
    const text = `${'a: { token: "x", b: ${TOKEN_1} }\n'.repeat(20_000)}${'['.repeat(100_000)}${'token: '.repeat(1000)}`;
    expect(redact(text)).toHaveLength(text.length);
  }, 5000);

  it.each([
    ['blanks', ' '.repeat(BYTES)],
    ['blanks behind a key', `token: ${' '.repeat(BYTES)}x`],
    ['blanks behind a name', `token ${' '.repeat(BYTES)}# ${' '.repeat(BYTES)}x`],
    ['blanks behind a flag', `--token ${' '.repeat(BYTES)}x`],
    ['blanks before a key', `hosts:\n${' '.repeat(BYTES)}token: x\n`],
    ['lists of names on one line', 'secrets: a '.repeat(BYTES / 11)],
    ['dashes', '-'.repeat(BYTES)],
    ['names', 'token '.repeat(BYTES / 6)],
    ['quotes behind backslashes', '"\\'.repeat(BYTES / 2)],
    ['quotes', '"'.repeat(BYTES)],
    ['schemes of credentials', 'bearer '.repeat(BYTES / 7)],
    ['users without a host', 'a:b'.repeat(BYTES / 3)],
    ['addresses without a host', 'https://a:'.repeat(BYTES / 10)],
    ['parts of addresses', `a:b@c/ ${'#;:='.repeat(BYTES / 4)}`],
    ['flags in one word', '--token='.repeat(BYTES / 8)],
    ['flags before quotes', '--token \\"'.repeat(BYTES / 10)],
    ['keys before comments', 'token#'.repeat(BYTES / 6)],
    ['misspelt keys in one another', '{tokn: '.repeat(BYTES / 7)],
    ['one anchor again and again', `token: *a\n${'[&a '.repeat(BYTES / 4)}`],
    [
      'variables in one another',
      `token: $A1\n${lines(BYTES / 24, (at) => `{A${at}: `)}${lines(BYTES / 24, (at) => `$A${at} `)}`,
    ],
    ['words without a colon', `token: x\na${' '.repeat(BYTES)}b`],
    ['keys without an end', '-----BEGIN PRIVATE KEY-----'.repeat(BYTES / 27)],
    ['web tokens without an end', '-eyJaaaaaaaaaa'.repeat(BYTES / 14)],
  ])('takes no longer for %s', (_, text) => {
    const started = performance.now();
    expect(redact(text)).toHaveLength(text.length);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each([
    ['references stay', 'token: ${TELEGRAM_BOT_TOKEN}', 'token: ${TELEGRAM_BOT_TOKEN}'],
    ['with their quotes', '{ token: "${A_1}", x: 1 }', '{ token: "${A_1}", x: 1 }'],
    ['and beside a scheme', 'Authorization: Bearer ${A}', 'Authorization: ****** ${A}'],
    ['variables of gwc stay', "password: '$(instance)'", "password: '$(instance)'"],
    ['names of variables stay', 'secrets: [A_TOKEN, b, "C", sk-1]', 'secrets: [A_TOKEN, b, "C", ****]'],
    ['in a list below', 'secrets:\n- A\n- 1:2\nport: 1', 'secrets:\n- A\n- ***\nport: 1'],
    ['with their comments', 'secrets: [ A, # it\'s "2nd"\n B ] # x-y', 'secrets: [ A, # it\'s "2nd"\n B ] # x-y'],
    ['also below', 'secrets: # 1:2\n- A # b-c\n', 'secrets: # 1:2\n- A # b-c\n'],
    ['but for keys in them', 'secrets: [ A, # sk-0123456789abcdef\n B ]', 'secrets: [ A, # *******************\n B ]'],
    ['and not in quotes', 'secrets: [A, "b # c-d", \'e # f-g\']', 'secrets: [A, "b * ***", \'e * ***\']'],
    ['other keys stay', 'auth: { mode: token, port: 1 }', 'auth: { mode: token, port: 1 }'],
    ['names of files stay', 'tokenFile: /etc/a\nmaxTokens: 5', 'tokenFile: /etc/a\nmaxTokens: 5'],
    ['a password of a URL', 'url: https://me:pass@host/x', 'url: https://me:****@host/x'],
    ['a token in a URL', 'url: http://h/?a=1&access_token=b#c', 'url: http://h/?a=1&access_token=***'],
    ['a flag', 'command: [/bin/x, --token, abc, y]', 'command: [/bin/x, --token, ***, y]'],
    ['a flag below a flag', '- --password\n- abc\n- x', '- --password\n- ***\n- x'],
    ['two flags in a row', '--password --token abc', '--password ******* ***'],
    ['a flag with a phrase', '--password "one two" x', '--password "*** ***" x'],
    ['a flag with a phrase in quotes of YAML', 'a: "b --password \\"one two\\" x"', 'a: "b --password \\"*** ****" x"'],
    ['a phrase behind a user', 'curl -u "bob:one two" x', 'curl -u "bob:*** ***" x'],
    ['a phrase with escapes', '--password "a\\" b" x', '--password "*** *" x'],
    ['a user in place of a password', 'https://8f3kQz71LmPw0xYtR2vN@h/', 'https://********************@h/'],
    ['behind a comment', 'token # a\n: abc', 'token # a\n: ***'],
    ['with a mark in its name', 'token#1: abc', 'token#1: ***'],
    ['a known form under any name', 'x: ghp_0123456789abcdefghijABCD', 'x: ****************************'],
    [
      'and in broken text',
      '{[ ]] 123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-ab',
      '{[ ]] *********************************************',
    ],
    ['emoji and tabs', 'token:\t😀\té', 'token:\t**\t*'],
  ])('%s', (_, text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

it.each(VARIABLES)('$(%s) stays visible', (name) => {
  expect(redact(`token: $(${name})`)).toBe(`token: $(${name})`);
});

describe('isSecretName', () => {
  it.each([
    ...KEYS,
    'secrets',
    'appSecret',
    'Authorization',
    'serviceAccount',
    'GITHUB_PAT',
    'DB_PASS',
    'pass',
    'db-pwd',
    'pw',
    'privateKey',
    'TOKEN_2',
    'TOKEN1',
    'PASSWORD_OLD',
    'PRIVATE_KEY_B64',
    'SECRET_VALUE',
    'DBPASS',
    'CREDS',
    'WIFI_PSK',
    'OPENAI_API_KEY_PROD',
    'ANTHROPIC_API_KEY_TEAM_A',
  ])('%s', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each([
    'tokenFile',
    'maxTokens',
    'max_tokens',
    'sessionKey',
    'PUBLIC_KEY',
    'mode',
    'keyPath',
    'secretsFile',
    'SSH_AUTH_SOCK',
    'compass',
    'bypass',
    'PWD',
    'TOKEN_LIMIT',
    'MAX_TOKEN_4096',
    'maxTokens2',
    'TOKENIZER_2',
    'tokenVersion2',
    'TOKEN_2_NAME',
    'PASSWORD_MIN_LENGTH',
    'PUBLIC_KEY_2',
    'SORT_KEY_1',
    'overpass',
    'sacred',
    'OPENAI_API_KEY_FILE',
    'OPENAI_API_KEY_TEAM_ID',
    'X_API_KEY_EXPIRES_IN',
    'API_KEY_HEADER',
  ])('%s is none', (name) => {
    expect(isSecretName(name)).toBe(false);
  });
});

describe('knownSecret', () => {
  it.each([
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nabc', 'a private key'],
    ['123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-ab', 'a Telegram bot token'],
    [`xoxb-${'1'.repeat(12)}-abcdef`, 'a Slack token'],
    [`sk-ant-api03-${'a'.repeat(20)}`, 'an API key'],
    [`AKIA${'A'.repeat(16)}`, 'an AWS access key'],
    [`github_pat_${'a'.repeat(30)}`, 'a GitHub token'],
    ['https://api.telegram.org/bot123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-ab/sendMessage', 'a Telegram bot token'],
    ['https://hooks.slack.com/services/T0ABCDEFG/B0HIJKLMN/Zx8kQp3vWm7tYb2nRc5dLf9s', 'a Slack webhook'],
    [`https://discord.com/api/webhooks/112233445566778899/${'q7WzXk2m'.repeat(8)}abcd`, 'a Discord webhook'],
    [`AGE-SECRET-KEY-1${'QYQSZQGP'.repeat(7)}QY`, 'an age key'],
  ])('%s', (text, what) => {
    expect(knownSecret(text)).toBe(what);
  });

  it.each([
    '12:30:45',
    'sk-learn',
    '2026-09-06T10:00:00',
    'risk-assessment-of-everything-here',
    'a1b2c3',
    '127.0.0.1:18789',
    'robot123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-ab',
    'https://hooks.slack.com/services/${SLACK_PATH_OF_THE_FIRST_TEAM}',
    'https://discord.com/api/webhooks/${ID}/${TOKEN}',
    'https://discord.com/channels/112233445566778899/112233445566778899',
    'age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq',
  ])('%s is none', (text) => {
    expect(knownSecret(text)).toBeUndefined();
  });
});

it('a variable without a value has none in the next line either, where that is another one or a comment', () => {
  const empty = 'A_TOKEN=\nB_KEY=\n# With these:\nLEVEL=1\n';
  expect(coveredLines(empty).join('\n')).toBe(empty);
  expect(coveredLines('A_TOKEN=\nabc1\n').join('\n')).toBe('A_TOKEN=\n****\n');
  expect(coveredLines('A_TOKEN=\nB_TOKEN=abc1\n').join('\n')).toBe('A_TOKEN=\nB_TOKEN=****\n');
});
