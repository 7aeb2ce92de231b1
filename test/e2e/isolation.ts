// Sandboxed instances, asked from inside their own service: the others' files are shut, their own are open.

import { expect, it } from 'vitest';
import type { Instance } from '../../src/model/fleet.ts';
import { environmentFile } from '../../src/model/instance-paths.ts';
import { shellWord } from '../../src/outputs/quoting.ts';
import { inside, mainPid, systemctl } from './machine.ts';
import type { Scenario } from './scenario.ts';

export function isolationTests(scenario: Scenario): void {
  it("from inside a service no file of another's state, workspace, config, log or secrets can be read, listed or written", async () => {
    for (const [instance, other] of pairs(scenario)) {
      const { stateDir, workspace, configPath, logFile, secretsFile } = other;
      const files = [configPath, logFile, secretsFile, environmentFile(other)].map(shellWord);
      const folders = [stateDir, workspace].map(shellWord);
      const attempts = [
        ...files.map((file) => `cat ${file}`),
        ...folders.flatMap((folder) => [`ls ${folder}`, `touch ${folder}/stranger`]),
        `cat /proc/${await mainPid(scenario.box, other)}/environ`,
        `ls /proc/${await mainPid(scenario.box, other)}/root/`,
      ];
      expect(await succeeding(scenario, instance, attempts)).toEqual([]);
    }
  });

  it('from inside a service its own state and workspace can be read and written', async () => {
    for (const instance of scenario.running) {
      const folders = [instance.stateDir, instance.workspace].map(shellWord);
      const attempts = [
        // OpenClaw makes its workspace when an agent first needs it.
        ...folders.flatMap((folder) => [
          `mkdir -p ${folder}`,
          `ls ${folder}`,
          `touch ${folder}/own`,
          `rm ${folder}/own`,
        ]),
        `cat ${shellWord(instance.configPath)}`,
        `tail -n 1 ${shellWord(instance.logFile)}`,
      ];
      expect(await succeeding(scenario, instance, attempts)).toEqual(attempts);
    }
  });
}

/** In the way of the sandbox: a transient service of the account's own manager would stand outside of it. */
export function managerTests(scenario: Scenario, strict: () => Instance): void {
  it("from inside a `strict` service the account's service manager can't be asked to do it either", async () => {
    const { user } = strict();
    const other = scenario.running.find((it) => it !== strict())!;
    const attempt = `XDG_RUNTIME_DIR=/run/user/$(id -u ${user}) systemd-run --user -P cat ${shellWord(other.configPath)}`;
    expect(await succeeding(scenario, strict(), [attempt])).toEqual([]);
    // Outside of the sandbox it works.
    const outside = await scenario.box.attempt(`runuser -u ${user} -- /bin/bash -c ${shellWord(attempt)}`);
    expect(outside).toMatchObject({ code: 0, stdout: expect.stringContaining('"gateway"') });
  });
}

export function scoreTest(scenario: Scenario, limit: number, strict: () => Instance): void {
  it(`\`systemd-analyze security\` scores a \`strict\` service ${limit} or better`, async () => {
    const instance = strict();
    const manager = systemctl(instance)
      .replace(/^systemctl/, 'systemd-analyze')
      .replace(/ -M .*/, '');
    const report = await scenario.box.run(
      `${manager} security --no-pager ${instance.service.name} | tail -n 2`,
      instance.service.scope === 'user' ? { user: instance.user } : {},
    );
    expect(Number(/exposure level for \S+: ([\d.]+)/.exec(report)?.[1])).toBeLessThanOrEqual(limit);
  });
}

/** Those of the commands that do something. */
async function succeeding(
  scenario: Scenario,
  instance: Instance,
  commands: readonly string[],
): Promise<readonly string[]> {
  const script = commands.map((command, index) => `(${command}) > /dev/null 2>&1 && echo ${index}; true`).join('\n');
  const output = await inside(
    scenario.box,
    instance,
    `${script}\ngrep -q '^CapEff:\t0*$' /proc/self/status && echo end`,
  );
  const lines = output.trim().split('\n');
  // Without this line the script did not run, or ran with more rights than the gateway has.
  expect(lines.pop()).toBe('end');
  return lines.map((index) => commands[Number(index)]!);
}

function pairs({ running }: Scenario): readonly (readonly [Instance, Instance])[] {
  return running.flatMap((instance) =>
    running.filter((it) => it !== instance).map((other) => [instance, other] as const),
  );
}
