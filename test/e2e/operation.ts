// What must hold of installed gateways in any scope: they answer, alone on their ports and folders, and outlive one another.

import { expect, it } from 'vitest';
import type { Instance } from '../../src/model/fleet.ts';
import { shellWord } from '../../src/outputs/quoting.ts';
import {
  isHealthy,
  listeners,
  mainPid,
  openclaw,
  property,
  statusWithToken,
  systemctl,
  untilHealthy,
} from './machine.ts';
import type { Scenario } from './scenario.ts';

/** Seen of every gateway beside its own folders: caches, locks of its state folder, npm's logs. */
const SHARED =
  /^\/(home|root|srv)\/([^/]+\/)*\.(cache|npm)\/|^\/tmp\/(openclaw|\.openclaw|node-compile-cache|systemd-private)/;
/** Nobody but root sees into a process in a user namespace of its own. */
const UNSEEN = 'Port is in use but process details are unavailable (install lsof or run as an admin user).';
/** Of a system unit OpenClaw compares no definition. */
const OUTSIDE = 'Systemd definition inspection skipped: the selected service is outside the managed user-unit path.';
/** The journal, systemd's own, and the records of logins, which the tests' own sessions in the box make. */
const SYSTEM_RECORDS = /^\/var\/log\/(journal\/|(lastlog|wtmp|btmp)$)|^\/run\/systemd\//;

/** The record of what was applied. */
const OF_GWC = '/var/lib/gwc/';

/** Folders of accounts and of the system. The rest of the machine's disk shows in the box as well, and others write there. */
const OF_THE_BOX = /^\/(home|root|srv|etc|var|tmp|run|dev)\//;

export function operationTests(scenario: Scenario): void {
  const each = <T>(ask: (instance: Instance) => Promise<T>) => Promise.all(scenario.running.map(ask));

  it('every unit starts, and every gateway answers on its base port', async () => {
    await untilHealthy(scenario.box, scenario.running);
    expect(await each((instance) => property(scenario.box, instance, 'ActiveState'))).toEqual(
      scenario.running.map(() => 'active'),
    );
  });

  it('`openclaw config validate` accepts every file', async () => {
    const answers = await each((instance) => openclaw(scenario.box, instance, 'config validate --json'));
    expect(answers.map((answer) => JSON.parse(answer))).toEqual(
      scenario.running.map(({ configPath }) => ({ valid: true, path: configPath, warnings: [] })),
    );
  });

  it('`openclaw gateway status --deep` finds no issue, no other service, and only the listed drift', async () => {
    const ask = (instance: Instance) => openclaw(scenario.box, instance, 'gateway status --deep --json');
    for (const [index, answer] of (await each(ask)).entries()) {
      const { service, extraServices, rpc, port } = JSON.parse(answer);
      const { definitionDrift = [], definitionDriftError = OUTSIDE, ...audit } = service.configAudit;
      expect(audit).toEqual({ ok: true, issues: [] });
      expect(definitionDriftError).toBe(OUTSIDE);
      const keys = definitionDrift.map(({ key }: { readonly key: string }) => key.replace(/^Service\./, ''));
      expect(keys.filter((key: string) => !scenario.drift.includes(key))).toEqual([]);
      const hints = scenario.running[index]!.service.hardening === 'off' ? [] : [UNSEEN];
      expect({ extraServices, hints: port.hints, ok: rpc.ok }).toEqual({ extraServices: [], hints, ok: true });
    }
  });

  it('every TCP listener lies in the span of its own instance', async () => {
    const found = await listeners(scenario.box);
    const bases = new Set(found.map(({ port }) => port));
    expect(scenario.running.filter(({ port }) => !bases.has(port!))).toEqual([]);
    expect(found.filter((listener) => !isInOwnSpan(listener, scenario.running))).toEqual([]);
  });

  it("a secret of `secretsFile` reaches its gateway: the right token opens, a wrong one and the other's don't", async () => {
    const answers = await each(async (instance) => [
      await statusWithToken(scenario.box, instance, scenario.token(instance)),
      await statusWithToken(scenario.box, instance, 'wrong'),
      await statusWithToken(scenario.box, instance, scenario.token(scenario.running.find((it) => it !== instance)!)),
    ]);
    // 400: it is let in, and told that its request names no tool.
    expect(answers).toEqual(answers.map(() => ['400', '401', '401']));
  });

  it('a secret is in its `secretsFile` alone: in no other file, and not in `systemctl show`', async () => {
    const tokens = scenario.all.map((instance) => `-e ${shellWord(scenario.token(instance))}`).join(' ');
    const holders = await scenario.box.run(`${filesSince('/root/booted')} -exec grep -lF ${tokens} {} + || true`);
    expect(holders.trim().split('\n').sort()).toEqual(scenario.all.map(({ secretsFile }) => secretsFile).sort());
    const shown = scenario.all.map((instance) => `${systemctl(instance)} show ${instance.service.name}`).join('; ');
    expect(await scenario.box.run(`{ ${shown}; } | grep -cF ${tokens} || true`)).toBe('0\n');
  });

  it('each writes below its own folders only, but for the listed caches and locks, and has no file of another open', async () => {
    const folders = scenario.all.flatMap(ownFolders);
    const installed = scenario.artifacts.map(({ installPath }) => installPath);
    const written = await scenario.box.run(`${filesSince('/root/started')} -print`);
    const strangers = written
      .split('\n')
      .filter((path) => OF_THE_BOX.test(path) && !SHARED.test(path) && !SYSTEM_RECORDS.test(path))
      .filter((path) => !installed.includes(path) && !path.startsWith(OF_GWC));
    expect(strangers.filter((path) => !folders.some((folder) => path.startsWith(`${folder}/`)))).toEqual([]);
    for (const instance of scenario.running) {
      const others = scenario.all.filter((other) => other !== instance).flatMap(ownFolders);
      const open = await scenario.box.run(
        `for pid in $(cat /sys/fs/cgroup$(${systemctl(instance)} show -P ControlGroup ${instance.service.name})/cgroup.procs); do
          readlink /proc/$pid/fd/* /proc/$pid/cwd || true; done`,
      );
      expect(open.split('\n').filter((path) => others.some((folder) => path.startsWith(`${folder}/`)))).toEqual([]);
    }
  });

  it('logs go to `logFile`', async () => {
    const counts = await each(({ logFile }) =>
      scenario.box.run(`grep -c 'http server listening' ${shellWord(logFile)}`),
    );
    expect(counts.filter((count) => Number(count) < 1)).toEqual([]);
  });

  it('killed with SIGKILL, one is back; the other keeps its process', async () => {
    const [first, second] = scenario.running as [Instance, Instance];
    const [victim, bystander] = [await mainPid(scenario.box, second), await mainPid(scenario.box, first)];
    await scenario.box.run(`kill -9 ${victim}; sleep 1`);
    expect(await isHealthy(scenario.box, first)).toBe(true);
    await untilHealthy(scenario.box, [second]);
    expect(await mainPid(scenario.box, first)).toBe(bystander);
    expect(await mainPid(scenario.box, second)).not.toBe(victim);
    expect(await property(scenario.box, first, 'NRestarts')).toBe('0');
  });
}

export function stopTest(scenario: Scenario): void {
  it('stopped, one leaves its ports; the other lives', async () => {
    const [first, second] = scenario.running as [Instance, Instance];
    const bystander = await mainPid(scenario.box, second);
    await scenario.box.run(`${systemctl(first)} stop --no-block ${first.service.name}`);
    const left = async () => (await listeners(scenario.box)).filter(({ unit }) => unit === first.service.name);
    await expect.poll(left, { timeout: 900_000, interval: 1000 }).toEqual([]);
    expect(await isHealthy(scenario.box, second)).toBe(true);
    expect(await mainPid(scenario.box, second)).toBe(bystander);
  });
}

/** Files of the box that changed since a file was touched. No gateway may write where programs lie. */
function filesSince(stamp: string): string {
  const skipped = ['/proc', '/sys', '/usr', '/opt', '/var/cache', '/var/lib/dpkg']
    .map((path) => `-path ${path}`)
    .join(' -o ');
  return `find / /tmp /run /dev/shm -xdev \\( ${skipped} \\) -prune -o -newer ${stamp} -type f`;
}

function isInOwnSpan(
  { port, unit }: { readonly port: number; readonly unit: string },
  all: readonly Instance[],
): boolean {
  const span = all.find(({ service }) => service.name === unit)?.ports?.span;
  return span !== undefined && span.from <= port && port <= span.to;
}

function ownFolders({ stateDir, workspace, logFile }: Instance): readonly string[] {
  return [stateDir, workspace, logFile.slice(0, logFile.lastIndexOf('/'))];
}
