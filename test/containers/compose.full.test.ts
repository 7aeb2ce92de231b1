// Docker's own Compose reads every file, and reads what hosts.yaml says.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { build } from '../../src/build.ts';
import { formatFinding } from '../support/fixtures.ts';
import { hostileFileNames, hostileValues } from '../support/hostile.ts';
import { type Gateway, readCompose, whyNoJudges } from './judges.ts';

const reason = whyNoJudges();
const folder = mkdtempSync(join(tmpdir(), 'gwc-compose-'));

/** As it starts from an instance's file; `$$` is Compose's own way to print a `$`. */
function gatewayOf(keys: object): { readonly name: string; readonly gateway: Gateway } {
  const base = {
    port: 18789,
    user: 'claw',
    secrets: ['TOKEN', 'OPENCLAW_GATEWAY_TOKEN'],
    secretsFile: join(folder, 'secrets.env'),
  };
  const instance = { stateDir: join(folder, 'state'), ...base, ...keys };
  const { artifacts, diagnostics } = build(
    JSON.stringify({ version: 1, hosts: { box: { instances: { main: instance } } } }),
  );
  expect(diagnostics.filter(({ severity }) => severity === 'error').map(formatFinding)).toEqual([]);
  const file = [...artifacts].find(({ kind }) => kind === 'compose')!;
  const own = mkdtempSync(join(folder, 'project-'));
  writeFileSync(join(own, 'compose.yaml'), file.content);
  writeFileSync(join(folder, 'secrets.env'), 'TOKEN=\'a $value "with" # all\'\nOPENCLAW_GATEWAY_TOKEN=plain\n');
  const { name, services } = JSON.parse(JSON.stringify(readCompose(join(own, 'compose.yaml'))).replaceAll('$$', '$'));
  return { name, gateway: services.gateway };
}

const service = { target: 'compose' };

describe.skipIf(reason)(reason ?? 'Docker Compose', () => {
  afterAll(() => rmSync(folder, { recursive: true }));

  it('publishes the base port where `gateway.bind` says, and nothing else', () => {
    const port = { mode: 'ingress', target: 18789, published: '18789', protocol: 'tcp' };
    const portsOf = (gateway: object) => gatewayOf({ service, config: { gateway } }).gateway.ports;
    expect(portsOf({})).toEqual([{ ...port, host_ip: '127.0.0.1' }]);
    expect(portsOf({ bind: 'lan', controlUi: { enabled: false } })).toEqual([port]);
    expect(portsOf({ bind: 'custom', customBindHost: '10.0.0.7', controlUi: { enabled: false } })).toEqual([
      { ...port, host_ip: '10.0.0.7' },
    ]);
  });

  it('mounts every folder at its own path, that of a config which the gateway leaves alone read-only', () => {
    const stateDir = join(folder, 'a:b $c');
    const configPath = join(folder, 'etc', 'main.json');
    const { gateway } = gatewayOf({ service, stateDir, configPath });
    expect(gateway.volumes).toEqual([
      { type: 'bind', source: stateDir, target: stateDir, bind: { selinux: 'Z' } },
      { type: 'bind', source: join(folder, 'etc'), target: join(folder, 'etc'), read_only: true, bind: {} },
    ]);
    expect(
      gatewayOf({ service, stateDir, configPath, env: { OPENCLAW_CONFIG_READONLY: '0' } }).gateway.volumes,
    ).toEqual(
      [stateDir, join(folder, 'etc')].map((path) => expect.not.objectContaining({ source: path, read_only: true })),
    );
  });

  it('reads what the host supplies in single quotes as it is', () => {
    const { environment } = gatewayOf({ service }).gateway;
    expect(environment).toMatchObject({ TOKEN: 'a $value "with" # all', OPENCLAW_GATEWAY_TOKEN: 'plain' });
  });

  it('may do without an environment file that is optional', () => {
    const missing = join(folder, 'missing.env');
    expect(gatewayOf({ service, envFiles: [`-${missing}`] }).name).toBe('openclaw-gateway-main');
    expect(() => gatewayOf({ service, envFiles: [missing] })).toThrow(/missing\.env/);
  });

  it('shuts the container in as far as `hardening` says', () => {
    const shut = (hardening: string) => {
      const { security_opt, cap_drop, read_only, pids_limit } = gatewayOf({
        service: { ...service, hardening },
      }).gateway;
      return [security_opt, cap_drop, read_only, pids_limit].map((value) => JSON.stringify(value));
    };
    const standard = ['["no-new-privileges:true"]', '["ALL"]'];
    expect(shut('off')).toEqual([undefined, undefined, undefined, undefined]);
    expect(shut('standard')).toEqual([...standard, undefined, undefined]);
    expect(shut('strict')).toEqual([...standard, 'true', '4096']);
  });

  it('takes as much as `limits` says', () => {
    const limits = { memory: '1.5G', cpus: 1.5, tasks: 512 };
    const { gateway } = gatewayOf({ service: { ...service, hardening: 'strict', limits } });
    expect(gateway).toMatchObject({ mem_limit: String(1.5 * 1024 ** 3), cpus: 1.5, pids_limit: 512 });
  });

  it('carries every value of `env` and every path as it is', () => {
    const values = hostileValues(300);
    const env = Object.fromEntries(values.map((value, index) => [`V${String(index).padStart(4, '0')}`, value]));
    const written = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, value.replaceAll('$(', '$$$$(')]),
    );
    // Compose prints `$` doubled, and `$$` stands for one of them here; both sides are compared without.
    const plain = (map: object) => JSON.parse(JSON.stringify(map).replaceAll('$$', '$'));
    expect(plain(gatewayOf({ service, env: written }).gateway.environment)).toMatchObject(plain(env));
    const folders = hostileFileNames(20)
      .filter((name) => !name.includes('${'))
      .map((name, index) => join(folder, `paths-${index % 3}`, name));
    for (let index = 0; index + 2 < folders.length; index += 3) {
      const paths = folders.slice(index, index + 3);
      const [stateDir, workspace, workingDirectory] = paths.map((path) => path.replaceAll('$(', '$$$$('));
      const { volumes } = gatewayOf({ service, stateDir, workspace, workingDirectory }).gateway;
      expect(plain(volumes.map(({ source, target }) => [source, target]))).toEqual(
        plain(paths.map((path) => [path, path])),
      );
    }
  });
});
