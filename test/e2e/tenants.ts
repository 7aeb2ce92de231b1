// examples/tenants under the system's service manager, installed by `gwc apply`: as it stands, then with one account for all and
// a looser sandbox.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../src/model/fleet.ts';
import { shellWord } from '../../src/outputs/quoting.ts';
import { shellBlocks } from '../support/shell-blocks.ts';
import { isolationTests, managerTests, scoreTest } from './isolation.ts';
import { bootMachine, inside, statusWithToken, untilHealthy } from './machine.ts';
import { operationTests, stopTest } from './operation.ts';
import { installByApply, reinstall, scenarioOf } from './scenario.ts';
import { toolTests } from './tools.ts';

const text = readFileSync('examples/tenants/hosts.yaml', 'utf8');
const oneAccount = text
  .replaceAll(/user: oc-\w+, group: oc-\w+/g, 'user: oc-acme, group: oc-acme')
  .replace('port: 18789,', 'port: 18789, service: { hardening: standard },');

/** Each with its secrets where OpenClaw itself reads them. */
const inState = text.replace(/.*secretsFile:.*\n/, '');

/** No variable has the token. */
const encrypted = inState
  .replace(/.*secrets: \[.*\n/, '')
  .replace(
    'MemoryMax: 4G,',
    "MemoryMax: 4G, LoadCredentialEncrypted: 'gateway-token:/etc/credstore.encrypted/$(instance).gateway-token',",
  )
  .replace('"${OPENCLAW_GATEWAY_TOKEN}"', '{ source: file, provider: systemd, id: value }')
  .replace(
    '  config:\n',
    `  config:
    secrets:
      providers:
        systemd: { source: file, mode: singleValue, path: /run/credentials/openclaw-gateway-$(instance).service/gateway-token }
`,
  );

export function tenantsTests(): void {
  const scenario = scenarioOf(text);
  const shared = scenarioOf(oneAccount);

  beforeAll(async () => {
    scenario.box = await bootMachine('tenants');
    shared.box = scenario.box;
    await installByApply(scenario, 'root');
  });
  afterAll(() => scenario.box?.down());

  operationTests(scenario);
  scoreTest(scenario, 1.5, () => scenario.running[0]!);
  toolTests(scenario, () => scenario.running[0]!, 'strict');

  describe('with their secrets in their state folders', () => {
    const own = scenarioOf(inState);
    const [acme, globex] = own.running as [Instance, Instance];

    beforeAll(async () => {
      own.box = scenario.box;
      await installByApply(own, 'root');
    });

    it('each gateway reads its own', async () => {
      expect(await statusWithToken(own.box, acme, own.token(acme))).not.toBe('401');
      expect(await statusWithToken(own.box, acme, own.token(globex))).toBe('401');
    });

    it('`gwc exec` has it too, in the sandbox and outside', async () => {
      for (const option of ['', '--sandbox']) {
        const shown = await own.box.run(`gwc exec acme ${option} --shell -- sh -c 'echo "$OPENCLAW_GATEWAY_TOKEN"'`);
        expect(shown).toBe(`${own.token(acme)}\n`);
      }
    });

    it('`gwc apply` restarts the one whose secret was rotated, and has nothing to do then', async () => {
      const rotate = shellWord('s/^OPENCLAW_GATEWAY_TOKEN=.*/OPENCLAW_GATEWAY_TOKEN=rotated/');
      await own.box.run(`runuser -u ${acme.user} -- sed -i ${rotate} ${shellWord(acme.secretsFile)}`);
      const { stdout } = await own.box.attempt('cd /root; gwc apply');
      expect(stdout).toMatch(/^restart +tenants-1\/acme .*\n$/);
      expect(await statusWithToken(own.box, acme, 'rotated')).not.toBe('401');
      expect(await own.box.attempt('cd /root; gwc apply')).toMatchObject({ code: 0, stdout: '' });
    });

    it("a link in the place of one, or of gateway.env, brings no other tenant's", async () => {
      const [link, target] = [acme, globex].map(({ secretsFile }) => shellWord(secretsFile));
      // OpenClaw leaves its state locked where it is stopped while it starts, and then refuses to start for minutes.
      const untilStarted = `while systemctl is-active -q ${acme.service.name} && ! curl -sf -o /dev/null 127.0.0.1:${acme.port}/startupz; do sleep 0.5; done`;
      await own.box.run(
        `cd ${shellWord(acme.stateDir)}; mv .env kept
        for link in ${link} gateway.env; do runuser -u ${acme.user} -- ln -sf ${target} $link; done
        systemctl restart ${acme.service.name}
        timeout 900 sh -c '${untilStarted}'`,
      );
      expect(
        await own.box.run(
          `tr '\\0' '\\n' < /proc/$(systemctl show -P MainPID ${acme.service.name})/environ | grep -c ^OPENCLAW_GATEWAY_TOKEN= || true`,
        ),
      ).toBe('0\n');
      expect(['000', '401']).toContain(await statusWithToken(own.box, acme, own.token(globex)).catch(() => '000'));
    });
  });

  describe('with tokens that systemd decrypts, by docs/secrets.md', () => {
    const sealed = scenarioOf(encrypted);
    const [acme, globex] = sealed.running as [Instance, Instance];

    beforeAll(async () => {
      sealed.box = scenario.box;
      // As on every machine; a box's own mounts are private.
      await sealed.box.run('mount --make-rshared /');
      const [encrypt] = shellBlocks('docs/secrets.md', 'systemd-creds') as [string];
      for (const instance of sealed.all)
        await sealed.box.run(encrypt.replaceAll('/main.', `/${instance.name}.`), { input: sealed.token(instance) });
      await installByApply(sealed, 'root');
    });

    it('each gateway has its own', async () => {
      expect(await statusWithToken(sealed.box, acme, sealed.token(acme))).not.toBe('401');
      expect(await statusWithToken(sealed.box, acme, sealed.token(globex))).toBe('401');
    });

    it("from inside a service the other's can't be read", async () => {
      const path = (name: string) => `/run/credentials/openclaw-gateway-${name}.service/gateway-token`;
      const read = (name: string) => inside(sealed.box, acme, `cat ${path(name)} 2> /dev/null || true`);
      expect([await read('acme'), await read('globex')]).toEqual([sealed.token(acme), '']);
    });
  });

  describe('with one account for all, `hardening: standard` for acme, `strict` for globex', () => {
    beforeAll(async () => {
      const owned = shared.all.map(({ name }) => `/srv/openclaw/${name} /var/log/openclaw/${name}`).join(' ');
      await reinstall(shared);
      await shared.box.run(`chown -R oc-acme:oc-acme ${owned}; loginctl enable-linger oc-acme`);
      for (const instance of shared.running)
        await shared.box.run(`systemctl daemon-reload; systemctl start ${instance.service.name}`);
      await untilHealthy(shared.box, shared.running);
    });

    isolationTests(shared);
    managerTests(shared, () => shared.running.find(({ name }) => name === 'globex')!);
    stopTest(shared);
  });
}
