// How long a gateway is waited for: a table of what it answers and whether it is seen to work, on a clock of the test's own.

import { describe, expect, it } from 'vitest';
import { masked } from '../../src/apply/gateway-log.ts';
import { NotReady, untilReady, type Waiting } from '../../src/apply/health.ts';
import type { Found, Machine } from '../../src/apply/machine.ts';
import type { ServiceManager, ServiceState } from '../../src/apply/service-manager.ts';
import type { Deployment } from '../../src/outputs/deployment.ts';

const READY = 'http://127.0.0.1:18789/startupz';

interface Given {
  /** In seconds; never where absent. */
  readonly readyAt?: number;
  /** How long its log grows, in seconds. */
  readonly logsUntil?: number;
  readonly config?: object;
  readonly seconds?: number;
}

const DEPLOYMENT = {
  port: 18789,
  ready: READY,
  release: '2026.9.6',
  home: '/home/claw',
  configPath: '/c.json',
  envFiles: [],
  secretsFile: '/s.env',
  secrets: [],
} as unknown as Deployment;

function fileOf(text: string): Found {
  return { kind: 'file', content: Buffer.from(text), mode: 0o600, uid: 0, gid: 0, modified: 0, changed: 0 };
}

/** A gateway that is alive from the start. Gives why it is not ready, when that was decided, and what was waited for. */
async function wait({ readyAt = Number.POSITIVE_INFINITY, logsUntil = 0, config = {}, seconds }: Given) {
  let time = 0;
  const texts = new Set<string>();
  const machine = {
    os: 'linux',
    now: () => time,
    sleep: async (milliseconds: number) => {
      time += milliseconds;
    },
    look: (path: string) =>
      path === '/c.json' ? fileOf(JSON.stringify({ logging: { file: '/log' }, ...config })) : { kind: 'missing' },
    list: () => [],
    tail: () => ({ text: '', size: Math.min(time, logsUntil * 1000) }),
    get: async () =>
      time >= readyAt * 1000
        ? { status: 200, body: '{"ok":true,"status":"started"}' }
        : { status: 503, body: '{"ok":false,"status":"starting","pendingReason":"sidecars"}' },
  } as unknown as Machine;
  const state = { isActive: true, hasFailed: false, isEnabled: true, text: 'active (running)', restarts: 0 };
  const context: Waiting = {
    machine,
    manager: { state: async () => state } as unknown as ServiceManager,
    seconds,
    waiting: (_, what) => texts.add(what),
  };
  const reason = await untilReady(DEPLOYMENT, context).then(
    () => undefined,
    (error: unknown) => (error instanceof NotReady ? error.message : Promise.reject(error)),
  );
  return { reason, seconds: Math.round(time / 1000), texts: [...texts] };
}

describe('a gateway that is alive', () => {
  const late = (after: number) =>
    `${READY} answered 503 (sidecars) within ${after} seconds; its service is active (running)`;

  it.each([
    ['is ready once its start is over', { readyAt: 6 }, undefined, 6],
    ['has two minutes without a sign of work', {}, late(120), 120],
    ['has as long as it works', { readyAt: 300, logsUntil: 300 }, undefined, 300],
    ['is given up half a minute after it stood still', { logsUntil: 200 }, late(230), 230],
    ['is given up in the end', { logsUntil: 9999 }, late(900), 900],
    [
      'has longer for channels that it has to fetch',
      { config: { channels: { discord: {}, slack: {} } } },
      late(300),
      300,
    ],
    ['has what --timeout says, and no more', { logsUntil: 9999, seconds: 40 }, late(40), 40],
    ['has what --timeout says, and no less', { seconds: 200 }, late(200), 200],
  ])('%s', async (_, given: Given, reason, seconds) => {
    expect(await wait(given)).toMatchObject({ reason, seconds });
  });

  it('says what it is waited for', async () => {
    expect((await wait({ readyAt: 3 })).texts).toEqual([`${READY}, which answered 503 (sidecars)`]);
  });
});

describe("another process's answer on its port", () => {
  const TCP = '0: 0100007F:4965 00000000:0000 0A 0:0 0:0 0 1500 0 11 1';

  /** `stateAt`: at the look of that number. */
  async function reasonWith(stateAt: (number: number) => Partial<ServiceState>, isListed: boolean) {
    let time = 0;
    let looks = 0;
    const machine = {
      os: 'linux',
      now: () => time,
      sleep: async (milliseconds: number) => {
        time += milliseconds;
      },
      look: (path: string) => (path === '/proc/net/tcp' && isListed ? fileOf(TCP) : { kind: 'missing' }),
      list: () => [],
      tail: () => undefined,
      get: async () => ({ status: 200, body: '{"ok":true}' }),
    } as unknown as Machine;
    const state = async () => {
      looks += 1;
      const text = 'activating (auto-restart)';
      return { isActive: true, hasFailed: false, isEnabled: true, text, restarts: 0, ...stateAt(looks) };
    };
    const manager = { state } as unknown as ServiceManager;
    return untilReady(DEPLOYMENT, { machine, manager, seconds: 5, waiting: () => {} }).catch(({ message }) => message);
  }

  it('is not taken for that of a service that waits for its next start', async () => {
    expect(await reasonWith(() => ({}), true)).toBe("port 18789 is another process's");
  });

  it('nor for that of one that ended before it could be told whose it is', async () => {
    const reason = `${READY} answered 200 within 5 seconds; its service is activating (auto-restart)`;
    expect(await reasonWith((pid) => ({ pid }), false)).toBe(reason);
    expect(await reasonWith(() => ({ pid: 1 }), false)).toBeUndefined();
  });
});

it('what it said is shown without the values of its secrets', () => {
  const files: Readonly<Record<string, string>> = {
    '/s.env': "TOKEN='hush-hush'\nSHORT=ab\n",
    '/c.json': '{"gateway":{"auth":{"token":"in-the-config"}},"messages":{"responsePrefix":"in-the-open"}}',
  };
  const machine = {
    look: (path: string) => (files[path] === undefined ? { kind: 'missing' } : fileOf(files[path])),
  } as unknown as Machine;
  const lines = [
    'got hush-hush from ab',
    'in-the-config, in-the-open',
    `with ghp_${'abcdefghij'.repeat(4).slice(0, 36)}`,
  ];
  const shown = masked(lines, DEPLOYMENT, machine);
  expect(shown.slice(0, 2)).toEqual(['got *** from ab', '***, in-the-open']);
  expect(shown[2]).not.toContain('abcdefghij');
  expect(shown[3]).toBe(lines[3]);
});
