// Set-ups that a rule refuses, emitted all the same and installed beside a running gateway: they fail as the rule says.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import type { Instance } from '../../src/model/fleet.ts';
import type { Artifact } from '../../src/outputs/artifact.ts';
import { emitFleet } from '../../src/outputs/index.ts';
import { shellWord } from '../../src/outputs/quoting.ts';
import type { Box } from './box.ts';
import { bootMachine, isHealthy, listeners, openclaw, property, systemctl, untilHealthy } from './machine.ts';

const FIRST = `version: 1
hosts:
  box-1:
    user: claw
    service: { scope: system }
    config: { gateway: { auth: { mode: none } } }
    instances:
      first: { port: 18789 }
`;

interface Collision {
  readonly first: Instance;
  readonly second: Instance;
  /** Of the second instance, or of both. */
  readonly files: readonly Artifact[];
}

export function collisionTests(): void {
  let box: Box;

  beforeAll(async () => {
    box = await bootMachine('collisions');
    const { fleet } = validate(FIRST);
    await install(box, emitFleet(fleet));
    const first = fleet.hosts[0]!.instances[0]!;
    await start(box, first);
    await untilHealthy(box, [first]);
  });
  afterAll(() => box?.down());

  it('`state-dir-unique`: a second gateway on a state folder refuses to start', async () => {
    const { first, second, files } = collide(
      'state-dir-unique',
      '{ port: 20100, stateDir: ~/.openclaw-first, configPath: ~/second.json }',
    );
    await install(box, files);
    await start(box, second);
    expect(await untilFailed(box, second)).toMatch(/another OpenClaw process owns/);
    expect(await isHealthy(box, first)).toBe(true);
  });

  it("`service-owner`: a user's unit for a gateway that a system unit runs refuses to start", async () => {
    const { first, second, files } = collide(
      'service-owner',
      '{ port: 18789, profile: first, service: { scope: user } }',
    );
    await install(box, files);
    await start(box, second);
    expect(await untilFailed(box, second)).toMatch(/another OpenClaw process owns/);
    expect(await isHealthy(box, first)).toBe(true);
  });

  it('`managed-command`: `--profile` in `command` moves a gateway to the state folder of that profile', async () => {
    const { first, second, files } = collide(
      'managed-command',
      '{ port: 20200, command: [/usr/bin/openclaw, --profile, first] }',
    );
    await install(box, files);
    await start(box, second);
    expect(await untilFailed(box, second)).toMatch(/another OpenClaw process owns/);
    expect(await isHealthy(box, first)).toBe(true);
    await stop(box, second);
  });

  it('`unit-value`: `pkill openclaw-gateway` in an Exec line meets every gateway of the host', async () => {
    const { first } = collide(
      'unit-value',
      '{ port: 20300, service: { systemd: { Service: { ExecStartPre: pkill -f openclaw-gateway } } } }',
    );
    const pids = await box.run('pgrep -f openclaw-gateway');
    expect(pids.split('\n')).toContain(await property(box, first, 'MainPID'));
  });

  it('`unit-value`: `Conflicts=` with the unit of another stops that one (a stub in place of OpenClaw)', async () => {
    const { first, second, files } = collideStubs('unit-value', {
      Unit: { Conflicts: 'openclaw-gateway-one.service' },
    });
    await install(box, files);
    await start(box, first);
    await start(box, second);
    expect(await property(box, first, 'ActiveState')).toBe('inactive');
    await stop(box, second);
  });

  it('`path-shared`: of two units with one `RuntimeDirectory=` the one that stops takes the files of the other (a stub in place of OpenClaw)', async () => {
    const { first, second, files } = collideStubs('path-shared', { Service: { RuntimeDirectory: 'claw' } });
    await install(box, files);
    await start(box, first);
    await start(box, second);
    await box.run('touch /run/claw/of-one');
    await stop(box, second);
    expect(await property(box, first, 'ActiveState')).toBe('active');
    expect((await box.attempt('test -e /run/claw/of-one')).code).toBe(1);
    await stop(box, first);
  });

  it('`port-overlap`: a gateway on a CDP port of another takes its browser away', async () => {
    const { first, second, files } = collide('port-overlap', '{ port: 18800 }');
    await install(box, files);
    await start(box, second);
    await untilHealthy(box, [second]);
    await expect(openclaw(box, first, 'browser --timeout 120000 start --headless')).rejects.toThrow(/18800/);
    await stop(box, second);
  });

  it('`service-name-unique`: of two units of one name, systemd knows the one that was installed last', async () => {
    const { first, second, files } = collide(
      'service-name-unique',
      '{ port: 20300, service: { name: openclaw-gateway-first } }',
    );
    await install(box, files);
    await box.run('systemctl daemon-reload');
    expect(await property(box, first, 'ExecStart')).toContain('--port 20300');
    expect(second.service.name).toBe(first.service.name);
    await install(box, emitFleet(validate(FIRST).fleet));
    await box.run('systemctl daemon-reload');
  });

  it('`port-unique`: of two gateways on one port one gives up, and only one is left', async () => {
    const { first, second, files } = collide('port-unique', '{ port: 18789 }');
    await install(box, files);
    await start(box, second);
    const failed = await untilOneFailed(box, [first, second]);
    expect(failed).toMatch(/already in use/);
    const units = new Set((await listeners(box)).filter(({ port }) => port === 18789).map(({ unit }) => unit));
    expect(units.size).toBe(1);
    await stop(box, second);
  });

  it("`config-path-unique`: the file that was installed last gives the first gateway another one's port and workspace", async () => {
    const { first, second, files } = collide(
      'config-path-unique',
      '{ port: 20500, configPath: ~/.openclaw-first/openclaw.json }',
    );
    await install(box, files);
    expect((await openclaw(box, first, 'config get agents.defaults.workspace')).trim()).toBe(second.workspace);
    expect((await openclaw(box, first, 'config get gateway.port')).trim()).toBe('20500');
  });
}

/** A second instance that the rule refuses: its findings are only looked at. */
function collide(rule: string, second: string): Collision {
  const { fleet, diagnostics } = validate(`${FIRST}      second: ${second}\n`);
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toContain(rule);
  const [one, other] = fleet.hosts[0]!.instances;
  const files = emitFleet(fleet).filter(({ instance }) => instance === 'second');
  return { first: one!, second: other!, files };
}

/** The same of two that only sleep, with these raw settings in the second one's unit, or in both. */
function collideStubs(rule: string, systemd: Readonly<Record<string, object>>): Collision {
  const stub = { command: ['/bin/sh', '-c', 'exec sleep 1000'] };
  const both = { ...stub, service: { systemd } };
  const instances = {
    one: { port: 21000, ...('Service' in systemd ? both : stub) },
    two: { port: 21200, ...both },
  };
  const host = { user: 'claw', service: { scope: 'system' }, instances };
  const { fleet, diagnostics } = validate(JSON.stringify({ version: 1, hosts: { 'box-1': host } }));
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toContain(rule);
  const [one, two] = fleet.hosts[0]!.instances;
  return { first: one!, second: two!, files: emitFleet(fleet) };
}

async function install(box: Box, files: readonly Artifact[]): Promise<void> {
  for (const { installPath, content } of files) {
    const path = shellWord(installPath);
    await box.run(`mkdir -p "$(dirname ${path})"; cat > ${path}`, { input: content });
  }
  await box.run('chown -R claw: /home/claw; chmod 700 /home/claw/.openclaw-*');
}

async function start(box: Box, instance: Instance): Promise<void> {
  await box.run(`${systemctl(instance)} daemon-reload; ${systemctl(instance)} start ${instance.service.name}`);
}

async function stop(box: Box, instance: Instance): Promise<void> {
  const control = systemctl(instance);
  const { name } = instance.service;
  await box.run(`${control} kill -s KILL ${name} || true; ${control} stop ${name}; rm -f /etc/systemd/system/${name}`);
}

/** What a unit that gave up, or was started again, left in the journal. */
async function untilFailed(box: Box, instance: Instance): Promise<string> {
  return untilOneFailed(box, [instance]);
}

async function untilOneFailed(box: Box, instances: readonly Instance[]): Promise<string> {
  const states = instances.map((it) => `${systemctl(it)} show -P ActiveState ${it.service.name}`).join('; ');
  await box.run(`until { ${states}; } | grep -q failed; do sleep 1; done`);
  const log = await box.run('journalctl -b --no-pager -o cat -n 200');
  for (const instance of instances) await box.attempt(`${systemctl(instance)} reset-failed ${instance.service.name}`);
  return log;
}
