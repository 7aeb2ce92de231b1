// What docs/secrets.md and docs/gitops.md have a person do on a host, with a stub in place of OpenClaw.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostsOf } from '../apply/built-tree.ts';
import { shellBlocks } from '../support/shell-blocks.ts';
import type { Box } from './box.ts';
import { bootStubMachine } from './machine.ts';
import { buildTree, deliverTree } from './tree.ts';

const SECRETS = 'secrets: [OPENCLAW_GATEWAY_TOKEN]';
const STATE = '/home/claw/.openclaw-main';

export function recipeTests(): void {
  let box: Box;

  beforeAll(async () => {
    box = await bootStubMachine('recipes');
  });
  afterAll(() => box?.down());

  const apply = () => box.attempt('cd /root; gwc apply');
  const token = () =>
    box.run(
      `tr '\\0' '\\n' < /proc/$(systemctl --user -M claw@ show -P MainPID openclaw-gateway-main)/environ | sed -n s/^OPENCLAW_GATEWAY_TOKEN=//p`,
    );

  describe('docs/secrets.md', () => {
    const [makeKey, encrypt, decrypt] = shellBlocks('docs/secrets.md', 'age') as [string, string, string];
    const encrypted = (value: string) =>
      `cd /root; printf "OPENCLAW_GATEWAY_TOKEN='${value}'\\nOPENCLAW_CONFIG_READONLY=1\\nOPENCLAW_SUPERVISOR_MODE=external\\n" > main.env
      public_key=$(age-keygen -y /etc/gwc/age.key); ${encrypt} rm main.env`;

    beforeAll(async () => {
      await deliverTree(box, buildTree(hostsOf({ main: `{ port: 18789, ${SECRETS} }` })), 'root');
      await box.run(
        `install -d -m 700 -o claw -g claw ${STATE}; install -m 600 -o claw -g claw /dev/null ${STATE}/.env; ${makeKey}`,
      );
    });

    it('age: the files of the repository reach their gateways, and a changed one restarts its own', async () => {
      await box.run(`${encrypted('the first')}\n${decrypt}`);
      expect(await apply()).toMatchObject({ code: 0 });
      expect(await token()).toBe('the first\n');
      await box.run(`cd /root; ${decrypt}`);
      expect(await apply()).toMatchObject({ code: 0, stdout: '' });
      await box.run(`${encrypted('the second')}\n${decrypt}`);
      expect(await apply()).toMatchObject({ code: 0 });
      expect(await token()).toBe('the second\n');
      expect(await box.run(`stat -c '%a %U' ${STATE}/.env`)).toBe('600 claw\n');
    });

    it('age: what cannot be decrypted leaves the old secrets in place', async () => {
      const { code } = await box.attempt(`cd /root; echo broken > secrets/box-1/main.env.age\n${decrypt}`);
      expect(code).not.toBe(0);
      expect(await apply()).toMatchObject({ code: 0, stdout: '' });
    });

    it('pass: from a store elsewhere (a shell in place of ssh)', async () => {
      const [send] = shellBlocks('docs/secrets.md', 'pass') as [string];
      await box.run(
        `export HOME=/root GNUPGHOME=/root/.gnupg; umask 077
        gpg --batch --quiet --pinentry-mode loopback --passphrase '' --quick-gen-key keeper default default never
        pass init keeper > /dev/null
        printf 'OPENCLAW_GATEWAY_TOKEN=of the store\\n' | pass insert -m openclaw/box-1/main > /dev/null
        ssh() { sh -c "$2"; }
        ${send}`,
      );
      expect(await apply()).toMatchObject({ code: 0 });
      expect(await token()).toBe('of the store\n');
    });
  });

  describe('docs/gitops.md, pull and apply', () => {
    const push = async (port: number) => {
      await deliverTree(box, buildTree(hostsOf({ main: `{ port: ${port}, ${SECRETS} }` })), 'root');
      await box.run(
        `export HOME=/root; test -d /root/fleet || git clone -q /srv/fleet.git /root/fleet 2> /dev/null; cd /root/fleet
        rm -rf out; cp -r /root/out .; git add --all
        git -c user.name=a -c user.email=a@b commit -qm ${port}; git push -q`,
      );
    };
    const serves = (port: number) => `until curl -sf -m 5 -o /dev/null 127.0.0.1:${port}/healthz; do sleep 0.5; done`;
    const result = () => box.run('systemctl show -P Result gwc-pull.service');

    beforeAll(async () => {
      await box.run(
        `export HOME=/root; git init -q --bare -b main /srv/fleet.git; hostname box-1
        cat > /etc/systemd/system/gwc-pull.service`,
        { input: block('ini', 0) },
      );
      // Not minutes: what the timer waits for is systemd's business.
      const timer = block('ini', 1).replace('5min', '2s').replace('1min', '2s').replace('=30', '=0');
      await box.run('cat > /etc/systemd/system/gwc-pull.timer', { input: timer });
      await push(19909);
      await box.run('export HOME=/root; git clone -q /srv/fleet.git /srv/fleet');
      await box.run(shellBlocks('docs/gitops.md', 'Pull and apply on the host').join(''));
    });

    it('the timer brings what was pushed', async () => {
      await box.run(serves(19909));
      await push(20909);
      await box.run(serves(20909));
      expect(await result()).toBe('success\n');
    });

    it('what does not come up is taken back, and the service has failed', async () => {
      const broken = '{ gateway: { tls: { enabled: true, certPath: /missing.pem, keyPath: /missing.pem } } }';
      await deliverTree(box, buildTree(hostsOf({ main: `{ port: 20909, ${SECRETS}, config: ${broken} }` })), 'root');
      await box.run(
        `export HOME=/root; cd /root/fleet; rm -rf out; cp -r /root/out .; git add --all
        git -c user.name=a -c user.email=a@b commit -qm broken; git push -q
        until [ "$(systemctl show -P Result gwc-pull.service)" = exit-code ]; do sleep 0.5; done
        systemctl stop gwc-pull.timer; while systemctl is-active -q gwc-pull.service; do sleep 0.5; done
        ${serves(20909)}`,
      );
      expect(await result()).toBe('exit-code\n');
    });
  });
}

/** A fenced block of docs/gitops.md. */
function block(language: string, index: number): string {
  const found = [
    ...readFileSync('docs/gitops.md', 'utf8').matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')),
  ];
  return found[index]![1]!;
}
