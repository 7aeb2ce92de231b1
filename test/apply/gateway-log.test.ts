// The last words of a gateway that didn't come up: what it printed, or else its log, without its secrets.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lastWords } from '../../src/apply/gateway-log.ts';
import { realMachine } from '../../src/apply/real-machine.ts';
import type { Printed, ServiceManager } from '../../src/apply/service-manager.ts';
import { folderWith } from '../cli/gwc.ts';
import { builtTree, hostsOf } from './built-tree.ts';

const BEGIN = Date.parse('2026-09-06T12:00:00Z');
const OF_SYSTEMD: Printed = { lines: ['Main process exited'], isGateways: false };

const PHRASE = 'half "quoted\\ phrase';

const line = (time: string, message: string) => JSON.stringify({ time: `2026-09-06T${time}Z`, message });

/** The words of a gateway with this log, whose service manager has these lines. */
async function words(printed: Printed, log: readonly string[]) {
  const folder = folderWith({
    'gateway.log': log.map((one) => `${one}\n`).join(''),
    'secrets.env': `BOT_TOKEN=from-the-file\nPIN=hunter\nPHRASE='${PHRASE}'\nMY_PASSWORD=a$c9\nOWN_PIN=7421\nPIN_SECRET=no\nLEVEL=info\n`,
  });
  const file = join(folder, 'gateway.log');
  const config = { logging: { file }, gateway: { auth: { token: 'From-Th3-config' } } };
  const configPath = join(folderWith({ 'openclaw.json': JSON.stringify(config) }), 'openclaw.json');
  const { deployment } = (await builtTree(hostsOf({ main: '{ port: 18789 }' }))).instances[0]!;
  const manager = {
    output: async () => printed,
    outputCommand: async () => ['journalctl'],
  } as unknown as ServiceManager;
  const machine = realMachine({ root: '/', env: {} });
  const own = { ...deployment, configPath, secretsFile: join(folder, 'secrets.env'), secrets: ['OWN_PIN'] };
  const { lines, command } = await lastWords(own, BEGIN, manager, machine);
  return { lines, command: command?.replace(folder, '') };
}

describe('last words', () => {
  it('are what the gateway printed, where it printed anything', async () => {
    const printed = { lines: ['no'], isGateways: true };
    expect(await words(printed, [line('12:00:01', 'no')])).toEqual({ lines: ['no'], command: 'journalctl' });
  });

  it("are the service manager's, and the log's of this start, where it printed nothing", async () => {
    const log = [line('11:59:59', 'of an earlier start'), line('12:00:01', 'port in use'), 'not JSON'];
    expect(await words(OF_SYSTEMD, log)).toEqual({
      lines: ['Main process exited', ...log.slice(1)],
      command: 'tail -n 100 /gateway.log',
    });
    expect(await words(OF_SYSTEMD, [])).toEqual({ lines: ['Main process exited'], command: 'journalctl' });
  });

  it.each(['from-the-file', 'hunter', 'From-Th3-config'])('have no secret: %s', async (secret) => {
    const { lines } = await words(OF_SYSTEMD, [line('12:00:01', `refused ${secret}, gave up`)]);
    expect(lines.at(-1)).toBe(line('12:00:01', 'refused ***, gave up'));
  });

  it.each([
    ['from-the-file', 'user:from-the-file', 'x:from-the-file', '..from-the-file\n'].map((text) => btoa(text)),
    [encodeURIComponent(btoa('?>?from-the-file'))],
  ])('have none in base64, alone or behind anything', async (...texts) => {
    for (const text of texts) {
      const { lines } = await words(OF_SYSTEMD, [line('12:00:01', `Basic ${text}`)]);
      expect(lines.at(-1)).toContain('***');
      const rest = lines
        .at(-1)!
        .split(/[^\w+/-]+/)
        .map((word) => atob(word.replaceAll(/[^\w+/]/g, '').slice(0, word.length & ~3)));
      expect(rest.join(' ')).not.toMatch(/rom-th|e-fil/);
    }
  });

  it('have no short secret as a word, and are left otherwise', async () => {
    const given = 'info: refused a$c9 and "7421", YSRjOQ==; no: 17421, a$c9x, info7421';
    const { lines } = await words({ lines: [given], isGateways: true }, []);
    expect(lines).toEqual(['info: refused *** and "***", ***==; no: 17421, a$c9x, info7421']);
  });

  it.each([PHRASE, JSON.stringify(PHRASE).slice(1, -1), encodeURIComponent(PHRASE)])(
    'have no secret, however it is written: %s',
    async (secret) => {
      const { lines } = await words(OF_SYSTEMD, [line('12:00:01', `GET /?x=${secret} failed`)]);
      expect(lines.at(-1)).toBe(line('12:00:01', 'GET /?x=*** failed'));
    },
  );
});
